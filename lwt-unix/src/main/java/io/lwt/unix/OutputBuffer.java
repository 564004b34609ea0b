package io.lwt.unix;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What an output channel has to write, and the write under way, which outlives the operation that wanted it: bytes
 * leave the buffer when they are written, and only then.
 *
 * <p>A stream's write that is cancelled has written nothing, so that one is; writes to files and by functions go on. At
 * the end of each lap the loop has all buffers written that hold something: {@link UnwrittenOutput}. What goes wrong
 * then is told to the next operation.
 */
final class OutputBuffer {
  private static final int LEAST_SIZE = 16;

  private final EventLoop loop;
  private final OutputChannel.Sink sink;
  private final @Nullable Fd fd;
  private int size;

  /** The first {@link #count} bytes are to be written. */
  private byte[] bytes = ChannelBuffers.NOTHING;

  private int count;

  /** Where the sink stands: before the first of the bytes. */
  private long place;

  private @Nullable Promise<Integer> writing;

  /** Whether {@link #start} is being called. */
  private boolean starting;

  /** What an operation waits for: the write, or what becomes of it. */
  private @Nullable Promise<Integer> awaited;

  /** Of a write that nobody has heard of yet. */
  private @Nullable Throwable failure;

  /** Whether the bytes are not to be moved, since somebody is about to add some. */
  private boolean pinned;

  private boolean closed;

  // Among those that have something to write.
  @Nullable OutputBuffer previous;
  @Nullable OutputBuffer next;
  boolean isListed;

  /** Whether it is to be written at the end of the lap. */
  boolean isDue;

  OutputBuffer(EventLoop loop, OutputChannel.Sink sink, @Nullable Fd fd, int size, long place) {
    this.loop = loop;
    this.sink = sink;
    this.fd = fd;
    this.size = size;
    this.place = place;
  }

  static void checkSize(int size) {
    if (size < LEAST_SIZE) {
      throw new IllegalArgumentException(
          "a buffer has at least " + LEAST_SIZE + " bytes, not " + size);
    }
  }

  int count() {
    return count;
  }

  int size() {
    return size;
  }

  int room() {
    return size - count;
  }

  /** Where the next byte will be. */
  long position() {
    return place + count;
  }

  @Nullable Fd fd() {
    return fd;
  }

  /** The sink is at another place; nothing is in the buffer. */
  void moved(long place) {
    this.place = place;
  }

  /** Bytes have been written past the buffer. */
  void passed(long count) {
    place += count;
  }

  // ---- putting

  /** Whether so many bytes fit, and nothing has gone wrong that had to be told first. */
  boolean takesAtOnce(int length) {
    return length <= size - count && failure == null && !closed;
  }

  /** Puts bytes that fit. */
  void put(byte[] from, int offset, int length) {
    if (length > 0) {
      room(length);
      System.arraycopy(from, offset, bytes, count, length);
      added(length);
    }
  }

  void put(MemorySegment from, long offset, int length) {
    if (length > 0) {
      room(length);
      MemorySegment.copy(from, ValueLayout.JAVA_BYTE, offset, bytes, count, length);
      added(length);
    }
  }

  /** Where the next bytes go, which are so many, and fit. {@link #added} tells that they are there. */
  byte[] room(int length) {
    if (bytes.length - count < length) {
      byte[] roomy = loop.channelBuffers().take(size);
      System.arraycopy(bytes, 0, roomy, 0, count);
      replace(roomy);
    }
    return bytes;
  }

  void added(int length) {
    count += length;
    loop.unwritten().add(this);
  }

  private void replace(byte[] other) {
    if (writing == null) {
      loop.channelBuffers().giveBack(bytes);
    }
    bytes = other;
  }

  /** Puts all bytes, and writes out what does not fit. */
  Promise<@Nullable Void> putAll(byte[] from, int offset, int length) {
    return takesAtOnce(length)
        ? putLast(from, offset, length)
        : accept(from, offset, length).bind(taken -> putAll(from, offset + taken, length - taken));
  }

  private Promise<@Nullable Void> putLast(byte[] from, int offset, int length) {
    put(from, offset, length);
    return Promise.unit();
  }

  /** Puts or writes some of the bytes, which do not fit or are many: how many. */
  Promise<Integer> accept(byte[] from, int offset, int length) {
    Throwable refusal = refusal();
    if (refusal != null) {
      return Promise.failed(refusal);
    }
    if (writing != null) {
      return settle().map(_ -> 0);
    }
    if (fd != null && isStream() && length >= size) {
      return count == 0
          ? past(fd.write(from, offset, length))
          : past(fd.writev(buffered().append(from, offset, length)));
    }
    return acceptPart(Math.min(length, room()), part -> put(from, offset, part));
  }

  /** As {@link #putAll(byte[], int, int)}. */
  Promise<@Nullable Void> putAll(MemorySegment from) {
    if (from.byteSize() <= size && takesAtOnce((int) from.byteSize())) {
      put(from, 0, (int) from.byteSize());
      return Promise.unit();
    }
    return accept(from).bind(taken -> putAll(from.asSlice(taken)));
  }

