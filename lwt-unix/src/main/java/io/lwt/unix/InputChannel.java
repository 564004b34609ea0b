package io.lwt.unix;

import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.LwtStream;
import io.lwt.Promise;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A buffered source of bytes: Lwt's {@code input_channel}.
 *
 * <p>One operation runs at a time; others wait their turn. {@link #atomically} makes one of several. An operation that
 * is cancelled or fails leaves the bytes it has read so far in the channel: the next operation gets them. A read of a
 * file or of a function that is under way goes on, and what it gives is for the next operation too. {@link #close} does
 * not wait: it rejects the operation under way.
 *
 * <p>Operations on a closed channel are rejected with {@link ChannelClosedException}; all are rejected with the
 * source's error ({@link UnixException} for descriptors). Bad bounds and counts throw at once.
 *
 * <p>A channel buffers 8192 bytes, of files 65536, or what a line needs that is longer. While nothing is in the buffer
 * of a stream it takes no memory.
 */
public final class InputChannel extends Channel {
  private final InputBuffer buffer;
  private final @Nullable Fd fd;
  private final @Nullable Seek seek;
  private final Callable<? extends Promise<?>> closeSource;
  private @Nullable Promise<@Nullable Void> closing;

  /** Where the bytes come from. */
  @FunctionalInterface
  public interface Source {
    /**
     * Reads at least one byte and at most {@code length} into the array; a promise of how many, 0 at the end. The
     * channel asks for one read at a time, and cancels it when it is closed.
     */
    Promise<Integer> read(byte[] buffer, int offset, int length) throws Exception;
  }

  private InputChannel(
      InputBuffer buffer,
      EventLoop loop,
      @Nullable Fd fd,
      @Nullable Seek seek,
      Callable<? extends Promise<?>> closeSource) {
    super(loop, null);
    this.buffer = buffer;
    this.fd = fd;
    this.seek = seek;
    this.closeSource = closeSource;
  }

  /** A channel for one operation of another. */
  private InputChannel(InputChannel whole) {
    super(whole.loop(), whole);
    buffer = whole.buffer;
    fd = whole.fd;
    seek = whole.seek;
    closeSource = whole.closeSource;
  }

  /**
   * A channel that reads from a descriptor, and closes it. Lwt's {@code of_fd ~mode:input}.
   *
   * <p>Of a file, its {@link #position} begins where the descriptor stands.
   */
  public static InputChannel of(Fd fd) {
    return of(fd, fd::close);
  }

  /** As {@link #of(Fd)}, closed by a function, which is called once: when others use the descriptor too. */
  public static InputChannel of(Fd fd, Callable<? extends Promise<?>> close) {
    Objects.requireNonNull(close, "close");
    EventLoop loop = fd.descriptor().loop();
    loop.checkThread("InputChannel.of");
    boolean blocks = fd.descriptor().blocks();
    int size = blocks ? ChannelBuffers.LARGE_SIZE : ChannelBuffers.SIZE;
    var buffer = new InputBuffer(loop, fd::read, fd, size, fd.descriptor().place());
    return new InputChannel(buffer, loop, fd, fd::lseek, close);
  }

  /**
   * A channel that reads by a function, and ends with another one, which is called once. Lwt's
   * {@code make ~mode:input}.
   */
  public static InputChannel of(Source source, Callable<? extends Promise<?>> close) {
    return of(source, null, Objects.requireNonNull(close, "close"));
  }

  /** As {@link #of(Source, Callable)}, of a source that has places. Lwt's {@code make ~seek ~mode:input}. */
  public static InputChannel of(
      Source source, @Nullable Seek seek, Callable<? extends Promise<?>> close) {
    Objects.requireNonNull(source, "source");
    Objects.requireNonNull(close, "close");
    EventLoop loop = EventLoop.current();
    var buffer = new InputBuffer(loop, source, null, ChannelBuffers.SIZE, 0);
    return new InputChannel(buffer, loop, null, seek, close);
  }

  /** A channel that reads memory, from its beginning to its end. Lwt's {@code of_bytes ~mode:input}. */
  public static InputChannel of(MemorySegment memory) {
    var source = new MemoryChannel(memory);
    return of(source::read, source::seek, Promise::unit);
  }

  /** A channel that reads an array: {@link #of(MemorySegment)}. */
  public static InputChannel of(byte[] bytes) {
    return of(MemorySegment.ofArray(bytes));
  }

  @Override
  public Optional<Fd> fd() {
    return Optional.ofNullable(fd);
  }

  // ---- bytes

  /** The next byte. Rejected with EOFException at the end. Lwt's {@code read_char}. */
  public Promise<Byte> readByte() {
    return exactly("readByte", 1, from -> buffer.bytes()[from]);
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
    return some("read", () -> take(Math.min(max, buffer.count())));
  }

  /** As {@link #read(byte[], int, int)}, as much as fits into the array. */
  public Promise<Integer> read(byte[] to) {
    return read(to, 0, to.length);
  }

  /**
   * Reads at least one byte and at most {@code length}, without waiting for more than one read of the source. A promise
   * of how many; 0 at the end, and if {@code length} is 0. A cancelled read takes none. Lwt's {@code read_into}.
   *
   * @throws IndexOutOfBoundsException if the array is shorter
   */
  public Promise<Integer> read(byte[] to, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, to.length);
    if (buffer.isPassedBy(length)) {
      return inTurn("read", () -> buffer.pass(to, offset, length));
    }
    return length == 0
        ? inTurn("read", () -> Promise.of(0))
        : some("read", () -> buffer.takeInto(to, offset, length));
  }

  /** As {@link #read(byte[], int, int)}, into a segment. Lwt's {@code read_into_bigstring}. */
  public Promise<Integer> read(MemorySegment to) {
    if (to.isReadOnly()) {
      throw new IllegalArgumentException("the segment is read-only: " + to);
    }
    return to.byteSize() == 0
        ? inTurn("read", () -> Promise.of(0))
        : inTurn("read", () -> readSome(to));
  }

  private Promise<Integer> readSome(MemorySegment to) {
    if (buffer.count() > 0) {
      return Promise.of(takeInto(to));
    }
    return buffer.isPassedBy(to.byteSize())
        ? buffer.pass(to)
        : buffer.fill().map(_ -> takeInto(to));
  }

  private int takeInto(MemorySegment to) {
    int count = (int) Math.min(buffer.count(), to.byteSize());
    MemorySegment.copy(buffer.bytes(), buffer.start(), to, ValueLayout.JAVA_BYTE, 0, count);
    buffer.take(count);
    return count;
  }

  /** As {@link #readFully(byte[], int, int)}, the whole array. */
  public Promise<@Nullable Void> readFully(byte[] to) {
    return readFully(to, 0, to.length);
  }

  /**
   * Reads just so many bytes. Rejected with EOFException if the end comes before. Then, and if it fails or is
   * cancelled, what it has read is the channel's again, although it may have changed the array. Lwt's
   * {@code read_into_exactly}.
   *
   * @throws IndexOutOfBoundsException if the array is shorter
   */
  public Promise<@Nullable Void> readFully(byte[] to, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, to.length);
    return inTurn("readFully", () -> new FullRead(buffer, to, offset, length).rest());
  }

  /** Just so many bytes: as {@link #readFully(byte[], int, int)}. */
  public Promise<byte[]> readExactly(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("readExactly: a negative count: " + count);
    }
    if (count <= buffer.size()) {
      return exactly(
          "readExactly", count, from -> Arrays.copyOfRange(buffer.bytes(), from, from + count));
    }
    return inTurn(
        "readExactly",
        () ->
            Promise.of(new byte[count])
                .bind(to -> new FullRead(buffer, to, 0, count).rest().map(_ -> to)));
  }

  /** Everything up to the end. Lwt's {@code read} without a count. */
  public Promise<byte[]> readAll() {
    return inTurn("readAll", () -> fillToEnd().map(_ -> take(buffer.count())));
  }

  private Promise<@Nullable Void> fillToEnd() {
    return buffer.fill().bind(more -> more ? fillToEnd() : Promise.unit());
  }

  /** A stream of the bytes. Ends with the channel, which it does not close. Lwt's {@code read_chars}. */
  public LwtStream<Byte> bytes() {
    return LwtStream.from(
        () -> some("bytes", () -> buffer.count() == 0 ? Optional.empty() : Optional.of(takeOne())));
  }

  private byte takeOne() {
    byte next = buffer.bytes()[buffer.start()];
    buffer.take(1);
    return next;
  }

  /** A stream of arrays, of what there is each time and at most so many bytes. Does not close the channel. */
  public LwtStream<byte[]> blocks(int max) {
    return LwtStream.from(
        () -> read(max).map(block -> block.length == 0 ? Optional.empty() : Optional.of(block)));
  }

  private byte[] take(int count) {
    byte[] taken = Arrays.copyOfRange(buffer.bytes(), buffer.start(), buffer.start() + count);
    buffer.take(count);
    return taken;
  }

  /** Does something with what is in the buffer; reads into it before, if nothing is. */
  private <T> Promise<T> some(String operation, Callable<T> taken) {
    if (buffer.count() > 0 && isIdle(operation)) {
      return Promise.wrap(taken);
    }
    return inTurn(
        operation,
        () -> buffer.count() > 0 ? Promise.wrap(taken) : buffer.fill().map(_ -> taken.call()));
  }

  /** Gives something of just so many bytes, which begin at the index that the function gets, and takes them. */
  private <T> Promise<T> exactly(String operation, int count, IntFunction<T> value) {
    if (buffer.count() >= count && isIdle(operation)) {
      return Promise.of(valueOf(count, value));
    }
    return inTurn(operation, () -> buffer.await(count).map(_ -> valueOf(count, value)));
  }

  private <T> T valueOf(int count, IntFunction<T> value) {
    T result = value.apply(buffer.start());
    buffer.take(count);
    return result;
  }

  // ---- numbers

  /** A number of two bytes, with a sign. Rejected with EOFException; the bytes stay. Lwt's {@code read_int16}. */
  public Promise<Short> readShort(ByteOrder order) {
    return number("readShort", Short.BYTES, order, bits -> (short) bits);
  }

  /** A number of four bytes: as {@link #readShort}. Lwt's {@code read_int} and {@code read_int32}. */
  public Promise<Integer> readInt(ByteOrder order) {
    return number("readInt", Integer.BYTES, order, bits -> (int) bits);
  }

  /** A number of eight bytes: as {@link #readShort}. Lwt's {@code read_int64}. */
  public Promise<Long> readLong(ByteOrder order) {
    return number("readLong", Long.BYTES, order, bits -> bits);
  }

  /** A number of four bytes in IEEE 754: as {@link #readShort}. Lwt's {@code read_float32}. */
  public Promise<Float> readFloat(ByteOrder order) {
    return number("readFloat", Float.BYTES, order, bits -> Float.intBitsToFloat((int) bits));
  }

  /** A number of eight bytes in IEEE 754: as {@link #readShort}. Lwt's {@code read_float64}. */
  public Promise<Double> readDouble(ByteOrder order) {
    return number("readDouble", Double.BYTES, order, Double::longBitsToDouble);
  }

  private interface OfBits<T> {
    T number(long bits);
  }

  private <T> Promise<T> number(String operation, int size, ByteOrder order, OfBits<T> conversion) {
    Objects.requireNonNull(order, "order");
    return exactly(
        operation,
        size,
        from -> conversion.number(ByteArrays.get(buffer.bytes(), from, size, order)));
  }

  // ---- text

  /**
   * The next line, without its {@code \n} or {@code \r\n}, decoded as UTF-8; empty at the end. The last line need not
   * end with a newline. Lwt's {@code read_line_opt}.
   *
   * <p>Rejected with {@link CharacterCodingException} if the line is not UTF-8; the line is then taken. There is no
   * limit to a line's length: for lines of somebody else, {@link #readLine(int)} has one.
   */
  public Promise<Optional<String>> readLine() {
    return readLine(Integer.MAX_VALUE, StandardCharsets.UTF_8);
  }

  /** As {@link #readLine()}, at most so many bytes: {@link #readLine(int, Charset)}. */
  public Promise<Optional<String>> readLine(int limit) {
    return readLine(limit, StandardCharsets.UTF_8);
  }

  /**
   * As {@link #readLine()}, of another charset, at most so many bytes without the newline.
   *
   * <p>A line that is longer is left in the channel: the promise is rejected with {@link LineTooLongException}.
   *
   * @throws IllegalArgumentException if the limit is not positive, or if a newline is not the byte 10 in the charset,
   *     as in UTF-16; {@link #text} reads those
   */
  public Promise<Optional<String>> readLine(int limit, Charset charset) {
    checkLimit(limit);
    if (charset != StandardCharsets.UTF_8) {
      checkNewline(charset);
    }
    if (buffer.count() > 0 && isIdle("readLine")) {
      int newline = LineRead.newline(buffer, 0);
      if (newline >= 0 && newline - buffer.start() <= limit) {
        return Promise.wrap(() -> Optional.of(LineRead.takeLine(buffer, newline, charset)));
      }
    }
    return inTurn("readLine", () -> new LineRead(buffer, limit, charset).rest(0));
  }

  private static void checkLimit(int limit) {
    if (limit <= 0) {
      throw new IllegalArgumentException("readLine: the limit must be positive: " + limit);
    }
  }

  private static void checkNewline(Charset charset) {
    if (!charset.canEncode()
        || !Arrays.equals("\n".getBytes(charset), new byte[] {LineRead.NEWLINE})) {
      throw new IllegalArgumentException("readLine: a newline is not the byte 10 in " + charset);
    }
  }

  /** A stream of the lines; ends with the channel, which it does not close. Lwt's {@code read_lines}. */
  public LwtStream<String> lines() {
    return lines(Integer.MAX_VALUE, StandardCharsets.UTF_8);
  }

  /** As {@link #lines()}, each read by {@link #readLine(int, Charset)}. */
  public LwtStream<String> lines(int limit, Charset charset) {
    checkLimit(limit);
    checkNewline(charset);
    return LwtStream.from(() -> readLine(limit, charset));
  }

  /**
   * Everything up to the end, decoded. Lwt's {@code read} without a count.
   *
   * <p>Rejected with {@link CharacterCodingException} if the bytes are not of the charset; they are then taken.
   */
  public Promise<String> readAll(Charset charset) {
    Objects.requireNonNull(charset, "charset");
    return inTurn(
        "readAll", () -> fillToEnd().map(_ -> LineRead.takeText(buffer, buffer.count(), charset)));
  }

  /**
   * A stream of pieces of text as it comes, of any charset: never a part of a character, or of a surrogate pair. Ends
   * with the channel, which it does not close.
   *
   * <p>Bytes that are not of the charset reject one element with {@link CharacterCodingException}, after the text
   * before them; they are taken then, and the stream goes on behind them. So does the beginning of a character at the
   * end.
   */
  public LwtStream<String> text(Charset charset) {
    var decoder = new TextDecoder(charset.newDecoder());
    return LwtStream.from(() -> inTurn("text", () -> decoder.next(buffer)));
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
      Fn<? super InputChannel, ? extends Promise<? extends T>> f) {
    Objects.requireNonNull(f, "f");
    return inTurn("atomically", () -> Channel.<InputChannel, T>during(new InputChannel(this), f));
  }

  /**
   * Lets a function read in the buffer itself: {@link BufferAccess}. Lwt's {@code direct_access} and {@code block}.
   *
   * <p>Resolved as the promise of {@code f}, to which a cancel goes. Rejected with EOFException if there are fewer
   * bytes, which stay.
   *
   * @param least how many bytes there have to be in the buffer before the function is called
   * @throws IllegalArgumentException if that is negative
   */
  public <T extends @Nullable Object> Promise<T> withBuffer(
      int least, Fn<? super BufferAccess, ? extends Promise<? extends T>> f) {
    if (least < 0) {
      throw new IllegalArgumentException("withBuffer: a negative count: " + least);
    }
    Objects.requireNonNull(f, "f");
    return inTurn("withBuffer", () -> buffer.await(least).bind(_ -> access(f)));
  }

  private <T extends @Nullable Object> Promise<T> access(
      Fn<? super BufferAccess, ? extends Promise<? extends T>> f) throws Exception {
    var access =
        new BufferAccess(
            new BufferAccess.Side() {
              @Override
              public ByteBuffer view() {
                return ByteBuffer.wrap(buffer.bytes(), buffer.start(), buffer.count())
                    .slice()
                    .asReadOnlyBuffer();
              }

              @Override
              public void moved(int count) {
                buffer.take(count);
              }

              @Override
              public Promise<Integer> perform() {
                int before = buffer.count();
                return buffer.fill().map(_ -> buffer.count() - before);
              }
            });
    return access.during(f);
  }

  /**
   * Writes everything up to the end to another channel, which is not closed. A promise of how many bytes. Neither
   * channel does anything else meanwhile. From a file to a stream or another file, the system copies. Beyond Lwt.
   *
   * <p>If it fails or is cancelled, what was read and not written stays in this channel, but for a copy that the system
   * was making: {@link LwtUnix#sendfile}.
   */
  public Promise<Long> transferTo(OutputChannel out) {
    Objects.requireNonNull(out, "out");
    return inTurn("transferTo", () -> out.receive(buffer, fd));
  }

  // ---- places

  /** Where the next byte to be read is: how many came before it, or lseek(2)'s offset. Lwt's {@code position}. */
  public long position() {
    return buffer.position();
  }

  /**
   * Moves to a place, in bytes from the beginning; inside of the buffer if possible. Lwt's {@code set_position}.
   *
   * <p>Rejected with UnsupportedOperationException if the source has no places, with ESPIPE if it is a pipe or a
   * socket. A cancel leaves it open where it is.
   *
   * @throws IllegalArgumentException if the place is negative
   */
  public Promise<@Nullable Void> seek(long place) {
    if (place < 0) {
      throw new IllegalArgumentException("seek: a place before the beginning: " + place);
    }
    return inTurn("seek", () -> buffer.settle().bind(_ -> moveTo(place)));
  }

  private Promise<@Nullable Void> moveTo(long place) {
    long distance = place - buffer.position();
    if (distance >= 0 && distance <= buffer.count()) {
      buffer.take((int) distance);
      return Promise.unit();
    }
    return moveTo(seek, place)
        .map(
            _ -> {
              buffer.moved(place);
              return null;
            });
  }

  /** How many bytes there are from the beginning to the end. Rejected as {@link #seek}. Lwt's {@code length}. */
  public Promise<Long> length() {
    return inTurn(
        "length",
        () -> buffer.settle().bind(_ -> length(seek, buffer.position() + buffer.count())));
  }

  // ---- the buffer

  /** How many bytes can be read without asking the source. Lwt's {@code buffered}. */
  public int buffered() {
    return buffer.count();
  }

  /** How many bytes are read ahead. Lwt's {@code buffer_size}. */
  public int bufferSize() {
    return buffer.size();
  }

  /**
   * Changes how many bytes are read ahead. Rejected with IllegalStateException if more are waiting to be read. Lwt's
   * {@code resize_buffer}.
   *
   * @throws IllegalArgumentException if it is less than 16
   */
  public Promise<@Nullable Void> resizeBuffer(int size) {
    OutputBuffer.checkSize(size);
    return inTurn(
        "resizeBuffer",
        () -> {
          if (buffer.count() > size) {
            throw new IllegalStateException(
                "resizeBuffer: " + buffer.count() + " bytes are waiting to be read");
          }
          buffer.resize(size);
          return Promise.unit();
        });
  }

  // ---- closing

  @Override
  boolean isClosing() {
    return closing != null;
  }

  /** Gives up the operation under way, and closes the source. */
  @Override
  Promise<@Nullable Void> startClosing() {
    if (closing == null) {
      buffer.close();
      Promise<?> closed = Lwt.apply(closeSource);
      closing = closed.<@Nullable Void>map(_ -> null).noCancel();
    }
    return closing;
  }

  @Override
  Promise<@Nullable Void> startAborting() {
    return startClosing();
  }

  @Override
  boolean isCut() {
    return buffer.isClosed();
  }

  @Override
  String kind() {
    return "input";
  }
}
