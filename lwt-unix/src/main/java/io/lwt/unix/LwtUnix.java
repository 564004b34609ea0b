package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.LwtStream;
import io.lwt.LwtTimeoutException;
import io.lwt.Promise;
import io.lwt.Scheduler;
import io.lwt.bindings.Paths;
import io.lwt.bindings.Posix;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The system's calls that belong to no object: time, names, users, new sockets and pipes, files. Corresponds to
 * {@code Lwt_unix}.
 */
public final class LwtUnix {
  private static final long MAX_ID = 0xFFFF_FFFFL;
  private static final int MAX_PORT = 0xFFFF;

  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  private LwtUnix() {}

  // ---- time

  /**
   * A promise that is fulfilled when the time has passed: {@code Lwt_unix.sleep}. Never early; in the next lap of the
   * loop if the time is zero or negative. A cancel takes the timer away.
   */
  public static Promise<@Nullable Void> sleep(Duration duration) {
    return Scheduler.current().clock().sleep(duration);
  }

  /** A promise that is rejected with {@link LwtTimeoutException} when the time has passed: {@code Lwt_unix.timeout}. */
  public static <T extends @Nullable Object> Promise<T> timeout(Duration limit) {
    return sleep(limit).bind(_ -> Promise.failed(new LwtTimeoutException(limit)));
  }

  /**
   * What {@code f} promises, if that is there within the time; else it is cancelled, and the promise rejected with
   * {@link LwtTimeoutException}: {@code Lwt_unix.with_timeout}.
   *
   * <p>It is the first of the two that counts; so what is resolved already is never too late. A cancel goes to what
   * {@code f} promises.
   */
  public static <T extends @Nullable Object> Promise<T> withTimeout(
      Duration limit, Callable<? extends Promise<T>> f) {
    Promise<T> timeout = timeout(limit);
    return Lwt.pick(timeout, Lwt.<T>apply(f));
  }

  // ---- names

  /**
   * The addresses of a host's service: getaddrinfo(3), {@code Lwt_unix.getaddrinfo}. Asked on a worker of
   * {@link Jobs#names}.
   *
   * <p>The promise is fulfilled with at least one address, in the order in which they should be tried. It is rejected
   * with {@link LookupException} if there is none (Lwt gives an empty list); with IllegalArgumentException if a name
   * contains NUL. A cancel rejects it at once; the resolver's answer is then dropped.
   *
   * @param host a name, or an address in digits; empty for this host
   * @param service a name, or a port in digits; empty for none (port 0)
   */
  public static Promise<List<AddrInfo>> getaddrinfo(String host, String service, Hints hints) {
    Objects.requireNonNull(hints, "hints");
    Posix posix = EventLoop.current().posix();
    return Promise.wrap(() -> checkNames(host, service))
        .bind(
            _ ->
                Jobs.names()
                    .run(() -> Lookup.addresses(posix, orNull(host), orNull(service), hints)));
  }

  private static @Nullable Void checkNames(String host, String service) {
    OsStrings.checkNoNul(host, "getaddrinfo: the host");
    OsStrings.checkNoNul(service, "getaddrinfo: the service");
    return null;
  }

  private static @Nullable String orNull(String name) {
    return name.isEmpty() ? null : name;
  }

  /**
   * The names of an address' host and service: getnameinfo(3), {@code Lwt_unix.getnameinfo}. Asked on a worker of
   * {@link Jobs#names}.
   *
   * <p>What has no name is given in digits. The promise is rejected with {@link LookupException}. A cancel rejects it
   * at once; the resolver's answer is then dropped.
   */
  public static Promise<NameInfo> getnameinfo(SockAddr address, NameInfo.Option... options) {
    Objects.requireNonNull(address, "address");
    Posix posix = EventLoop.current().posix();
    List<NameInfo.Option> wanted = List.of(options);
    return Jobs.names().run(() -> Lookup.names(posix, address, wanted));
  }

  /**
   * The name of this host: gethostname(2), {@code Lwt_unix.gethostname}. It is known at once, no worker is asked.
   *
   * <p>The promise is resolved; rejected with {@link UnixException} if the system refuses.
   */
  public static Promise<String> gethostname() {
    Posix posix = EventLoop.current().posix();
    return Promise.wrap(() -> Databases.hostname(posix));
  }

