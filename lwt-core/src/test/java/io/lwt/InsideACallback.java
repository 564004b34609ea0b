package io.lwt;

import org.jspecify.annotations.Nullable;

/** Runs something in a callback: what it fulfils has its callbacks run afterwards. */
final class InsideACallback {
  private InsideACallback() {}

  static void run(Runnable body) {
    Resolver<@Nullable Void> start = Resolver.waiter();
    start.promise().onSuccess(_ -> body.run());
    start.fulfill(null);
  }
}
