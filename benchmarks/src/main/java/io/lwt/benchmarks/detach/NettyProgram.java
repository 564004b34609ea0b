package io.lwt.benchmarks.detach;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Netty's event loop, with an executor of the JDK's for the calls. */
final class NettyProgram extends Program {
  private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);
  private final EventLoop loop =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()).next();

  public static void main(String[] args) throws Exception {
    new NettyProgram().run(args);
  }

  @Override
  void callOneByOne(int calls) throws InterruptedException {
    callAtOnce(1, calls);
  }

  @Override
  void callAtOnce(int chains, int calls) throws InterruptedException {
    var done = new CountDownLatch(chains);
    loop.execute(
        () -> {
          for (int i = 0; i < chains; i++) {
            chain(calls, done);
          }
        });
    done.await();
  }

  private void chain(int calls, CountDownLatch done) {
    if (calls == 0) {
      done.countDown();
      return;
    }
    Promise<Integer> promise = loop.newPromise();
    promise.addListener(_ -> chain(calls - 1, done));
    executor.execute(() -> promise.setSuccess(Row.trivial()));
  }
}
