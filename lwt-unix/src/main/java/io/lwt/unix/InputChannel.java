package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A buffered source of bytes: Lwt's {@code input_channel}.
 *
 * <p>One operation runs at a time; others wait their turn. An operation that is cancelled or fails leaves the bytes it
 * has read so far in the channel: the next operation gets them. {@link #close} does not wait: it rejects the operation
 * under way.
 *
 * <p>Operations on a closed channel are rejected with {@link ChannelClosedException}; all are rejected with the
 * source's error ({@link UnixException} for descriptors).
 */
public final class InputChannel extends Channel {
  /** How many bytes a channel buffers unless it needs more to hold a line. Lwt's {@code default_buffer_size}. */
  static final int BUFFER_SIZE = 8192;

  private static final byte[] NOTHING = {};

  private final Source source;
  private final Callable<? extends Promise<?>> closeSource;

  /** The bytes between {@link #start} and {@link #end} have been read from the source and not been taken. */
  private byte[] buffer = NOTHING;

  private int start;
  private int end;
  private @Nullable Promise<Integer> reading;

  /** Where the bytes come from. */
  @FunctionalInterface
  public interface Source {
    /**
     * Reads at least one byte and at most {@code length} into the array; a promise of how many, 0 at the end.
     */
    Promise<Integer> read(byte[] buffer, int offset, int length) throws Exception;
  }

  private InputChannel(Source source, Callable<? extends Promise<?>> closeSource) {
    this.source = Objects.requireNonNull(source, "source");
    this.closeSource = Objects.requireNonNull(closeSource, "close");
  }

  /** A channel that reads from a descriptor, and closes it. Lwt's {@code of_fd ~mode:input}. */
  public static InputChannel of(Fd fd) {
    return new InputChannel(fd::read, fd::close);
  }

  /**
   * A channel that reads by a function, and ends with another one, which is called once. Lwt's
   * {@code make ~mode:input}.
   */
  public static InputChannel of(Source source, Callable<? extends Promise<?>> close) {
    return new InputChannel(source, close);
  }

  // ---- reading

  /**
   * The next line, without its {@code \n} or {@code \r\n}, decoded as UTF-8; empty at the end. The last line need not
   * end with a newline. Lwt's {@code read_line_opt}.
   *
   * <p>Rejected with {@link CharacterCodingException} if the line is not UTF-8; the line is then taken.
   */
  public Promise<Optional<String>> readLine() {
    return inTurn(() -> readLine(0));
  }

  private Promise<Optional<String>> readLine(int searched) throws Exception {
    for (int i = start + searched; i < end; i++) {
      if (buffer[i] == '\n') {
        return Promise.of(Optional.of(takeLine(i - start, 1)));
      }
    }
    int seen = end - start;
    return fill().bind(more -> more ? readLine(seen) : Promise.of(lastLine()));
  }

  private Optional<String> lastLine() throws CharacterCodingException {
    return start == end ? Optional.empty() : Optional.of(takeLine(end - start, 0));
  }

  private String takeLine(int length, int newline) throws CharacterCodingException {
    int from = start;
    start += length + newline;
    boolean carriageReturn = newline == 1 && length > 0 && buffer[from + length - 1] == '\r';
    return decode(from, carriageReturn ? length - 1 : length, StandardCharsets.UTF_8);
  }

  /**
   * Everything up to the end, decoded. Lwt's {@code read} without a count.
   *
   * <p>Rejected with {@link CharacterCodingException} if the bytes are not of the charset; they are then taken.
   */
  public Promise<String> readAll(Charset charset) {
    Objects.requireNonNull(charset, "charset");
    return inTurn(() -> fillToEnd().map(_ -> takeAll(charset)));
  }

  private Promise<@Nullable Void> fillToEnd() throws Exception {
    return fill().bind(more -> more ? fillToEnd() : Promise.unit());
  }

  private String takeAll(Charset charset) throws CharacterCodingException {
    int from = start;
    start = end;
    return decode(from, end - from, charset);
  }

  /**
   * At least one byte and at most {@code max}, without waiting for more than one read of the source; none at the end.
   * Lwt's {@code read ~count}.
   *
   * @throws IllegalArgumentException if {@code max} is not positive
   */
  public Promise<byte[]> read(int max) {
    if (max <= 0) {
      throw new IllegalArgumentException("read: the most bytes must be positive: " + max);
    }
    return inTurn(() -> start < end ? Promise.of(take(max)) : fill().map(_ -> take(max)));
  }

  private byte[] take(int max) {
    int from = start;
    start = Math.min(end, start + max);
    return Arrays.copyOfRange(buffer, from, start);
  }

  // ---- closing

  /** Gives up the operation under way, and closes the source. */
  @Override
  Promise<@Nullable Void> startClosing() {
    if (reading != null) {
      reading.cancel();
    }
    return Lwt.apply(closeSource).map(_ -> null);
  }

  @Override
  String kind() {
    return "input";
  }

  // ---- the buffer

  /** Reads from the source behind what is there; false at the end. A cancel leaves the buffer as it is. */
  private Promise<Boolean> fill() throws Exception {
    makeRoom();
    Promise<Integer> read = source.read(buffer, end, buffer.length - end);
    reading = read;
    return read.tryBind(this::filled, error -> isClosed() ? closed() : Promise.failed(error));
  }

  private Promise<Boolean> filled(int count) {
    reading = null;
    end += count;
    return Promise.of(count > 0);
  }

  private void makeRoom() {
    if (start == end) {
      start = 0;
      end = 0;
      buffer = buffer.length > BUFFER_SIZE ? NOTHING : buffer; // what a long line took is not kept
    }
    if (end < buffer.length) {
      return;
    }
    int size = end - start;
    byte[] roomy =
        size <= buffer.length / 2 && buffer.length > 0
            ? buffer
            : new byte[Math.max(BUFFER_SIZE, size * 2)];
    System.arraycopy(buffer, start, roomy, 0, size);
    buffer = roomy;
    start = 0;
    end = size;
  }

  private String decode(int from, int length, Charset charset) throws CharacterCodingException {
    String text = new String(buffer, from, length, charset);
    if (text.indexOf('\uFFFD') >= 0) {
      // Bytes that are not of the charset, or the character itself: the strict decoder tells.
      return charset.newDecoder().decode(ByteBuffer.wrap(buffer, from, length)).toString();
    }
    return text;
  }
}