  private Promise<Integer> accept(MemorySegment from) {
    Throwable refusal = refusal();
    if (refusal != null) {
      return Promise.failed(refusal);
    }
    if (writing != null) {
      return settle().map(_ -> 0);
    }
    if (fd != null && isStream() && from.byteSize() >= size) {
      return past(count == 0 ? fd.write(from) : fd.writev(buffered().append(from)));
    }
    return acceptPart((int) Math.min(from.byteSize(), room()), part -> put(from, 0, part));
  }

  private interface Put {
    void put(int length);
  }

  private Promise<Integer> acceptPart(int part, Put put) {
    put.put(part);
    return count < size ? Promise.of(part) : flush().map(_ -> part);
  }

  private IoVec buffered() {
    return new IoVec().append(bytes, 0, count);
  }

  /** A write of what is in the buffer and of bytes that are not: how many of those. */
  private Promise<Integer> past(Promise<Integer> write) {
    int inBuffer = count;
    loop.unwritten().list(this);
    begin(write);
    return write.tryBind(written -> Promise.of(Math.max(0, written - inBuffer)), this::toldOf);
  }

  // ---- writing

  boolean isClosed() {
    return closed;
  }

  /** Whether bytes can be written past the buffer, and a cancelled write has written none. */
  boolean isStream() {
    return fd != null && !fd.descriptor().blocks();
  }

  /** Writes all there is. */
  Promise<@Nullable Void> flush() {
    while (true) {
      Throwable refusal = refusal();
      if (refusal != null) {
        return Promise.failed(refusal);
      }
      if (count == 0 && writing == null) {
        return Promise.unit();
      }
      start();
      if (writing != null) {
        return settle().bind(_ -> flush());
      }
    }
  }

  /** Writes all there is, for nobody: what goes wrong is kept. */
  void flushInBackground() {
    isDue = false;
    while (count > 0 && writing == null && failure == null && !pinned && !closed) {
      start();
    }
  }

  /** Begins to write what is in the buffer, unless a write is under way. */
  private void start() {
    if (writing == null && count > 0 && !writeAtOnce()) {
      begin(Lwt.<Integer>apply((Callable<Promise<Integer>>) () -> sink.write(bytes, 0, count)));
    }
  }

  /** Writes to a stream that does not have to be waited for; false if it does. */
  private boolean writeAtOnce() {
    if (fd == null || !isStream()) {
      return false;
    }
    long length = fd.tryWrite(bytes, count);
    if (length == Calls.AGAIN) {
      return false;
    }
    if (length < 0) {
      failure = new UnixException((int) -length, "write", fd.toString());
    } else {
      starting = true;
      written((int) length);
      starting = false;
    }
    return true;
  }

  private void begin(Promise<Integer> write) {
    writing = write;
    starting = true;
    write.onAny(this::written, this::failed);
    starting = false;
  }

  private void written(int length) {
    writing = null;
    int gone = Math.min(length, count);
    if (length < 0 || (length == 0 && count > 0) || (length > count && !isStream())) {
      failure =
          new IllegalStateException(
              "the sink of a channel has written " + length + " bytes of " + count);
    } else if (!closed) {
      place += length;
      count -= gone;
      System.arraycopy(bytes, gone, bytes, 0, count);
    }
    if (count == 0) {
      empty();
    } else if (!starting) {
      flushInBackground();
    }
  }

  private void failed(Throwable error) {
    writing = null;
    if (!(error instanceof Canceled)) {
      failure = error;
    } else if (count > 0) {
      loop.unwritten().add(this);
    }
  }

  private void empty() {
    loop.unwritten().remove(this);
    replace(ChannelBuffers.NOTHING);
  }

  /** Waits for the write under way, whatever becomes of it. */
  Promise<@Nullable Void> settle() {
    Promise<Integer> write = writing;
    if (write == null) {
      return Promise.unit();
    }
    Promise<Integer> result = isStream() ? write : write.protect();
    awaited = result;
    return result.tryBind(
        _ -> Promise.unit(),
        error -> error instanceof Canceled && !closed ? Promise.failed(error) : Promise.unit());
  }

  private <T> Promise<T> toldOf(Throwable error) {
    Throwable refusal = refusal();
    return Promise.failed(refusal == null ? error : refusal);
  }

  /** Why nothing can be written, told once; null if it can. */
  private @Nullable Throwable refusal() {
    if (closed) {
      return new ChannelClosedException("output");
    }
    Throwable error = failure;
    failure = null;
    return error;
  }

  /** Fails if there is a failure to be told. */
  Promise<@Nullable Void> check() {
    Throwable refusal = refusal();
    return refusal == null ? Promise.unit() : Promise.failed(refusal);
  }

  /** Keeps the bytes where they are while somebody adds to them. */
  void setPinned(boolean pinned) {
    this.pinned = pinned;
    if (!pinned && count > 0) {
      loop.unwritten().add(this);
    }
  }

  void resize(int size) {
    this.size = size;
  }

  /** Drops what is there, and rejects the operation that waits for a write. How many bytes that were. */
  int close() {
    closed = true;
    int dropped = count;
    count = 0;
    Promise<Integer> write = writing;
    if (write != null) {
      write.cancel();
    }
    if (awaited != null) {
      awaited.cancel();
    }
    empty();
    return dropped;
  }

  /** For people. */
  @Override
  public String toString() {
    String what = count == 0 && writing != null ? "a large write" : count + " bytes";
    return fd == null ? what : what + " on " + fd;
  }
}
