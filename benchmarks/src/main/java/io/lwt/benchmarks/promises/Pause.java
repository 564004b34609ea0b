package io.lwt.benchmarks.promises;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Scheduler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A round trip through the event loop: a loop that lets everything else run before it goes on. CompletableFuture has no
 * event loop, and Vert.x's is Netty's.
 */
public class Pause extends PromiseBenchmark {
  private static final int ROUNDS = 10_000;

  /** {@code pause}, and the scheduler that wakes it. */
  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public Promise<@Nullable Void> lwt() {
    Promise<@Nullable Void> end = pauses(ROUNDS);
    Scheduler scheduler = Scheduler.current();
    while (scheduler.pausedCount() > 0) {
      scheduler.wakeupPaused();
    }
    return end;
  }

  private static Promise<@Nullable Void> pauses(int left) {
    return left == 0 ? Promise.unit() : Lwt.pause().bind(_ -> pauses(left - 1));
  }

  /** {@code execute} on the event loop's own thread. */
  @Benchmark
  @OperationsPerInvocation(ROUNDS)
  public Future<Void> netty(NettyLoop loop) throws InterruptedException {
    io.netty.util.concurrent.Promise<Void> end = loop.executor.newPromise();
    executes(loop.executor, ROUNDS, end);
    return end.sync();
  }

  private static void executes(
      EventExecutor loop, int left, io.netty.util.concurrent.Promise<Void> end) {
    if (left == 0) {
      end.setSuccess(null);
    } else {
      loop.execute(() -> executes(loop, left - 1, end));
    }
  }

  /** A running event loop of Netty's. */
  @State(Scope.Thread)
  public static class NettyLoop {
    private final EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    final EventExecutor executor = group.next();

    /** Ends it. */
    @TearDown
    public void shutdown() throws InterruptedException {
      group.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
    }
  }
}
