package io.lwt.unix;

import io.lwt.Promise;
import io.lwt.bindings.FileStatus;
import io.lwt.bindings.Files;
import io.lwt.bindings.Posix;
import io.lwt.unix.Transfers.ReadBuffer;
import io.lwt.unix.Transfers.ReadBytes;
import io.lwt.unix.Transfers.ReadSegment;
import io.lwt.unix.Transfers.Wait;
import io.lwt.unix.Transfers.WriteBuffer;
import io.lwt.unix.Transfers.WriteBytes;
import io.lwt.unix.Transfers.WriteSegment;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor: a file, a pipe's end, or a {@link Socket}. Corresponds to {@code Lwt_unix.file_descr}.
 *
 * <p>It is close-on-exec and, unless it is a file, non-blocking. It belongs to the {@link EventLoop} of the thread that
 * made it; used on another thread it throws {@link IllegalStateException}.
 *
 * <p><b>Reads and writes.</b> An operation is tried at once, and is done when its method returns if nothing has to be
 * waited for. Otherwise it waits: reads in the order in which they came, and so do writes. It may move fewer bytes than
 * it was asked to. The caller's memory must be left alone until the promise is resolved; it is touched only at the
 * moment of success, never after a cancel. A cancelled operation that waited has moved nothing.
 *
 * <p><b>Files.</b> Regular files, directories, disks, and devices that the system cannot tell the readiness of, may
 * block at any time. Their reads and writes are made on workers of {@link Jobs#files}, as are the calls about a file.
 * There is one at a time, in the order in which they came, and it moves at most 64 KiB. A cancel of one that waits for
 * its turn takes it away. A cancel of one that is under way rejects the promise, but the call goes on: a read then has
 * moved on in the file, and a write may have been made. {@link #close} rejects these too, and waits for the call.
 *
 * <p><b>Errors.</b> A promise is rejected with {@link UnixException}; with EBADF once the descriptor is closed. Bad
 * bounds and memory that cannot be written to throw at once.
 */
public sealed class Fd permits Socket {
  private final Descriptor descriptor;

  Fd(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  final Descriptor descriptor() {
    return descriptor;
  }

  /** Reads into a whole array: {@link #read(byte[], int, int)}. */
  public final Promise<Integer> read(byte[] to) {
    return read(to, 0, to.length);
  }

  /**
   * Reads up to {@code length} bytes: read(2), {@code Lwt_unix.read}.
   *
   * <p>The promise is fulfilled with the number of bytes, which is 0 at the end of the stream (and if {@code length} is
   * 0). A cancel rejects it, unless it has been fulfilled; no byte is taken then.
   *
   * @throws IndexOutOfBoundsException if the array is shorter
   */
  public final Promise<Integer> read(byte[] to, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, to.length);
    if (descriptor.isFile()) {
      return readFile(MemorySegment.ofArray(to).asSlice(offset, length), null);
    }
    long count = mayTry("read", reads()) ? descriptor.read(to, offset, length) : Calls.AGAIN;
    return count == Calls.AGAIN && length > 0
        ? reads().start(new ReadBytes(descriptor, to, offset, length))
        : result(count, "read");
  }

  /**
   * Reads what fits into a buffer, from its position to its limit, and moves the position: read(2).
   *
   * <p>As {@link #read(byte[], int, int)}. A direct buffer is the faster one for large amounts.
   *
   * @throws ReadOnlyBufferException if the buffer is read-only
   */
  public final Promise<Integer> read(ByteBuffer to) {
    if (to.isReadOnly()) {
      throw new ReadOnlyBufferException();
    }
    if (descriptor.isFile()) {
      return readFile(MemorySegment.ofBuffer(to), to);
    }
    long count = mayTry("read", reads()) ? descriptor.read(to) : Calls.AGAIN;
    return count == Calls.AGAIN && to.hasRemaining()
        ? reads().start(new ReadBuffer(descriptor, to))
        : result(count, "read");
  }

  /**
   * Reads what fits into a segment: read(2), {@code Lwt_bytes.read}.
   *
   * <p>As {@link #read(byte[], int, int)}. The system writes to a native segment itself; others take a copy.
   *
   * @throws IllegalArgumentException if the segment is read-only
   */
  public final Promise<Integer> read(MemorySegment to) {
    if (to.isReadOnly()) {
      throw new IllegalArgumentException("the segment is read-only: " + to);
    }
    if (descriptor.isFile()) {
      return readFile(to, null);
    }
    long count = mayTry("read", reads()) ? descriptor.read(to) : Calls.AGAIN;
    return count == Calls.AGAIN && to.byteSize() > 0
        ? reads().start(new ReadSegment(descriptor, to))
        : result(count, "read");
  }

  private Promise<Integer> readFile(MemorySegment to, @Nullable ByteBuffer owner) {
    descriptor.loop().checkThread("read");
    return to.byteSize() == 0
        ? result(Calls.AGAIN, "read")
        : descriptor.workerCalls().start(new FileTransfers.Read(descriptor, to, owner));
  }

  /** Writes from a whole array: {@link #write(byte[], int, int)}. */
  public final Promise<Integer> write(byte[] from) {
    return write(from, 0, from.length);
  }

  /**
   * Writes up to {@code length} bytes: write(2), on sockets send(2) without SIGPIPE; {@code Lwt_unix.write}.
   *
   * <p>The promise is fulfilled with the number of bytes that were taken, which may be fewer. It is rejected with EPIPE
   * if nobody reads any more. A cancel rejects it, unless it has been fulfilled; no byte is written then.
   *
   * @throws IndexOutOfBoundsException if the array is shorter
   */
  public final Promise<Integer> write(byte[] from, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, from.length);
    if (descriptor.isFile()) {
      return writeFile(MemorySegment.ofArray(from).asSlice(offset, length), null);
    }
    long count = mayTry("write", writes()) ? descriptor.write(from, offset, length) : Calls.AGAIN;
    return count == Calls.AGAIN && length > 0
        ? writes().start(new WriteBytes(descriptor, from, offset, length))
        : result(count, "write");
  }

  /**
   * Writes from a buffer, from its position to its limit, and moves the position by what was taken: write(2).
   *
   * <p>As {@link #write(byte[], int, int)}. A direct buffer is the faster one for large amounts.
   */
  public final Promise<Integer> write(ByteBuffer from) {
    if (descriptor.isFile()) {
      return writeFile(MemorySegment.ofBuffer(from), from);
    }
    long count = mayTry("write", writes()) ? descriptor.write(from) : Calls.AGAIN;
    return count == Calls.AGAIN && from.hasRemaining()
        ? writes().start(new WriteBuffer(descriptor, from))
        : result(count, "write");
  }

  /**
   * Writes from a segment: write(2), {@code Lwt_bytes.write}.
   *
   * <p>As {@link #write(byte[], int, int)}. The system reads a native segment itself; others give a copy.
   */
  public final Promise<Integer> write(MemorySegment from) {
    if (descriptor.isFile()) {
      return writeFile(from, null);
    }
    long count = mayTry("write", writes()) ? descriptor.write(from) : Calls.AGAIN;
    return count == Calls.AGAIN && from.byteSize() > 0
        ? writes().start(new WriteSegment(descriptor, from))
        : result(count, "write");
  }

  private Promise<Integer> writeFile(MemorySegment from, @Nullable ByteBuffer owner) {
    descriptor.loop().checkThread("write");
    return from.byteSize() == 0
        ? result(Calls.AGAIN, "write")
        : descriptor.workerCalls().start(new FileTransfers.Write(descriptor, from, owner));
  }

  private OperationQueue reads() {
    return descriptor.reads();
  }

  private OperationQueue writes() {
    return descriptor.writes();
  }

  private boolean mayTry(String call, OperationQueue queue) {
    descriptor.loop().checkThread(call);
    return queue.mayTry();
  }

  /** The promise of a transfer that does not wait: one of nothing never does. */
  private Promise<Integer> result(long count, String call) {
    if (count >= 0) {
      return Promise.of((int) count);
    }
    if (count != Calls.AGAIN) {
      return Promise.failed(new UnixException((int) -count, call, descriptor.toString()));
    }
    return descriptor.isClosed() ? Promise.failed(descriptor.closedError(call)) : Promise.of(0);
  }

  /**
   * Waits until a read would not have to: {@code Lwt_unix.wait_read}. Reads that came before have their turn first;
   * somebody else who reads the same pipe or socket may be faster. A cancel rejects the promise.
   */
  public final Promise<@Nullable Void> waitRead() {
    return wait(reads(), "waitRead");
  }

  /** Waits until a write would not have to: {@code Lwt_unix.wait_write}. As {@link #waitRead}. */
  public final Promise<@Nullable Void> waitWrite() {
    return wait(writes(), "waitWrite");
  }

  /** A file is always ready, as poll(2) has it. */
  private Promise<@Nullable Void> wait(OperationQueue queue, String call) {
    descriptor.loop().checkThread(call);
    return descriptor.isFile() && !descriptor.isClosed()
        ? Promise.unit()
        : queue.start(new Wait(queue, call));
  }

  // ---- files

  /** What the system tells of the file: fstat(2), {@code Lwt_unix.fstat}. Made on a worker, in its turn. */
  public final Promise<Stat> stat() {
    FileStatus[] status = new FileStatus[1];
    return onWorker("fstat", (posix, number) -> posix.fstat(number, status))
        .map(_ -> Stat.of(status[0]));
  }

  /**
   * Moves to a place in the file: lseek(2), {@code Lwt_unix.lseek}. Made on a worker, in its turn, so that reads and
   * writes that came before are not moved.
   *
   * <p>The promise is fulfilled with where that is, in bytes from the beginning. It is rejected with ESPIPE if the
   * descriptor is a pipe or a socket, with EINVAL if the place would be before the beginning.
   */
  public final Promise<Long> lseek(long offset, SeekCommand command) {
    Objects.requireNonNull(command, "command");
    return onWorker("lseek", (posix, number) -> posix.lseek(number, offset, command.number(posix)));
  }

  /**
   * Makes the file this long, by cutting it or by adding zeros: ftruncate(2), {@code Lwt_unix.ftruncate}. Made on a
   * worker, in its turn. It does not move to another place.
   */
  public final Promise<@Nullable Void> truncate(long size) {
    return onWorker("ftruncate", (posix, number) -> posix.ftruncate(number, size)).map(_ -> null);
  }

  /**
   * Waits until what was written is on the disk: fsync(2), {@code Lwt_unix.fsync}. Made on a worker, in its turn. If it
   * is rejected with an error of the disk, some of it may be lost: a second call does not tell again.
   */
  public final Promise<@Nullable Void> sync() {
    return onWorker("fsync", Files::fsync).map(_ -> null);
  }

  /** As {@link #sync}, without what is not needed to read it, such as times: fdatasync(2). */
  public final Promise<@Nullable Void> datasync() {
    return onWorker("fdatasync", Files::fdatasync).map(_ -> null);
  }

  /**
   * Sets the file's permissions: fchmod(2), {@code Lwt_unix.fchmod}. Made on a worker, in its turn.
   *
   * @throws IllegalArgumentException if there are bits above 07777
   */
  public final Promise<@Nullable Void> chmod(int permissions) {
    PathCalls.checkPermissions(permissions);
    return onWorker("fchmod", (posix, number) -> posix.fchmod(number, permissions)).map(_ -> null);
  }

  /**
   * Sets whom the file belongs to, by the numbers of a user and a group: fchown(2), {@code Lwt_unix.fchown}. -1 leaves
   * one as it is. Made on a worker, in its turn.
   */
  public final Promise<@Nullable Void> chown(long owner, long group) {
    return onWorker("fchown", (posix, number) -> posix.fchown(number, owner, group)).map(_ -> null);
  }

  private Promise<Long> onWorker(String name, ToLongBiFunction<Posix, Integer> call) {
    return descriptor.workerCalls().run(name, call);
  }

  // ---- the end

  /**
   * Closes the descriptor: close(2), {@code Lwt_unix.close}.
   *
   * <p>What waits is rejected with EBADF before this returns, and so is what comes later. The promise is the same each
   * time; it cannot be cancelled. It is rejected if the system reports an error; the descriptor is closed all the same.
   */
  public final Promise<@Nullable Void> close() {
    descriptor.loop().checkThread("close");
    return descriptor.close();
  }

  /** Whether {@link #close} was called. */
  public final boolean isClosed() {
    return descriptor.isClosed();
  }

  /** The descriptor's number. Once it is closed, the number may be somebody else's. */
  public final int number() {
    return descriptor.number();
  }

  /** {@code fd 7}. */
  @Override
  public final String toString() {
    return descriptor.toString();
  }
}
