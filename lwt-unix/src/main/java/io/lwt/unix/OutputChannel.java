package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A buffered sink of bytes: Lwt's {@code output_channel}.
 *
 * <p>What is written is gathered and goes out when the buffer is full, by {@link #flush}, by {@link #close}, and by
 * itself in the loop's next lap. Nothing is lost silently: if going out by itself fails, the next operation is rejected
 * with the error; a failed flush makes {@code close} reject. What could not be written stays in the buffer.
 *
 * <p>One operation runs at a time; others wait their turn, {@code close} too. Operations on a closed channel are
 * rejected with {@link ChannelClosedException}. A cancel of an operation that waits its turn undoes it; later it may
 * have written some of its bytes.
 */
public final class OutputChannel extends Channel {
  private final Sink sink;
  private final Callable<? extends Promise<?>> closeSink;

  /** The first {@link #count} bytes are to be written. */
  private final byte[] buffer = new byte[InputChannel.BUFFER_SIZE];

  private int count;
  private boolean flushesSoon;
  private @Nullable Throwable failedFlush;

  /** Where the bytes go. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Writes at least one byte and at most {@code length} from the array, which is not empty; a promise of how many.
     */
    Promise<Integer> write(byte[] buffer, int offset, int length) throws Exception;
  }

  private OutputChannel(Sink sink, Callable<? extends Promise<?>> closeSink) {
    this.sink = Objects.requireNonNull(sink, "sink");
    this.closeSink = Objects.requireNonNull(closeSink, "close");
  }

  /** A channel that writes to a descriptor, and closes it. Lwt's {@code of_fd ~mode:output}. */
  public static OutputChannel of(Fd fd) {
    return new OutputChannel(fd::write, fd::close);
  }

  /**
   * A channel that writes by a function, and ends with another one, which is called once. Lwt's
   * {@code make ~mode:output}.
   */
  public static OutputChannel of(Sink sink, Callable<? extends Promise<?>> close) {
    return new OutputChannel(sink, close);
  }

  // ---- writing

  /**
   * Writes a text in UTF-8. Fulfilled when all of it is in the buffer or has gone out. Lwt's {@code write}.
   */
  public Promise<@Nullable Void> write(String text) {
    return write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes all bytes; the array must not be changed until the promise is resolved. */
  public Promise<@Nullable Void> write(byte[] bytes) {
    return write(bytes, 0, bytes.length);
  }

  /**
   * Writes some bytes of an array, which must not be changed until the promise is resolved. Lwt's
   * {@code write_from_exactly}.
   *
   * @throws IndexOutOfBoundsException if the array has no such bytes
   */
  public Promise<@Nullable Void> write(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    return operation(() -> put(bytes, offset, length));
  }

  /** Gathers what fits; what is larger than the buffer goes out past it. */
  private Promise<@Nullable Void> put(byte[] bytes, int offset, int length) throws Exception {
    if (length <= buffer.length - count) {
      System.arraycopy(bytes, offset, buffer, count, length);
      count += length;
      return Promise.unit();
    }
    if (count > 0) {
      return writeOut().bind(_ -> put(bytes, offset, length));
    }
    return sink.write(bytes, offset, length)
        .bind(written -> put(bytes, offset + written, length - written));
  }

  /** Has everything written so far go out. Lwt's {@code flush}. */
  public Promise<@Nullable Void> flush() {
    return operation(this::writeOut);
  }

  private Promise<@Nullable Void> operation(Callable<Promise<@Nullable Void>> body) {
    return inTurn(() -> unlessFailed(body));
  }

  /** Goes on, unless there is a failure of the background to report first. */
  private Promise<@Nullable Void> unlessFailed(Callable<Promise<@Nullable Void>> body)
      throws Exception {
    Throwable failure = failedFlush;
    failedFlush = null;
    return failure == null ? body.call() : Promise.failed(failure);
  }

  private Promise<@Nullable Void> writeOut() throws Exception {
    return count == 0 ? Promise.unit() : sink.write(buffer, 0, count).bind(this::written);
  }

  private Promise<@Nullable Void> written(int bytes) throws Exception {
    count -= bytes;
    System.arraycopy(buffer, bytes, buffer, 0, count);
    return writeOut();
  }

  /** What is left in the buffer goes out in the next lap, unless something else writes it before. */
  @Override
  void idle() {
    if (count > 0 && !flushesSoon && !isClosed() && failedFlush == null) {
      flushesSoon = true;
      Lwt.pause().onSuccess(_ -> flushByItself());
    }
  }

  private void flushByItself() {
    flushesSoon = false;
    if (count > 0 && !isBusy() && !isClosed()) {
      Lwt.async(() -> afterOthers(() -> Lwt.catching(this::writeOut, this::keepFailure)));
    }
  }

  private Promise<@Nullable Void> keepFailure(Throwable error) {
    failedFlush = error;
    return Promise.unit();
  }

  // ---- closing

  /** Flushes, and closes the sink whatever comes of it. */
  @Override
  Promise<@Nullable Void> startClosing() {
    return LwtIo.closingAfter(() -> afterOthers(() -> unlessFailed(this::writeOut)), closeSink);
  }

  @Override
  String kind() {
    return "output";
  }
}
