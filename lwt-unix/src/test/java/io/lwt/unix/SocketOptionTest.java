package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.bindings.Epoll;
import io.lwt.bindings.EventFd;
import io.lwt.bindings.Posix;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link SocketOption}: every one of them. */
class SocketOptionTest extends LoopTest {

  private static Socket tcp() {
    return LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
  }

  private static Socket udp() {
    return LwtUnix.socket(SocketDomain.INET, SocketType.DGRAM);
  }

  static Stream<SocketOption<Boolean>> flags() {
    return Stream.of(
        SocketOption.REUSE_ADDRESS,
        SocketOption.REUSE_PORT,
        SocketOption.KEEP_ALIVE,
        SocketOption.BROADCAST,
        SocketOption.DONT_ROUTE,
        SocketOption.URGENT_INLINE,
        SocketOption.TCP_NO_DELAY,
        SocketOption.TCP_CORK,
        SocketOption.IPV6_ONLY);
  }

  @ParameterizedTest
  @MethodSource("flags")
  void aFlagIsSetAndUnset(SocketOption<Boolean> flag) {
    Socket socket = LwtUnix.socket(SocketDomain.INET6, SocketType.STREAM);
    socket.set(flag, true);
    assertTrue(socket.get(flag));
    socket.set(flag, false);
    assertFalse(socket.get(flag));
  }

  static Stream<Arguments> amounts() {
    return Stream.of(
        Arguments.of(SocketOption.RECEIVE_LOW_WATER, 100),
        Arguments.of(SocketOption.PRIORITY, 6),
        Arguments.of(SocketOption.TCP_KEEP_IDLE, 60),
        Arguments.of(SocketOption.TCP_KEEP_INTERVAL, 7),
        Arguments.of(SocketOption.TCP_KEEP_COUNT, 3),
        Arguments.of(SocketOption.TCP_USER_TIMEOUT, 5000),
        Arguments.of(SocketOption.TCP_DEFER_ACCEPT, 1),
        Arguments.of(SocketOption.IP_TOS, 0x28),
        Arguments.of(SocketOption.IPV6_TRAFFIC_CLASS, 0x28));
  }

  @ParameterizedTest
  @MethodSource("amounts")
  void anAmountIsSet(SocketOption<Integer> option, int amount) {
    Socket socket = LwtUnix.socket(SocketDomain.INET6, SocketType.STREAM);
    socket.set(option, amount);
    assertEquals(amount, (int) socket.get(option));
  }

  @Test
  void buffersHaveAtLeastWhatIsAsked() {
    Socket socket = tcp();
    for (SocketOption<Integer> buffer :
        List.of(SocketOption.SEND_BUFFER, SocketOption.RECEIVE_BUFFER)) {
      socket.set(buffer, 20_000);
      assertTrue(socket.get(buffer) >= 20_000);
    }
  }

