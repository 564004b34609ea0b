package io.lwt;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Loops whose steps give promises: each step is begun when the promise of the one before is fulfilled. They need
 * neither stack nor memory, however long they go on. Lwt has them as syntax: {@code while%lwt} and {@code for%lwt}.
 *
 * <p>What a step throws is its rejection. The first rejection ends the loop, and is the result's. A cancel goes to the
 * step under way, and no further one is begun: should that one be fulfilled all the same, and not be the last, the
 * result is rejected with {@link Canceled}.
 *
 * <p>As long as the promises are resolved already, a loop does not return: nothing else runs on the thread meanwhile. A
 * long one should wait for {@link Lwt#pause} now and then.
 */
public final class Loops {
  private Loops() {}

  /**
   * Repeats a step as long as it promises true: for what is found out on the way, such as the end of some input.
   *
   * <pre>{@code
   * Loops.whileAsync(() -> input.readLine().bind(line ->
   *     line.isEmpty() ? Promise.of(false) : handle(line.get()).map(_ -> true)));
   * }</pre>
   */
  public static Promise<@Nullable Void> whileAsync(Callable<? extends Promise<Boolean>> step) {
    Objects.requireNonNull(step, "step");
    return new While(step).begin();
  }

  /** Does {@code body} as long as {@code condition} promises true; asks before each time. */
  public static Promise<@Nullable Void> whileAsync(
      Callable<? extends Promise<Boolean>> condition, Callable<? extends Promise<?>> body) {
    Objects.requireNonNull(condition, "condition");
    Objects.requireNonNull(body, "body");
    return whileAsync(
        () ->
            condition.call().bind(holds -> holds ? body.call().map(_ -> true) : Promise.of(false)));
  }

  /** Does {@code body} for each number from {@code from} to {@code to}, the latter excluded. */
  public static Promise<@Nullable Void> forAsync(
      int from, int to, Fn<? super Integer, ? extends Promise<?>> body) {
    Objects.requireNonNull(body, "body");
    return new For(from, to, body).begin();
  }

  /** Does {@code body} again and again, until it is rejected or the result is cancelled. It is never fulfilled. */
  @SuppressWarnings(
      "TypeParameterUnusedInFormals") // it stands where a promise of anything is wanted, as in pick
  public static <T extends @Nullable Object> Promise<T> repeat(
      Callable<? extends Promise<?>> body) {
    Objects.requireNonNull(body, "body");
    return new Repeat<T>(body).begin();
  }

  private static final class While extends Loop<Boolean, @Nullable Void> {
    private final Fn<@Nullable Object, Promise<Boolean>> step;

    While(Callable<? extends Promise<Boolean>> step) {
      this.step = _ -> step.call();
    }

    @Override
    boolean hasNext() {
      return true;
    }

    @Override
    Promise<Boolean> next() {
      return scheduler().call(step, null);
    }

    @Override
    boolean accept(Boolean more) {
      return more;
    }

    @Override
    @Nullable Void end() {
      return null;
    }
  }

  private static final class For extends Loop<@Nullable Object, @Nullable Void> {
    private final Fn<? super Integer, ? extends Promise<?>> body;
    private final int to;
    private int next;

    For(int from, int to, Fn<? super Integer, ? extends Promise<?>> body) {
      this.next = from;
      this.to = to;
      this.body = body;
    }

    @Override
    boolean hasNext() {
      return next < to;
    }

    @Override
    Promise<?> next() {
      return scheduler().call(body, next++);
    }

    @Override
    boolean accept(@Nullable Object ignored) {
      return true;
    }

    @Override
    @Nullable Void end() {
      return null;
    }
  }

  private static final class Repeat<T extends @Nullable Object> extends Loop<@Nullable Object, T> {
    private final Fn<@Nullable Object, Promise<?>> body;

    Repeat(Callable<? extends Promise<?>> body) {
      this.body = _ -> body.call();
    }

    @Override
    boolean hasNext() {
      return true;
    }

    @Override
    Promise<?> next() {
      return scheduler().call(body, null);
    }

    @Override
    boolean accept(@Nullable Object ignored) {
      return true;
    }

    @Override
    T end() {
      throw new AssertionError("there is always a next step");
    }
  }
}
