package io.lwt.unix;

import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.LwtStream;
import io.lwt.Promise;
import io.lwt.Resolver;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A buffered sink of bytes: Lwt's {@code output_channel}.
 *
 * <p>What is written is gathered and goes out when the buffer is full, by {@link #flush}, by {@link #close}, and by
 * itself at the end of the loop's lap. Nothing is lost silently: if going out by itself fails, the next operation is
 * rejected with the error; a failed flush makes {@code close} reject. What could not be written stays in the buffer. At
 * the end of the JVM what is left is written, as by a hook of {@link LwtMain#atExit} that is called after the others;
 * what cannot be written in time is reported.
 *
 * <p>One operation runs at a time; others wait their turn, {@code close} too. {@link #atomically} makes one of several.
 * Operations on a closed channel are rejected with {@link ChannelClosedException}; all with the sink's error
 * ({@link UnixException} for descriptors). A cancel of an operation that waits its turn undoes it; later it may have
 * written some of its bytes. Bad bounds throw at once.
 *
 * <p>A channel buffers 8192 bytes, of files 65536, and takes no memory while it has nothing to write. To a stream, what
 * is larger goes past the buffer.
 */
public final class OutputChannel extends Channel {
  private static final byte[] NEWLINE = {'\n'};

  private final OutputBuffer buffer;
  private final @Nullable Fd fd;
  private final @Nullable Seek seek;
  private final Callable<? extends Promise<?>> closeSink;
  private @Nullable Closing closing;

  /** Where the bytes go. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Writes at least one byte and at most {@code length} from the array, which is not empty; a promise of how many.
     * The channel asks for one write at a time, and cancels it when it is aborted.
     */
    Promise<Integer> write(byte[] buffer, int offset, int length) throws Exception;
  }

  private OutputChannel(
      OutputBuffer buffer,
      EventLoop loop,
      @Nullable Seek seek,
      Callable<? extends Promise<?>> closeSink) {
    super(loop, null);
    this.buffer = buffer;
    this.fd = buffer.fd();
    this.seek = seek;
    this.closeSink = closeSink;
  }

  /** A channel for one operation of another. */
  private OutputChannel(OutputChannel whole) {
    super(whole.loop(), whole);
    buffer = whole.buffer;
    fd = whole.fd;
    seek = whole.seek;
    closeSink = whole.closeSink;
  }

  /**
   * A channel that writes to a descriptor, and closes it. Lwt's {@code of_fd ~mode:output}.
   *
   * <p>Of a file, its {@link #position} begins where the descriptor stands.
   */
  public static OutputChannel of(Fd fd) {
    return of(fd, fd::close);
  }

  /** As {@link #of(Fd)}, closed by a function, which is called once: when others use the descriptor too. */
  public static OutputChannel of(Fd fd, Callable<? extends Promise<?>> close) {
    Objects.requireNonNull(close, "close");
    EventLoop loop = fd.descriptor().loop();
    loop.checkThread("OutputChannel.of");
    int size = fd.descriptor().blocks() ? ChannelBuffers.LARGE_SIZE : ChannelBuffers.SIZE;
    var buffer = new OutputBuffer(loop, fd::write, fd, size, fd.descriptor().place());
    return new OutputChannel(buffer, loop, fd::lseek, close);
  }

  /**
   * A channel that writes by a function, and ends with another one, which is called once. Lwt's
   * {@code make ~mode:output}.
   */
  public static OutputChannel of(Sink sink, Callable<? extends Promise<?>> close) {
    return of(sink, null, close);
  }

  /** As {@link #of(Sink, Callable)}, of a sink that has places. Lwt's {@code make ~seek ~mode:output}. */
  public static OutputChannel of(
      Sink sink, @Nullable Seek seek, Callable<? extends Promise<?>> close) {
    Objects.requireNonNull(sink, "sink");
    Objects.requireNonNull(close, "close");
    EventLoop loop = EventLoop.current();
    var buffer = new OutputBuffer(loop, sink, null, ChannelBuffers.SIZE, 0);
    return new OutputChannel(buffer, loop, seek, close);
  }

  /**
   * A channel that writes to memory, from its beginning on; what is flushed is there. Writing out what does not fit is
   * rejected with IOException. Lwt's {@code of_bytes ~mode:output}.
   */
  public static OutputChannel of(MemorySegment memory) {
    var sink = new MemoryChannel(memory);
    return of(sink::write, sink::seek, Promise::unit);
  }

  /** A channel that writes to an array: {@link #of(MemorySegment)}. */
  public static OutputChannel of(byte[] bytes) {
    return of(MemorySegment.ofArray(bytes));
  }

  @Override
  public Optional<Fd> fd() {
    return Optional.ofNullable(fd);
  }

  // ---- bytes

  /** Writes one byte: the low eight bits. Lwt's {@code write_char}. */
  public Promise<@Nullable Void> writeByte(int value) {
    return number("writeByte", Byte.BYTES, ByteOrder.BIG_ENDIAN, value);
  }

  /** Writes all bytes: {@link #write(byte[], int, int)}. */
  public Promise<@Nullable Void> write(byte[] bytes) {
    return write(bytes, 0, bytes.length);
  }

  /**
   * Writes some bytes of an array, all of them, which must not be changed until the promise is resolved. Fulfilled when
   * they are in the buffer or have gone out. Lwt's {@code write_from_exactly}.
   *
   * @throws IndexOutOfBoundsException if the array has no such bytes
   */
  public Promise<@Nullable Void> write(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (buffer.takesAtOnce(length) && isIdle("write")) {
      buffer.put(bytes, offset, length);
      return Promise.unit();
    }
    return inTurn("write", () -> buffer.putAll(bytes, offset, length));
  }

  /**
   * Writes a segment: as {@link #write(byte[], int, int)}. A large native one goes to a stream as it is. Lwt's
   * {@code write_from_exactly_bigstring}.
   */
  public Promise<@Nullable Void> write(MemorySegment bytes) {
    Objects.requireNonNull(bytes, "bytes");
    return inTurn("write", () -> buffer.putAll(bytes));
  }

  /** Writes each element of a stream, up to its end or its error. Lwt's {@code write_chars}. */
  public Promise<@Nullable Void> writeBytes(LwtStream<Byte> bytes) {
    return bytes.iterS(this::writeByte);
  }

  /** Writes each element of a stream, up to its end or its error. */
  public Promise<@Nullable Void> writeBlocks(LwtStream<byte[]> blocks) {
    return blocks.iterS(this::write);
  }

  // ---- numbers

  /** Writes the low two bytes of a number. Lwt's {@code write_int16}. */
  public Promise<@Nullable Void> writeShort(int number, ByteOrder order) {
    return number("writeShort", Short.BYTES, order, number);
  }

  /** Writes a number as four bytes. Lwt's {@code write_int} and {@code write_int32}. */
  public Promise<@Nullable Void> writeInt(int number, ByteOrder order) {
    return number("writeInt", Integer.BYTES, order, number);
  }

  /** Writes a number as eight bytes. Lwt's {@code write_int64}. */
  public Promise<@Nullable Void> writeLong(long number, ByteOrder order) {
    return number("writeLong", Long.BYTES, order, number);
  }

  /** Writes a number in IEEE 754 as four bytes. Lwt's {@code write_float32}. */
  public Promise<@Nullable Void> writeFloat(float number, ByteOrder order) {
    return number("writeFloat", Float.BYTES, order, Float.floatToRawIntBits(number));
  }

  /** Writes a number in IEEE 754 as eight bytes. Lwt's {@code write_float64}. */
  public Promise<@Nullable Void> writeDouble(double number, ByteOrder order) {
    return number("writeDouble", Double.BYTES, order, Double.doubleToRawLongBits(number));
  }

  private Promise<@Nullable Void> number(String operation, int size, ByteOrder order, long number) {
    Objects.requireNonNull(order, "order");
    if (buffer.takesAtOnce(size) && isIdle(operation)) {
      put(size, order, number);
      return Promise.unit();
    }
    return inTurn(
        operation,
        () -> {
          byte[] bytes = new byte[size];
          ByteArrays.put(bytes, 0, size, order, number);
          return buffer.putAll(bytes, 0, size);
        });
  }

  private void put(int size, ByteOrder order, long number) {
    ByteArrays.put(buffer.room(size), buffer.count(), size, order, number);
    buffer.added(size);
  }

  // ---- text

  /** Writes a text in UTF-8: {@link #write(byte[], int, int)}. Lwt's {@code write}. */
  public Promise<@Nullable Void> write(String text) {
    return write(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Writes a text in a charset; characters that it does not have become its replacement, such as {@code ?}.
   */
  public Promise<@Nullable Void> write(String text, Charset charset) {
    return write(text.getBytes(charset));
  }

  /** Writes a text in UTF-8 and a newline, with nothing between. Lwt's {@code write_line}. */
  public Promise<@Nullable Void> writeLine(String line) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    if (buffer.takesAtOnce(bytes.length + 1) && isIdle("writeLine")) {
      buffer.put(bytes, 0, bytes.length);
      buffer.put(NEWLINE, 0, 1);
      return Promise.unit();
    }
    return inTurn(
        "writeLine",
        () -> buffer.putAll(bytes, 0, bytes.length).bind(_ -> buffer.putAll(NEWLINE, 0, 1)));
  }

  /** Writes each element of a stream as a line, up to its end or its error. Lwt's {@code write_lines}. */
  public Promise<@Nullable Void> writeLines(LwtStream<String> lines) {
    return lines.iterS(this::writeLine);
  }

  /**
   * Writes a formatted text in UTF-8: {@link String#format(Locale, String, Object...)}, with the root locale. Lwt's
   * {@code fprintf}.
   */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
  public Promise<@Nullable Void> printf(String format, Object... arguments) {
    return write(String.format(Locale.ROOT, format, arguments));
  }

  // ---- going out

  /**
   * Has everything written so far go out. Fulfilled when the sink has taken it. A cancel leaves what has not gone out
   * in the buffer. Lwt's {@code flush}.
   */
  public Promise<@Nullable Void> flush() {
    return inTurn("flush", buffer::flush);
  }

  // ---- several operations

  /**
   * Calls a function with a channel whose operations are one operation of this one: nobody else's come between. May be
   * nested. Lwt's {@code atomic}.
   *
   * <p>That channel must be used inside, and this one must not: its operations wait until the promise of {@code f} is
   * resolved. Afterwards, what is asked of that channel is rejected with IllegalStateException. Resolved as the promise
   * of {@code f}, to which a cancel goes.
   */
  public <T extends @Nullable Object> Promise<T> atomically(
      Fn<? super OutputChannel, ? extends Promise<? extends T>> f) {
    Objects.requireNonNull(f, "f");
    return inTurn("atomically", () -> Channel.<OutputChannel, T>during(new OutputChannel(this), f));
  }

  /**
   * Lets a function put bytes into the buffer itself: {@link BufferAccess}. Nothing goes out by itself meanwhile. Lwt's
   * {@code direct_access} and {@code block}.
   *
   * <p>Resolved as the promise of {@code f}, to which a cancel goes.
   *
   * @param least how much room there has to be in the buffer before the function is called
   * @throws IllegalArgumentException if that is negative or more than {@link #bufferSize}
   */
  public <T extends @Nullable Object> Promise<T> withBuffer(
      int least, Fn<? super BufferAccess, ? extends Promise<? extends T>> f) {
    if (least < 0 || least > buffer.size()) {
      throw new IllegalArgumentException(
          "withBuffer: room for " + least + " bytes in a buffer of " + buffer.size());
    }
    Objects.requireNonNull(f, "f");
    return inTurn("withBuffer", () -> withRoom(least, f));
  }

  private <T extends @Nullable Object> Promise<T> withRoom(
      int least, Fn<? super BufferAccess, ? extends Promise<? extends T>> f) {
    return buffer
        .settle()
        .bind(_ -> buffer.room() < least ? buffer.flush() : buffer.check())
        .bind(_ -> access(f));
  }

  private <T extends @Nullable Object> Promise<T> access(
      Fn<? super BufferAccess, ? extends Promise<? extends T>> f) {
    buffer.setPinned(true);
    var access =
        new BufferAccess(
            new BufferAccess.Side() {
              @Override
              public ByteBuffer view() {
                int room = buffer.room();
                return ByteBuffer.wrap(buffer.room(room), buffer.count(), room).slice();
              }

              @Override
              public void moved(int count) {
                if (count > 0) {
                  buffer.added(count);
                }
              }

              @Override
              public Promise<Integer> perform() {
                int count = buffer.count();
                return buffer.flush().map(_ -> count);
              }
            });
    return access
        .<T>during(f)
        .finalizing(
            () -> {
              buffer.setPinned(false);
              return Promise.unit();
            });
  }

  /** {@link InputChannel#transferTo}. */
  Promise<Long> receive(InputBuffer from, @Nullable Fd fromFd) {
    return inTurn("transferTo", () -> new ChannelTransfer(from, fromFd, buffer).run());
  }

  // ---- places

  /** Where the next byte will be: how many came before it, or lseek(2)'s offset. Lwt's {@code position}. */
  public long position() {
    return buffer.position();
  }

  /**
   * Flushes, then moves to a place, in bytes from the beginning. Lwt's {@code set_position}.
   *
   * <p>Rejected with what keeps the rest from being written, with UnsupportedOperationException if the sink has no
   * places, with ESPIPE if it is a pipe or a socket.
   *
   * @throws IllegalArgumentException if the place is negative
   */
  public Promise<@Nullable Void> seek(long place) {
    if (place < 0) {
      throw new IllegalArgumentException("seek: a place before the beginning: " + place);
    }
    return inTurn("seek", () -> buffer.flush().bind(_ -> moveTo(seek, place)).bind(this::moved));
  }

  private Promise<@Nullable Void> moved(long place) {
    buffer.moved(place);
    return Promise.unit();
  }

  /** Flushes, then tells how many bytes there are from the beginning to the end: as {@link #seek}. */
  public Promise<Long> length() {
    return inTurn("length", () -> buffer.flush().bind(_ -> length(seek, buffer.position())));
  }

  // ---- the buffer

  /** How many bytes have been written and not gone out. Lwt's {@code buffered}. */
  public int buffered() {
    return buffer.count();
  }

  /** How many bytes are gathered at most. Lwt's {@code buffer_size}. */
  public int bufferSize() {
    return buffer.size();
  }

  /**
   * Flushes, and changes how many bytes are gathered at most. Lwt's {@code resize_buffer}.
   *
   * @throws IllegalArgumentException if it is less than 16
   */
  public Promise<@Nullable Void> resizeBuffer(int size) {
    OutputBuffer.checkSize(size);
    return inTurn(
        "resizeBuffer",
        () ->
            buffer
                .flush()
                .bind(
                    _ -> {
                      buffer.resize(size);
                      return Promise.unit();
                    }));
  }

  // ---- closing

  @Override
  boolean isClosing() {
    return closing != null;
  }

  /** Flushes when the others are done, and closes the sink whatever comes of it. */
  @Override
  Promise<@Nullable Void> startClosing() {
    Closing begun = closing;
    if (begun == null) {
      begun = new Closing();
      closing = begun;
      afterOthers(buffer::flush).onAny(_ -> close(null), this::close);
    }
    return begun.promise();
  }

  @Override
  Promise<@Nullable Void> startAborting() {
    boolean wasClosing = closing != null;
    if (closing == null) {
      closing = new Closing();
    }
    Closing end = closing;
    int dropped = buffer.close();
    close(wasClosing && dropped > 0 ? new ChannelClosedException("output") : null);
    return end.promise();
  }

  private void close(@Nullable Throwable flushError) {
    Closing end = Objects.requireNonNull(closing);
    if (!end.isClosingSink) {
      end.isClosingSink = true;
      buffer.close();
      Lwt.apply(closeSink)
          .onAny(_ -> end.resolve(flushError), error -> end.fail(flushError, error));
    }
  }

  /** The end of a channel. */
  private static final class Closing extends Resolver<@Nullable Void> {
    boolean isClosingSink;

    void resolve(@Nullable Throwable flushError) {
      if (flushError == null) {
        fulfill(null);
      } else {
        reject(flushError);
      }
    }

    void fail(@Nullable Throwable flushError, Throwable error) {
      reject(flushError == null ? error : LwtIo.both(flushError, error));
    }

    @Override
    protected boolean isCancelable() {
      return false;
    }

    @Override
    protected String description() {
      return "the end of an output channel";
    }
  }

  @Override
  boolean isCut() {
    return buffer.isClosed();
  }

  @Override
  String kind() {
    return "output";
  }
}
