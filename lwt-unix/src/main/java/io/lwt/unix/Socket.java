package io.lwt.unix;

import io.lwt.Promise;
import io.lwt.bindings.AddressBuffer;
import io.lwt.bindings.Posix;
import java.lang.foreign.Arena;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A socket. Corresponds to the sockets among {@code Lwt_unix.file_descr}. {@link LwtUnix#socket} makes one.
 *
 * <p>Addresses are turned into the form of the socket's own domain: an IPv4 address on an IPv6 socket becomes an
 * IPv4-mapped one. An address of another kind is refused with EAFNOSUPPORT, a path that is too long with ENAMETOOLONG,
 * a path with NUL in it with IllegalArgumentException: operations that promise something are rejected with it.
 */
public final class Socket extends Fd {
  private final Sort sort;

  /** SO_LINGER in seconds; negative when it is off. */
  private int linger = -1;

  /** What was given to socket(2). */
  private record Sort(SocketDomain domain, SocketType type, int protocol) {
    /** What the system says of a socket; null if it is of a kind that there is no name for here. */
    static @Nullable Sort of(Posix posix, int number) {
      String fd = "fd " + number;
      int family = check(posix.socketFamily(number), "getsockopt", fd);
      SocketDomain domain = SocketDomain.of(posix, family);
      SocketType type = SocketType.of(posix, check(posix.socketType(number), "getsockopt", fd));
      return domain == null || type == null
          ? null
          : new Sort(domain, type, check(posix.socketProtocol(number), "getsockopt", fd));
    }

    Descriptor.Kind kind(Posix posix) {
      boolean tcp =
          type == SocketType.STREAM
              && domain != SocketDomain.UNIX
              && (protocol == 0 || protocol == posix.IPPROTO_TCP());
      return tcp ? Descriptor.Kind.TCP : Descriptor.Kind.SOCKET;
    }
  }

  private Socket(EventLoop loop, int number, Sort sort) {
    this(new Descriptor(loop, number, sort.kind(loop.posix())), sort);
  }

  private Socket(Descriptor descriptor, Sort sort) {
    super(descriptor);
    this.sort = sort;
  }

  /** The socket of a number, which does not block; a plain descriptor if it is of an unknown kind. */
  static Fd of(EventLoop loop, int number) {
    Sort sort = Sort.of(loop.posix(), number);
    return sort == null
        ? new Fd(new Descriptor(loop, number, Descriptor.Kind.SOCKET))
        : new Socket(loop, number, sort);
  }

  /** As {@link #of}, of a socket that others use too, and that may block. */
  static Fd shared(EventLoop loop, Inherited inherited) {
    Sort sort = Sort.of(loop.posix(), inherited.number());
    var descriptor =
        new Descriptor(loop, inherited.number(), Descriptor.Kind.SHARED_SOCKET, inherited);
    return sort == null ? new Fd(descriptor) : new Socket(descriptor, sort);
  }

  @Override
  public Socket dup() {
    descriptor().loop().checkThread("dup");
    var copy = new Socket(descriptor().dup(), sort);
    copy.linger = linger;
    copy.descriptor().setLingers(linger > 0);
    return copy;
  }

  /** Opens a socket: {@link LwtUnix#socket}. */
  static Socket open(EventLoop loop, SocketDomain domain, SocketType type, int protocol) {
    loop.checkUsable();
    Posix posix = loop.posix();
    int number = posix.socket(domain.number(posix), type.number(posix), protocol);
    if (number < 0) {
      throw new UnixException(-number, "socket", domain + ", " + type);
    }
    return new Socket(loop, number, new Sort(domain, type, protocol));
  }

  /** A connection that was accepted on this socket. */
  Socket accepted(int number) {
    var connection = new Socket(descriptor().loop(), number, sort);
    connection.linger = linger;
    connection.descriptor().setLingers(linger > 0);
    return connection;
  }

  /** The family of its addresses. */
  public SocketDomain domain() {
    return sort.domain;
  }

  /** How it carries data. */
  public SocketType type() {
    return sort.type;
  }

  /**
   * Gives the socket an address: bind(2), {@code Lwt_unix.bind}.
   *
   * <p>The promise is rejected with UnixException, whose message names the address: EADDRINUSE, EACCES … For a path it
   * is done on a worker, since file systems may be slow; a cancel then rejects the promise, and what has begun goes on.
   */
  public Promise<@Nullable Void> bind(SockAddr address) {
    Objects.requireNonNull(address, "address");
    descriptor().loop().checkThread("bind");
    if (!descriptor().isUsable()) {
      return Promise.failed(descriptor().refusal("bind"));
    }
    return address instanceof SockAddr.Unix
        ? descriptor().onWorker(() -> bindPath(address))
        : Promise.wrap(() -> bind(encode(address, "bind"), address));
  }

  private @Nullable Void bindPath(SockAddr address) {
    try (Arena arena = Arena.ofConfined()) {
      var buffer = new AddressBuffer(arena);
      SockAddrs.put(posix(), buffer, address, sort.domain, "bind");
      return bind(buffer, address);
    }
  }

  private @Nullable Void bind(AddressBuffer buffer, SockAddr address) {
    check(posix().bind(number(), buffer), "bind", address);
    return null;
  }

  /**
   * Has the socket accept connections: listen(2), {@code Lwt_unix.listen}.
   *
   * @param backlog how many connections may wait to be accepted
   * @throws UnixException if the system refuses
   */
  public void listen(int backlog) {
    check(posix().listen(open("listen"), backlog), "listen", this);
  }

  /**
   * Accepts a connection, when there is one: accept4(2), {@code Lwt_unix.accept}.
   *
   * <p>An error of a connection that broke before it was accepted is passed over. The promise is rejected with the
   * others: EMFILE when there are no descriptors left (the connection then goes on waiting), EINVAL on a socket that
   * does not listen. A cancel rejects it, unless it has been fulfilled; no connection is taken then.
   */
  public Promise<Accepted> accept() {
    descriptor().loop().checkThread("accept");
    return descriptor().mayBlock()
        ? Promise.failed(blocks("accept"))
        : descriptor().reads().start(new Accept(this));
  }

  /**
   * Connects to an address: connect(2), {@code Lwt_unix.connect}.
   *
   * <p>The promise is rejected with UnixException, whose message names the address: ECONNREFUSED, ETIMEDOUT … A cancel
   * rejects it, but what has begun goes on: the socket is of no use any more, except to be closed.
   */
  public Promise<@Nullable Void> connect(SockAddr address) {
    Objects.requireNonNull(address, "address");
    descriptor().loop().checkThread("connect");
    return descriptor().mayBlock()
        ? Promise.failed(blocks("connect"))
        : descriptor().writes().start(new Connect(this, address));
  }

  private UnsupportedOperationException blocks(String call) {
    return new UnsupportedOperationException(
        call + ": " + this + " is shared and blocks; LwtUnix.adopt makes it non-blocking");
  }

  /**
   * Ends one direction of the connection, or both: shutdown(2), {@code Lwt_unix.shutdown}.
   *
   * @throws UnixException ENOTCONN if the socket is not connected
   */
  public void shutdown(ShutdownCommand command) {
    check(posix().shutdown(open("shutdown"), command.number(posix())), "shutdown", this);
  }

  /**
   * The socket's own address: getsockname(2), {@code Lwt_unix.getsockname}.
   *
   * @throws UnixException if the system refuses
   */
  public SockAddr getsockname() {
    AddressBuffer buffer = descriptor().loop().address();
    check(posix().getsockname(open("getsockname"), buffer), "getsockname", this);
    return SockAddrs.get(posix(), buffer);
  }

  /**
   * The address of the other side: getpeername(2), {@code Lwt_unix.getpeername}.
   *
   * @throws UnixException ENOTCONN if the socket is not connected
   */
  public SockAddr getpeername() {
    AddressBuffer buffer = descriptor().loop().address();
    check(posix().getpeername(open("getpeername"), buffer), "getpeername", this);
    return SockAddrs.get(posix(), buffer);
  }

  /**
   * The value of an option: getsockopt(2), {@code Lwt_unix.getsockopt} and its kin.
   *
   * @throws UnixException if the system refuses
   */
  public <T> T get(SocketOption<T> option) {
    open("getsockopt");
    return option.get(this);
  }

  /**
   * Sets an option: setsockopt(2), {@code Lwt_unix.setsockopt} and its kin.
   *
   * @throws UnixException if the system refuses
   */
  public <T> void set(SocketOption<T> option, T value) {
    open("setsockopt");
    option.set(this, value);
  }

  // ---- inside

  Posix posix() {
    return descriptor().loop().posix();
  }

  /** The number, for a call that is made at once. */
  private int open(String call) {
    descriptor().checkUsable(call);
    return number();
  }

  /** The address in the form this socket takes, in the loop's memory. */
  AddressBuffer encode(SockAddr address, String call) {
    AddressBuffer buffer = descriptor().loop().address();
    SockAddrs.put(posix(), buffer, address, sort.domain, call);
    return buffer;
  }

  static int check(int result, String call, Object argument) {
    if (result < 0) {
      throw new UnixException(-result, call, argument.toString());
    }
    return result;
  }

  int linger() {
    return linger;
  }

  void setLinger(int seconds) {
    check(posix().setLinger(number(), seconds), "setsockopt", this);
    linger = Math.max(-1, seconds);
    descriptor().setLingers(linger > 0);
  }
}
