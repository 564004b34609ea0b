package io.lwt.unix;

import static io.lwt.LwtDirect.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.LwtDirect;
import io.lwt.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tasks in direct style on an event loop. Here each has a thread; the loop's operations know whose turn it is. */
class DirectStyleTest extends LoopTest {

  @Test
  void readsLinesUpToTheEnd() {
    Pipe pipe = LwtUnix.pipe();
    Promise<List<String>> lines =
        LwtDirect.spawn(
            () -> {
              List<String> read = new ArrayList<>();
              InputChannel in = InputChannel.of(pipe.in());
              try (var _ = LwtDirect.using(in::close)) {
                for (Optional<String> line = await(in.readLine());
                    line.isPresent();
                    line = await(in.readLine())) {
                  read.add(line.get());
                }
              }
              return read;
            });
    LwtDirect.spawnInTheBackground(
        () -> {
          OutputChannel out = OutputChannel.of(pipe.out());
          for (int i = 0; i < 100; i++) {
            await(out.write("line " + i + "\n"));
            await(out.flush());
            LwtDirect.yield();
          }
          await(out.close());
        });
    List<String> read = LwtMain.run(lines);
    assertEquals(100, read.size());
    assertEquals("line 99", read.getLast());
    assertEquals(new Fd.State.Closed(), pipe.in().state());
  }

  @Test
  void sleepsWhileOthersGoOn() {
    Promise<Integer> sleeper =
        LwtDirect.spawn(
            () -> {
              await(LwtUnix.sleep(Duration.ofMillis(2)));
              return 1;
            });
    Promise<Integer> worker = LwtDirect.spawn(() -> await(Jobs.files().run(() -> 2)));
    int sum = LwtMain.run(Lwt.both(sleeper, worker).map(two -> two.first() + two.second()));
    assertEquals(3, sum);
  }

  @Test
  void anErrorOfTheSystemIsCaughtAsItIs() {
    Promise<Errno> errno =
        LwtDirect.spawn(
            () -> {
              try {
                await(LwtUnix.stat("/no/such/file"));
                return Errno.EPERM;
              } catch (UnixException refused) {
                return refused.errno();
              }
            });
    assertEquals(Errno.ENOENT, LwtMain.run(errno));
  }

  @Test
  void aCancelTakesAReadAway() {
    Pipe pipe = LwtUnix.pipe();
    Promise<Integer> task = LwtDirect.spawn(() -> await(pipe.in().read(new byte[1])));
    runLaps();
    task.cancel();
    assertThrows(Canceled.class, () -> LwtMain.run(task));
    LwtMain.run(pipe.out().write(new byte[] {7}));
    int count = LwtMain.run(pipe.in().read(new byte[1]));
    assertEquals(1, count);
  }

  @Test
  void theLoopIsTheTasksOwn() {
    EventLoop loop = EventLoop.current();
    assertEquals(loop, LwtMain.run(LwtDirect.spawn(EventLoop::current)));
  }

  @Test
  void aRunInsideOfATaskNamesThePlaceOfTheOuterOne() {
    var error =
        assertThrows(
            IllegalStateException.class,
            () -> LwtMain.run(LwtDirect.spawn(() -> LwtMain.run(Promise.of(0)))));
    String message = String.valueOf(error.getMessage());
    assertTrue(message.contains("LwtMain.run inside of LwtMain.run at "), message);
    assertTrue(message.contains(DirectStyleTest.class.getName() + "."), message);
    assertTrue(message.contains("DirectStyleTest.java:"), message);
  }

  @Test
  void awaitOutsideOfTasksNamesTheThread() {
    EventLoop.current();
    assertTrue(
        assertThrows(IllegalStateException.class, () -> await(Lwt.pause()))
            .toString()
            .contains(Thread.currentThread().getName()));
  }

  @Test
  void anotherThreadWaitsForThisOne() throws Exception {
    Promise<Integer> slept = LwtUnix.sleep(Duration.ofMillis(2)).map(_ -> 5);
    var awaited = new CompletableFuture<Integer>();
    Thread.ofVirtual().start(() -> awaited.complete(await(slept)));
    LwtMain.run(Promise.from(awaited));
    assertEquals(5, awaited.get(10, TimeUnit.SECONDS));
  }
}
