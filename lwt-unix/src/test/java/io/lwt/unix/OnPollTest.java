package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What waits for descriptors, on poll(2): the tests that ran on epoll(7), once more. */
class OnPollTest {
  @BeforeAll
  static void choosePoll() {
    System.setProperty(EngineChoice.PROPERTY, "poll");
  }

  @AfterAll
  static void chooseAsBefore() {
    System.clearProperty(EngineChoice.PROPERTY);
  }

  @Nested
  class Loop extends EventLoopTest {}

  @Nested
  class Descriptors extends FdTest {}

  @Nested
  class Sockets extends SocketTest {}

  @Nested
  class Operations extends OperationTest {}

  @Nested
  class Adopted extends AdoptionTest {}

  @Nested
  class Edges extends EdgesTest {}

  @Nested
  class Connections extends ConnectionTest {}

  @Nested
  class Serving extends ServerOptionsTest {}

  @Nested
  class Ending extends ServerShutdownTest {}

  @Nested
  @Tag("slow")
  class Faulty extends FaultSweepTest {}

  @Nested
  class Own extends LoopTest {
    private final Faults faults = new Faults(Posix.host());
    private final EventLoop loop = EventLoop.open(faults.posix());

    @Test
    void isWhatRuns() {
      assertEquals("poll", loop.engine().name());
    }

    /** To poll(2) it is a state that lasts until a read has passed it. */
    @Test
    void urgentDataDoesNotKeepTheLoopBusy() {
      Loopback connection = Loopback.tcp();
      Promise<String> all = Loopback.readAll(connection.server(), 100);
      LwtMain.run(connection.client().send(new byte[] {'!'}, MessageFlag.OUT_OF_BAND));
      runLaps();
      long laps = loop.laps();
      LwtMain.run(LwtUnix.sleep(Duration.ofMillis(20)));
      assertTrue(loop.laps() - laps < 5, () -> (loop.laps() - laps) + " laps");
      LwtMain.run(connection.client().write(new byte[] {'a'}));
      LwtMain.run(connection.client().close());
      assertEquals("a", LwtMain.run(all));
    }
  }
}
