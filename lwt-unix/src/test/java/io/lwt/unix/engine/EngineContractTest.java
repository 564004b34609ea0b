package io.lwt.unix.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.lwt.bindings.Posix;
import io.lwt.unix.Errno;
import io.lwt.unix.UnixException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link Engine} does, on pipes. A class for each makes it. */
abstract class EngineContractTest {
  static final Posix POSIX = Posix.host();

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment memory = arena.allocate(1 << 16);
  final Engine engine = open();
  private final Set<Integer> open = new HashSet<>();

  @TempDir private Path folder;

  abstract Engine open();

  @AfterEach
  void close() {
    engine.close();
    engine.close();
    open.forEach(POSIX::close);
    arena.close();
  }

  record Ends(int in, int out) {}

  Ends pipe() {
    int[] ends = new int[2];
    assertEquals(0, POSIX.pipe(ends));
    open.add(ends[0]);
    open.add(ends[1]);
    return new Ends(ends[0], ends[1]);
  }

  void write(int fd) {
    assertEquals(1, POSIX.write(fd, memory, 1));
  }

  private void closeNumber(int fd) {
    open.remove(fd);
    POSIX.close(fd);
  }

  private void read(int fd) {
    assertEquals(1, POSIX.read(fd, memory, 1));
  }

  void iterate() {
    engine.await(0);
    engine.dispatch();
  }

  private int file() {
    Path path = folder.resolve("file");
    int fd = POSIX.open(path.toString().getBytes(UTF_8), POSIX.O_RDWR() | POSIX.O_CREAT(), 0600);
    open.add(fd);
    return fd;
  }

  private UnixException refused(Errno errno, int fd) {
    var error =
        assertThrows(UnixException.class, () -> engine.add(fd, Engine.READABLE, _ -> fail()));
    assertEquals(errno, error.errno());
    return error;
  }

  /** What is told of a pipe's end that something is written to twice, while nobody asks or reads. */
  final List<Integer> toldOfTwoWrites(Ends pipe) {
    var told = new ArrayList<Integer>();
    engine.add(pipe.in, Engine.READABLE, told::add);
    write(pipe.out);
    iterate();
    write(pipe.out);
    iterate();
    return told;
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
    read(pipe.in);
    engine.want(pipe.in, Engine.READABLE);
    iterate();
    assertEquals(List.of(Engine.READABLE), told, "there is nothing to read");
    write(pipe.out);
    iterate();
    assertEquals(List.of(Engine.READABLE, Engine.READABLE), told);
  }

  @Test
  void tellsWhatCameBeforeItWasAdded() {
    Ends pipe = pipe();
    write(pipe.out);
    var told = new ArrayList<Integer>();
    engine.add(pipe.in, Engine.READABLE, told::add);
    assertTrue(engine.await(-1));
    engine.dispatch();
    assertEquals(List.of(Engine.READABLE), told);
    assertFalse(engine.await(0));
  }

  @Test
  void tellsWhatCameBetweenTheReadThatFoundNothingAndTheWait() {
    Ends pipe = pipe();
    var told = new ArrayList<Integer>();
    engine.add(pipe.in, Engine.READABLE, told::add);
    write(pipe.out);
    iterate();
    read(pipe.in);
    assertEquals(-Errno.EAGAIN.number(), POSIX.read(pipe.in, memory, 1));
    write(pipe.out);
    engine.want(pipe.in, Engine.READABLE);
    iterate();
    assertEquals(List.of(Engine.READABLE, Engine.READABLE), told);
  }

  @Test
  void whatNobodyReadsEndsOneWaitOnly() {
    Ends pipe = pipe();
    engine.add(pipe.in, Engine.READABLE, _ -> {});
    write(pipe.out);
    iterate();
    assertFalse(engine.await(0));
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
  void servesOneLoopOnce() {
    engine.claim();
    var error = assertThrows(IllegalStateException.class, engine::claim);
    assertEquals(
        "this engine ("
            + engine.name()
            + ") serves a loop already; an engine serves one loop, once: make a new one",
        error.getMessage());
    engine.close();
    error = assertThrows(IllegalStateException.class, engine::claim);
    assertTrue(String.valueOf(error.getMessage()).contains(" is closed;"), error::getMessage);
  }

  @Test
  void servesNoLoopOnceItIsClosedByItsReleaserEither() {
    engine.releaser().run();
    assertThrows(IllegalStateException.class, engine::claim);
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
    refused(Errno.EBADF, 1 << 20);
    engine.remove(1 << 20);
    refused(Errno.EPERM, file());
    var told = new ArrayList<String>();
    engine.forEach((fd, _) -> told.add("fd " + fd));
    assertEquals(List.of(), told);
  }

  @Test
  void visitsWhatWasAdded() {
    Ends pipe = pipe();
    Engine.Listener listener = _ -> {};
    engine.add(pipe.in, Engine.READABLE, listener);
    engine.add(pipe.out, Engine.READABLE, _ -> {});
    engine.remove(pipe.out);
    var visited = new HashMap<Integer, Engine.Listener>();
    engine.forEach(visited::put);
    assertEquals(Map.of(pipe.in, listener), visited);
  }

  @Test
  void tellsNothingAfterItsEnd() {
    var told = new ArrayList<Integer>();
    for (int i = 0; i < 3; i++) {
      Ends pipe = pipe();
      write(pipe.out);
      engine.add(
          pipe.in,
          Engine.READABLE,
          events -> {
            told.add(events);
            engine.close();
          });
    }
    iterateClosed();
    assertEquals(1, told.size());
  }

  /** What remains to be told is dropped. */
  private void iterateClosed() {
    engine.await(0);
    engine.dispatch();
    engine.dispatch();
  }

  @Test
  void aNumberThatWasClosedBehindItsBackDoesNotEndEachWait() {
    Ends pipe = pipe();
    engine.add(pipe.in, Engine.READABLE, events -> assertNotEquals(0, events & Engine.CLOSING));
    closeNumber(pipe.in);
    iterate();
    assertFalse(engine.await(0));
    engine.remove(pipe.in);
  }

  @Test
  void watchesMoreDescriptorsThanSelectCould() {
    int count = 1100;
    var pipes = new ArrayList<Ends>();
    var told = new HashSet<Integer>();
    for (int i = 0; i < count; i++) {
      Ends pipe = pipe();
      pipes.add(pipe);
      engine.add(pipe.in, Engine.READABLE, _ -> told.add(pipe.in));
    }
    pipes.forEach(pipe -> write(pipe.out));
    while (engine.await(0)) {
      engine.dispatch();
    }
    assertEquals(count, told.size());
  }
}
