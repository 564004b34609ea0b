package io.lwt;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@link LwtStream#toPublisher}: publishes a stream's elements to one subscriber. */
final class StreamPublisher<T> implements Flow.Publisher<T> {
  private final LwtStream<T> stream;
  private final Scheduler scheduler;
  private final AtomicBoolean subscribed = new AtomicBoolean();

  StreamPublisher(LwtStream<T> stream, Scheduler scheduler) {
    this.stream = stream;
    this.scheduler = scheduler;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super T> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    if (subscribed.getAndSet(true)) {
      refuse(subscriber, "the stream's publisher has had its subscriber; make one of a fork");
      return;
    }
    Subscription<T> subscription = new Subscription<>(stream, scheduler, subscriber);
    if (!handOver(scheduler, subscription::start)) {
      refuse(subscriber, "the stream's scheduler is closed");
    }
  }

  private static void refuse(Flow.Subscriber<?> subscriber, String reason) {
    subscriber.onSubscribe(Refused.INSTANCE);
    subscriber.onError(new IllegalStateException(reason));
  }

  /** Has something done on the scheduler's thread, now if this is it. Whether that will be. */
  private static boolean handOver(Scheduler scheduler, Runnable task) {
    if (scheduler.isCurrent()) {
      task.run();
      return true;
    }
    try {
      scheduler.execute(task);
      return true;
    } catch (IllegalStateException closed) {
      return false;
    }
  }

  /** The subscription of a subscriber that is refused. */
  private static final class Refused implements Flow.Subscription {
    static final Refused INSTANCE = new Refused();

    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }

  /** The one subscriber's. Used on the scheduler's thread, but for the methods of the interface. */
  private static final class Subscription<T> implements Flow.Subscription {
    private final LwtStream<T> stream;
    private final Scheduler scheduler;

    /** Null when there is nothing more to say to it. Volatile, so that a cancel on another thread stops a long run. */
    private volatile Flow.@Nullable Subscriber<? super T> subscriber;

    private long demand;
    private boolean emitting;
    private @Nullable Promise<?> read;

    Subscription(LwtStream<T> stream, Scheduler scheduler, Flow.Subscriber<? super T> subscriber) {
      this.stream = stream;
      this.scheduler = scheduler;
      this.subscriber = subscriber;
    }

    void start() {
      tell(subscriber -> subscriber.onSubscribe(this));
      emit();
    }

    @Override
    public void request(long n) {
      handOver(scheduler, () -> add(n));
    }

    @Override
    public void cancel() {
      subscriber = null;
      handOver(scheduler, this::cancelRead);
    }

    private void cancelRead() {
      if (read != null) {
        read.cancel();
      }
    }

    private void add(long n) {
      if (n <= 0) {
        end(s -> s.onError(new IllegalArgumentException("3.9: asked for " + n + " elements")));
        cancelRead();
      } else {
        long sum = demand + n;
        demand = sum < 0 ? Long.MAX_VALUE : sum;
        emit();
      }
    }

    /** Reads as many elements as were asked for. What asks for more meanwhile has this go on. */
    private void emit() {
      if (emitting || read != null) {
        return;
      }
      emitting = true;
      try {
        while (subscriber != null && demand > 0 && read == null) {
          readNext();
        }
        if (stream.isAtEnd()) {
          end(Flow.Subscriber::onComplete);
        }
      } finally {
        emitting = false;
      }
    }

    private void readNext() {
      Promise<Optional<T>> next = stream.get();
      read = next;
      next.onAny(this::signal, error -> goOnAfter(() -> end(s -> s.onError(error))));
    }

    private void signal(Optional<T> x) {
      if (x.isPresent()) {
        demand--;
        goOnAfter(() -> tell(s -> s.onNext(x.get())));
      } else {
        goOnAfter(() -> end(Flow.Subscriber::onComplete));
      }
    }

    private void goOnAfter(Runnable signal) {
      read = null;
      signal.run();
      emit();
    }

    /** Tells the subscriber the last thing there is to say, unless that was done or it has cancelled. */
    private void end(Consumer<Flow.Subscriber<? super T>> last) {
      Flow.Subscriber<? super T> told = subscriber;
      subscriber = null;
      call(told, last);
    }

    private void tell(Consumer<Flow.Subscriber<? super T>> signal) {
      call(subscriber, signal);
    }

    /** A subscriber must not throw: one that does has cancelled. */
    private void call(
        Flow.@Nullable Subscriber<? super T> told, Consumer<Flow.Subscriber<? super T>> signal) {
      if (told != null) {
        try {
          signal.accept(told);
        } catch (Throwable error) {
          cancel();
          scheduler.reportAsync(scheduler.filtered(error));
        }
      }
    }
  }
}
