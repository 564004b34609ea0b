package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.PLAIN_INT;
import static io.lwt.bindings.CFunction.Result.POINTER;
import static io.lwt.bindings.CFunction.Result.VOID;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The C library's resolver on Linux. */
interface LinuxNames extends Names {

  @Override
  default int AI_PASSIVE() {
    return LinuxAbi.AI_PASSIVE;
  }

  @Override
  default int AI_CANONNAME() {
    return LinuxAbi.AI_CANONNAME;
  }

  @Override
  default int AI_NUMERICHOST() {
    return LinuxAbi.AI_NUMERICHOST;
  }

  @Override
  default int AI_NUMERICSERV() {
    return LinuxAbi.AI_NUMERICSERV;
  }

  @Override
  default int NI_NUMERICHOST() {
    return LinuxAbi.NI_NUMERICHOST;
  }

  @Override
  default int NI_NUMERICSERV() {
    return LinuxAbi.NI_NUMERICSERV;
  }

  @Override
  default int NI_NAMEREQD() {
    return LinuxAbi.NI_NAMEREQD;
  }

  @Override
  default int NI_DGRAM() {
    return LinuxAbi.NI_DGRAM;
  }

  @Override
  default AddressLookup getaddrinfo(
      @Nullable String node,
      @Nullable String service,
      int flags,
      int family,
      int type,
      int protocol) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment hints = arena.allocate(LinuxAbi.Addrinfo.SIZEOF, Long.BYTES);
      hints.set(JAVA_INT, LinuxAbi.Addrinfo.AI_FLAGS, flags);
      hints.set(JAVA_INT, LinuxAbi.Addrinfo.AI_FAMILY, family);
      hints.set(JAVA_INT, LinuxAbi.Addrinfo.AI_SOCKTYPE, type);
      hints.set(JAVA_INT, LinuxAbi.Addrinfo.AI_PROTOCOL, protocol);
      MemorySegment list = arena.allocate(JAVA_LONG);
      int code =
          (int)
              Getaddrinfo.C.call(
                  string(arena, node), string(arena, service), hints.address(), list.address());
      int errno = Resolver.errno(code);
      List<Address> found = code == 0 ? takeList(list.get(JAVA_LONG, 0)) : List.of();
      return new AddressLookup(code, Resolver.name(code), Resolver.text(code), errno, found);
    }
  }

  private static long string(Arena arena, @Nullable String string) {
    return SystemLibrary.string(arena, string == null ? null : string.getBytes(UTF_8));
  }

  /** Copies the resolver's list, and frees it. */
  private static List<Address> takeList(long first) {
    try {
      List<Address> found = new ArrayList<>();
      for (long at = first; at != 0; ) {
        MemorySegment info = SystemLibrary.memory(at, LinuxAbi.Addrinfo.SIZEOF);
        found.add(address(info));
        at = info.get(JAVA_LONG, LinuxAbi.Addrinfo.AI_NEXT);
      }
      return List.copyOf(found);
    } finally {
      Freeaddrinfo.C.call(first);
    }
  }

  private static Address address(MemorySegment info) {
    long sockaddr = info.get(JAVA_LONG, LinuxAbi.Addrinfo.AI_ADDR);
    int length = info.get(JAVA_INT, LinuxAbi.Addrinfo.AI_ADDRLEN);
    long canonicalName = info.get(JAVA_LONG, LinuxAbi.Addrinfo.AI_CANONNAME);
    return new Address(
        info.get(JAVA_INT, LinuxAbi.Addrinfo.AI_FAMILY),
        info.get(JAVA_INT, LinuxAbi.Addrinfo.AI_SOCKTYPE),
        info.get(JAVA_INT, LinuxAbi.Addrinfo.AI_PROTOCOL),
        SystemLibrary.memory(sockaddr, length).toArray(JAVA_BYTE),
        canonicalName == 0 ? null : SystemLibrary.string(canonicalName));
  }

  @Override
  default NameLookup getnameinfo(AddressBuffer address, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment host = arena.allocate(LinuxAbi.NI_MAXHOST);
      MemorySegment service = arena.allocate(LinuxAbi.NI_MAXSERV);
      int code =
          (int)
              Getnameinfo.C.call(
                  address.pointer(),
                  address.length(),
                  host.address(),
                  host.byteSize(),
                  service.address(),
                  service.byteSize(),
                  flags);
      int errno = Resolver.errno(code);
      return new NameLookup(
          code,
          Resolver.name(code),
          Resolver.text(code),
          errno,
          host.getString(0),
          service.getString(0));
    } finally {
      Reference.reachabilityFence(address);
    }
  }

  /** What the resolver's codes mean. */
  final class Resolver {
    static final Map<Integer, String> NAMES =
        Map.ofEntries(
            Map.entry(-1, "EAI_BADFLAGS"),
            Map.entry(-2, "EAI_NONAME"),
            Map.entry(-3, "EAI_AGAIN"),
            Map.entry(-4, "EAI_FAIL"),
            Map.entry(-5, "EAI_NODATA"),
            Map.entry(-6, "EAI_FAMILY"),
            Map.entry(-7, "EAI_SOCKTYPE"),
            Map.entry(-8, "EAI_SERVICE"),
            Map.entry(-9, "EAI_ADDRFAMILY"),
            Map.entry(-10, "EAI_MEMORY"),
            Map.entry(LinuxAbi.EAI_SYSTEM, "EAI_SYSTEM"),
            Map.entry(-12, "EAI_OVERFLOW"));

    /** The error behind EAI_SYSTEM; to be asked for before any other call. */
    static int errno(int code) {
      return code == LinuxAbi.EAI_SYSTEM ? ThreadMemory.current().errno() : 0;
    }

    static String name(int code) {
      return code == 0 ? "" : NAMES.getOrDefault(code, "EAI " + code);
    }

    static String text(int code) {
      return code == 0 ? "" : SystemLibrary.string(GaiStrerror.C.call(code));
    }
  }

  /** getaddrinfo(3). */
  final class Getaddrinfo {
    static final CFunction C = CFunction.of(PLAIN_INT, "getaddrinfo", 4);
  }

  /** freeaddrinfo(3). */
  final class Freeaddrinfo {
    static final CFunction C = CFunction.of(VOID, "freeaddrinfo", 1);
  }

  /** gai_strerror(3). */
  final class GaiStrerror {
    static final CFunction C = CFunction.of(POINTER, "gai_strerror", 1);
  }

  /** getnameinfo(3). */
  final class Getnameinfo {
    static final CFunction C = CFunction.of(PLAIN_INT, "getnameinfo", 7);
  }
}
