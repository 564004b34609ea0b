package io.lwt.unix;

import io.lwt.bindings.AddressBuffer;
import io.lwt.bindings.Names;
import io.lwt.bindings.Posix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Questions to the resolver. They block, and are asked on workers. */
final class Lookup {
  private Lookup() {}

  static List<AddrInfo> addresses(
      Posix posix, @Nullable String host, @Nullable String service, Hints hints) {
    Names.AddressLookup answer =
        posix.getaddrinfo(
            host,
            service,
            flags(posix, hints),
            hints.domain() == null ? posix.AF_UNSPEC() : hints.domain().number(posix),
            hints.type() == null ? 0 : hints.type().number(posix),
            hints.protocol());
    if (answer.code() != 0) {
      String question = (host == null ? "" : host) + (service == null ? "" : ", " + service);
      throw failure(
          "getaddrinfo", question, answer.code(), answer.codeName(), answer.text(), answer.errno());
    }
    try (Arena arena = Arena.ofConfined()) {
      var buffer = new AddressBuffer(arena);
      return answer.found().stream().flatMap(found -> address(posix, found, buffer)).toList();
    }
  }

  private static int flags(Posix posix, Hints hints) {
    return (hints.numericHost() ? posix.AI_NUMERICHOST() : 0)
        | (hints.canonicalName() ? posix.AI_CANONNAME() : 0)
        | (hints.passive() ? posix.AI_PASSIVE() : 0);
  }

  /** The address, if it is one for sockets that we know: the resolver has raw ones too. */
  private static Stream<AddrInfo> address(Posix posix, Names.Address found, AddressBuffer buffer) {
    Optional<SocketType> type =
        Stream.of(SocketType.values())
            .filter(each -> each.number(posix) == found.type())
            .findFirst();
    Optional<SocketDomain> domain =
        Stream.of(SocketDomain.values())
            .filter(each -> each.number(posix) == found.family())
            .findFirst();
    if (type.isEmpty() || domain.isEmpty()) {
      return Stream.empty();
    }
    MemorySegment.copy(
        MemorySegment.ofArray(found.sockaddr()), 0, buffer.bytes(), 0, found.sockaddr().length);
    buffer.setLength(found.sockaddr().length);
    return Stream.of(
        new AddrInfo(
            SockAddrs.get(posix, buffer),
            domain.get(),
            type.get(),
            found.protocol(),
            Optional.ofNullable(found.canonicalName())));
  }

  static NameInfo names(Posix posix, SockAddr address, List<NameInfo.Option> options) {
    try (Arena arena = Arena.ofConfined()) {
      var buffer = new AddressBuffer(arena);
      SockAddrs.put(posix, buffer, address, "getnameinfo");
      int flags =
          options.stream().mapToInt(option -> option.flag(posix)).reduce(0, (a, b) -> a | b);
      Names.NameLookup answer = posix.getnameinfo(buffer, flags);
      if (answer.code() != 0) {
        String question = address.toString();
        throw failure(
            "getnameinfo",
            question,
            answer.code(),
            answer.codeName(),
            answer.text(),
            answer.errno());
      }
      return new NameInfo(answer.host(), answer.service());
    }
  }

  private static LookupException failure(
      String call, String question, int code, String codeName, String text, int errno) {
    UnixException cause = errno == 0 ? null : new UnixException(errno, call, question);
    return new LookupException(call, question, code, codeName, text, cause);
  }
}
