package io.lwt.unix;

import io.lwt.bindings.EntryBuffer;
import io.lwt.bindings.Netdb;
import io.lwt.bindings.Posix;
import io.lwt.bindings.Users;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Questions to the system's databases. All but that for this host's name block, and are asked on workers. */
final class Databases {
  private static final long FIRST_SIZE = 1024;
  private static final int GROWTH = 4;

  /** More than any entry takes: a system that wants even more will never have enough. */
  private static final long LARGEST_SIZE = 64 << 20;

  private static final int TOO_SMALL = -Errno.ERANGE.number();

  /** The errors by which some systems say that there is no such user or group: getpwnam_r(3). */
  private static final Set<Errno> NO_USER =
      EnumSet.of(Errno.ENOENT, Errno.ESRCH, Errno.EBADF, Errno.EPERM);

  /** The error that says that there is no list of protocols or services at all. */
  private static final Set<Errno> NO_LIST = EnumSet.of(Errno.ENOENT);

  /** What getlogin_r(3) says where nobody logged in, there is no terminal, or it is another system's. */
  private static final Set<Errno> NO_LOGIN =
      EnumSet.of(Errno.ENXIO, Errno.ENOTTY, Errno.ENOENT, Errno.ENODEV, Errno.EBADF);

  private Databases() {}

  // ---- users and groups

  static Optional<String> login(Posix posix) {
    return ask(
        "getlogin",
        null,
        NO_LOGIN,
        posix::getlogin,
        buffer -> OsStrings.decode(posix.login(buffer)));
  }

  static Optional<UserEntry> userByName(Posix posix, String name) {
    byte[] bytes = OsStrings.encode(name, "getpwnam: the name");
    return ask(
        "getpwnam",
        name,
        NO_USER,
        buffer -> posix.getpwnam(bytes, buffer),
        buffer -> user(posix.passwd(buffer)));
  }

  static Optional<UserEntry> userById(Posix posix, long uid) {
    return ask(
        "getpwuid",
        Long.toString(uid),
        NO_USER,
        buffer -> posix.getpwuid(uid, buffer),
        buffer -> user(posix.passwd(buffer)));
  }

  private static UserEntry user(Users.Passwd found) {
    return new UserEntry(
        OsStrings.decode(found.name()),
        OsStrings.decode(found.password()),
        found.uid(),
        found.gid(),
        OsStrings.decode(found.gecos()),
        OsStrings.decode(found.home()),
        OsStrings.decode(found.shell()));
  }

  static Optional<GroupEntry> groupByName(Posix posix, String name) {
    byte[] bytes = OsStrings.encode(name, "getgrnam: the name");
    return ask(
        "getgrnam",
        name,
        NO_USER,
        buffer -> posix.getgrnam(bytes, buffer),
        buffer -> group(posix.group(buffer)));
  }

  static Optional<GroupEntry> groupById(Posix posix, long gid) {
    return ask(
        "getgrgid",
        Long.toString(gid),
        NO_USER,
        buffer -> posix.getgrgid(gid, buffer),
        buffer -> group(posix.group(buffer)));
  }

  private static GroupEntry group(Users.Group found) {
    return new GroupEntry(
        OsStrings.decode(found.name()),
        OsStrings.decode(found.password()),
        found.gid(),
        decode(found.members()));
  }

  // ---- hosts

  static String hostname(Posix posix) {
    return ask(
            "gethostname",
            null,
            Set.of(),
            posix::gethostname,
            buffer -> OsStrings.decode(posix.hostname(buffer)))
        .orElseThrow();
  }

  static Optional<HostEntry> hostByName(Posix posix, String name) {
    byte[] bytes = OsStrings.encode(name, "gethostbyname: the name");
    return askForHost(posix, "gethostbyname", name, buffer -> posix.gethostbyname(bytes, buffer));
  }

  static Optional<HostEntry> hostByAddress(Posix posix, InetAddress address) {
    byte[] bytes = address.getAddress();
    return askForHost(
        posix,
        "gethostbyaddr",
        address.getHostAddress(),
        buffer -> posix.gethostbyaddr(bytes, buffer));
  }

