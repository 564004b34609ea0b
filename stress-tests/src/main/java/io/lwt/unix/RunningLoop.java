package io.lwt.unix;

import io.lwt.Resolver;
import java.util.concurrent.CompletableFuture;

/** A loop that runs for as long as the JVM does, on a thread of its own. */
final class RunningLoop {
  private RunningLoop() {}

  static EventLoop start() {
    var loop = new CompletableFuture<EventLoop>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              loop.complete(EventLoop.current());
              LwtMain.run(Resolver.task().promise());
            });
    return loop.join();
  }
}
