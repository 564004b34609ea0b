package io.lwt;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Puts what a publisher publishes into a stream. Signals may come from any thread, one after the other: to keep their
 * order all are handed over, also those of the scheduler's own thread.
 */
final class StreamSubscriber<T> implements Flow.Subscriber<T> {
  private final StreamSource<T> source;
  private final int prefetch;

  /** So many are asked for at a time: a request for each element would be dear where it goes to another thread. */
  private final int batch;

  private int taken;

  /** Volatile, as signals are refused on any thread. */
  private volatile Flow.@Nullable Subscription subscription;

  StreamSubscriber(StreamSource<T> source, int prefetch) {
    if (prefetch < 1) {
      throw new IllegalArgumentException("prefetch: " + prefetch);
    }
    this.source = source;
    this.prefetch = prefetch;
    this.batch = prefetch - prefetch / 4;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    Objects.requireNonNull(given, "subscription");
    handOver(() -> use(given), given);
  }

  private void use(Flow.Subscription given) {
    if (subscription != null || source.isClosed()) {
      given.cancel();
    } else {
      subscription = given;
      given.request(prefetch);
    }
  }

  @Override
  public void onNext(T element) {
    Objects.requireNonNull(element, "element");
    handOver(() -> append(element), subscription);
  }

  private void append(T element) {
    if (!source.isClosed()) {
      source.place(Promise.of(Optional.of(element)), this::taken);
      source.tellWaiting();
    }
  }

  private void taken() {
    Flow.Subscription asked = subscription;
    if (++taken >= batch && asked != null && !source.isClosed()) {
      int n = taken;
      taken = 0;
      asked.request(n);
    }
  }

  @Override
  public void onError(Throwable error) {
    Objects.requireNonNull(error, "error");
    handOver(() -> fail(error), null);
  }

  private void fail(Throwable error) {
    if (!source.isClosed()) {
      source.append(Promise.failed(error));
      source.close();
    }
  }

  @Override
  public void onComplete() {
    handOver(source::close, null);
  }

  /** Has a signal dealt with on the scheduler's thread. Once the scheduler is closed it is dropped, and cancels. */
  private void handOver(Runnable signal, Flow.@Nullable Subscription toCancel) {
    try {
      source.scheduler.execute(signal);
    } catch (IllegalStateException closed) {
      if (toCancel != null) {
        toCancel.cancel();
      }
    }
  }

  /** {@link SubscribedStream#cancel}. */
  void cancel() {
    source.scheduler.checkThread("SubscribedStream.cancel");
    if (!source.isClosed()) {
      source.close();
      Flow.Subscription canceled = subscription;
      if (canceled != null) {
        canceled.cancel();
      }
    }
  }
}
