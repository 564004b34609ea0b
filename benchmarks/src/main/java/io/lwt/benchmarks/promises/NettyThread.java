package io.lwt.benchmarks.promises;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Has JMH measure on a thread of Netty's own kind, as its event loops are: what it keeps by thread is faster there. */
public final class NettyThread extends ThreadPoolExecutor {
  static final String FLAG = "-Djmh.executor=CUSTOM";
  static final String CLASS_FLAG = "-Djmh.executor.class=io.lwt.benchmarks.promises.NettyThread";

  /** What JMH calls. */
  public NettyThread(int threads, String prefix) {
    super(
        threads,
        threads,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        new DefaultThreadFactory(prefix));
  }
}
