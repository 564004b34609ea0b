package io.lwt.unix.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lwt.bindings.Posix;
import io.lwt.unix.Errno;
import io.lwt.unix.UnixException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link EpollEngine}, on pipes. */
class EpollEngineTest {
  private static final Posix POSIX = Posix.host();

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment memory = arena.allocate(1 << 16);
  private final Engine engine = new EpollEngine(POSIX, arena);
  private final Set<Integer> open = new HashSet<>();

  @AfterEach
  void close() {
    engine.close();
    engine.close();
    open.forEach(POSIX::close);
    arena.close();
  }

  private record Ends(int in, int out) {}

  private Ends pipe() {
    int[] ends = new int[2];
    assertEquals(0, POSIX.pipe(ends));
    open.add(ends[0]);
    open.add(ends[1]);
    return new Ends(ends[0], ends[1]);
  }

  private void write(int fd) {
    assertEquals(1, POSIX.write(fd, memory, 1));
  }

  private void closeNumber(int fd) {
    open.remove(fd);
    POSIX.close(fd);
  }

  private void iterate() {
    engine.await(0);
    engine.dispatch();
  }

  @Test
  void tellsWhatBecomesReadable() {
    Ends pipe = pipe();
    var told = new ArrayList<Integer>();
    engine.add(pipe.in, Engine.READABLE, told::add);
    iterate();
    assertEquals(List.of(), told);
    write(pipe.out);
    iterate();
    assertEquals(List.of(Engine.READABLE), told);
    iterate();
    assertEquals(List.of(Engine.READABLE), told, "it tells of changes only");
    write(pipe.out);
    iterate();
    assertEquals(List.of(Engine.READABLE, Engine.READABLE), told);
  }

  @Test
  void tellsTheEnd() {
    Ends pipe = pipe();
    var told = new ArrayList<Integer>();
    engine.add(pipe.in, Engine.READABLE, told::add);
    closeNumber(pipe.out);
    iterate();
    assertEquals(List.of(Engine.READABLE | Engine.WRITABLE | Engine.CLOSING), told);
  }

  @Test
  void tellsOfWritingOnlyOnceItIsWanted() {
    Ends pipe = pipe();
    var told = new ArrayList<Integer>();
    engine.add(pipe.out, Engine.READABLE, told::add);
    while (POSIX.write(pipe.out, memory, memory.byteSize()) > 0) {}
    iterate();
    engine.want(pipe.out, Engine.WRITABLE);
    iterate();
    assertEquals(List.of(), told);
    while (POSIX.read(pipe.in, memory, memory.byteSize()) > 0) {}
    iterate();
    assertEquals(List.of(Engine.WRITABLE), told);
  }

  @Test
  void tellsOfWritingFromTheFirstIfThatIsWhatWaits() {
    Ends pipe = pipe();
    var told = new ArrayList<Integer>();
    engine.add(pipe.out, Engine.WRITABLE, told::add);
    iterate();
    assertEquals(List.of(Engine.WRITABLE), told);
  }

  @Test
  void tellsAgainWhenAsked() {
    Ends pipe = pipe();
    var told = new ArrayList<Integer>();
    engine.add(pipe.in, Engine.READABLE, told::add);
    write(pipe.out);
    iterate();
    engine.refresh(pipe.in);
    iterate();
    assertEquals(List.of(Engine.READABLE, Engine.READABLE), told);
  }

  @Test
  void anEventOfAClosedDescriptorNeverReachesTheNextOneOfItsNumber() {
    Ends first = pipe();
    Ends second = pipe();
    var told = new ArrayList<String>();
    // Both are ready when the engine looks. Whoever is told first has the other one's number used
    // again.
    engine.add(first.in, Engine.READABLE, _ -> replace(second.in, told));
    engine.add(second.in, Engine.READABLE, _ -> replace(first.in, told));
    write(first.out);
    write(second.out);
    iterate();
    assertEquals(List.of("replaced"), told);
    iterate();
    assertEquals(List.of("replaced"), told);
  }

  private void replace(int number, List<String> told) {
    told.add("replaced");
    engine.remove(number);
    closeNumber(number);
    Ends next = pipe();
    assertEquals(number, next.in);
    engine.add(number, Engine.READABLE, _ -> told.add("an event that was not for me"));
  }

  @Test
  void whatAListenerThrowsLosesNoEvent() {
    var told = new ArrayList<Integer>();
    for (int i = 0; i < 3; i++) {
      Ends pipe = pipe();
      write(pipe.out);
      engine.add(
          pipe.in,
          Engine.READABLE,
          _ -> {
            told.add(pipe.in);
            throw new IllegalStateException("told " + told.size());
          });
    }
    for (int i = 1; i <= 3; i++) {
      engine.await(0);
      assertEquals(
          "told " + i, assertThrows(IllegalStateException.class, engine::dispatch).getMessage());
    }
    assertEquals(3, told.stream().distinct().count());
  }

  @Test
  void wakeupEndsTheNextWait() {
    engine.wakeup();
    engine.wakeup();
    engine.await(-1);
    engine.dispatch();
  }

  @Test
  void wakeupEndsAWaitFromAnotherThread() throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      var begun = new CountDownLatch(1);
      Thread other =
          Thread.ofPlatform()
              .start(
                  () -> {
                    begun.countDown();
                    engine.wakeup();
                  });
      begun.await();
      engine.await(-1);
      engine.dispatch();
      other.join();
    }
  }

  @Test
  void aWakeupAfterTheEndTouchesNothing() {
    engine.close();
    Ends pipe = pipe();
    engine.wakeup();
    assertEquals(-Errno.EAGAIN.number(), POSIX.read(pipe.in, memory, 8));
  }

  @Test
  void waitsNoLongerThanTheTime() {
    long begin = System.nanoTime();
    engine.await(300_000);
    long waited = System.nanoTime() - begin;
    if (waited < 300_000) {
      throw new AssertionError("it waited but " + waited + " ns");
    }
  }

  @Test
  void refusesWhatCannotBeWatched() {
    var error =
        assertThrows(UnixException.class, () -> engine.add(1 << 20, Engine.READABLE, _ -> {}));
    assertEquals("epoll_ctl: EBADF (Bad file descriptor)", error.getMessage());
    engine.remove(1 << 20);
  }
}
