package io.lwt.unix;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import java.io.EOFException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * What an input channel has read and not given yet, and the read under way, which outlives the operation that wanted
 * it: a cancelled operation takes nothing away with it.
 *
 * <p>A stream's read that is cancelled has taken nothing, so that one is; reads of files and of functions go on, and
 * what they give is for the next operation. A stream takes memory only at the moment when there is something to read.
 */
final class InputBuffer {
  private static final Promise<Boolean> MORE = Promise.of(true);
  private static final Promise<Boolean> END = Promise.of(false);

  private final EventLoop loop;
  private final InputChannel.Source source;
  private final @Nullable Fd fd;

  /** How many bytes it reads ahead. */
  private int size;

  /** The bytes between {@link #start} and {@link #end} have been read from the source and not been taken. */
  private byte[] bytes = ChannelBuffers.NOTHING;

  private int start;
  private int end;

  /** Where the source stands: behind the last one of the bytes. */
  private long place;

  private @Nullable Promise<Integer> reading;

  /** Where the read puts what it gets, from {@link #target} on. */
  private byte[] readInto = ChannelBuffers.NOTHING;

  private int target;

  /** What the operation waits for: the read, or what becomes of it. */
  private @Nullable Promise<Integer> awaited;

  /** Of a read that nobody has heard of yet. */
  private @Nullable Throwable failure;

  private boolean closed;

  InputBuffer(EventLoop loop, InputChannel.Source source, @Nullable Fd fd, int size, long place) {
    this.loop = loop;
    this.source = source;
    this.fd = fd;
    this.size = size;
    this.place = place;
  }

  // ---- the bytes

