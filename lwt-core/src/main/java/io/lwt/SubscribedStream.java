package io.lwt;

/**
 * A stream of what a publisher publishes, and the subscription to it: made by {@link LwtStream#subscribe}.
 *
 * @param <T> the elements' type
 */
public final class SubscribedStream<T> {
  private final LwtStream<T> stream;
  private final StreamSubscriber<T> subscriber;

  SubscribedStream(LwtStream<T> stream, StreamSubscriber<T> subscriber) {
    this.stream = stream;
    this.subscriber = subscriber;
  }

  /** The stream of what is published; always the same. */
  public LwtStream<T> stream() {
    return stream;
  }

  /**
   * Cancels the subscription, and ends the stream; what has come can still be read. Does nothing if the publisher has
   * completed.
   */
  public void cancel() {
    subscriber.cancel();
  }
}
