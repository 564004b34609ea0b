package io.lwt.unix;

import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.LwtStream;
import io.lwt.Promise;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The elements of something that is opened when the first is asked for, and closed behind the last, at an error, or
 * when nobody can ask any more.
 *
 * @param <R> what is opened
 * @param <T> what is in it
 */
final class OpenedLater<R, T> implements Callable<Promise<Optional<T>>> {
  private final EventLoop loop = EventLoop.current();
  private final Callable<Promise<R>> open;
  private final Fn<? super R, Promise<Optional<T>>> next;
  private final Fn<? super R, ? extends Promise<?>> close;
  private @Nullable R opened;
  private boolean ended;

  private OpenedLater(
      Callable<Promise<R>> open,
      Fn<? super R, Promise<Optional<T>>> next,
      Fn<? super R, ? extends Promise<?>> close) {
    this.open = open;
    this.next = next;
    this.close = close;
  }

  /**
   * A stream of the elements.
   *
   * @param next the next element; empty behind the last
   * @param close must not refer to the stream
   */
  static <R, T> LwtStream<T> stream(
      Callable<Promise<R>> open,
      Fn<? super R, Promise<Optional<T>>> next,
      Fn<? super R, ? extends Promise<?>> close) {
    return LwtStream.from(new OpenedLater<>(open, next, close));
  }

  @Override
  public Promise<Optional<T>> call() throws Exception {
    if (ended) {
      return Promise.of(Optional.empty());
    }
    R current = opened;
    return current == null ? open.call().tryBind(this::begin, this::endWithout) : next(current);
  }

  private Promise<Optional<T>> begin(R resource) throws Exception {
    opened = resource;
    Garbage.when(this, closer(loop, close, resource));
    return next(resource);
  }

  /** Closes it from another thread. Static, since what it refers to is no garbage. */
  private static <R> Runnable closer(
      EventLoop loop, Fn<? super R, ? extends Promise<?>> close, R resource) {
    return () -> loop.executeUnlessClosed(() -> Lwt.async(() -> close.apply(resource)));
  }

  private Promise<Optional<T>> next(R current) throws Exception {
    Promise<Optional<T>> element = next.apply(current);
    return element.tryBind(
        value -> value.isPresent() ? element : end(current), error -> end(current, error));
  }

  private Promise<Optional<T>> end(R current) throws Exception {
    ended = true;
    return close.apply(current).map(_ -> Optional.empty());
  }

  private Promise<Optional<T>> end(R current, Throwable error) throws Exception {
    ended = true;
    return close
        .apply(current)
        .<Optional<T>>tryBind(_ -> Promise.failed(error), _ -> Promise.failed(error));
  }

  private Promise<Optional<T>> endWithout(Throwable error) {
    ended = true;
    return Promise.failed(error);
  }
}
