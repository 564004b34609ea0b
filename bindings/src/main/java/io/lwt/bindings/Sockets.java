package io.lwt.bindings;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Socket calls, and the layout of socket addresses. Constants keep their C names and have this system's values. */
public interface Sockets {

  int AF_UNSPEC();

  int AF_UNIX();

  int AF_INET();

  int AF_INET6();

  int AF_VSOCK();

  int SOCK_STREAM();

  int SOCK_DGRAM();

  int SOCK_SEQPACKET();

  int SHUT_RD();

  int SHUT_WR();

  int SHUT_RDWR();

  int IPPROTO_TCP();

  /** The largest backlog listen(2) is usually given. */
  int SOMAXCONN();

  /** socket(2): close-on-exec and non-blocking from birth. */
  int socket(int family, int type, int protocol);

  /** bind(2). */
  int bind(int fd, AddressBuffer address);

  /** listen(2). */
  int listen(int fd, int backlog);

  /** accept4(2): the connection is close-on-exec and non-blocking from birth; its peer is written to the buffer. */
  int accept(int fd, AddressBuffer peer);

  /** connect(2). */
  int connect(int fd, AddressBuffer address);

  /** shutdown(2). */
  int shutdown(int fd, int how);

  /** getsockname(2). */
  int getsockname(int fd, AddressBuffer address);

  /** getpeername(2). */
  int getpeername(int fd, AddressBuffer address);

  /**
   * recv(2) with MSG_DONTWAIT: what read(2) does on a socket, in less time. Does not block, even if the socket does.
   * Where no byte is asked for, it is not called, and the result is 0.
   */
  long recv(int fd, MemorySegment buffer, long length);

  /**
   * send(2) with MSG_NOSIGNAL and MSG_DONTWAIT: as write(2), and a closed peer is {@code -EPIPE} without a signal. Does
   * not block, even if the socket does.
   */
  long send(int fd, MemorySegment buffer, long length);

  /** What the socket was made as: the family of its addresses, as given to {@link #socket}. */
  int socketFamily(int fd);

  /** What the socket was made as: its type, as given to {@link #socket}. */
  int socketType(int fd);

  /** What the socket was made as: its protocol; the usual one has its number here, where it has one. */
  int socketProtocol(int fd);

  /**
   * Where an option is.
   *
   * @param level the protocol's number, or the sockets' own
   * @param number the option's number there
   */
  record Option(int level, int number) {}

  /** An option by its C name: {@code "SO_KEEPALIVE"}; null if this system has none of that name. */
  @Nullable Option option(String name);

  /** getsockopt(2) of an int option: its 32 bits, as an unsigned number; or {@code -errno}. */
  long getsockopt(int fd, int level, int option);

  /** setsockopt(2) of an int option. */
  int setsockopt(int fd, int level, int option, int value);

  /** getsockopt(2) of an option that is text: writes it to {@code value}, cut to its length; how many bytes it has. */
  int getsockoptText(int fd, int level, int option, byte[] value);

  /** setsockopt(2) of an option that is text; it has no NUL. */
  int setsockoptText(int fd, int level, int option, byte[] value);

  /** SO_LINGER: {@code seconds} ≥ 0 turns it on, negative off. */
  int setLinger(int fd, int seconds);

  /** SO_ERROR: the pending error as a positive number, which is cleared, 0 if there is none; or {@code -errno}. */
  int socketError(int fd);

  // ---- the layout of addresses

  /** Writes an IPv4 address (4 bytes, network order) and a port (0 to 65535). */
  void putInet(AddressBuffer to, byte[] address, int port);

  /** Writes an IPv6 address (16 bytes, network order), a port (0 to 65535) and a scope (an interface's index, or 0). */
  void putInet6(AddressBuffer to, byte[] address, int port, int scope);

  /**
   * Writes a Unix address: a path, an abstract name (its first byte is NUL; Linux only), or, empty, the unnamed one. An
   * abstract name may be one byte longer than a path, as it needs no NUL at its end, and may contain NULs.
   *
   * @throws IllegalArgumentException if it does not fit ({@link #maxUnixPath()}), or a path has a NUL in it
   */
  void putUnix(AddressBuffer to, byte[] path);

  /** Writes an address of a virtual machine: its number and a port, both unsigned. */
  void putVsock(AddressBuffer to, int cid, int port);

  /** The most bytes of a path that {@link #putUnix} takes: what {@code sun_path} holds with the NUL at its end. */
  int maxUnixPath();

  /** The family of the address in the buffer, or AF_UNSPEC if it is empty. */
  int family(AddressBuffer from);

  /**
   * The IP address in the buffer: 4 bytes or 16.
   *
   * @throws IllegalArgumentException if the address is of another family; so do {@link #port} and {@link #scope}
   */
  byte[] inetAddress(AddressBuffer from);

  /** The port in the buffer. */
  int port(AddressBuffer from);

  /** The IPv6 scope in the buffer; 0 for IPv4. */
  int scope(AddressBuffer from);

  /**
   * The Unix path or abstract name in the buffer, as {@link #putUnix} takes it; empty if the socket has no name.
   *
   * @throws IllegalArgumentException if the address is of another family
   */
  byte[] unixPath(AddressBuffer from);

  /**
   * The number of the virtual machine in the buffer.
   *
   * @throws IllegalArgumentException if the address is of another family; so does {@link #vsockPort}
   */
  int vsockCid(AddressBuffer from);

  /** The port in the buffer, of a virtual machine's address. */
  int vsockPort(AddressBuffer from);
}
