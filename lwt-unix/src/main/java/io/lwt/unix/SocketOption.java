package io.lwt.unix;

import io.lwt.bindings.Sockets;
import java.util.Arrays;

/**
 * An option of a socket: socket(7), tcp(7), ip(7), ipv6(7). For {@link Socket#get} and {@link Socket#set}; those of
 * groups of hosts are {@link Multicast}'s. Corresponds to {@code Unix.socket_bool_option} and its kin.
 *
 * <p>An option that this system has not is refused with ENOPROTOOPT, and so is setting one that can only be got. The
 * error names the option.
 *
 * @param <T> what its value is
 */
public abstract sealed class SocketOption<T> {

  // ---- of every socket

  /** SO_REUSEADDR: a server may bind to its address again while old connections linger. */
  public static final SocketOption<Boolean> REUSE_ADDRESS = new Flag("SO_REUSEADDR");

  /** SO_REUSEPORT: several sockets bind to one address and share its connections. */
  public static final SocketOption<Boolean> REUSE_PORT = new Flag("SO_REUSEPORT");

  /** SO_KEEPALIVE: the system asks now and then whether the other side still lives. */
  public static final SocketOption<Boolean> KEEP_ALIVE = new Flag("SO_KEEPALIVE");

  /** SO_BROADCAST: datagrams may be sent to a broadcast address. */
  public static final SocketOption<Boolean> BROADCAST = new Flag("SO_BROADCAST");

  /** SO_DONTROUTE: only to hosts on a network that this one is on. */
  public static final SocketOption<Boolean> DONT_ROUTE = new Flag("SO_DONTROUTE");

  /** SO_OOBINLINE: urgent data is read where it stands among the rest. Otherwise it is not read at all. */
  public static final SocketOption<Boolean> URGENT_INLINE = new Flag("SO_OOBINLINE");

  /** SO_ACCEPTCONN: whether it listens. Can only be got. */
  public static final SocketOption<Boolean> LISTENS = new Flag("SO_ACCEPTCONN");

  /** SO_DEBUG: the system takes notes. EACCES unless privileged. */
  public static final SocketOption<Boolean> DEBUG = new Flag("SO_DEBUG");

  /** SO_SNDBUF: bytes of the buffer for sending; Linux gives twice what is asked. */
  public static final SocketOption<Integer> SEND_BUFFER = new Amount("SO_SNDBUF");

  /** SO_RCVBUF: bytes of the buffer for receiving; Linux gives twice what is asked. */
  public static final SocketOption<Integer> RECEIVE_BUFFER = new Amount("SO_RCVBUF");

  /** SO_SNDLOWAT: bytes that must have room before a write begins. Linux has it at 1, and it can only be got there. */
  public static final SocketOption<Integer> SEND_LOW_WATER = new Amount("SO_SNDLOWAT");

  /** SO_RCVLOWAT: bytes that must be there, unless the stream ends, before a read that waits is woken. */
  public static final SocketOption<Integer> RECEIVE_LOW_WATER = new Amount("SO_RCVLOWAT");

  /**
   * SO_LINGER: seconds for which a close waits until what was written has been taken by the other side; 0 drops it and
   * resets the connection; negative, as at first, sends it in the background. What was set with {@link Socket#set}, or
   * on the socket that accepted this one.
   */
  public static final SocketOption<Integer> LINGER = new Linger();

  /** SO_BINDTODEVICE: the name of the only network interface that it uses; empty for all. Linux only. */
  public static final SocketOption<String> DEVICE = new Text("SO_BINDTODEVICE");

  /** SO_PRIORITY: of what it sends, 0 to 6; above, EPERM unless privileged. Linux only. */
  public static final SocketOption<Integer> PRIORITY = new Amount("SO_PRIORITY");

  /** SO_MARK: 32 bits by which a firewall or a route knows what it sends. EPERM unless privileged. Linux only. */
  public static final SocketOption<Integer> MARK = new Amount("SO_MARK");

  /** SO_BUSY_POLL: microseconds for which a call that finds nothing asks the network's device again. Linux only. */
  public static final SocketOption<Integer> BUSY_POLL = new Amount("SO_BUSY_POLL");

  /**
   * SO_INCOMING_CPU: the processor that had the last packet; -1 if there was none. Set on one of several listeners at
   * an address, the processor whose connections it prefers. Linux only.
   */
  public static final SocketOption<Integer> INCOMING_CPU = new Amount("SO_INCOMING_CPU");

  // ---- of TCP

  /** TCP_NODELAY: small writes are sent at once, not gathered. */
  public static final SocketOption<Boolean> TCP_NO_DELAY = new Flag("TCP_NODELAY");

  /** TCP_CORK: only full packets are sent, until it is unset or for 200 ms. Linux only. */
  public static final SocketOption<Boolean> TCP_CORK = new Flag("TCP_CORK");

  /** TCP_QUICKACK: what comes is acknowledged at once, until the system thinks better of it. Linux only. */
  public static final SocketOption<Boolean> TCP_QUICK_ACK = new Flag("TCP_QUICKACK");

  /** TCP_KEEPIDLE: seconds of silence before {@link #KEEP_ALIVE} begins to ask. */
  public static final SocketOption<Integer> TCP_KEEP_IDLE = new Amount("TCP_KEEPIDLE");

