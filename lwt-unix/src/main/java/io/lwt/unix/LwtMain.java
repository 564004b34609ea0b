package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The loop of the current thread, for programs' main functions. Corresponds to {@code Lwt_main}. */
public final class LwtMain {
  private LwtMain() {}

  /**
   * Runs the thread's event loop until the promise is resolved. Of a promise that is resolved already it returns the
   * result at once, without looking at a descriptor or a timer. A promise that nothing can resolve keeps it for ever.
   * May be called again later. Lwt's {@code Lwt_main.run}.
   *
   * <p>An unchecked error of the promise is thrown as it is, a checked one in a {@link CompletionException}. So is,
   * from whatever callback, an error that the error filter lets through ({@link io.lwt.Lwt#setErrorFilter}:
   * OutOfMemoryError and InternalError); the loop cannot be used afterwards.
   *
   * @return the promise's value
   * @throws IllegalStateException inside of another {@code run} of the thread; on a virtual thread; if the promise
   *     belongs to another thread
   */
  public static <T extends @Nullable Object> T run(Promise<T> promise) {
    return EventLoop.current().run(promise);
  }

  /**
   * Calls a function, then runs the thread's event loop until what it promises is resolved: {@link #run(Promise)}.
   *
   * <p>What the function throws is thrown as an error of the promise would be.
   */
  public static <T extends @Nullable Object> T run(Callable<? extends Promise<T>> main) {
    return run(Lwt.<T>apply(main));
  }
}