  /**
   * A host and its IPv4 addresses: gethostbyname(3), {@code Lwt_unix.gethostbyname}. Asked on a worker of
   * {@link Jobs#names}. {@link #getaddrinfo} finds IPv6 addresses too.
   *
   * <p>The promise is fulfilled with nothing if there is no such host, or it has no such address. It is rejected with
   * {@link LookupException} if the name servers could not tell, with {@link UnixException} if the system failed, with
   * IllegalArgumentException if the name contains NUL. A cancel rejects it at once; the answer is then dropped.
   *
   * @param name a name, or an address in digits
   */
  public static Promise<Optional<HostEntry>> gethostbyname(String name) {
    Objects.requireNonNull(name, "name");
    return lookup(posix -> Databases.hostByName(posix, name));
  }

  /**
   * The host that has an address: gethostbyaddr(3), {@code Lwt_unix.gethostbyaddr}. As {@link #gethostbyname}; nothing
   * if the address has no name.
   *
   * @param address an IPv4 or IPv6 address; its scope is ignored
   */
  public static Promise<Optional<HostEntry>> gethostbyaddr(InetAddress address) {
    Objects.requireNonNull(address, "address");
    return lookup(posix -> Databases.hostByAddress(posix, address));
  }

  /**
   * A protocol by its name, {@code "tcp"}: getprotobyname(3), {@code Lwt_unix.getprotobyname}. Asked on a worker of
   * {@link Jobs#names}.
   *
   * <p>The promise is fulfilled with nothing if there is no such protocol. It is rejected with {@link UnixException} if
   * the system failed, with IllegalArgumentException if the name contains NUL, with UnsupportedOperationException if
   * this system's C library has no such function. A cancel rejects it at once; the answer is then dropped.
   */
  public static Promise<Optional<ProtocolEntry>> getprotobyname(String name) {
    Objects.requireNonNull(name, "name");
    return lookup(posix -> Databases.protocolByName(posix, name));
  }

  /**
   * A protocol by its number: getprotobynumber(3), {@code Lwt_unix.getprotobynumber}. As {@link #getprotobyname}.
   */
  public static Promise<Optional<ProtocolEntry>> getprotobynumber(int number) {
    return lookup(posix -> Databases.protocolByNumber(posix, number));
  }