  /** TCP_KEEPINTVL: seconds from one question of {@link #KEEP_ALIVE} to the next. */
  public static final SocketOption<Integer> TCP_KEEP_INTERVAL = new Amount("TCP_KEEPINTVL");

  /** TCP_KEEPCNT: how many questions of {@link #KEEP_ALIVE} without an answer end the connection: ETIMEDOUT. */
  public static final SocketOption<Integer> TCP_KEEP_COUNT = new Amount("TCP_KEEPCNT");

  /**
   * TCP_USER_TIMEOUT: milliseconds for which what was sent may stay unacknowledged before the connection ends with
   * ETIMEDOUT; 0 for the system's usual. Linux only.
   */
  public static final SocketOption<Integer> TCP_USER_TIMEOUT = new Amount("TCP_USER_TIMEOUT");

  /** TCP_FASTOPEN: on a listener, how many connections that bring data with their first packet may wait. */
  public static final SocketOption<Integer> TCP_FAST_OPEN = new Amount("TCP_FASTOPEN");

  /** TCP_DEFER_ACCEPT: on a listener, seconds for which a connection that says nothing is held back. Linux only. */
  public static final SocketOption<Integer> TCP_DEFER_ACCEPT = new Amount("TCP_DEFER_ACCEPT");

  /** TCP_CONGESTION: the name of the way to find out how fast to send: {@code "cubic"}. Linux only. */
  public static final SocketOption<String> TCP_CONGESTION = new Text("TCP_CONGESTION");

  // ---- of IPv4 and IPv6

  /** IP_TOS: the byte of service of what an IPv4 socket sends: DSCP in its upper six bits. */
  public static final SocketOption<Integer> IP_TOS = new Amount("IP_TOS");

  /** IPV6_TCLASS: the traffic class of what an IPv6 socket sends: DSCP in its upper six bits; -1 for the usual. */
  public static final SocketOption<Integer> IPV6_TRAFFIC_CLASS = new Amount("IPV6_TCLASS");

  /** IPV6_V6ONLY: an IPv6 socket takes no IPv4 connections. */
  public static final SocketOption<Boolean> IPV6_ONLY = new Flag("IPV6_V6ONLY");

  // ---- of groups, for Multicast

  static final SocketOption<Integer> IP_MULTICAST_TTL = new Amount("IP_MULTICAST_TTL");
  static final SocketOption<Boolean> IP_MULTICAST_LOOP = new Flag("IP_MULTICAST_LOOP");
  static final SocketOption<Integer> IPV6_MULTICAST_HOPS = new Amount("IPV6_MULTICAST_HOPS");
  static final SocketOption<Boolean> IPV6_MULTICAST_LOOP = new Flag("IPV6_MULTICAST_LOOP");

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

  /** Where the option is. Throws ENOPROTOOPT if this system has it not. */
  final Sockets.Option find(Socket socket, String call) {
    Sockets.Option option = socket.posix().option(name);
    if (option == null) {
      throw new UnixException(Errno.ENOPROTOOPT, call, argument(socket));
    }
    return option;
  }

  /** What errors are about: {@code fd 7, TCP_NODELAY}. */
  final String argument(Socket socket) {
    return socket + ", " + name;
  }

  final int getNumber(Socket socket) {
    Sockets.Option option = find(socket, "getsockopt");
    long result = socket.posix().getsockopt(socket.number(), option.level(), option.number());
    if (result < 0) {
      throw new UnixException((int) -result, "getsockopt", argument(socket));
    }
    return (int) result;
  }

  final void setNumber(Socket socket, int value) {
    Sockets.Option option = find(socket, "setsockopt");
    int result = socket.posix().setsockopt(socket.number(), option.level(), option.number(), value);
    Socket.check(result, "setsockopt", argument(socket));
  }

  private static final class Flag extends SocketOption<Boolean> {
    Flag(String name) {
      super(name);
    }

    @Override
    Boolean get(Socket socket) {
      return getNumber(socket) != 0;
    }

    @Override
    void set(Socket socket, Boolean value) {
      setNumber(socket, value ? 1 : 0);
    }
  }

  private static final class Amount extends SocketOption<Integer> {
    Amount(String name) {
      super(name);
    }

    @Override
    Integer get(Socket socket) {
      return getNumber(socket);
    }

    @Override
    void set(Socket socket, Integer value) {
      setNumber(socket, value);
    }
  }

  private static final class Text extends SocketOption<String> {
    /** More than what the longest name takes. */
    private static final int ROOM = 64;

    Text(String name) {
      super(name);
    }

    @Override
    String get(Socket socket) {
      Sockets.Option option = find(socket, "getsockopt");
      byte[] value = new byte[ROOM];
      int length =
          socket.posix().getsockoptText(socket.number(), option.level(), option.number(), value);
      Socket.check(length, "getsockopt", argument(socket));
      return OsStrings.decode(Arrays.copyOf(value, length));
    }

    @Override
    void set(Socket socket, String value) {
      Sockets.Option option = find(socket, "setsockopt");
      byte[] text = OsStrings.encode(value, "setsockopt: " + this);
      int result =
          socket.posix().setsockoptText(socket.number(), option.level(), option.number(), text);
      Socket.check(result, "setsockopt", argument(socket) + ", " + value);
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
