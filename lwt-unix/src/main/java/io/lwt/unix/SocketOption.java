package io.lwt.unix;

import io.lwt.bindings.Posix;
import java.util.function.ToIntFunction;

/**
 * An option of a socket: socket(7), tcp(7), ipv6(7). For {@link Socket#get} and {@link Socket#set}.
 *
 * @param <T> what its value is
 */
public abstract sealed class SocketOption<T> {
  /** SO_REUSEADDR: a server may bind to its address again while old connections linger. */
  public static final SocketOption<Boolean> REUSE_ADDRESS =
      new Flag("SO_REUSEADDR", Posix::SOL_SOCKET, Posix::SO_REUSEADDR);

  /** SO_REUSEPORT: several sockets bind to one address and share its connections. */
  public static final SocketOption<Boolean> REUSE_PORT =
      new Flag("SO_REUSEPORT", Posix::SOL_SOCKET, Posix::SO_REUSEPORT);

  /** SO_KEEPALIVE: the system asks now and then whether the other side still lives. */
  public static final SocketOption<Boolean> KEEP_ALIVE =
      new Flag("SO_KEEPALIVE", Posix::SOL_SOCKET, Posix::SO_KEEPALIVE);

  /** TCP_NODELAY: small writes are sent at once, not gathered. */
  public static final SocketOption<Boolean> TCP_NO_DELAY =
      new Flag("TCP_NODELAY", Posix::IPPROTO_TCP, Posix::TCP_NODELAY);

  /** IPV6_V6ONLY: an IPv6 socket takes no IPv4 connections. */
  public static final SocketOption<Boolean> IPV6_ONLY =
      new Flag("IPV6_V6ONLY", Posix::IPPROTO_IPV6, Posix::IPV6_V6ONLY);

  /** SO_SNDBUF: bytes of the buffer for sending; Linux gives twice what is asked. */
  public static final SocketOption<Integer> SEND_BUFFER =
      new Amount("SO_SNDBUF", Posix::SOL_SOCKET, Posix::SO_SNDBUF);

  /** SO_RCVBUF: bytes of the buffer for receiving; Linux gives twice what is asked. */
  public static final SocketOption<Integer> RECEIVE_BUFFER =
      new Amount("SO_RCVBUF", Posix::SOL_SOCKET, Posix::SO_RCVBUF);

  /**
   * SO_LINGER: seconds for which a close waits until what was written has been taken by the other side; 0 drops it and
   * resets the connection; negative, as at first, sends it in the background. What was set with {@link Socket#set}, or
   * on the socket that accepted this one.
   */
  public static final SocketOption<Integer> LINGER = new Linger();

  private final String name;

  private SocketOption(String name) {
    this.name = name;
  }

  abstract T get(Socket socket);

  abstract void set(Socket socket, T value);

  /** The option's C name. */
  @Override
  public final String toString() {
    return name;
  }

  private static int read(Socket socket, int level, int option) {
    return Socket.check(
        socket.posix().getsockopt(socket.number(), level, option), "getsockopt", socket);
  }

  private static void write(Socket socket, int level, int option, int value) {
    Socket.check(
        socket.posix().setsockopt(socket.number(), level, option, value), "setsockopt", socket);
  }

  private static final class Flag extends SocketOption<Boolean> {
    private final ToIntFunction<Posix> level;
    private final ToIntFunction<Posix> option;

    Flag(String name, ToIntFunction<Posix> level, ToIntFunction<Posix> option) {
      super(name);
      this.level = level;
      this.option = option;
    }

    @Override
    Boolean get(Socket socket) {
      return read(socket, level.applyAsInt(socket.posix()), option.applyAsInt(socket.posix())) != 0;
    }

    @Override
    void set(Socket socket, Boolean value) {
      write(
          socket,
          level.applyAsInt(socket.posix()),
          option.applyAsInt(socket.posix()),
          value ? 1 : 0);
    }
  }

  private static final class Amount extends SocketOption<Integer> {
    private final ToIntFunction<Posix> level;
    private final ToIntFunction<Posix> option;

    Amount(String name, ToIntFunction<Posix> level, ToIntFunction<Posix> option) {
      super(name);
      this.level = level;
      this.option = option;
    }

    @Override
    Integer get(Socket socket) {
      return read(socket, level.applyAsInt(socket.posix()), option.applyAsInt(socket.posix()));
    }

    @Override
    void set(Socket socket, Integer value) {
      write(socket, level.applyAsInt(socket.posix()), option.applyAsInt(socket.posix()), value);
    }
  }

  private static final class Linger extends SocketOption<Integer> {
    Linger() {
      super("SO_LINGER");
    }

    @Override
    Integer get(Socket socket) {
      return socket.linger();
    }

    @Override
    void set(Socket socket, Integer seconds) {
      socket.setLinger(seconds);
    }
  }
}
