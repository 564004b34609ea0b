package io.lwt.benchmarks.timers;

import io.lwt.Resolver;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.HashedWheelTimer;
import io.netty.util.TimerTask;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What has timers on the JVM. Each makes them on the one thread where they fire; the wheels cannot. */
enum Contender {
  LWT("lwt") {
    @Override
    Timers open() {
      return Contender::sleep;
    }
  },
  NETTY_LOOP("Netty's event loop") {
    @Override
    Timers open() {
      return on(new MultiThreadIoEventLoopGroup(1, DAEMONS, EpollIoHandler.newFactory()).next());
    }
  },
  NETTY_WHEEL("Netty's wheel, 100 ms") {
    @Override
    Timers open() {
      return on(new HashedWheelTimer(DAEMONS));
    }
  },
  NETTY_FINE_WHEEL("Netty's wheel, 1 ms") {
    @Override
    Timers open() {
      return on(new HashedWheelTimer(DAEMONS, 1, TimeUnit.MILLISECONDS));
    }
  },
  EXECUTOR("the JDK's executor") {
    @Override
    Timers open() {
      return on(Executors.newSingleThreadScheduledExecutor(DAEMONS));
    }
  };

  private static final ThreadFactory DAEMONS = Thread.ofPlatform().daemon().factory();

  final String title;

  Contender(String title) {
    this.title = title;
  }

  abstract Timers open();

  /** Makes timers, and waits until they have fired. */
  interface Timers {
    /** One for each delay, in nanoseconds. */
    void run(int[] delays) throws Exception;
  }

  private static void sleep(int[] delays) {
    Resolver<@Nullable Void> done = Resolver.waiter();
    int[] left = {delays.length};
    Consumer<@Nullable Void> fired =
        _ -> {
          if (--left[0] == 0) {
            done.fulfill(null);
          }
        };
    for (int delay : delays) {
      LwtUnix.sleep(Duration.ofNanos(delay)).onSuccess(fired);
    }
    LwtMain.run(done.promise());
  }

  /** What is to be done when one fires: says so when it was the last. On one thread. */
  private static Runnable countdown(int count, CountDownLatch done) {
    int[] left = {count};
    return () -> {
      if (--left[0] == 0) {
        done.countDown();
      }
    };
  }

  private static Timers on(ScheduledExecutorService executor) {
    return delays -> {
      var done = new CountDownLatch(1);
      Runnable fired = countdown(delays.length, done);
      Callable<@Nullable Void> make =
          () -> {
            for (int delay : delays) {
              var _ = executor.schedule(fired, delay, TimeUnit.NANOSECONDS);
            }
            return null;
          };
      executor.submit(make).get();
      done.await();
    };
  }

  private static Timers on(HashedWheelTimer wheel) {
    return delays -> {
      var done = new CountDownLatch(1);
      Runnable fired = countdown(delays.length, done);
      TimerTask task = _ -> fired.run();
      for (int delay : delays) {
        wheel.newTimeout(task, delay, TimeUnit.NANOSECONDS);
      }
      done.await();
    };
  }
}
