package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Promise;
import io.lwt.bindings.Files;
import io.lwt.bindings.Posix;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link LwtUnix#listenFds}, whatever environment this process has. */
class ListenFdsTest extends LoopTest {
  private static final long PID = 4711;
  private final Posix posix = Posix.host();

  /** A copy of a descriptor that no loop knows of, and that a child process would inherit. */
  private int handedOver(Fd fd) {
    int copy = posix.dup(fd.number());
    assertTrue(copy >= 0);
    assertEquals(0, posix.setCloseOnExec(copy, false));
    return copy;
  }

  private static List<ListenFd> adopt(Map<String, String> environment, int first) {
    return ListenFds.adopt(EventLoop.current(), environment, PID, first);
  }

  @Test
  void aListenerIsTakenOver() {
    Socket original = Loopback.listen(SockAddr.loopback(0));
    int number = handedOver(original);
    List<ListenFd> all =
        adopt(Map.of("LISTEN_PID", "4711", "LISTEN_FDS", "1", "LISTEN_FDNAMES", "web"), number);
    assertEquals(1, all.size());
    assertEquals("web", all.getFirst().name());
    Socket listener = all.getFirst().socket();
    assertEquals(number, listener.number());
    assertTrue(listener.get(SocketOption.LISTENS));
    assertEquals(
        Files.CLOSE_ON_EXEC | Files.NON_BLOCKING, posix.descriptorFlags(listener.number()));
    Promise<Accepted> accepting = listener.accept();
    Promise<Socket> connecting = LwtUnix.connect(original.getsockname());
    assertEquals(LwtMain.run(connecting).getsockname(), LwtMain.run(accepting).peer());
  }

  @Test
  void whatHasNoNameIsUnknown() {
    int number = handedOver(LwtUnix.pipe().in());
    ListenFd pipe = adopt(Map.of("LISTEN_PID", "4711", "LISTEN_FDS", "1"), number).getFirst();
    assertEquals("unknown", pipe.name());
    var error = assertThrows(IllegalStateException.class, pipe::socket);
    assertEquals("unknown is no socket: fd " + number, error.getMessage());
  }

  @Test
  void whatIsMeantForAnotherProcessIsLeftAlone() {
    int number = handedOver(LwtUnix.pipe().in());
    assertEquals(List.of(), adopt(Map.of("LISTEN_PID", "4712", "LISTEN_FDS", "1"), number));
    assertEquals(List.of(), adopt(Map.of("LISTEN_FDS", "1"), number));
    assertEquals(List.of(), adopt(Map.of("LISTEN_PID", "4711"), number));
    assertEquals(List.of(), adopt(Map.of(), number));
    assertEquals(
        List.of(),
        adopt(Map.of("LISTEN_PID", "4711", "LISTEN_FDS", "0", "LISTEN_FDNAMES", ""), number));
    assertEquals(Files.NON_BLOCKING, posix.descriptorFlags(number));
    assertEquals(0, posix.close(number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "-1", "", "99999999999999"})
  void whatIsNoNumberIsToldSo(String number) {
    for (Map<String, String> environment :
        List.of(
            Map.of("LISTEN_PID", number, "LISTEN_FDS", "1"),
            Map.of("LISTEN_PID", "4711", "LISTEN_FDS", number))) {
      var error = assertThrows(IllegalStateException.class, () -> adopt(environment, 3));
      assertTrue(error.toString().endsWith(" is no number: " + number), error.toString());
    }
  }

  @Test
  void namesThatAreTooFewAreToldSo() {
    var environment = Map.of("LISTEN_PID", "4711", "LISTEN_FDS", "2", "LISTEN_FDNAMES", "a:b:c");
    var error = assertThrows(IllegalStateException.class, () -> adopt(environment, 3));
    assertEquals("the environment's LISTEN_FDNAMES has not 2 names: a:b:c", error.getMessage());
  }

  @Test
  void ifOneIsNotOpenTheOthersAreClosed() {
    int first = 900;
    int copy = handedOver(LwtUnix.pipe().in());
    assertEquals(first, posix.dup3(copy, first, false));
    assertEquals(0, posix.close(copy));
    Map<String, String> environment = Map.of("LISTEN_PID", "4711", "LISTEN_FDS", "2");
    UnixException error = refused(Errno.EBADF, () -> adopt(environment, first));
    assertEquals("fd 901", error.argument());
    assertEquals(-Errno.EBADF.number(), posix.descriptorFlags(first));
  }

  @Test
  void thisProcessTakesThemOnce() {
    LwtUnix.listenFds().forEach(each -> LwtMain.run(each.fd().close()));
    assertEquals(List.of(), LwtUnix.listenFds());
  }
}
