package io.lwt.bindings;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The C library: where functions are found, what it says of those it lacks, and whether it may be called at all. */
final class SystemLibrary {
  static final SymbolLookup LOOKUP = Linker.nativeLinker().defaultLookup();

  /** The functions that are used here and that the oldest supported glibc, 2.31, does not have. */
  static final Map<String, String> SINCE_GLIBC =
      Map.of("epoll_pwait2", "2.35", "posix_spawn_file_actions_addclosefrom_np", "2.34");

  private SystemLibrary() {}

  /** {@link #absence} as a handle. */
  static MethodHandle absenceHandle() {
    try {
      MethodType type = MethodType.methodType(UnsupportedOperationException.class, String.class);
      return MethodHandles.lookup().findStatic(SystemLibrary.class, "absence", type);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("SystemLibrary.absence", e);
    }
  }

  /** The error that says what is missing. */
  static UnsupportedOperationException absence(String name) {
    String since = SINCE_GLIBC.get(name);
    return new UnsupportedOperationException(
        "this system's C library has no function "
            + name
            + (since == null ? "" : ": glibc has it since " + since));
  }

  /**
   * Tries the cheapest restricted method, so that a JVM that denies it says so in words that help, before anything is
   * linked.
   *
   * @throws IllegalCallerException if it is denied; the message has the flag that allows it
   */
  @SuppressWarnings({"restricted", "CheckReturnValue"})
  static void checkAccess() {
    try {
      MemorySegment.NULL.reinterpret(0);
    } catch (IllegalCallerException denied) {
      throw new IllegalCallerException(denial(SystemLibrary.class.getModule().isNamed()), denied);
    }
  }

  static String denial(boolean onModulePath) {
    String module = "--enable-native-access=io.lwt.bindings";
    String unnamed = "--enable-native-access=ALL-UNNAMED";
    return onModulePath
        ? "native access is denied: run java with "
            + module
            + " ("
            + unnamed
            + " is for the class path)"
        : "native access is denied: run java with "
            + unnamed
            + " ("
            + module
            + " is for the module path)";
  }

  /** The C string at an address. */
  static String string(long address) {
    return memory(address, Long.MAX_VALUE).getString(0);
  }

  /** The bytes of the C string at an address, whatever text they are; none at null. */
  static byte[] bytes(long address) {
    return address == 0
        ? new byte[0]
        : memory(address, Long.MAX_VALUE).getString(0, ISO_8859_1).getBytes(ISO_8859_1);
  }

  /** The addresses in the array at an address, which null ends; none at null. */
  static List<Long> pointers(long address) {
    if (address == 0) {
      return List.of();
    }
    MemorySegment array = memory(address, Long.MAX_VALUE);
    return LongStream.iterate(0, offset -> offset + Long.BYTES)
        .map(offset -> array.get(JAVA_LONG, offset))
        .takeWhile(pointer -> pointer != 0)
        .boxed()
        .toList();
  }

  /** The bytes of each C string in the array at an address, which null ends; none at null. */
  static List<byte[]> strings(long address) {
    return pointers(address).stream().map(SystemLibrary::bytes).toList();
  }

  /** A C string in the arena, or null. */
  static long string(Arena arena, byte @Nullable [] bytes) {
    if (bytes == null) {
      return 0;
    }
    checkNoNul(bytes);
    MemorySegment string = arena.allocate(bytes.length + 1);
    MemorySegment.copy(bytes, 0, string, JAVA_BYTE, 0, bytes.length);
    return string.address();
  }

  /** An array of C strings in the arena, which null ends, as execve(2) takes it. */
  static long strings(Arena arena, List<byte[]> strings) {
    long size = (strings.size() + 1L) * Long.BYTES;
    for (byte[] string : strings) {
      size += string.length + 1L;
    }
    MemorySegment block = arena.allocate(size, Long.BYTES);
    long at = (strings.size() + 1L) * Long.BYTES;
    for (int i = 0; i < strings.size(); i++) {
      byte[] string = strings.get(i);
      checkNoNul(string);
      block.setAtIndex(JAVA_LONG, i, block.address() + at);
      MemorySegment.copy(string, 0, block, JAVA_BYTE, at, string.length);
      at += string.length + 1L;
    }
    return block.address();
  }

  private static void checkNoNul(byte[] string) {
    for (byte value : string) {
      if (value == 0) {
        throw new IllegalArgumentException("a name with a NUL in it");
      }
    }
  }

  /** The memory at an address that the C library gave; it is valid as long as the C library says. */
  @SuppressWarnings("restricted") // this module's purpose
  static MemorySegment memory(long address, long size) {
    return MemorySegment.ofAddress(address).reinterpret(size);
  }
}