  @Test
  void aListenerTakesFastConnections() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    listener.set(SocketOption.TCP_FAST_OPEN, 16);
    assertEquals(16, (int) listener.get(SocketOption.TCP_FAST_OPEN));
  }

  @Test
  void acknowledgementsMayBeQuick() {
    Socket client = Loopback.tcp().client();
    client.set(SocketOption.TCP_QUICK_ACK, true);
    assertTrue(client.get(SocketOption.TCP_QUICK_ACK));
    client.set(SocketOption.TCP_QUICK_ACK, false);
    assertFalse(client.get(SocketOption.TCP_QUICK_ACK));
  }

  @Test
  void lingeringIsSetAndUnset() {
    Socket socket = tcp();
    assertEquals(-1, (int) socket.get(SocketOption.LINGER));
    socket.set(SocketOption.LINGER, 3);
    assertEquals(3, (int) socket.get(SocketOption.LINGER));
    socket.set(SocketOption.LINGER, -5);
    assertEquals(-1, (int) socket.get(SocketOption.LINGER));
  }

  // ---- what can only be got, and what takes a privilege

  @Test
  void whetherItListensCanOnlyBeGot() {
    Socket socket = tcp();
    assertFalse(socket.get(SocketOption.LISTENS));
    refused(Errno.ENOPROTOOPT, () -> socket.set(SocketOption.LISTENS, true));
    assertTrue(Loopback.listen(SockAddr.loopback(0)).get(SocketOption.LISTENS));
  }

  @Test
  void theLowWaterOfSendingCanOnlyBeGot() {
    Socket socket = tcp();
    assertEquals(1, (int) socket.get(SocketOption.SEND_LOW_WATER));
    refused(Errno.ENOPROTOOPT, () -> socket.set(SocketOption.SEND_LOW_WATER, 2));
  }

  /** Sets an option, which is refused only for want of a privilege, or if the system was built without it. */
  private static <T> void setIfAllowed(SocketOption<T> option, T value) {
    Socket socket = tcp();
    try {
      socket.set(option, value);
      assertEquals(value, socket.get(option));
    } catch (UnixException refused) {
      assertTrue(
          Set.of(Errno.EPERM, Errno.EACCES, Errno.ENOPROTOOPT).contains(refused.errno()),
          refused.getMessage());
      assertEquals(socket + ", " + option, refused.argument());
    }
  }

  @Test
  void someTakeAPrivilege() {
    setIfAllowed(SocketOption.DEBUG, true);
    setIfAllowed(SocketOption.MARK, 0x8000_0001);
    setIfAllowed(SocketOption.BUSY_POLL, 50);
    setIfAllowed(SocketOption.PRIORITY, 7);
  }

  @Test
  void theProcessorIsMinusOneWhileThereIsNone() {
    Socket socket = tcp();
    assertEquals(-1, (int) socket.get(SocketOption.INCOMING_CPU));
    socket.set(SocketOption.INCOMING_CPU, 0);
    assertEquals(0, (int) socket.get(SocketOption.INCOMING_CPU));
  }

  // ---- text

  @Test
  void aSocketMayBeBoundToAnInterface() {
    Socket socket = udp();
    assertEquals("", socket.get(SocketOption.DEVICE));
    setIfAllowed(SocketOption.DEVICE, "lo");
    UnixException error =
        refused(Errno.ENODEV, () -> socket.set(SocketOption.DEVICE, "no-such-thing"));
    assertEquals(socket + ", SO_BINDTODEVICE, no-such-thing", error.argument());
    assertThrows(IllegalArgumentException.class, () -> socket.set(SocketOption.DEVICE, "l\0o"));
  }

  @Test
  void congestionControlHasNames() {
    Socket socket = tcp();
    assertFalse(socket.get(SocketOption.TCP_CONGESTION).isEmpty());
    socket.set(SocketOption.TCP_CONGESTION, "reno");
    assertEquals("reno", socket.get(SocketOption.TCP_CONGESTION));
    refused(Errno.ENOENT, () -> socket.set(SocketOption.TCP_CONGESTION, "no-such-thing"));
    refused(Errno.EOPNOTSUPP, () -> unix().get(SocketOption.TCP_CONGESTION));
  }

  private static Socket unix() {
    return LwtUnix.socket(SocketDomain.UNIX, SocketType.STREAM);
  }

  // ---- errors

  @Test
  void anErrorNamesTheOption() {
    Socket socket = unix();
    UnixException error =
        refused(Errno.EOPNOTSUPP, () -> socket.set(SocketOption.TCP_NO_DELAY, true));
    assertEquals(
        "setsockopt: EOPNOTSUPP (Operation not supported): " + socket + ", TCP_NODELAY",
        error.getMessage());
    assertEquals(
        socket + ", TCP_NODELAY",
        refused(Errno.EOPNOTSUPP, () -> socket.get(SocketOption.TCP_NO_DELAY)).argument());
  }

  @Test
  void anOptionThatTheSystemHasNotIsRefused() {
    Posix host = Posix.host();
    EventLoop.open(
        (Posix)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Posix.class, Epoll.class, EventFd.class},
                (_, method, arguments) ->
                    method.getName().equals("option") ? null : method.invoke(host, arguments)));
    Socket socket = tcp();
    String about = socket + ", TCP_CORK";
    assertEquals(
        about,
        refused(Errno.ENOPROTOOPT, () -> socket.set(SocketOption.TCP_CORK, true)).argument());
    assertEquals(
        about, refused(Errno.ENOPROTOOPT, () -> socket.get(SocketOption.TCP_CORK)).argument());
  }

  @Test
  void theErrorOfASocketIsTakenOnce() {
    Socket bound = tcp(); // never listens: nobody else gets the port
    LwtMain.run(bound.bind(SockAddr.loopback(0)));
    Socket socket = udp();
    assertTrue(socket.takeError().isEmpty());
    LwtMain.run(socket.connect(bound.getsockname()));
    LwtMain.run(socket.write(new byte[1])); // nobody there: the answer comes at once
    UnixException error = socket.takeError().orElseThrow();
    assertEquals("SO_ERROR: ECONNREFUSED (Connection refused): " + socket, error.getMessage());
    assertTrue(socket.takeError().isEmpty());
    LwtMain.run(socket.close());
    refused(Errno.EBADF, socket::takeError);
  }

  // ---- what they do

  @Test
  void urgentDataMayBeReadAmongTheRest() throws IOException {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    int port = ((SockAddr.Inet) listener.getsockname()).port();
    try (var peer = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
      Socket server = LwtMain.run(listener.accept()).socket();
      server.set(SocketOption.URGENT_INLINE, true);
      Promise<String> all = Loopback.readAll(server, 100);
      runLaps();
      peer.getOutputStream().write("before".getBytes(UTF_8));
      peer.sendUrgentData('!');
      peer.getOutputStream().write("after".getBytes(UTF_8));
      peer.shutdownOutput();
      assertEquals("before!after", LwtMain.run(all));
    }
  }

  @Test
  void aReadWaitsUntilTheLowWaterIsReached() {
    Loopback connection = Loopback.tcp();
    connection.server().set(SocketOption.RECEIVE_LOW_WATER, 10);
    Promise<@Nullable Void> ready = connection.server().waitRead();
    LwtMain.run(connection.client().write(new byte[3]));
    runLaps();
    assertTrue(ready.isPending());
    LwtMain.run(connection.client().write(new byte[7]));
    LwtMain.run(ready);
    assertEquals(10, (int) LwtMain.run(connection.server().read(new byte[100])));
  }

  @Test
  void listenersShareThePort() {
    List<Socket> listeners = new ArrayList<>();
    SockAddr address = SockAddr.loopback(0);
    for (int i = 0; i < 4; i++) {
      Socket listener = tcp();
      listener.set(SocketOption.REUSE_PORT, true);
      LwtMain.run(listener.bind(address));
      listener.listen(128);
      address = listener.getsockname();
      listeners.add(listener);
    }
    int[] taken = new int[4];
    List<Promise<?>> accepting = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      accepting.add(countAccepted(listeners.get(i), taken, i));
    }
    List<Promise<@Nullable Void>> connected = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      connected.add(tcp().connect(address));
    }
    LwtMain.run(Lwt.join(connected));
    runLaps();
    assertEquals(64, taken[0] + taken[1] + taken[2] + taken[3]);
    assertTrue(Math.max(Math.max(taken[0], taken[1]), Math.max(taken[2], taken[3])) < 64);
    accepting.forEach(Promise::cancel);
  }

  private static Promise<?> countAccepted(Socket listener, int[] counts, int index) {
    return listener
        .accept()
        .bind(
            _ -> {
              counts[index]++;
              return countAccepted(listener, counts, index);
            });
  }
}
