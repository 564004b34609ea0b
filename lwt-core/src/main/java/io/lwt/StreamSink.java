package io.lwt;

import java.util.Objects;
import java.util.Optional;

/**
 * Puts elements into a stream, as many as come: made by {@link LwtStream#create}. What is not read yet is kept without
 * a bound; {@link BoundedStreamSink} has one.
 *
 * <p>It does not keep the stream: what was put into a stream that nobody holds any more is garbage.
 *
 * @param <T> the elements' type
 */
public final class StreamSink<T> {
  private final StreamSource<T> source;

  StreamSink(StreamSource<T> source) {
    this.source = source;
  }

  /**
   * Puts an element at the stream's end. If a read waits, its callbacks run before this returns (inside a callback: as
   * for {@link Resolver#fulfill}).
   *
   * @throws LwtStream.Closed if the sink was closed
   */
  public void push(T element) {
    Objects.requireNonNull(element, "element");
    checkOpen("StreamSink.push");
    source.append(Promise.of(Optional.of(element)));
  }

  /**
   * Puts an error at the stream's end: the read that comes to it is rejected, the next one goes on behind it. Lwt has
   * no such thing.
   *
   * @throws LwtStream.Closed if the sink was closed
   */
  public void pushError(Throwable error) {
    Objects.requireNonNull(error, "error");
    checkOpen("StreamSink.pushError");
    source.append(Promise.failed(error));
  }

  /** Ends the stream: what was pushed can still be read. Does nothing if it was closed. Lwt's {@code push None}. */
  public void close() {
    source.scheduler.checkThread("StreamSink.close");
    source.close();
  }

  /** Whether it was closed. */
  public boolean isClosed() {
    return source.isClosed();
  }

  private void checkOpen(String operation) {
    source.scheduler.checkThread(operation);
    if (source.isClosed()) {
      throw new LwtStream.Closed();
    }
  }
}
