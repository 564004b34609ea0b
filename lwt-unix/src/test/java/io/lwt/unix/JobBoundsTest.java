package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Lwt;
import io.lwt.Promise;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The threads of {@link Jobs}, and what may wait for them. */
class JobBoundsTest extends LoopTest {
  private final Jobs jobs = new Jobs("bounds-test", 2);
  private final Set<Thread> seen = ConcurrentHashMap.newKeySet();

  @AfterEach
  void letThreadsEnd() {
    jobs.setBounds(0, 1);
  }

  private List<Promise<String>> run(int count, Gate gate) {
    return Stream.generate(() -> jobs.run(() -> enter(gate))).limit(count).toList();
  }

  private String enter(Gate gate) {
    seen.add(Thread.currentThread());
    return gate.call();
  }

  @Test
  void threadsAreAsManyAsThereIsWorkFor() throws InterruptedException {
    jobs.setBounds(0, 8);
    var gate = new Gate(5);
    List<Promise<String>> five = run(5, gate);
    gate.awaitBegun();
    assertEquals(new Jobs.Stats(5, 5, 0, 0), jobs.stats());
    gate.open();
    LwtMain.run(Lwt.all(five));
    assertEquals(5, jobs.stats().completed());
  }

  @Test
  void moreThreadsTakeWhatWaits() throws InterruptedException {
    var gate = new Gate(4);
    List<Promise<String>> four = run(4, gate);
    jobs.setBounds(0, 4);
    gate.awaitBegun();
    assertEquals(4, seen.size());
    gate.open();
    LwtMain.run(Lwt.all(four));
  }

  @Test
  void threadsAboveALoweredBoundEnd() throws InterruptedException {
    jobs.setBounds(0, 4);
    var gate = new Gate(4);
    List<Promise<String>> four = run(4, gate);
    gate.awaitBegun();
    jobs.setBounds(0, 1);
    gate.open();
    LwtMain.run(Lwt.all(four));
    List<Thread> left = new ArrayList<>(seen);
    while (left.size() > 1) { // one by one, as they end
      left.removeIf(thread -> !thread.isAlive());
      Thread.onSpinWait();
    }
    assertEquals("on the last", LwtMain.run(jobs.run(() -> "on the last")));
  }

  @Test
  void idleThreadsThatWereToStayEndWhenTheBoundIsLowered() throws InterruptedException {
    jobs.setBounds(3, 3);
    assertEquals(3, jobs.stats().threads());
    var gate = new Gate(3);
    List<Promise<String>> three = run(3, gate);
    gate.awaitBegun();
    gate.open();
    LwtMain.run(Lwt.all(three));
    jobs.setBounds(0, 1);
    while (jobs.stats().threads() > 1) {
      Thread.onSpinWait();
    }
  }

  @Test
  void threadsOfTheLowerBoundAreStartedAndStay() {
    jobs.setBounds(2, 3);
    assertEquals(new Jobs.Bounds(2, 3), jobs.bounds());
    assertEquals(new Jobs.Stats(2, 0, 0, 0), jobs.stats());
    LwtMain.run(LwtUnix.sleep(Duration.ofMillis(1200))); // longer than others stay
    assertEquals(2, jobs.stats().threads());
  }

  @Test
  void idleThreadsEnd() throws InterruptedException {
    Thread worker = LwtMain.run(jobs.run(Thread::currentThread));
    worker.join();
    assertEquals(0, jobs.stats().threads());
    assertEquals("a new one", LwtMain.run(jobs.run(() -> "a new one")));
  }

  @Test
  void boundsThatMakeNoSenseAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> jobs.setBounds(-1, 2));
    assertThrows(IllegalArgumentException.class, () -> jobs.setBounds(3, 2));
    assertThrows(IllegalArgumentException.class, () -> jobs.setBounds(0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Jobs("none", 0));
    assertThrows(IllegalArgumentException.class, () -> jobs.setMaxQueued(-1));
    assertEquals(new Jobs.Bounds(0, 2), jobs.bounds());
  }

  @Test
  void whatIsAboveTheLimitIsRefused() {
    jobs.setMaxQueued(3);
    assertEquals(3, jobs.maxQueued());
    var gate = new Gate();
    List<Promise<String>> accepted = run(5, gate);
    Promise<String> refused = jobs.run(() -> "never");
    assertEquals(
        "bounds-test: busy threads: 2; waiting calls: 3, which is the limit",
        assertThrows(RejectedExecutionException.class, () -> EventLoop.resultOf(refused))
            .getMessage());
    accepted.forEach(job -> assertTrue(job.isPending()));
    gate.open();
    LwtMain.run(Lwt.all(accepted));
    assertEquals("room again", LwtMain.run(jobs.run(() -> "room again")));
  }

  @Test
  void threadsThatAreTooManyCountForTheLimitUntilTheyEnd() throws InterruptedException {
    jobs.setMaxQueued(1);
    var gate = new Gate(2);
    List<Promise<String>> running = run(2, gate);
    gate.awaitBegun();
    jobs.setBounds(0, 1);
    Promise<String> waiting = jobs.run(() -> "waited");
    assertTrue(waiting.isPending());
    assertThrows(
        RejectedExecutionException.class, () -> EventLoop.resultOf(jobs.run(() -> "never")));
    gate.open();
    LwtMain.run(Lwt.all(running));
    assertEquals("waited", LwtMain.run(waiting));
  }

  @Test
  void aCancelMakesRoom() throws InterruptedException {
    jobs.setBounds(0, 1);
    jobs.setMaxQueued(1);
    var gate = new Gate();
    Promise<String> running = jobs.run(gate);
    gate.awaitBegun();
    Promise<String> waiting = jobs.run(() -> "never");
    assertEquals(new Jobs.Stats(1, 1, 1, 0), jobs.stats());
    waiting.cancel();
    assertEquals(new Jobs.Stats(1, 1, 0, 0), jobs.stats());
    Promise<String> instead = jobs.run(() -> "instead");
    assertTrue(instead.isPending());
    gate.open();
    assertEquals("instead", LwtMain.run(instead));
    assertEquals("through", LwtMain.run(running));
  }

  @Test
  void aLimitDoesNotKeepDescriptorsFromBeingUsedAndClosed() throws Exception {
    Path path = Files.createTempFile("jobs", "limit");
    var gate = new Gate();
    int max = Jobs.files().bounds().max();
    Fd file = LwtMain.run(LwtUnix.openfile(path.toString(), Set.of(OpenFlag.RDWR), 0));
    List<Promise<String>> blocked =
        IntStream.range(0, max).mapToObj(_ -> Jobs.files().run(gate)).toList();
    Jobs.files().setMaxQueued(0);
    try {
      Promise<?> refused = Jobs.files().run(() -> "never");
      assertFalse(refused.isPending());
      assertThrows(RejectedExecutionException.class, () -> EventLoop.resultOf(refused));
      Promise<?> written = file.write(new byte[] {1}, 0, 1);
      assertTrue(written.isPending());
      gate.open();
      LwtMain.run(written);
      LwtMain.run(file.close());
    } finally {
      Jobs.files().setMaxQueued(Jobs.UNLIMITED);
    }
    LwtMain.run(Lwt.all(blocked));
    Files.delete(path);
  }
}
