package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.INT;
import static io.lwt.bindings.CFunction.Result.PLAIN_INT;
import static io.lwt.bindings.CFunction.Result.POINTER;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Hosts, protocols and services on Linux. */
interface LinuxNetdb extends Netdb {

  // ---- hosts

  @Override
  default int gethostname(EntryBuffer to) {
    int result = (int) Gethostname.C.call(to.strings(), to.size());
    return result == 0 ? 1 : result;
  }

  @Override
  default byte[] hostname(EntryBuffer from) {
    return from.onlyString();
  }

  @Override
  default int gethostbyname(byte[] name, EntryBuffer to) {
    try (Arena arena = Arena.ofConfined()) {
      return HostErrors.answer(
          to,
          GethostbynameR.C.call(
              SystemLibrary.string(arena, name),
              to.clear(),
              to.strings(),
              to.size(),
              to.found(),
              to.hostErrorPointer()));
    }
  }

  @Override
  default int gethostbyaddr(byte[] address, EntryBuffer to) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, address);
      return HostErrors.answer(
          to,
          GethostbyaddrR.C.call(
              bytes.address(),
              address.length,
              address.length == Integer.BYTES ? LinuxAbi.AF_INET : LinuxAbi.AF_INET6,
              to.clear(),
              to.strings(),
              to.size(),
              to.found(),
              to.hostErrorPointer()));
    }
  }

  @Override
  default Hostent hostent(EntryBuffer from) {
    int length = from.number(LinuxAbi.Hostent.H_LENGTH);
    return new Hostent(
        from.string(LinuxAbi.Hostent.H_NAME),
        SystemLibrary.strings(from.pointer(LinuxAbi.Hostent.H_ALIASES)),
        SystemLibrary.pointers(from.pointer(LinuxAbi.Hostent.H_ADDR_LIST)).stream()
            .map(address -> SystemLibrary.memory(address, length).toArray(JAVA_BYTE))
            .toList());
  }

  @Override
  default HostError hostError(EntryBuffer from) {
    return HostErrors.of(from.hostError());
  }

  /** What h_errno means. */
  final class HostErrors {
    /** The answer of a search that returned an error number, or 0, and left h_errno in the buffer. */
    static int answer(EntryBuffer to, long error) {
      int answer = to.answer(error);
      if (answer == 1) {
        return answer;
      }
      return switch (to.hostError()) {
        case LinuxAbi.HOST_NOT_FOUND, LinuxAbi.NO_DATA -> 0;
        case LinuxAbi.TRY_AGAIN, LinuxAbi.NO_RECOVERY -> UNANSWERED;
        default -> answer; // the error number tells
      };
    }

    static HostError of(int code) {
      return new HostError(
          code,
          code == LinuxAbi.TRY_AGAIN ? "TRY_AGAIN" : "NO_RECOVERY",
          SystemLibrary.string(Hstrerror.C.call(code)));
    }
  }

  // ---- protocols and services

  @Override
  default int getprotobyname(byte[] name, EntryBuffer to) {
    try (Arena arena = Arena.ofConfined()) {
      return to.answer(
          GetprotobynameR.C.call(
              SystemLibrary.string(arena, name), to.clear(), to.strings(), to.size(), to.found()));
    }
  }

  @Override
  default int getprotobynumber(int number, EntryBuffer to) {
    return to.answer(
        GetprotobynumberR.C.call(number, to.clear(), to.strings(), to.size(), to.found()));
  }

  @Override
  default Protoent protoent(EntryBuffer from) {
    return new Protoent(
        from.string(LinuxAbi.Protoent.P_NAME),
        SystemLibrary.strings(from.pointer(LinuxAbi.Protoent.P_ALIASES)),
        from.number(LinuxAbi.Protoent.P_PROTO));
  }

  @Override
  default int getservbyname(byte[] name, byte @Nullable [] protocol, EntryBuffer to) {
    try (Arena arena = Arena.ofConfined()) {
      return to.answer(
          GetservbynameR.C.call(
              SystemLibrary.string(arena, name),
              SystemLibrary.string(arena, protocol),
              to.clear(),
              to.strings(),
              to.size(),
              to.found()));
    }
  }

  @Override
  default int getservbyport(int port, byte @Nullable [] protocol, EntryBuffer to) {
    try (Arena arena = Arena.ofConfined()) {
      return to.answer(
          GetservbyportR.C.call(
              NetworkOrder.swap(port),
              SystemLibrary.string(arena, protocol),
              to.clear(),
              to.strings(),
              to.size(),
              to.found()));
    }
  }

  @Override
  default Servent servent(EntryBuffer from) {
    return new Servent(
        from.string(LinuxAbi.Servent.S_NAME),
        SystemLibrary.strings(from.pointer(LinuxAbi.Servent.S_ALIASES)),
        NetworkOrder.swap(from.number(LinuxAbi.Servent.S_PORT)),
        from.string(LinuxAbi.Servent.S_PROTO));
  }

  /** Ports as servent has them: an int whose two low bytes are in network order. */
  final class NetworkOrder {
    /** To that form, and back. */
    static int swap(int port) {
      short low = (short) port;
      return Short.toUnsignedInt(
          ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? low : Short.reverseBytes(low));
    }
  }

  /** gethostname(2). */
  final class Gethostname {
    static final CFunction C = CFunction.of(INT, "gethostname", 2);
  }

  /** gethostbyname_r(3). */
  final class GethostbynameR {
    static final CFunction C = CFunction.of(PLAIN_INT, "gethostbyname_r", 6);
  }

  /** gethostbyaddr_r(3). */
  final class GethostbyaddrR {
    static final CFunction C = CFunction.of(PLAIN_INT, "gethostbyaddr_r", 8);
  }

  /** hstrerror(3). */
  final class Hstrerror {
    static final CFunction C = CFunction.of(POINTER, "hstrerror", 1);
  }

  /** getprotobyname_r(3). */
  final class GetprotobynameR {
    static final CFunction C = CFunction.of(PLAIN_INT, "getprotobyname_r", 5);
  }

  /** getprotobynumber_r(3). */
  final class GetprotobynumberR {
    static final CFunction C = CFunction.of(PLAIN_INT, "getprotobynumber_r", 5);
  }

  /** getservbyname_r(3). */
  final class GetservbynameR {
    static final CFunction C = CFunction.of(PLAIN_INT, "getservbyname_r", 6);
  }

  /** getservbyport_r(3). */
  final class GetservbyportR {
    static final CFunction C = CFunction.of(PLAIN_INT, "getservbyport_r", 6);
  }
}
