package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Clock;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.Scheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes on for ever keeps nobody waiting for longer than a lap. */
class FairnessTest extends LoopTest {
  /** How many calls a descriptor may make in a lap. */
  private static final int TURNS = 64;

  private final EventLoop loop = EventLoop.current();

  /** What never ends, as long as the test does not. */
  enum Endless {
    READS {
      @Override
      void begin(FairnessTest test) {
        Pipe pipe = LwtUnix.pipe();
        write(pipe, 60_000);
        test.read(pipe.in());
      }
    },
    ACCEPTS {
      @Override
      void begin(FairnessTest test) {
        Socket listener = Loopback.listen(SockAddr.loopback(0));
        test.connectEachLap(listener, 3 * TURNS);
        test.accept(listener);
      }
    },
    TASKS {
      @Override
      void begin(FairnessTest test) {
        test.loop.execute(() -> begin(test));
      }
    },
    TASKS_BY_A_WORKER {
      @Override
      void begin(FairnessTest test) {
        Jobs.files().execute(() -> test.loop.executeUnlessClosed(() -> begin(test)));
      }
    },
    PAUSES {
      @Override
      void begin(FairnessTest test) {
        Lwt.pause().onSuccess(_ -> begin(test));
      }
    },
    TIMERS {
      @Override
      void begin(FairnessTest test) {
        LwtUnix.sleep(Duration.ZERO).onSuccess(_ -> begin(test));
      }
    };

    abstract void begin(FairnessTest test);
  }

  private static void write(Pipe pipe, int count) {
    assertEquals(count, (int) EventLoop.resultOf(pipe.out().write(new byte[count])));
  }

  private void read(Fd fd) {
    fd.read(new byte[1]).onSuccess(_ -> read(fd));
  }

  /** Connections that wait to be accepted, more than there are turns in a lap. */
  private void connectEachLap(Socket listener, int count) {
    for (int i = 0; i < count; i++) {
      Socket client = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
      client.connect(listener.getsockname());
    }
  }

  private void accept(Socket listener) {
    listener.accept().onSuccess(_ -> accept(listener));
  }

  /** Who waits, and is ready from the first. */
  private List<Promise<?>> others() {
    List<Promise<?>> others = new ArrayList<>();
    others.add(Lwt.pause());
    others.add(LwtUnix.sleep(Duration.ZERO));
    Pipe pipe = LwtUnix.pipe();
    others.add(pipe.in().read(new byte[1]));
    write(pipe, 1);
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    others.add(listener.accept());
    Socket client = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
    others.add(client.connect(listener.getsockname()));
    Resolver<@Nullable Void> task = Resolver.waiter();
    loop.execute(() -> task.fulfill(null));
    others.add(task.promise());
    return others;
  }

  /** With a large enough backlog: Linux' limit for all of them is 4096. */
  @ParameterizedTest
  @EnumSource
  void nobodyWaitsForLong(Endless endless) {
    endless.begin(this);
    runLaps();
    List<Promise<?>> others = others();
    long begin = loop.laps();
    LwtMain.run(Lwt.join(others));
    long laps = loop.laps() - begin;
    assertTrue(laps <= 2, () -> laps + " laps");
  }

  @Test
  void aBacklogOfTasksKeepsNobodyWaiting() throws InterruptedException {
    int[] done = {0};
    var other =
        new Thread(
            () -> {
              for (int i = 0; i < 100_000; i++) {
                loop.execute(() -> done[0]++);
              }
            });
    other.start();
    other.join();
    Pipe pipe = LwtUnix.pipe();
    Promise<Integer> read = pipe.in().read(new byte[1]);
    write(pipe, 1);
    LwtMain.run(Lwt.join(read, LwtUnix.sleep(Duration.ZERO), Lwt.pause()));
    assertTrue(done[0] < 10_000, () -> done[0] + " tasks before the others");
    loop.close();
    assertEquals(100_000, done[0]);
  }

  @Test
  void tasksRunInTheirOrderThoughALapDoesNotRunAll() {
    List<Integer> expected = IntStream.range(0, 5000).boxed().toList();
    List<Integer> done = new ArrayList<>();
    Resolver<@Nullable Void> last = Resolver.waiter();
    loop.execute(
        () -> { // behind the others
          for (int number = 2500; number < 5000; number++) {
            int own = number;
            loop.execute(() -> done.add(own));
          }
          loop.execute(() -> last.fulfill(null));
        });
    for (int number = 0; number < 2500; number++) {
      int own = number;
      loop.execute(() -> done.add(own));
    }
    LwtMain.run(last.promise());
    assertEquals(expected, done);
  }

  @Test
  void allOfThemTogether() {
    for (Endless endless : Endless.values()) {
      endless.begin(this);
    }
    runLaps();
    List<Promise<?>> others = others();
    long begin = loop.laps();
    LwtMain.run(Lwt.join(others));
    assertTrue(loop.laps() - begin <= 2, () -> (loop.laps() - begin) + " laps");
  }

  /** A clock that is moved by hand, and fires nothing by itself. */
  private static final class MovedClock extends Clock {
    private long now;

    @Override
    public long nanoTime() {
      return now;
    }
  }

  /**
   * The timer becomes due while a descriptor that is always ready is being served, and while a pause is fulfilled: at
   * any moment of a lap.
   */
  @Test
  void betweenADueTimerAndItsCallbackAreALapAndABudgetOfEvents() {
    var clock = new MovedClock();
    Scheduler.current().setClock(clock);
    Pipe pipe = LwtUnix.pipe();
    write(pipe, 60_000);
    for (int moment = 1; moment < 300; moment += 7) {
      var steps = new Steps(moment, () -> clock.now += 1_000);
      Promise<@Nullable Void> timer = LwtUnix.sleep(Duration.ofNanos(1_000));
      steps.repeat(() -> pipe.in().read(new byte[1]), timer);
      steps.repeat(Lwt::pause, timer);
      LwtMain.run(timer);
      assertTrue(steps.laps() <= 1, () -> steps.laps() + " laps");
      assertTrue(steps.since() <= TURNS + 1, () -> steps.since() + " events");
    }
  }

  /** Counts what is done, and makes the timer due at the step of a number. */
  private final class Steps {
    private final int moment;
    private final Runnable becomesDue;
    private int count;
    private long lapWhenDue;

    Steps(int moment, Runnable becomesDue) {
      this.moment = moment;
      this.becomesDue = becomesDue;
    }

    void repeat(Supplier<Promise<?>> step, Promise<?> end) {
      step.get()
          .onSuccess(
              _ -> {
                if (end.isPending()) {
                  count();
                  repeat(step, end);
                }
              });
    }

    private void count() {
      count++;
      if (count == moment) {
        becomesDue.run();
        lapWhenDue = loop.laps();
      }
    }

    long laps() {
      return loop.laps() - lapWhenDue;
    }

    int since() {
      return count - moment;
    }
  }
}
