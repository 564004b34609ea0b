package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import io.lwt.testkit.OpenDescriptors;
import io.lwt.unix.engine.Engine;
import io.lwt.unix.engine.EpollEngine;
import io.lwt.unix.engine.PollEngine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link EventLoop#setEngine}, and the property that chooses the first engine. */
class EngineChangeTest extends LoopTest {
  private static Engine another() {
    return EventLoop.current().engine().name().equals("epoll")
        ? new PollEngine()
        : new EpollEngine();
  }

  private static void change() {
    EventLoop.current().setEngine(another());
  }

  private static SocketPair pair() {
    return LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM);
  }

  // ---- choosing

  @ParameterizedTest
  @ValueSource(strings = {"epoll", "poll"})
  void thePropertyNamesTheEngine(String name) {
    System.setProperty(EngineChoice.PROPERTY, name);
    try {
      assertEquals(name, EventLoop.current().engine().name());
    } finally {
      System.clearProperty(EngineChoice.PROPERTY);
    }
  }

  @Test
  void anUnknownNameIsRefusedWithTheChoices() {
    System.setProperty(EngineChoice.PROPERTY, "select");
    try {
      var error = assertThrows(IllegalArgumentException.class, EventLoop::current);
      assertEquals(
          "the system property io.lwt.engine is \"select\"; there are: epoll, poll",
          error.getMessage());
    } finally {
      System.clearProperty(EngineChoice.PROPERTY);
    }
  }

  @Test
  void anEngineMayBeSetBeforeOneIsOpened() {
    var faults = new Faults(Posix.host());
    EventLoop loop = EventLoop.open(faults.posix());
    Engine engine = new PollEngine();
    loop.setEngine(engine);
    assertSame(engine, loop.engine());
    LwtMain.run(LwtUnix.sleep(Duration.ofNanos(1)));
    assertEquals(0, faults.calls("epollCreate"));
  }

  @Test
  void theFormerEngineIsClosedAndTheLoopClosesTheLast() {
    var before = OpenDescriptors.now();
    EventLoop loop = EventLoop.current();
    loop.engine();
    int descriptors = OpenDescriptors.now().size();
    for (int i = 0; i < 10; i++) {
      change();
    }
    assertEquals("epoll", loop.engine().name());
    loop.setEngine(loop.engine());
    LwtMain.run(LwtUnix.sleep(Duration.ofNanos(1)));
    assertEquals(descriptors, OpenDescriptors.now().size());
    loop.close();
    assertEquals(before, OpenDescriptors.now());
    Engine engine = new PollEngine();
    assertThrows(IllegalStateException.class, () -> loop.setEngine(engine));
    engine.close();
  }

  @Test
  void onlyTheLoopsThreadChangesIt() {
    EventLoop loop = EventLoop.current();
    Engine engine = new PollEngine();
    var error =
        assertThrows(
            CompletionException.class,
            CompletableFuture.runAsync(() -> loop.setEngine(engine))::join);
    assertTrue(error.getCause() instanceof IllegalStateException);
    engine.close();
  }

  @Test
  void noneIsRefusedAndTheLoopGoesOn() {
    EventLoop loop = EventLoop.current();
    Engine former = loop.engine();
    assertThrows(NullPointerException.class, () -> loop.setEngine(nothing()));
    assertSame(former, loop.engine());
    LwtMain.run(LwtUnix.sleep(Duration.ofNanos(1)));
  }

  @SuppressWarnings("NullAway") // what programs may give that are not checked
  private static Engine nothing() {
    return null;
  }

  @Test
  void oneThatIsClosedIsRefusedAndTheLoopGoesOn() {
    EventLoop loop = EventLoop.current();
    Engine replaced = loop.engine();
    change();
    Engine closed = new EpollEngine();
    closed.close();
    for (Engine engine : List.of(replaced, closed)) {
      goesOnWithout(engine, "is closed");
    }
  }

  @Test
  void oneOfAnotherLoopIsRefusedWhetherThatIsClosedOrNot() throws Exception {
    var engine = new CompletableFuture<Engine>();
    var mayClose = new Semaphore(0);
    Thread other =
        Thread.ofPlatform()
            .start(
                () -> {
                  EventLoop loop = EventLoop.current();
                  engine.complete(loop.engine());
                  mayClose.acquireUninterruptibly();
                  loop.close();
                });
    goesOnWithout(engine.get(), "serves a loop already");
    mayClose.release();
    other.join();
    goesOnWithout(engine.get(), "is closed");
  }

  private static void goesOnWithout(Engine engine, String reason) {
    EventLoop loop = EventLoop.current();
    Engine former = loop.engine();
    var error = assertThrows(IllegalStateException.class, () -> loop.setEngine(engine));
    assertTrue(String.valueOf(error.getMessage()).contains(reason), error::getMessage);
    assertSame(former, loop.engine());
    SocketPair pair = pair();
    Promise<Integer> read = pair.second().read(new byte[1]);
    runLaps();
    LwtMain.run(pair.first().write(new byte[1]));
    assertEquals(1, (int) LwtMain.run(read));
  }

  // ---- changing

  @Test
  void aThousandConnectionsAndAThousandTimersGoOn() {
    List<SocketPair> pairs = IntStream.range(0, 1000).mapToObj(_ -> pair()).toList();
    List<Promise<Integer>> reads = new ArrayList<>();
    for (SocketPair pair : pairs) {
      reads.add(pair.second().read(new byte[1]));
    }
    List<Promise<?>> timers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      timers.add(LwtUnix.sleep(Duration.ofNanos(20_000L * i)));
    }
    runLaps();
    for (int i = 0; i < 1000; i++) {
      if (i % 100 == 0) {
        change();
      }
      assertEquals(1, (int) EventLoop.resultOf(pairs.get(i).first().write(new byte[1])));
      if (i % 90 == 0) {
        runLaps();
      }
    }
    for (Promise<Integer> read : reads) {
      assertEquals(1, (int) LwtMain.run(read));
    }
    LwtMain.run(Lwt.join(timers));
  }

  @Test
  void whatBecameReadyWhileNobodyWaitedIsSeen() {
    SocketPair pair = pair();
    Promise<Integer> first = pair.second().read(new byte[8]);
    LwtMain.run(pair.first().write(new byte[3]));
    assertEquals(3, (int) LwtMain.run(first));
    runLaps(); // it is known to be empty
    LwtMain.run(pair.first().write(new byte[5]));
    change();
    assertEquals(5, (int) LwtMain.run(pair.second().read(new byte[8])));
  }

  /** All are ready when the engine looks; whoever is served first changes it. */
  @Test
  void eventsUnderWayAreNotLost() {
    for (int round = 0; round < 4; round++) {
      List<SocketPair> pairs = IntStream.range(0, 20).mapToObj(_ -> pair()).toList();
      List<Promise<Integer>> served = new ArrayList<>();
      Runnable changes = once(EngineChangeTest::change);
      for (SocketPair pair : pairs) {
        byte[] buffer = new byte[10];
        served.add(
            pair.second()
                .read(buffer)
                .bind(
                    count -> {
                      changes.run();
                      return pair.second().read(buffer).map(more -> count + 10 * more);
                    }));
      }
      runLaps();
      for (SocketPair pair : pairs) {
        LwtMain.run(pair.first().write(new byte[2]));
      }
      runLaps();
      for (SocketPair pair : pairs) {
        LwtMain.run(pair.first().write(new byte[3]));
        LwtMain.run(pair.first().close());
      }
      for (Promise<Integer> one : served) {
        assertEquals(32, (int) LwtMain.run(one));
      }
      pairs.forEach(pair -> LwtMain.run(pair.second().close()));
    }
  }

  private static Runnable once(Runnable action) {
    var done = new AtomicBoolean();
    return () -> {
      if (!done.getAndSet(true)) {
        action.run();
      }
    };
  }

  @Test
  void backAndForthWhileMessagesGoToAndFro() {
    List<SocketPair> pairs = IntStream.range(0, 10).mapToObj(_ -> pair()).toList();
    List<Promise<?>> games = new ArrayList<>();
    var rounds = new AtomicInteger();
    for (SocketPair pair : pairs) {
      games.add(answer(pair.second()));
      games.add(ask(pair.first(), 100, rounds));
    }
    LwtMain.run(Lwt.join(games));
    assertEquals(1000, rounds.get());
  }

  private static Promise<@Nullable Void> ask(Fd fd, int times, AtomicInteger rounds) {
    if (times == 0) {
      return fd.close();
    }
    return fd.write(new byte[1])
        .bind(_ -> fd.read(new byte[2]))
        .bind(
            count -> {
              assertEquals(1, (int) count);
              if (rounds.incrementAndGet() % 7 == 0) {
                change();
              }
              return ask(fd, times - 1, rounds);
            });
  }

  private static Promise<@Nullable Void> answer(Fd fd) {
    byte[] buffer = new byte[2];
    return fd.read(buffer)
        .bind(count -> count == 0 ? fd.close() : fd.write(buffer, 0, count).bind(_ -> answer(fd)));
  }

  @Test
  void noWakeupIsLost() {
    int threads = 3;
    int rounds = 500;
    EventLoop loop = EventLoop.current();
    Resolver<@Nullable Void> done = Resolver.waiter();
    var left = new AtomicInteger(threads);
    for (int i = 0; i < threads; i++) {
      Thread.ofPlatform()
          .start(
              () -> {
                var ran = new Semaphore(0);
                for (int round = 0; round < rounds; round++) {
                  loop.execute(
                      () -> {
                        change();
                        ran.release();
                      });
                  ran.acquireUninterruptibly(); // for ever, if the loop sleeps on
                }
                if (left.decrementAndGet() == 0) {
                  loop.execute(() -> done.fulfill(null));
                }
              });
    }
    LwtMain.run(done.promise());
  }

  // ---- refusals

  @Test
  void whatTheNewEngineRefusesIsRejectedAndTheOthersGoOn() {
    SocketPair one = pair();
    SocketPair two = pair();
    Promise<Integer> first = one.second().read(new byte[1]);
    Promise<Integer> second = two.second().read(new byte[1]);
    first.onFailure(_ -> change()); // in the middle of the change
    runLaps();
    var faults = new Faults(Posix.host());
    Engine refusing = new EpollEngine(faults.posix());
    faults.on("epollAdd").call(1).fail("ENOSPC");
    EventLoop.current().setEngine(refusing);
    runUntilRefused(Errno.ENOSPC, first);
    assertEquals("poll", EventLoop.current().engine().name());
    LwtMain.run(two.first().write(new byte[1]));
    assertEquals(1, (int) LwtMain.run(second));
  }

  @Test
  void listenersThatWereAddedDirectlyAreMoved() {
    Pipe pipe = LwtUnix.pipe();
    Resolver<String> told = Resolver.waiter();
    EventLoop loop = EventLoop.current();
    loop.engine()
        .add(
            pipe.in().number(),
            Engine.READABLE,
            events -> told.fulfill("told " + (events & Engine.READABLE)));
    change();
    LwtMain.run(pipe.out().write(new byte[1]));
    assertEquals("told " + Engine.READABLE, LwtMain.run(told.promise()));
    loop.engine().remove(pipe.in().number());
  }

  @Test
  void theHookIsToldOfAListenerThatIsRefused() {
    Pipe pipe = LwtUnix.pipe();
    EventLoop loop = EventLoop.current();
    List<Throwable> errors = new ArrayList<>();
    Lwt.setAsyncExceptionHook(errors::add);
    loop.engine().add(pipe.in().number(), Engine.READABLE, _ -> {});
    var faults = new Faults(Posix.host());
    Engine refusing = new EpollEngine(faults.posix());
    faults.on("epollAdd").call(1).fail("ENOSPC");
    loop.setEngine(refusing);
    assertEquals(1, errors.size());
    assertEquals("epoll_ctl: ENOSPC (No space left on device)", errors.getFirst().getMessage());
  }
}
