package io.lwt.bindings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketsTest {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private final Descriptors descriptors = new Descriptors();
  private final Posix posix = descriptors.posix;
  private final Epoll epoll = (Epoll) posix;
  private final AddressBuffer address = new AddressBuffer(descriptors.arena);
  private final AddressBuffer peer = new AddressBuffer(descriptors.arena);

  @AfterEach
  void close() {
    descriptors.close();
  }

  /** Both ends of a connection: who connected, and who accepted. */
  private record Pair(int client, int server) {}

  private int socket(int family) {
    return descriptors.add(posix.socket(family, posix.SOCK_STREAM(), 0));
  }

  /** Listens on the address in the buffer, which is then what clients connect to. */
  private int listen(int family) {
    int server = socket(family);
    assertEquals(0, posix.bind(server, address));
    assertEquals(0, posix.listen(server, posix.SOMAXCONN()));
    assertEquals(0, posix.getsockname(server, address));
    return server;
  }

  private Pair connect(int family, int server) {
    int client = socket(family);
    int connected = posix.connect(client, address);
    assertTrue(connected == 0 || connected == descriptors.failure("EINPROGRESS"));
    await(server, Epoll.EPOLLIN);
    int accepted = descriptors.add(posix.accept(server, peer));
    await(client, Epoll.EPOLLOUT);
    assertEquals(0, posix.socketError(client));
    return new Pair(client, accepted);
  }

  private Pair inetPair() {
    posix.putInet(address, LOOPBACK, 0);
    return connect(posix.AF_INET(), listen(posix.AF_INET()));
  }

  private void await(int fd, int events) {
    int poller = descriptors.add(epoll.epollCreate(), Files.CLOSE_ON_EXEC);
    assertEquals(0, epoll.epollAdd(poller, fd, events, 0));
    assertEquals(
        1,
        epoll.epollWait(
            poller, descriptors.arena.allocate(epoll.epollEventSize()), 1, 10_000_000_000L));
    descriptors.close(poller);
  }

  private void assertCarries(Pair pair) {
    MemorySegment out = descriptors.arena.allocateFrom("hello", UTF_8);
    MemorySegment in = descriptors.arena.allocate(16);
    assertEquals(5, posix.send(pair.client, out, 5));
    await(pair.server, Epoll.EPOLLIN);
    assertEquals(5, posix.recv(pair.server, in, 16));
    assertArrayEquals("hello".getBytes(UTF_8), in.asSlice(0, 5).toArray(ValueLayout.JAVA_BYTE));
    assertEquals(0, posix.shutdown(pair.client, posix.SHUT_WR()));
    await(pair.server, Epoll.EPOLLRDHUP);
    assertEquals(0, posix.recv(pair.server, in, 16));
  }

  @Test
  void inetConnectionKnowsBothEnds() {
    Pair pair = inetPair();
    assertEquals(posix.AF_INET(), posix.family(peer));
    assertArrayEquals(LOOPBACK, posix.inetAddress(peer));
    int port = posix.port(peer);
    assertEquals(0, posix.getsockname(pair.client, peer));
    assertEquals(port, posix.port(peer));
    assertEquals(0, posix.getpeername(pair.client, peer));
    assertEquals(posix.port(address), posix.port(peer));
    assertCarries(pair);
  }

  @Test
  void inet6Connection() {
    byte[] loopback = new byte[16];
    loopback[15] = 1;
    posix.putInet6(address, loopback, 0, 0);
    Pair pair = connect(posix.AF_INET6(), listen(posix.AF_INET6()));
    assertEquals(posix.AF_INET6(), posix.family(peer));
    assertArrayEquals(loopback, posix.inetAddress(peer));
    assertCarries(pair);
  }

  @Test
  void unixConnectionByPath(@TempDir Path folder) {
    byte[] path = folder.resolve("socket").toString().getBytes(UTF_8);
    posix.putUnix(address, path);
    Pair pair = connect(posix.AF_UNIX(), listen(posix.AF_UNIX()));
    assertArrayEquals(path, posix.unixPath(address));
    assertEquals(posix.AF_UNIX(), posix.family(peer));
    assertArrayEquals(new byte[0], posix.unixPath(peer));
    assertCarries(pair);
  }

  @Test
  void unixPathMayFillAllTheRoom(@TempDir Path folder) {
    StringBuilder path = new StringBuilder(folder + "/");
    path.repeat('x', posix.maxUnixPath() - path.length());
    posix.putUnix(address, path.toString().getBytes(UTF_8));
    Pair pair = connect(posix.AF_UNIX(), listen(posix.AF_UNIX()));
    assertEquals(path.toString(), new String(posix.unixPath(address), UTF_8));
    assertCarries(pair);
  }

  @Test
  void unixConnectionByAbstractName() {
    byte[] name = ("\0lwt-bindings-" + ProcessHandle.current().pid()).getBytes(UTF_8);
    posix.putUnix(address, name);
    Pair pair = connect(posix.AF_UNIX(), listen(posix.AF_UNIX()));
    assertArrayEquals(name, posix.unixPath(address));
    assertCarries(pair);
  }

  @Test
  void abstractNameOfEveryByteOfTheRoom() {
    byte[] name = new byte[posix.maxUnixPath() + 1];
    byte[] unique = ("lwt-bindings-" + ProcessHandle.current().pid()).getBytes(UTF_8);
    System.arraycopy(unique, 0, name, 1, unique.length);
    posix.putUnix(address, name);
    assertCarries(connect(posix.AF_UNIX(), listen(posix.AF_UNIX())));
    assertArrayEquals(name, posix.unixPath(address));
  }

  @Test
  void unnamedUnixAddressLetsTheKernelChooseAnAbstractName() {
    posix.putUnix(address, new byte[0]);
    Pair pair = connect(posix.AF_UNIX(), listen(posix.AF_UNIX()));
    assertEquals(0, posix.unixPath(address)[0]);
    assertEquals(6, posix.unixPath(address).length);
    assertCarries(pair);
  }

  @Test
  void everySocketTypeIsBornWithItsFlags() {
    descriptors.add(posix.socket(posix.AF_INET(), posix.SOCK_DGRAM(), 0));
    descriptors.add(posix.socket(posix.AF_UNIX(), posix.SOCK_SEQPACKET(), 0));
  }

  @Test
  void refusedConnectionLeavesItsErrorOnce() {
    posix.putInet(address, LOOPBACK, 0);
    int bound = socket(posix.AF_INET()); // bound, never listening: nobody else gets the port
    assertEquals(0, posix.bind(bound, address));
    assertEquals(0, posix.getsockname(bound, address));
    int client = socket(posix.AF_INET());
    int answer = posix.connect(client, address);
    if (answer == descriptors.failure("EINPROGRESS")) {
      await(client, Epoll.EPOLLOUT);
      answer = -posix.socketError(client);
    }
    assertEquals(descriptors.failure("ECONNREFUSED"), answer);
    assertEquals(0, posix.socketError(client));
  }

  @Test
  void recvDoesNotBlockOnASocketThatDoes() {
    Pair pair = inetPair();
    posix.setNonBlocking(pair.server, false);
    MemorySegment byteToReceive = descriptors.arena.allocate(1);
    assertEquals(descriptors.failure("EAGAIN"), posix.recv(pair.server, byteToReceive, 1));
    assertEquals(0, posix.recv(pair.server, byteToReceive, 0), "none is asked for");
  }

  @Test
  void sendToAClosedPeerIsEpipeWithoutASignal() {
    Pair pair = inetPair();
    assertEquals(0, posix.shutdown(pair.client, posix.SHUT_RDWR()));
    assertEquals(
        descriptors.failure("EPIPE"), posix.send(pair.client, descriptors.arena.allocate(1), 1));
    assertEquals(0, posix.shutdown(pair.server, posix.SHUT_RD()));
  }

  private int set(int fd, String name, int value) {
    Sockets.Option option = Objects.requireNonNull(posix.option(name));
    return posix.setsockopt(fd, option.level(), option.number(), value);
  }

  private long get(int fd, String name) {
    Sockets.Option option = Objects.requireNonNull(posix.option(name));
    return posix.getsockopt(fd, option.level(), option.number());
  }

  @Test
  void optionsKeepWhatIsSet() {
    int fd = socket(posix.AF_INET());
    for (String option : List.of("SO_REUSEADDR", "SO_REUSEPORT", "SO_KEEPALIVE", "TCP_NODELAY")) {
      assertEquals(0, get(fd, option));
      assertEquals(0, set(fd, option, 1));
      assertEquals(1, get(fd, option));
    }
    for (String option : List.of("SO_SNDBUF", "SO_RCVBUF")) {
      assertEquals(0, set(fd, option, 16_384));
      assertEquals(32_768, get(fd, option)); // Linux doubles it, see socket(7)
    }
    int inet6 = socket(posix.AF_INET6());
    assertEquals(0, set(inet6, "IPV6_V6ONLY", 1));
    assertEquals(1, get(inet6, "IPV6_V6ONLY"));
  }

  @Test
  void aValueThatLooksLikeAnErrorIsNone() {
    assertEquals(0xFFFF_FFFFL, get(socket(posix.AF_INET()), "SO_INCOMING_CPU")); // -1: none
  }

  @Test
  void anOptionMayBeText() {
    int fd = socket(posix.AF_INET());
    Sockets.Option congestion = Objects.requireNonNull(posix.option("TCP_CONGESTION"));
    byte[] reno = "reno".getBytes(UTF_8);
    assertEquals(0, posix.setsockoptText(fd, congestion.level(), congestion.number(), reno));
    byte[] value = new byte[64];
    assertEquals(4, posix.getsockoptText(fd, congestion.level(), congestion.number(), value));
    assertArrayEquals(reno, Arrays.copyOf(value, 4));
    Sockets.Option device = Objects.requireNonNull(posix.option("SO_BINDTODEVICE"));
    assertEquals(0, posix.getsockoptText(fd, device.level(), device.number(), value));
    byte[] withNul = {'a', 0};
    assertThrows(
        IllegalArgumentException.class,
        () -> posix.setsockoptText(fd, device.level(), device.number(), withNul));
  }

  @Test
  void anOptionThatThereIsNotHasNoNumber() {
    assertNull(posix.option("SO_NOSIGPIPE")); // macOS has it
  }

  @Test
  void lingerOfZeroSecondsResetsTheConnection() {
    Pair pair = inetPair();
    assertEquals(0, posix.setLinger(pair.client, 5));
    assertEquals(1, posix.getsockopt(pair.client, LinuxAbi.SOL_SOCKET, LinuxAbi.SO_LINGER));
    assertEquals(0, posix.setLinger(pair.client, -1));
    assertEquals(0, posix.getsockopt(pair.client, LinuxAbi.SOL_SOCKET, LinuxAbi.SO_LINGER));
    assertEquals(0, posix.setLinger(pair.client, 0));
    descriptors.close(pair.client);
    await(pair.server, Epoll.EPOLLIN);
    MemorySegment buffer = descriptors.arena.allocate(1);
    assertEquals(descriptors.failure("ECONNRESET"), posix.read(pair.server, buffer, 1));
  }

  @Test
  void errorsAreAnswered() {
    int ebadf = descriptors.failure("EBADF");
    posix.putInet(address, LOOPBACK, 0);
    assertEquals(descriptors.failure("EAFNOSUPPORT"), posix.socket(9999, posix.SOCK_STREAM(), 0));
    assertEquals(ebadf, posix.bind(-1, address));
    assertEquals(ebadf, posix.listen(-1, 1));
    assertEquals(ebadf, posix.accept(-1, address));
    assertEquals(ebadf, posix.connect(-1, address));
    assertEquals(ebadf, posix.shutdown(-1, posix.SHUT_WR()));
    assertEquals(ebadf, posix.getsockname(-1, address));
    assertEquals(ebadf, posix.getpeername(-1, address));
    assertEquals(ebadf, posix.recv(-1, descriptors.arena.allocate(1), 1));
    assertEquals(ebadf, posix.send(-1, descriptors.arena.allocate(1), 1));
    assertEquals(ebadf, get(-1, "SO_SNDBUF"));
    assertEquals(ebadf, set(-1, "SO_SNDBUF", 1));
    assertEquals(ebadf, posix.getsockoptText(-1, 0, 0, new byte[] {1}));
    assertEquals(ebadf, posix.setsockoptText(-1, 0, 0, new byte[] {1}));
    assertEquals(ebadf, posix.setLinger(-1, 0));
    assertEquals(ebadf, posix.socketError(-1));
  }

  @Test
  void acceptWithoutAConnectionWouldBlock() {
    posix.putInet(address, LOOPBACK, 0);
    int server = listen(posix.AF_INET());
    assertEquals(descriptors.failure("EAGAIN"), posix.accept(server, peer));
  }
}
