package io.lwt.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.AsyncTrace;
import io.lwt.Lwt;
import io.lwt.PendingPromise;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.testkit.CapturedLog;
import io.lwt.unix.EventLoop;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.Pipe;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a loop says it waits for, to a program: so this is in a package of its own. */
class DumpTest {
  private final EventLoop loop = EventLoop.current();

  @BeforeEach
  void traceFully() {
    Lwt.setAsyncTrace(AsyncTrace.FULL);
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private static StackTraceElement placeOf(PendingPromise pending) {
    return pending.place().orElseThrow();
  }

  @Test
  void whatIsPendingIsListedWithWhereItWasMadeAndSinceWhen() {
    Pipe pipe = LwtUnix.pipe();
    Promise<Integer> read = pipe.in().read(new byte[1]);
    read.onTermination(() -> {});
    Promise<?> sleep = LwtUnix.sleep(Duration.ofHours(1));
    Resolver<Integer> own = Resolver.task();

    List<PendingPromise> pending = AsyncTrace.pendingPromises();
    assertEquals(3, pending.size(), pending::toString);
    assertTrue(pending.getFirst().what().startsWith("read fd "), pending::toString);
    assertEquals(1, pending.getFirst().callbacks());
    assertFalse(pending.getFirst().age().isNegative());
    for (PendingPromise each : pending) {
      assertEquals(DumpTest.class.getName(), placeOf(each).getClassName());
    }

    String dump = loop.dump();
    for (PendingPromise each : pending) {
      assertTrue(dump.contains("made at " + placeOf(each)), dump);
    }
    assertTrue(dump.contains("event loop of thread " + Thread.currentThread().getName()), dump);
    assertTrue(dump.contains("descriptors: 2\n"), dump);
    assertTrue(dump.contains(": 1 to read, 0 to write, 0 on workers"), dump);
    assertTrue(dump.contains("timers: 1, the next in 35"), dump);

    LwtMain.run(pipe.out().write(new byte[1]));
    LwtMain.run(read);
    sleep.cancel();
    own.fulfill(1);
    assertEquals(List.of(), AsyncTrace.pendingPromises());
  }

  @Test
  void withoutPlacesTheDumpSaysHowToHaveThem() {
    Lwt.setAsyncTrace(AsyncTrace.CHEAP);
    Promise<?> sleep = LwtUnix.sleep(Duration.ofHours(1));
    String dump = loop.dump();
    assertTrue(dump.contains("timers: 1"), dump);
    assertTrue(dump.contains("io.lwt.asyncTrace=full"), dump);
    assertEquals(List.of(), AsyncTrace.pendingPromises());
    sleep.cancel();
  }

  @Test
  void isOfTheLoopsThread() {
    assertThrows(
        IllegalStateException.class,
        () -> {
          try {
            CompletableFuture.supplyAsync(loop::dump).join();
          } catch (CompletionException refused) {
            throw refused.getCause();
          }
        });
  }

  @Test
  void aDescriptorThatWasForgottenIsReportedWithWhereItWasOpened() throws Exception {
    try (var log = new CapturedLog()) {
      int number = forget();
      while (log.messages().isEmpty()) {
        System.gc();
        LwtMain.run(Lwt.pause());
      }
      String message = log.messages().getFirst();
      assertTrue(message.startsWith("fd "), message);
      assertTrue(message.contains(DumpTest.class.getName() + ".forget"), message);
      assertEquals(2, number);
    }
  }

  /** Opens two, which nobody can close any more. */
  private static int forget() {
    Pipe pipe = LwtUnix.pipe();
    return pipe.in().equals(pipe.out()) ? 1 : 2;
  }
}
