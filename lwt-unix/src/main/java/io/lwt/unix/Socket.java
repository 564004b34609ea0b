package io.lwt.unix;

import io.lwt.Promise;
import io.lwt.bindings.AddressBuffer;
import io.lwt.bindings.Posix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A socket. Corresponds to the sockets among {@code Lwt_unix.file_descr}. {@link LwtUnix#socket} makes one.
 *
 * <p>Addresses are turned into the form of the socket's own domain: an IPv4 address on an IPv6 socket becomes an
 * IPv4-mapped one. An address of another kind is refused with EAFNOSUPPORT, a path that is too long with ENAMETOOLONG,
 * a path with NUL in it with IllegalArgumentException: operations that promise something are rejected with it.
 *
 * <p>A socket that is no stream moves whole messages, one with each call. That holds for {@link #read} and
 * {@link #write} too; a message may be empty, so that a read of 0 bytes is not the end of datagrams.
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
              && (domain == SocketDomain.INET || domain == SocketDomain.INET6)
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
    descriptor().setKeepsMessages(sort.type != SocketType.STREAM);
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
    return copy;
  }

  @Override
  boolean isLike(Fd other) {
    return other instanceof Socket that
        && sort.domain == that.sort.domain
        && sort.type == that.sort.type;
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

  /** Opens two that are connected to each other: {@link LwtUnix#socketpair}. */
  static SocketPair openPair(EventLoop loop, SocketDomain domain, SocketType type) {
    loop.checkUsable();
    Posix posix = loop.posix();
    int[] ends = new int[2];
    int result = posix.socketpair(domain.number(posix), type.number(posix), 0, ends);
    check(result, "socketpair", domain + ", " + type);
    Sort sort = new Sort(domain, type, 0);
    return new SocketPair(new Socket(loop, ends[0], sort), new Socket(loop, ends[1], sort));
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
   * Accepts the connections that there are, when there is one: accept4(2), {@code Lwt_unix.accept_n}. As
   * {@link #accept}, but for what happens when an error comes behind some connections: the promise is then fulfilled
   * with these and the error. If the error comes first, the promise is rejected with it. A cancel takes no connection.
   *
   * @param most how many to accept at most, at least 1
   * @throws IllegalArgumentException if it is less
   */
  public Promise<AcceptedBatch> acceptUpTo(int most) {
    descriptor().loop().checkThread("accept");
    if (most < 1) {
      throw new IllegalArgumentException("accept up to " + most + " connections: at least 1");
    }
    return descriptor().mayBlock()
        ? Promise.failed(blocks("accept"))
        : descriptor().reads().start(new AcceptUpTo(this, most));
  }

  /**
   * Connects to an address: connect(2), {@code Lwt_unix.connect}.
   *
   * <p>The promise is rejected with UnixException, whose message names the address: ECONNREFUSED, ETIMEDOUT … A cancel
   * rejects it, but what has begun goes on: the socket is of no use any more, except to be closed.
   * {@link LwtUnix#connect} does that too.
   */
  public Promise<@Nullable Void> connect(SockAddr address) {
    Objects.requireNonNull(address, "address");
    descriptor().loop().checkThread("connect");
    return descriptor().mayBlock()
        ? Promise.failed(blocks("connect"))
        : descriptor().writes().start(new Connect(this, address));
  }

  /** Throws what {@link #accept} would always reject with. */
  void checkAccepts() {
    if (descriptor().mayBlock()) {
      throw blocks("accept");
    }
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
   * Who made the other end of a Unix socket, when it was connected or began to listen: SO_PEERCRED of unix(7),
   * {@code Lwt_unix.get_credentials}.
   *
   * @throws UnixException ENOTCONN if there is no other end, or it is not known, as of datagrams that are not those of
   *     a {@link LwtUnix#socketpair}; EOPNOTSUPP of other domains than {@link SocketDomain#UNIX}
   */
  public Credentials peerCredentials() {
    int number = open("getsockopt");
    if (sort.domain != SocketDomain.UNIX) {
      throw new UnixException(Errno.EOPNOTSUPP, "getsockopt", toString());
    }
    int[] numbers = new int[3];
    check(posix().peerCredentials(number, numbers), "getsockopt", this);
    return new Credentials(
        numbers[0], Integer.toUnsignedLong(numbers[1]), Integer.toUnsignedLong(numbers[2]));
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

  /**
   * The error that the socket has had since the last time, if any; it is cleared: SO_ERROR,
   * {@code Lwt_unix.getsockopt_error}. {@link #connect}, reads and writes take it by themselves.
   *
   * @throws UnixException if the system refuses
   */
  public Optional<UnixException> takeError() {
    int error = check(posix().socketError(open("getsockopt")), "getsockopt", this);
    return error == 0
        ? Optional.empty()
        : Optional.of(new UnixException(error, "SO_ERROR", toString()));
  }

  /** What it has to do with groups of hosts, which several sockets receive from. */
  public Multicast multicast() {
    return new Multicast(this);
  }

  // ---- messages

  /** Receives into a whole array: {@link #recv(byte[], int, int, MessageFlag...)}. */
  public Promise<Integer> recv(byte[] to, MessageFlag... flags) {
    return recv(to, 0, to.length, flags);
  }

  /**
   * Receives a message, or what there is of a stream: recv(2), {@code Lwt_unix.recv}.
   *
   * <p>The promise is fulfilled with the number of bytes, which is 0 for an empty message, and at the end of a
   * connection.
   * A message that is longer than {@code length} is cut, and its rest lost: {@link #recvFrom} tells whether it was.
   * What an earlier message met, such as ECONNREFUSED where nobody receives, may reject it. A cancel rejects it, unless
   * it has been fulfilled; nothing is taken then.
   *
   * <p>It waits behind the reads that came before, but for {@link MessageFlag#OUT_OF_BAND}: that gives the urgent byte
   * of a stream at once, or rejects with EINVAL if there is none, with EAGAIN if it was announced and is not here yet,
   * with EOPNOTSUPP on sockets that are no streams.
   *
   * @throws IndexOutOfBoundsException if the array is shorter
   * @throws IllegalArgumentException if a flag is not for receiving
   */
  public Promise<Integer> recv(byte[] to, int offset, int length, MessageFlag... flags) {
    return recv(slice(to, offset, length), null, flags);
  }

  /**
   * Receives what fits into a buffer, from its position to its limit, and moves the position: recv(2). As
   * {@link #recv(byte[], int, int, MessageFlag...)}.
   *
   * @throws ReadOnlyBufferException if the buffer is read-only
   */
  public Promise<Integer> recv(ByteBuffer to, MessageFlag... flags) {
    return recv(writable(to), to, flags);
  }

  /**
   * Receives what fits into a segment: recv(2), {@code Lwt_bytes.recv}. As
   * {@link #recv(byte[], int, int, MessageFlag...)}.
   *
   * @throws IllegalArgumentException if the segment is read-only, or a flag is not for receiving
   */
  public Promise<Integer> recv(MemorySegment to, MessageFlag... flags) {
    return recv(writable(to), null, flags);
  }

  private Promise<Integer> recv(MemorySegment to, @Nullable ByteBuffer owner, MessageFlag[] flags) {
    descriptor().loop().checkThread("recv");
    return isNothing(to) ? nothing("recv") : new Receive.Recv(this, to, owner, flags).start();
  }

  /** Receives into a whole array: {@link #recvFrom(byte[], int, int, MessageFlag...)}. */
  public Promise<Received> recvFrom(byte[] to, MessageFlag... flags) {
    return recvFrom(to, 0, to.length, flags);
  }

  /**
   * Receives a message, and tells its sender and its length: recvfrom(2), {@code Lwt_unix.recvfrom}.
   *
   * <p>As {@link #recv(byte[], int, int, MessageFlag...)}. {@link Received#isTruncated} tells whether the message was
   * cut; with {@link MessageFlag#PEEK} its length is known before it is taken.
   *
   * @throws IndexOutOfBoundsException if the array is shorter
   * @throws IllegalArgumentException if a flag is not for receiving
   */
  public Promise<Received> recvFrom(byte[] to, int offset, int length, MessageFlag... flags) {
    return recvFrom(slice(to, offset, length), null, flags);
  }

  /**
   * Receives what fits into a buffer, from its position to its limit, and moves the position: recvfrom(2). As
   * {@link #recvFrom(byte[], int, int, MessageFlag...)}.
   *
   * @throws ReadOnlyBufferException if the buffer is read-only
   */
  public Promise<Received> recvFrom(ByteBuffer to, MessageFlag... flags) {
    return recvFrom(writable(to), to, flags);
  }

  /**
   * Receives what fits into a segment: recvfrom(2), {@code Lwt_bytes.recvfrom}. As
   * {@link #recvFrom(byte[], int, int, MessageFlag...)}.
   *
   * @throws IllegalArgumentException if the segment is read-only, or a flag is not for receiving
   */
  public Promise<Received> recvFrom(MemorySegment to, MessageFlag... flags) {
    return recvFrom(writable(to), null, flags);
  }

  private Promise<Received> recvFrom(
      MemorySegment to, @Nullable ByteBuffer owner, MessageFlag[] flags) {
    descriptor().loop().checkThread("recvfrom");
    return new Receive.RecvFrom(this, to, owner, flags).start();
  }

  /** Sends a whole array: {@link #send(byte[], int, int, MessageFlag...)}. */
  public Promise<Integer> send(byte[] from, MessageFlag... flags) {
    return send(from, 0, from.length, flags);
  }

  /**
   * Sends a message to the address that the socket is connected to, or a part of a stream: send(2) without SIGPIPE,
   * {@code Lwt_unix.send}.
   *
   * <p>The promise is fulfilled with the number of bytes that were taken: all of a message, which may be empty; of a
   * stream perhaps fewer. It is rejected with EMSGSIZE if a message is too long, with EPIPE or ECONNREFUSED if nobody
   * receives, with EDESTADDRREQ or ENOTCONN if the socket is not connected; some systems say ENOBUFS when a network's
   * queue is full, and it is for the caller to try later. A cancel rejects it, unless it has been fulfilled; nothing is
   * sent then.
   *
   * @throws IndexOutOfBoundsException if the array is shorter
   * @throws IllegalArgumentException if a flag is not for sending
   */
  public Promise<Integer> send(byte[] from, int offset, int length, MessageFlag... flags) {
    return send(slice(from, offset, length), null, null, flags);
  }

  /**
   * Sends from a buffer, from its position to its limit, and moves the position by what was taken: send(2). As
   * {@link #send(byte[], int, int, MessageFlag...)}.
   */
  public Promise<Integer> send(ByteBuffer from, MessageFlag... flags) {
    return send(MemorySegment.ofBuffer(from), from, null, flags);
  }

  /**
   * Sends from a segment: send(2), {@code Lwt_bytes.send}. As {@link #send(byte[], int, int, MessageFlag...)}.
   */
  public Promise<Integer> send(MemorySegment from, MessageFlag... flags) {
    return send(from, null, null, flags);
  }

  /** Sends a whole array: {@link #sendTo(byte[], int, int, SockAddr, MessageFlag...)}. */
  public Promise<Integer> sendTo(byte[] from, SockAddr to, MessageFlag... flags) {
    return sendTo(from, 0, from.length, to, flags);
  }

  /**
   * Sends a message to an address: sendto(2), {@code Lwt_unix.sendto}.
   *
   * <p>As {@link #send(byte[], int, int, MessageFlag...)}. A rejection names the address: ENOENT, ECONNREFUSED, EACCES
   * …, or EISCONN on streams that take none. While the queue of a Unix socket is full, sending to it is tried again now
   * and then, after 64 milliseconds at most, and what is sent later waits for that; a socket that is connected to it is
   * told at once.
   *
   * @throws IndexOutOfBoundsException if the array is shorter
   * @throws IllegalArgumentException if a flag is not for sending
   */
  public Promise<Integer> sendTo(
      byte[] from, int offset, int length, SockAddr to, MessageFlag... flags) {
    return send(slice(from, offset, length), null, Objects.requireNonNull(to, "to"), flags);
  }

  /**
   * Sends from a buffer, from its position to its limit, and moves the position by what was taken: sendto(2). As
   * {@link #sendTo(byte[], int, int, SockAddr, MessageFlag...)}.
   */
  public Promise<Integer> sendTo(ByteBuffer from, SockAddr to, MessageFlag... flags) {
    return send(MemorySegment.ofBuffer(from), from, Objects.requireNonNull(to, "to"), flags);
  }

  /**
   * Sends from a segment: sendto(2), {@code Lwt_bytes.sendto}. As
   * {@link #sendTo(byte[], int, int, SockAddr, MessageFlag...)}.
   */
  public Promise<Integer> sendTo(MemorySegment from, SockAddr to, MessageFlag... flags) {
    return send(from, null, Objects.requireNonNull(to, "to"), flags);
  }

  private Promise<Integer> send(
      MemorySegment from, @Nullable ByteBuffer owner, @Nullable SockAddr to, MessageFlag[] flags) {
    String call = to == null ? "send" : "sendto";
    descriptor().loop().checkThread(call);
    return isNothing(from)
        ? nothing(call)
        : descriptor().writes().start(new Send(this, from, owner, to, flags));
  }

  /**
   * Receives a message, and the descriptors that came along, into several pieces of memory: recvmsg(2),
   * {@code Lwt_unix.recv_msg}.
   *
   * <p>As {@link #recvFrom(byte[], int, int, MessageFlag...)}. The descriptors belong to this loop, are close-on-exec,
   * and for the caller to close. If the promise is rejected or was cancelled, none were taken, or they are closed.
   *
   * <p>On a stream the descriptors come with the first of the bytes that they were sent with. Bytes that were sent
   * before may come in front of these, and none that were sent after them come at the same time. A {@link #read} or
   * {@link #recv} of these bytes closes the descriptors. With {@link MessageFlag#PEEK} there are new ones each time.
   *
   * @throws IllegalArgumentException if a piece of memory is read-only, or a flag is not for receiving
   */
  public Promise<Message> recvMsg(IoVec to, MessageFlag... flags) {
    descriptor().loop().checkThread("recvmsg");
    to.checkWritable();
    return new RecvMsg(this, to, flags).start();
  }

  /**
   * Sends a message from several pieces of memory, with descriptors, to the address that the socket is connected to:
   * sendmsg(2), {@code Lwt_unix.send_msg}.
   *
   * <p>As {@link #send(byte[], int, int, MessageFlag...)}. Who receives it gets other numbers, which lead to the same
   * open files: the descriptors may be closed once the promise is resolved. One that is closed before rejects it with
   * EBADF, when it is the message's turn. If only a part of a stream's bytes was taken, the descriptors have gone with
   * these. Only Unix sockets take any: others reject with EINVAL.
   *
   * @param descriptors at most 253
   * @throws IllegalArgumentException if there are more, or there are some but no bytes on a stream, or a flag is not
   *     for sending
   */
  public Promise<Integer> sendMsg(IoVec from, List<Fd> descriptors, MessageFlag... flags) {
    return sendMsg(from, descriptors, null, flags);
  }

  /**
   * Sends a message from several pieces of memory, with descriptors, to an address: sendmsg(2),
   * {@code Lwt_unix.send_msgto}. As {@link #sendMsg(IoVec, List, MessageFlag...)} and
   * {@link #sendTo(byte[], int, int, SockAddr, MessageFlag...)}.
   */
  public Promise<Integer> sendMsgTo(
      IoVec from, List<Fd> descriptors, SockAddr to, MessageFlag... flags) {
    return sendMsg(from, descriptors, Objects.requireNonNull(to, "to"), flags);
  }

  private Promise<Integer> sendMsg(
      IoVec from, List<Fd> descriptors, @Nullable SockAddr to, MessageFlag[] flags) {
    descriptor().loop().checkThread("sendmsg");
    List<Fd> sent = List.copyOf(descriptors);
    checkDescriptors(sent, from);
    if (!sent.isEmpty() && sort.domain != SocketDomain.UNIX) {
      return Promise.failed(new UnixException(Errno.EINVAL, "sendmsg", toString()));
    }
    return from.isEmpty() && !descriptor().keepsMessages()
        ? nothing("sendmsg")
        : descriptor().writes().start(new SendMsg(this, from, sent, to, flags));
  }

  private void checkDescriptors(List<Fd> descriptors, IoVec from) {
    int most = posix().maxDescriptors();
    if (descriptors.size() > most) {
      throw new IllegalArgumentException(
          "a message takes " + most + " descriptors at most, not " + descriptors.size());
    }
    if (!descriptors.isEmpty() && from.isEmpty() && !descriptor().keepsMessages()) {
      throw new IllegalArgumentException("a stream takes descriptors with at least one byte");
    }
    descriptors.forEach(fd -> fd.descriptor().loop().checkThread("sendmsg"));
  }

  private static MemorySegment slice(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return MemorySegment.ofArray(bytes).asSlice(offset, length);
  }

  private static MemorySegment writable(ByteBuffer buffer) {
    if (buffer.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    return MemorySegment.ofBuffer(buffer);
  }

  private static MemorySegment writable(MemorySegment segment) {
    if (segment.isReadOnly()) {
      throw new IllegalArgumentException("the segment is read-only: " + segment);
    }
    return segment;
  }

  /** Whether there is nothing to transfer; an empty message is something. */
  private boolean isNothing(MemorySegment memory) {
    return memory.byteSize() == 0 && !descriptor().keepsMessages();
  }

  private Promise<Integer> nothing(String call) {
    return descriptor().isUsable() ? Promise.of(0) : Promise.failed(descriptor().refusal(call));
  }

  // ---- inside

  /** Memory for the address in one system call. */
  AddressBuffer address() {
    return descriptor().loop().address();
  }

  Posix posix() {
    return descriptor().loop().posix();
  }

  /** The number, for a call that is made at once. */
  int open(String call) {
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