  /**
   * A service by its name: getservbyname(3), {@code Lwt_unix.getservbyname}. Asked on a worker of {@link Jobs#names}.
   *
   * <p>The promise is fulfilled with nothing if there is no such service. It is rejected with {@link UnixException} if
   * the system failed, with IllegalArgumentException if a name contains NUL. A cancel rejects it at once; the answer is
   * then dropped.
   *
   * @param name the service's name or one of its aliases: {@code "http"}
   * @param protocol the protocol that it is over, {@code "tcp"}; empty for the first that there is
   */
  public static Promise<Optional<ServiceEntry>> getservbyname(String name, String protocol) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(protocol, "protocol");
    return lookup(posix -> Databases.serviceByName(posix, name, protocol));
  }

  /**
   * A service by its port: getservbyport(3), {@code Lwt_unix.getservbyport}. As {@link #getservbyname}.
   *
   * @param port 0 to 65535
   * @param protocol the protocol that it is over, {@code "tcp"}; empty for the first that there is
   * @throws IllegalArgumentException if there is no such port
   */
  public static Promise<Optional<ServiceEntry>> getservbyport(int port, String protocol) {
    Objects.requireNonNull(protocol, "protocol");
    checkRange(port, MAX_PORT, "port");
    return lookup(posix -> Databases.serviceByPort(posix, port, protocol));
  }

  private static <T> Promise<T> lookup(Function<Posix, T> question) {
    Posix posix = EventLoop.current().posix();
    return Jobs.names().run(() -> question.apply(posix));
  }

  private static void checkRange(long number, long largest, String what) {
    if (number < 0 || number > largest) {
      throw new IllegalArgumentException(what + " " + number + ": not within 0 to " + largest);
    }
  }

  // ---- users

  /**
   * The name under which somebody logged in on this process' terminal: getlogin(3), {@code Lwt_unix.getlogin}. Asked on
   * a worker of {@link Jobs#names}.
   *
   * <p>The promise is fulfilled with nothing if nobody did, as in a service or a container. It is rejected with
   * {@link UnixException} if the system failed. A cancel rejects it at once; the answer is then dropped.
   */
  public static Promise<Optional<String>> getlogin() {
    return lookup(Databases::login);
  }

  /**
   * A user by the login name: getpwnam(3), {@code Lwt_unix.getpwnam}. Asked on a worker of {@link Jobs#names}: the
   * users may be on a server.
   *
   * <p>The promise is fulfilled with nothing if there is no such user. It is rejected with {@link UnixException} if the
   * system failed, with IllegalArgumentException if the name contains NUL. A cancel rejects it at once; the answer is
   * then dropped.
   */
  public static Promise<Optional<UserEntry>> getpwnam(String name) {
    Objects.requireNonNull(name, "name");
    return lookup(posix -> Databases.userByName(posix, name));
  }

  /**
   * A user by number: getpwuid(3), {@code Lwt_unix.getpwuid}. As {@link #getpwnam}.
   *
   * @param uid 0 to 2³² - 1
   * @throws IllegalArgumentException if it is not
   */
  public static Promise<Optional<UserEntry>> getpwuid(long uid) {
    checkRange(uid, MAX_ID, "uid");
    return lookup(posix -> Databases.userById(posix, uid));
  }

  /**
   * A group by its name: getgrnam(3), {@code Lwt_unix.getgrnam}. Asked on a worker of {@link Jobs#names}: the groups
   * may be on a server.
   *
   * <p>The promise is fulfilled with nothing if there is no such group. It is rejected with {@link UnixException} if
   * the system failed, with IllegalArgumentException if the name contains NUL. A cancel rejects it at once; the answer
   * is then dropped.
   */
  public static Promise<Optional<GroupEntry>> getgrnam(String name) {
    Objects.requireNonNull(name, "name");
    return lookup(posix -> Databases.groupByName(posix, name));
  }

  /**
   * A group by number: getgrgid(3), {@code Lwt_unix.getgrgid}. As {@link #getgrnam}.
   *
   * @param gid 0 to 2³² - 1
   * @throws IllegalArgumentException if it is not
   */
  public static Promise<Optional<GroupEntry>> getgrgid(long gid) {
    checkRange(gid, MAX_ID, "gid");
    return lookup(posix -> Databases.groupById(posix, gid));
  }

  // ---- descriptors

  /**
   * A new socket of the domain's usual protocol: socket(2), {@code Lwt_unix.socket}. Close-on-exec and non-blocking.
   *
   * @throws UnixException if the system refuses: EMFILE, EAFNOSUPPORT …
   */
  public static Socket socket(SocketDomain domain, SocketType type) {
    return socket(domain, type, 0);
  }

  /**
   * A new socket of a protocol: socket(2). As {@link #socket(SocketDomain, SocketType)}.
   *
   * @param protocol the protocol's number, as {@link AddrInfo#protocol} tells it; 0 for the usual one
   */
  public static Socket socket(SocketDomain domain, SocketType type, int protocol) {
    return Socket.open(EventLoop.current(), domain, type, protocol);
  }

  /**
   * Two new sockets that are connected to each other: socketpair(2), {@code Lwt_unix.socketpair}. Both are
   * close-on-exec and non-blocking.
   *
   * @throws UnixException if the system refuses: EOPNOTSUPP of other domains than {@link SocketDomain#UNIX}, EMFILE …
   */
  public static SocketPair socketpair(SocketDomain domain, SocketType type) {
    return Socket.openPair(EventLoop.current(), domain, type);
  }

  /**
   * A new pipe: pipe2(2), {@code Lwt_unix.pipe}. Both ends are close-on-exec and non-blocking.
   *
   * @throws UnixException if the system refuses: EMFILE …
   */
  public static Pipe pipe() {
    EventLoop loop = EventLoop.current();
    loop.checkUsable();
    int[] ends = new int[2];
    int result = loop.posix().pipe(ends);
    if (result < 0) {
      throw new UnixException(-result, "pipe");
    }
    return new Pipe(pipeEnd(loop, ends[0]), pipeEnd(loop, ends[1]));
  }

  /**
   * Takes over a descriptor that was opened elsewhere, and that nobody else uses:
   * {@code Lwt_unix.of_unix_file_descr}. From now on it is close-on-exec, and non-blocking unless it is a file; the
   * {@link Fd} closes it. It is a {@link Socket} if it is one, of a kind that is known.
   *
   * @throws UnixException EBADF if there is none of that number
   * @throws IllegalStateException if it is open on this loop already
   */
  public static Fd adopt(int number) {
    return Adoption.adopt(EventLoop.current(), number);
  }

  /**
   * Takes over a descriptor whose open file others use too, such as other processes: {@code Lwt_unix.of_unix_file_descr
   * ~set_flags:false}. The number is this loop's from now on, and close-on-exec; whether the open file blocks, which
   * would change for the others, stays as it is.
   *
   * <p>The standard descriptors' numbers give those: {@link #stdin}.
   *
   * <p>A pipe or a terminal is opened anew where that can be, so as not to block. What is read from a socket or written
   * to one does not block; {@link Socket#accept} and {@link Socket#connect} are refused with
   * UnsupportedOperationException if they would. On what else there is, workers make the calls, once the engine says
   * that it is time: another process that is faster then keeps one waiting.
   *
   * @throws UnixException EBADF if there is none of that number
   * @throws IllegalStateException if it is open on this loop already
   */
  public static Fd share(int number) {
    EventLoop loop = EventLoop.current();
    return number >= 0 && number <= STDERR ? loop.standard(number) : Adoption.share(loop, number);
  }

  /**
   * This process' standard input: {@code Lwt_unix.stdin}. The same each time on a loop, and shared as by
   * {@link #share}: it blocks, or does not, as before. It stays open when the loop is closed. Closing it puts the null
   * device in its place, for the whole process.
   *
   * @throws UnixException EBADF if there is none
   */
  public static Fd stdin() {
    return EventLoop.current().standard(STDIN);
  }

  /** This process' standard output: {@code Lwt_unix.stdout}. As {@link #stdin}; nothing is buffered. */
  public static Fd stdout() {
    return EventLoop.current().standard(STDOUT);
  }

  /** This process' standard error output: {@code Lwt_unix.stderr}. As {@link #stdin}; nothing is buffered. */
  public static Fd stderr() {
    return EventLoop.current().standard(STDERR);
  }

  private static Fd pipeEnd(EventLoop loop, int number) {
    return new Fd(new Descriptor(loop, number, Descriptor.Kind.PIPE));
  }

  /**
   * A connection to an address: {@link Socket#connect} of a new stream socket.
   *
   * <p>The promise is fulfilled with the connected socket. It is rejected with {@link UnixException}, whose message
   * names the address; a cancel rejects it. Then nothing stays open.
   */
  public static Promise<Socket> connect(SockAddr address) {
    return HappyEyeballs.PLAIN.attempt(Objects.requireNonNull(address, "address"));
  }

  /**
   * A connection to a host's service, whatever its address: RFC 8305, "Happy Eyeballs".
   *
   * <p>The addresses that {@link #getaddrinfo} finds are tried in its order, but IPv6 and IPv4 by turns. The next one
   * is begun when one has failed, or has not answered for 250 ms. The promise is fulfilled with the first that is
   * connected; the others are closed. It is rejected with {@link LookupException} if there are no addresses, and with
   * {@link UnixException} if none can be connected to: the first one's error, with all addresses in its message and
   * their errors as suppressed ones. A cancel ends the lookup and all attempts, and closes their sockets.
   *
   * @param host a name, or an address in digits; empty for this host
   * @param service a name, or a port in digits
   */
  public static Promise<Socket> connect(String host, String service) {
    return HappyEyeballs.connect(host, service, HappyEyeballs.PLAIN);
  }

  /**
   * A connection to a port of a host, whatever its address: {@link #connect(String, String)}.
   *
   * @param port 0 to 65535
   * @throws IllegalArgumentException if there is no such port
   */
  public static Promise<Socket> connect(String host, int port) {
    checkRange(port, MAX_PORT, "port");
    return connect(host, Integer.toString(port));
  }

  /**
   * The descriptors that this process was handed when it was started: sd_listen_fds(3). {@link ListenFd} tells more.
   * Beyond Lwt.
   *
   * @return what this process was handed; nothing from the second call on
   * @throws IllegalStateException if the environment contradicts itself
   * @throws UnixException EBADF if a descriptor is not open; the others are then closed
   */
  public static List<ListenFd> listenFds() {
    return ListenFds.take(EventLoop.current());
  }

  // ---- copies inside the system

  /** Sends a part of a file to a stream, without bringing it into this process: {@link Copies#sendfile}. */
  public static Promise<Long> sendfile(Fd to, Fd file, long offset, long count) {
    return Copies.sendfile(to, file, offset, count);
  }

  /** Moves bytes from or to a pipe, without bringing them into this process: {@link Copies#splice}. */
  public static Promise<Long> splice(Fd from, Fd to, long count) {
    return Copies.splice(from, to, count);
  }

  /** Copies a part of a file to another, without bringing it into this process: {@link Copies#copyFileRange}. */
  public static Promise<Long> copyFileRange(
      Fd from, long fromOffset, Fd to, long toOffset, long count) {
    return Copies.copyFileRange(from, fromOffset, to, toOffset, count);
  }

  /** A new pseudo-terminal: {@link Pty#open()}. */
  public static Pty openPty() {
    return Pty.open();
  }

  /** A new pseudo-terminal with a size and attributes: {@link Pty#open(WindowSize, UnaryOperator)}. */
  public static Pty openPty(WindowSize size, UnaryOperator<TerminalAttributes> attributes) {
    return Pty.open(size, attributes);
  }

  // ---- files

  /**
   * Opens a file: open(2), {@code Lwt_unix.openfile}. The descriptor is close-on-exec (Lwt's is not, unless asked).
   *
   * <p>The promise is rejected with {@link UnixException}: ENOENT, EACCES, EEXIST …, with IllegalArgumentException if
   * the path contains NUL; and so it is wherever a path is given. A cancel rejects it; a descriptor that is opened all
   * the same is closed. A FIFO without its other end keeps a worker waiting, unless {@link OpenFlag#NONBLOCK} is given.
   *
   * @param path a path in UTF-8; bytes that are no UTF-8 travel as lone surrogates, U+DC80 to U+DCFF, as in the names
   *     that the system gives
   * @param flags {@link OpenFlag#RDONLY} if there is neither this nor another of its kind
   * @param permissions of a file that is made, less what umask(2) forbids: {@code 0666}
   * @throws IllegalArgumentException if there are permissions above 07777
   */
  public static Promise<Fd> openfile(String path, Set<OpenFlag> flags, int permissions) {
    return PathCalls.openfile(path, flags, permissions);
  }

  /**
   * What the system tells of a file, or of what a symbolic link points to: stat(2), {@code Lwt_unix.stat}.
   *
   * <p>This, and every call about a path, is made on a worker of {@link Jobs#files}. It is rejected with
   * {@link UnixException}, which names the path: ENOENT, EACCES, ENOTDIR, ELOOP, ENAMETOOLONG … A cancel rejects the
   * promise. A call that has not begun then never does; one that has goes on, and may be done.
   */
  public static Promise<Stat> stat(String path) {
    return PathCalls.stat("stat", path, true);
  }

  /** What the system tells of a file, also of a symbolic link as such: lstat(2), {@code Lwt_unix.lstat}. */
  public static Promise<Stat> lstat(String path) {
    return PathCalls.stat("lstat", path, false);
  }

  /** Whether {@link #stat} succeeds: {@code Lwt_unix.file_exists}. Any error of the system means no. */
  public static Promise<Boolean> fileExists(String path) {
    return stat(path).map(_ -> true).catching(UnixException.class, _ -> Promise.of(false));
  }

  /** Makes a file this long, by cutting it or by adding zeros: truncate(2), {@code Lwt_unix.truncate}. */
  public static Promise<@Nullable Void> truncate(String path, long size) {
    return PathCalls.run("truncate", path, (posix, bytes) -> posix.truncate(bytes, size));
  }

  /**
   * Removes a name, and the file when that was its last and nobody has it open: unlink(2), {@code Lwt_unix.unlink}. Not
   * of a directory: that is EISDIR.
   */
  public static Promise<@Nullable Void> unlink(String path) {
    return PathCalls.run("unlink", path, Paths::unlink);
  }

  /**
   * Gives a file or a directory another name, in place of what has that name: rename(2), {@code Lwt_unix.rename}. An
   * error names both paths. EXDEV if they are in different file systems.
   */
  public static Promise<@Nullable Void> rename(String from, String to) {
    return PathCalls.run("rename", from, to, Paths::rename);
  }

  /**
   * Gives a file one more name: link(2), {@code Lwt_unix.link}. Of a symbolic link, to the link as such. An error names
   * both paths: EEXIST, EXDEV …
   */
  public static Promise<@Nullable Void> link(String existing, String added) {
    return PathCalls.run("link", existing, added, Paths::link);
  }

  /**
   * Makes a symbolic link: symlink(2), {@code Lwt_unix.symlink}. An error names both paths: EEXIST …
   *
   * @param target what it points to, from where it is; there need not be such a file
   * @param path where it is made
   */
  public static Promise<@Nullable Void> symlink(String target, String path) {
    return PathCalls.run("symlink", target, path, Paths::symlink);
  }

  /** What a symbolic link points to: readlink(2), {@code Lwt_unix.readlink}. EINVAL if it is none. */
  public static Promise<String> readlink(String path) {
    return PathCalls.readlink(path);
  }

  /**
   * Sets a file's permissions, or those of what a symbolic link points to: chmod(2), {@code Lwt_unix.chmod}.
   *
   * @throws IllegalArgumentException if there are bits above 07777
   */
  public static Promise<@Nullable Void> chmod(String path, int permissions) {
    PathCalls.checkPermissions(permissions);
    return PathCalls.run("chmod", path, (posix, bytes) -> posix.chmod(bytes, permissions));
  }

  /**
   * Sets whom a file, or what a symbolic link points to, belongs to, by the numbers of a user and a group: chown(2),
   * {@code Lwt_unix.chown}. -1 leaves one as it is.
   */
  public static Promise<@Nullable Void> chown(String path, long owner, long group) {
    return PathCalls.run("chown", path, (posix, bytes) -> posix.chown(bytes, true, owner, group));
  }

  /** As {@link #chown}, of a symbolic link as such: lchown(2). */
  public static Promise<@Nullable Void> lchown(String path, long owner, long group) {
    return PathCalls.run("lchown", path, (posix, bytes) -> posix.chown(bytes, false, owner, group));
  }

  /**
   * Asks whether this process' real user may use a file: access(2), {@code Lwt_unix.access}. Rejected with EACCES or
   * EROFS if not. Without permissions it asks whether the file exists.
   */
  public static Promise<@Nullable Void> access(String path, Set<AccessPermission> permissions) {
    return PathCalls.access(path, permissions);
  }

  /**
   * Sets when a file was read and when it was modified: utimensat(2), {@code Lwt_unix.utimes}. To the nanosecond, as
   * far as the file system has them.
   */
  public static Promise<@Nullable Void> utimes(String path, Instant accessed, Instant modified) {
    Objects.requireNonNull(accessed, "accessed");
    Objects.requireNonNull(modified, "modified");
    return PathCalls.run("utimes", path, (posix, bytes) -> posix.utimes(bytes, accessed, modified));
  }

  /** Sets both times of a file to the system's now: as {@link #utimes(String, Instant, Instant)}. */
  public static Promise<@Nullable Void> utimes(String path) {
    return PathCalls.run("utimes", path, (posix, bytes) -> posix.utimes(bytes, null, null));
  }

  /**
   * Makes a FIFO: mkfifo(3), {@code Lwt_unix.mkfifo}.
   *
   * @param permissions less what umask(2) forbids
   * @throws IllegalArgumentException if there are bits above 07777
   */
  public static Promise<@Nullable Void> mkfifo(String path, int permissions) {
    PathCalls.checkPermissions(permissions);
    return PathCalls.run("mkfifo", path, (posix, bytes) -> posix.mkfifo(bytes, permissions));
  }

  // ---- temporary files

  /**
   * Makes a file under a name that there is not yet, for its owner only, and opens it for reading and writing:
   * mkstemp(3), {@code Unix.open_temp_file}. The descriptor is close-on-exec. Whoever asked removes the file.
   *
   * <p>The promise is rejected with EINVAL if the template has no place for the name, with EEXIST if no free name was
   * found, with ENOENT, EACCES … A cancel rejects it; a file that is made all the same is removed.
   *
   * @param template a path with {@code XXXXXX} behind its last {@code /}, anywhere: there go characters from a source
   *     of random numbers that nobody can guess
   */
  public static Promise<TemporaryFile> mkstemp(String template) {
    return TemporaryFiles.mkstemp(template);
  }

  /**
   * Makes a directory under a name that there is not yet, for its owner only: mkdtemp(3). The promise is fulfilled with
   * its path. Otherwise as {@link #mkstemp}.
   */
  public static Promise<String> mkdtemp(String template) {
    return TemporaryFiles.mkdtemp(template);
  }

  /**
   * Makes a file that has no name, and is gone when it is closed: tmpfile(3), by open(2) with O_TMPFILE. Where the file
   * system cannot do so, it is made under a name, which is removed at once. Open for reading and writing, and
   * close-on-exec. Rejected with {@link UnixException}; a cancel rejects it, and leaves nothing behind.
   *
   * @param directory where in the file systems it takes its room
   */
  public static Promise<Fd> tmpfile(String directory) {
    return TemporaryFiles.tmpfile(directory);
  }

  // ---- watching files

  /**
   * Opens what tells of changes to files: inotify_init1(2). It is close-on-exec and non-blocking.
   *
   * @throws UnixException if the system refuses: EMFILE, also if the user has as many as the system allows
   *     ({@code fs.inotify.max_user_instances})
   */
  public static FileWatcher watchFiles() {
    return FileWatcher.open();
  }

  // ---- directories

  /**
   * Makes a directory: mkdir(2), {@code Lwt_unix.mkdir}.
   *
   * @param permissions less what umask(2) forbids: {@code 0777}
   * @throws IllegalArgumentException if there are bits above 07777
   */
  public static Promise<@Nullable Void> mkdir(String path, int permissions) {
    PathCalls.checkPermissions(permissions);
    return PathCalls.run("mkdir", path, (posix, bytes) -> posix.mkdir(bytes, permissions));
  }

  /** Removes a directory, which must be empty, else it is ENOTEMPTY: rmdir(2), {@code Lwt_unix.rmdir}. */
  public static Promise<@Nullable Void> rmdir(String path) {
    return PathCalls.run("rmdir", path, Paths::rmdir);
  }

  /**
   * Changes the directory from which paths count: chdir(2), {@code Lwt_unix.chdir}. That is one for the whole process,
   * other threads and loops too; and calls about paths that are under way on workers may see the old one or the new.
   * Java's own classes may go on with the one the JVM was started in ({@code user.dir}).
   */
  public static Promise<@Nullable Void> chdir(String path) {
    return PathCalls.run("chdir", path, Paths::chdir);
  }

  /** The directory from which paths count: getcwd(3), {@code Lwt_unix.getcwd}. ENOENT if it was removed. */
  public static Promise<String> getcwd() {
    return PathCalls.getcwd();
  }

  /**
   * Changes what {@code /} means: chroot(2), {@code Lwt_unix.chroot}. For the whole process, the JVM too: it may not
   * find its own files any more. EPERM unless privileged. {@link #chdir} should follow.
   */
  public static Promise<@Nullable Void> chroot(String path) {
    return PathCalls.run("chroot", path, Paths::chroot);
  }

  /**
   * Opens a directory, to read what it holds: opendir(3), {@code Lwt_unix.opendir}. Rejected with ENOTDIR if it is
   * none. A cancel rejects the promise; a directory that is opened all the same is closed.
   */
  public static Promise<Directory> opendir(String path) {
    return PathCalls.opendir(path);
  }

  /**
   * The names in a directory, {@code "."} and {@code ".."} among them: {@code Lwt_unix.files_of_directory}. Names that
   * are no UTF-8 have lone surrogates, and can be given back as part of a path.
   *
   * <p>The directory is opened at the first read of the stream. It is closed before the stream tells its end or an
   * error, behind which it has ended too. Who gives up earlier drops the stream: when that is garbage the directory is
   * closed; {@link #opendir} is for who cannot wait. A read that is cancelled takes no name.
   */
  public static LwtStream<String> filesOfDirectory(String path) {
    return PathCalls.filesOfDirectory(path);
  }
}
