package io.lwt.bindings;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;

/** The C library: where functions are found, what it says of those it lacks, and whether it may be called at all. */
final class SystemLibrary {
  static final SymbolLookup LOOKUP = Linker.nativeLinker().defaultLookup();

  /** The functions that are used here and that the oldest supported glibc, 2.31, does not have. */
  private static final Map<String, String> SINCE_GLIBC = Map.of("epoll_pwait2", "2.35");

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

  /** The memory at an address that the C library gave; it is valid as long as the C library says. */
  @SuppressWarnings("restricted") // this module's purpose
  static MemorySegment memory(long address, long size) {
    return MemorySegment.ofAddress(address).reinterpret(size);
  }
}