  private static Optional<HostEntry> askForHost(
      Posix posix, String call, String argument, ToIntFunction<EntryBuffer> question) {
    return ask(
        call,
        argument,
        Set.of(),
        buffer -> {
          int answer = question.applyAsInt(buffer);
          if (answer == Netdb.UNANSWERED) {
            Netdb.HostError error = posix.hostError(buffer);
            throw new LookupException(
                call, argument, error.code(), error.codeName(), error.text(), null);
          }
          return answer;
        },
        buffer -> host(posix.hostent(buffer)));
  }

  private static HostEntry host(Netdb.Hostent found) {
    return new HostEntry(
        OsStrings.decode(found.name()),
        decode(found.aliases()),
        found.addresses().stream().map(address -> IpText.toInetAddress(address, 0)).toList());
  }

  // ---- protocols and services

  static Optional<ProtocolEntry> protocolByName(Posix posix, String name) {
    byte[] bytes = OsStrings.encode(name, "getprotobyname: the name");
    return ask(
        "getprotobyname",
        name,
        NO_LIST,
        buffer -> posix.getprotobyname(bytes, buffer),
        buffer -> protocol(posix.protoent(buffer)));
  }

  static Optional<ProtocolEntry> protocolByNumber(Posix posix, int number) {
    return ask(
        "getprotobynumber",
        Integer.toString(number),
        NO_LIST,
        buffer -> posix.getprotobynumber(number, buffer),
        buffer -> protocol(posix.protoent(buffer)));
  }

  private static ProtocolEntry protocol(Netdb.Protoent found) {
    return new ProtocolEntry(
        OsStrings.decode(found.name()), decode(found.aliases()), found.number());
  }

  static Optional<ServiceEntry> serviceByName(Posix posix, String name, String protocol) {
    byte[] bytes = OsStrings.encode(name, "getservbyname: the name");
    byte @Nullable [] protocolOrNull = orNull(protocol, "getservbyname: the protocol");
    return ask(
        "getservbyname",
        name + over(protocol),
        NO_LIST,
        buffer -> posix.getservbyname(bytes, protocolOrNull, buffer),
        buffer -> service(posix.servent(buffer)));
  }

  static Optional<ServiceEntry> serviceByPort(Posix posix, int port, String protocol) {
    byte @Nullable [] protocolOrNull = orNull(protocol, "getservbyport: the protocol");
    return ask(
        "getservbyport",
        port + over(protocol),
        NO_LIST,
        buffer -> posix.getservbyport(port, protocolOrNull, buffer),
        buffer -> service(posix.servent(buffer)));
  }

  private static String over(String protocol) {
    return protocol.isEmpty() ? "" : ", " + protocol;
  }

  private static byte @Nullable [] orNull(String name, String what) {
    return name.isEmpty() ? null : OsStrings.encode(name, what);
  }

  private static ServiceEntry service(Netdb.Servent found) {
    return new ServiceEntry(
        OsStrings.decode(found.name()),
        decode(found.aliases()),
        found.port(),
        OsStrings.decode(found.protocol()));
  }

  // ---- how all are asked

  private static List<String> decode(List<byte[]> names) {
    return names.stream().map(OsStrings::decode).toList();
  }

  /**
   * Asks again when a signal interrupted the call, and with a larger buffer when the entry did not fit.
   *
   * @param question answers 1, 0, or {@code -errno}, as the bindings do
   * @param absent the errors that mean the same as 0
   * @param read what there is in the buffer when the answer was 1
   */
  private static <T> Optional<T> ask(
      String call,
      @Nullable String argument,
      Set<Errno> absent,
      ToIntFunction<EntryBuffer> question,
      Function<EntryBuffer, T> read) {
    long size = FIRST_SIZE;
    while (true) {
      try (Arena arena = Arena.ofConfined()) {
        var buffer = new EntryBuffer(arena, size);
        int answer = question.applyAsInt(buffer);
        if (answer > 0) {
          return Optional.of(read.apply(buffer));
        }
        if (answer == TOO_SMALL && size < LARGEST_SIZE) {
          size *= GROWTH;
        } else if (answer == 0 || absent.contains(Errno.of(-answer))) {
          return Optional.empty();
        } else if (answer != Calls.INTERRUPTED) {
          throw new UnixException(-answer, call, argument);
        }
      }
    }
  }
}