  byte[] bytes() {
    return bytes;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  int count() {
    return end - start;
  }

  int size() {
    return size;
  }

  /** Where the next byte to be taken is. */
  long position() {
    return place - count();
  }

  /** Counts bytes as taken. */
  void take(int count) {
    start += count;
  }

  /** Takes up to so many bytes. */
  int takeInto(byte[] to, int offset, int length) {
    int count = Math.min(length, count());
    System.arraycopy(bytes, start, to, offset, count);
    start += count;
    return count;
  }

  /** Puts bytes back, which were taken last or were read past the buffer. */
  void putBack(byte[] from, int offset, int length) {
    if (closed) {
      return;
    }
    if (start < length) {
      byte[] roomy = new byte[length + count()];
      System.arraycopy(bytes, start, roomy, length, count());
      end = length + count();
      start = length;
      replace(roomy);
    }
    start -= length;
    System.arraycopy(from, offset, bytes, start, length);
  }

  /** Counts bytes that were read past the buffer, which is empty. */
  void passed(long count) {
    place += count;
  }

  /** Forgets the bytes: the source is at another place. */
  void moved(long place) {
    this.place = place;
    start = 0;
    end = 0;
  }

  void resize(int size) {
    this.size = size;
    if (count() == 0) {
      release();
    }
  }

  // ---- reading

  boolean isClosed() {
    return closed;
  }

  /** Whether bytes can be read past the buffer, and a cancelled read has taken none. */
  boolean isStream() {
    return fd != null && !fd.descriptor().blocks();
  }

  /** Whether the buffer would only be in the way of so many bytes. */
  boolean isPassedBy(long length) {
    return length >= size && isStream();
  }

  /** Reads from the source, without the buffer unless there is something in it. */
  Promise<Integer> pass(byte[] to, int offset, int length) {
    return count() > 0 || fd == null
        ? Promise.of(takeInto(to, offset, length))
        : fd.read(to, offset, length).tryBind(this::passedBy, this::toldOf);
  }

  /** As {@link #pass(byte[], int, int)}, when there is nothing in the buffer. */
  Promise<Integer> pass(MemorySegment to) {
    return Objects.requireNonNull(fd).read(to).tryBind(this::passedBy, this::toldOf);
  }

  private Promise<Integer> passedBy(int count) {
    place += count;
    return Promise.of(count);
  }

  /** Waits until there are so many bytes; rejected with EOFException if there will not be. */
  Promise<@Nullable Void> await(int count) {
    if (count() >= count) {
      return Promise.unit();
    }
    reserve(count);
    return fill().bind(more -> more ? await(count) : Promise.failed(tooShort(count, count())));
  }

  static EOFException tooShort(long wanted, long there) {
    return new EOFException("the end is after " + there + " of " + wanted + " bytes");
  }

  /** Reads behind what is there; false at the end. */
  Promise<Boolean> fill() {
    Throwable refusal = refusal();
    if (refusal != null) {
      return Promise.failed(refusal);
    }
    return fd != null && isStream() ? fillFromStream(fd) : fillFromSource();
  }

  /** A cancel cancels the read, so nobody else ever waits for it. */
  private Promise<Boolean> fillFromStream(Fd fd) {
    long count = fd.tryRead(this);
    if (count == Calls.AGAIN) {
      if (start == end) {
        release();
      }
      Promise<Integer> read = fd.read(this);
      reading = read;
      return read.tryBind(this::arrivedFromStream, this::failedFromStream);
    }
    if (count < 0) {
      return Promise.failed(new UnixException((int) -count, "read", fd.toString()));
    }
    arrived((int) count);
    return count > 0 ? MORE : END;
  }

  private Promise<Boolean> arrivedFromStream(int count) {
    arrived(count);
    return told(count > 0);
  }

  private Promise<Boolean> failedFromStream(Throwable error) {
    failed(error);
    return toldOf(error);
  }

  /** A cancel leaves the read to whoever asks next. */
  private Promise<Boolean> fillFromSource() {
    Promise<Integer> read = reading;
    if (read == null) {
      read = Lwt.<Integer>apply((Callable<Promise<Integer>>) this::startReading);
      reading = read;
      read.onAny(this::arrived, this::failed);
    }
    Promise<Integer> result = read.isPending() ? read.protect() : read;
    awaited = result;
    return result.tryBind(count -> told(count > 0), this::toldOf);
  }

  private Promise<Integer> startReading() throws Exception {
    chooseTarget();
    return source.read(readInto, target, readInto.length - target);
  }

  /** Makes the system call that reads what fits. */
  long readFrom(Descriptor descriptor) {
    chooseTarget();
    long count = descriptor.read(readInto, target, readInto.length - target);
    if (count <= 0) {
      readInto = ChannelBuffers.NOTHING;
      target = 0;
      if (start == end) {
        release();
      }
    }
    return count;
  }

  private void chooseTarget() {
    makeRoom();
    readInto = bytes;
    target = end;
  }

  private void arrived(int count) {
    reading = null;
    if (count < 0 || count > readInto.length - target) {
      int asked = readInto.length - target;
      failure =
          new IllegalStateException(
              "the source of a channel has read " + count + " bytes of " + asked);
    } else if (!closed) {
      if (bytes != readInto || end != target) {
        append(readInto, target, count); // others were put back meanwhile
      } else {
        end += count;
      }
      place += count;
    }
    readInto = ChannelBuffers.NOTHING;
  }

  private void append(byte[] from, int offset, int length) {
    reserve(count() + length);
    System.arraycopy(from, offset, bytes, end, length);
    end += length;
  }

  private void failed(Throwable error) {
    reading = null;
    readInto = ChannelBuffers.NOTHING;
    if (!(error instanceof Canceled)) {
      failure = error;
    }
  }

  private Promise<Boolean> told(boolean more) {
    Throwable refusal = refusal();
    if (refusal != null) {
      return Promise.failed(refusal);
    }
    return more ? MORE : END;
  }

  private <T> Promise<T> toldOf(Throwable error) {
    Throwable refusal = refusal();
    return Promise.failed(refusal == null ? error : refusal);
  }

  /** Why there is nothing to be had, told once; null if there is. */
  private @Nullable Throwable refusal() {
    if (closed) {
      return new ChannelClosedException("input");
    }
    Throwable error = failure;
    failure = null;
    return error;
  }

  /** Gives up the read under way, and rejects the operation that waits for it. */
  void close() {
    closed = true;
    Promise<Integer> read = reading;
    if (read != null) {
      read.cancel();
    }
    if (awaited != null) {
      awaited.cancel();
    }
    release();
  }

  /** Waits for the read under way, if there is one. */
  Promise<@Nullable Void> settle() {
    return reading == null ? Promise.unit() : fill().map(_ -> null);
  }

  // ---- memory

  /** Makes room for at least one byte more, the usual size if possible. */
  private void makeRoom() {
    if (start == end) {
      start = 0;
      end = 0;
      if (bytes.length != size) {
        replace(loop.channelBuffers().take(size)); // what a long line took is not kept
      }
    } else if (end == bytes.length) {
      reserve(start > bytes.length / 2 ? count() + 1 : 2 * count());
    }
  }

  /** Makes room for so many bytes, with those that are there. */
  void reserve(int count) {
    if (bytes.length - start >= count) {
      return;
    }
    if (bytes.length >= count && bytes != readInto) {
      System.arraycopy(bytes, start, bytes, 0, count());
      end = count();
      start = 0;
    } else {
      move(loop.channelBuffers().take(Math.max(size, count)));
    }
  }

  private void move(byte[] roomy) {
    System.arraycopy(bytes, start, roomy, 0, count());
    end = count();
    start = 0;
    replace(roomy);
  }

  private void replace(byte[] other) {
    if (bytes != readInto) {
      loop.channelBuffers().giveBack(bytes);
    }
    bytes = other;
  }

  private void release() {
    start = 0;
    end = 0;
    replace(ChannelBuffers.NOTHING);
  }
}
