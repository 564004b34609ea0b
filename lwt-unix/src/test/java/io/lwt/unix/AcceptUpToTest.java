package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Promise;
import io.lwt.bindings.Files;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link Socket#acceptUpTo}. */
class AcceptUpToTest extends LoopTest {
  private final Faults faults = new Faults(Posix.host());
  private final Socket listener = listener(faults);

  private static Socket listener(Faults faults) {
    EventLoop.open(faults.posix());
    return Loopback.listen(SockAddr.loopback(0));
  }

  private List<SockAddr> connect(int clients) {
    return IntStream.range(0, clients)
        .mapToObj(
            _ -> {
              Socket client = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
              LwtMain.run(client.connect(listener.getsockname()));
              return client.getsockname();
            })
        .toList();
  }

  private static List<SockAddr> peers(AcceptedBatch batch) {
    return batch.connections().stream().map(Accepted::peer).toList();
  }

  @Test
  void takesWhatThereIs() {
    List<SockAddr> clients = connect(3);
    AcceptedBatch batch = LwtMain.run(listener.acceptUpTo(10));
    assertEquals(clients, peers(batch));
    assertEquals(Optional.empty(), batch.error());
    for (Accepted accepted : batch.connections()) {
      assertEquals(
          Files.CLOSE_ON_EXEC | Files.NON_BLOCKING,
          Posix.host().descriptorFlags(accepted.socket().number()));
      assertEquals(accepted.peer(), accepted.socket().getpeername());
    }
  }

  @Test
  void takesNoMoreThanItWasAsked() {
    List<SockAddr> clients = connect(3);
    assertEquals(clients.subList(0, 2), peers(LwtMain.run(listener.acceptUpTo(2))));
    assertEquals(clients.subList(2, 3), peers(LwtMain.run(listener.acceptUpTo(2))));
  }

  @Test
  void waitsForTheFirst() {
    for (int i = 0; i < 3; i++) { // what comes later is reported again
      Promise<AcceptedBatch> batch = listener.acceptUpTo(10);
      assertTrue(batch.isPending());
      List<SockAddr> clients = connect(1);
      assertEquals(clients, peers(LwtMain.run(batch)));
    }
  }

  @Test
  void anErrorBehindSomeLosesNone() {
    List<SockAddr> clients = connect(3);
    faults.on("accept").call(3).fail("EMFILE");
    AcceptedBatch batch = LwtMain.run(listener.acceptUpTo(10));
    assertEquals(clients.subList(0, 2), peers(batch));
    UnixException error = batch.error().orElseThrow();
    assertEquals("accept: EMFILE (Too many open files): " + listener, error.getMessage());
    assertEquals(clients.subList(2, 3), peers(LwtMain.run(listener.acceptUpTo(10))));
  }

  @Test
  void anErrorBeforeAnyRejects() {
    List<SockAddr> clients = connect(1);
    faults.on("accept").call(1).fail("EMFILE");
    runUntilRefused(Errno.EMFILE, listener.acceptUpTo(10));
    assertEquals(clients, peers(LwtMain.run(listener.acceptUpTo(10))));
  }

  @Test
  void whatMayComeAtAnyTimeIsNotSeen() {
    List<SockAddr> clients = connect(2);
    faults.on("accept").call(1).fail("EINTR");
    faults.on("accept").call(3).fail("ECONNABORTED");
    assertEquals(clients, peers(LwtMain.run(listener.acceptUpTo(10))));
  }

  @Test
  void aCancelTakesNone() {
    Promise<AcceptedBatch> canceled = listener.acceptUpTo(10);
    Promise<AcceptedBatch> next = listener.acceptUpTo(10);
    canceled.cancel();
    List<SockAddr> clients = connect(1);
    assertEquals(clients, peers(LwtMain.run(next)));
    assertThrows(Canceled.class, () -> LwtMain.run(canceled));
  }

  @Test
  void closingRejectsIt() {
    Promise<AcceptedBatch> waiting = listener.acceptUpTo(10);
    LwtMain.run(listener.close());
    assertEquals("accept", runUntilRefused(Errno.EBADF, waiting).call());
    runUntilRefused(Errno.EBADF, listener.acceptUpTo(1));
  }

  @Test
  void asksForAtLeastOne() {
    assertThrows(IllegalArgumentException.class, () -> listener.acceptUpTo(0));
  }
}
