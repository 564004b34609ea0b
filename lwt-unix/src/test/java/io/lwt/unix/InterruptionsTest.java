package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the system may answer at any time: nobody sees it, or nobody but who asked. */
class InterruptionsTest extends LoopTest {
  private static final String TEXT = "some text that is sent there and back again ".repeat(50);

  private final Faults faults = new Faults(Posix.host());
  private final EventLoop loop = EventLoop.open(faults.posix());

  /** Connects, sends the text, reads its echo. */
  private static void roundTrip() {
    Loopback connection = Loopback.tcp();
    Promise<@Nullable Void> echo = Loopback.echo(connection.server());
    Promise<@Nullable Void> sent =
        Loopback.writeAll(connection.client(), TEXT.getBytes(StandardCharsets.ISO_8859_1))
            .map(
                _ -> {
                  connection.client().shutdown(ShutdownCommand.SEND);
                  return null;
                });
    Promise<String> read = Loopback.readAll(connection.client(), 300);
    assertEquals(TEXT, LwtMain.run(Lwt.both(read, Lwt.join(echo, sent))).first());
    LwtMain.run(connection.client().close());
    LwtMain.run(connection.listener().close());
  }

  /** Sends the text through a pipe. */
  private static void pipeline() {
    Pipe pipe = LwtUnix.pipe();
    Promise<String> read = Loopback.readAll(pipe.in(), 300);
    LwtMain.run(
        Loopback.writeAll(pipe.out(), TEXT.getBytes(StandardCharsets.ISO_8859_1))
            .bind(_ -> pipe.out().close()));
    assertEquals(TEXT, LwtMain.run(read));
    LwtMain.run(pipe.in().close());
  }

  @ParameterizedTest
  @ValueSource(strings = {"recv", "send", "accept", "connect", "epollWait", "close"})
  void anInterruptedCallOnASocketIsMadeAgain(String call) {
    faults.on(call).everyNth(2).fail("EINTR");
    faults.on(call).call(1).fail("EINTR");
    roundTrip();
    roundTrip();
    assertTrue(faults.injected() > 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "write", "epollWait", "close"})
  void anInterruptedCallOnAPipeIsMadeAgain(String call) {
    faults.on(call).call(1).fail("EINTR");
    pipeline();
    assertTrue(faults.injected() > 0);
  }

  @ParameterizedTest
  @CsvSource({"recv, 2", "recv, 3", "send, 2", "send, 3", "accept, 2"})
  void aCallThatWouldWaitDoes(String call, int nth) {
    faults.on(call).everyNth(nth).fail("EAGAIN");
    roundTrip();
    roundTrip();
    assertTrue(faults.injected() > 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"recv", "send"})
  void aShortCountLosesNothing(String call) {
    faults.on(call).everyNth(1).shorten(7);
    roundTrip();
    assertTrue(faults.injected() > 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "write"})
  void aShortCountOnAPipeLosesNothing(String call) {
    faults.on(call).everyNth(1).shorten(7);
    pipeline();
    assertTrue(faults.injected() > 0);
  }

  @Test
  void aConnectThatWasInterruptedWhileItSucceededIsConnected() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    faults.on("connect").call(1).fail("EINTR");
    faults.on("connect").call(2).fail("EISCONN");
    LwtMain.run(
        LwtUnix.socket(SocketDomain.INET, SocketType.STREAM).connect(listener.getsockname()));
  }

  @Test
  void aConnectThatIsUnderWayIsWaitedFor() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    faults.on("connect").call(2).fail("EALREADY");
    Socket client = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
    Promise<@Nullable Void> connected = client.connect(listener.getsockname());
    runLaps();
    faults.clear();
    loop.engine().refresh(client.number());
    LwtMain.run(connected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ECONNABORTED",
        "EPROTO",
        "ENETDOWN",
        "ENOPROTOOPT",
        "EHOSTDOWN",
        "ENONET",
        "EHOSTUNREACH",
        "ENETUNREACH"
      })
  void errorsOfAConnectionThatWaitsArePassedOver(String errno) {
    faults.on("accept").call(1).fail(errno);
    roundTrip();
    assertEquals(1, faults.injected());
  }

  @Test
  void noDescriptorsLeftReachesWhoAcceptsAndTheLoopGoesOn() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    Promise<Accepted> refused = listener.accept();
    Promise<Accepted> next = listener.accept();
    faults.on("accept").call(1).fail("EMFILE");
    Socket client = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
    LwtMain.run(client.connect(listener.getsockname()));
    UnixException error = runUntilRefused(Errno.EMFILE, refused);
    assertEquals(
        "accept: EMFILE (Too many open files): fd " + listener.number(), error.getMessage());
    assertEquals(client.getsockname(), LwtMain.run(next).peer());
    LwtMain.run(LwtUnix.sleep(Duration.ZERO));
  }

  @Test
  void anErrorOfCloseIsToldAndTheDescriptorClosedAllTheSame() {
    Pipe pipe = LwtUnix.pipe();
    faults.on("close").call(1).fail("EIO");
    runUntilRefused(Errno.EIO, pipe.in().close());
    runUntilRefused(Errno.EIO, pipe.in().close());
    assertEquals(1, faults.calls("close"));
  }

  @Test
  void aDescriptorThatCannotBeWatchedRejectsWhatWaits() {
    loop.engine();
    Pipe pipe = LwtUnix.pipe();
    faults.on("epollAdd").call(1).fail("ENOSPC");
    UnixException error = runUntilRefused(Errno.ENOSPC, pipe.in().read(new byte[1]));
    assertEquals("epoll_ctl", error.call());
    pipe.out().write(new byte[1]);
    assertEquals(1, (int) LwtMain.run(pipe.in().read(new byte[1])));
  }

  @Test
  void aWriteThatCannotBeWatchedIsRejectedAlone() {
    Loopback connection = Loopback.tcp();
    Promise<Integer> read = connection.server().read(new byte[10]);
    faults.on("epollModify").call(1).fail("ENOMEM");
    UnixException error = runUntilRefused(Errno.ENOMEM, writeForEver(connection.server()));
    assertEquals("epoll_ctl", error.call());
    connection.client().write(new byte[3]);
    assertEquals(3, (int) LwtMain.run(read));
  }

  private static Promise<@Nullable Void> writeForEver(Fd fd) {
    return fd.write(new byte[1 << 16]).bind(_ -> writeForEver(fd));
  }

  @Test
  void aRequestCostsOneReadAndOneWriteAndNoRegistration() {
    Loopback connection = Loopback.tcp();
    Promise<@Nullable Void> echo = Loopback.echo(connection.server());
    byte[] buffer = new byte[100];
    LwtMain.run(requests(connection.client(), buffer, 2));
    int reads = faults.calls("recv");
    int sends = faults.calls("send");
    int registrations = faults.calls("epollAdd") + faults.calls("epollModify");
    LwtMain.run(requests(connection.client(), buffer, 100));
    assertEquals(200, faults.calls("recv") - reads, "one by the server, one by the client");
    assertEquals(200, faults.calls("send") - sends);
    assertEquals(registrations, faults.calls("epollAdd") + faults.calls("epollModify"));
    LwtMain.run(connection.client().close());
    LwtMain.run(echo);
  }

  private static Promise<@Nullable Void> requests(Socket client, byte[] buffer, int count) {
    return count == 0
        ? Promise.unit()
        : client
            .write(buffer, 0, 10)
            .bind(_ -> client.read(buffer))
            .bind(_ -> requests(client, buffer, count - 1));
  }
}
