package io.lwt.unix;

import io.lwt.Promise;
import io.lwt.bindings.FileStatus;
import io.lwt.bindings.Files;
import io.lwt.bindings.Posix;
import io.lwt.unix.RecordLocks.Range;
import io.lwt.unix.Transfers.ReadBuffer;
import io.lwt.unix.Transfers.ReadBytes;
import io.lwt.unix.Transfers.ReadSegment;
import io.lwt.unix.Transfers.ReadToChannel;
import io.lwt.unix.Transfers.ReadVectors;
import io.lwt.unix.Transfers.Wait;
import io.lwt.unix.Transfers.WriteBuffer;
import io.lwt.unix.Transfers.WriteBytes;
import io.lwt.unix.Transfers.WriteSegment;
import io.lwt.unix.Transfers.WriteVectors;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
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
  private @Nullable Terminal terminal;

  Fd(Descriptor descriptor) {
    this.descriptor = descriptor;
    if (!descriptor.isStandard()) {
      ForgottenFd.watch(this);
    }
  }

  final Descriptor descriptor() {
    return descriptor;
  }

  /** Reads into a whole array: {@link #read(byte[], int, int)}. */
  public final Promise<Integer> read(byte[] to) {
    return read(to, 0, to.length);
  }

  /**
   * Reads up to {@code length} bytes: read(2), on sockets recv(2), which is quicker; {@code Lwt_unix.read}.
   *
   * <p>The promise is fulfilled with the number of bytes, which is 0 at the end of the stream (and if {@code length} is
   * 0). A cancel rejects it, unless it has been fulfilled; no byte is taken then.
   *
   * @throws IndexOutOfBoundsException if the array is shorter
   */
  public final Promise<Integer> read(byte[] to, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, to.length);
    if (descriptor.blocks()) {
      return readOnWorker("read", new IoVec().append(to, offset, length), null);
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
    if (descriptor.blocks()) {
      return readOnWorker("read", new IoVec().append(to), to);
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
    if (descriptor.blocks()) {
      return readOnWorker("read", new IoVec().append(to), null);
    }
    long count = mayTry("read", reads()) ? descriptor.read(to) : Calls.AGAIN;
    return count == Calls.AGAIN && to.byteSize() > 0
        ? reads().start(new ReadSegment(descriptor, to))
        : result(count, "read");
  }

  /**
   * Reads what fits into pieces of memory, one behind the other: readv(2), {@code Lwt_unix.readv}.
   *
   * <p>As {@link #read(byte[], int, int)}. The system writes to large native pieces itself; others take a copy.
   *
   * @throws IllegalArgumentException if a piece is read-only
   */
  public final Promise<Integer> readv(IoVec to) {
    to.checkWritable();
    if (descriptor.blocks()) {
      return readOnWorker("readv", to, null);
    }
    long count = mayTry("readv", reads()) ? descriptor.readv(to) : Calls.AGAIN;
    return count == Calls.AGAIN && !to.isEmpty()
        ? reads().start(new ReadVectors(descriptor, to))
        : result(count, "readv");
  }

  /** Reads what fits into a channel's buffer, if that can be done now: the count, or the error's number, negative. */
  final long tryRead(InputBuffer to) {
    return mayTry("read", reads()) ? to.readFrom(descriptor) : Calls.AGAIN;
  }

  /** Reads into a channel's buffer, which takes memory only when there is something to read. */
  final Promise<Integer> read(InputBuffer to) {
    return reads().start(new ReadToChannel(descriptor, to));
  }

  private Promise<Integer> readOnWorker(String call, IoVec to, @Nullable ByteBuffer owner) {
    descriptor.loop().checkThread(call);
    return to.isEmpty()
        ? result(Calls.AGAIN, call)
        : descriptor
            .workerReads()
            .start(new FileTransfers.Read(descriptor, call, to, FileTransfers.HERE, owner));
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
    if (descriptor.blocks()) {
      return writeOnWorker("write", new IoVec().append(from, offset, length), null);
    }
    long count = mayTry("write", writes()) ? descriptor.write(from, offset, length) : Calls.AGAIN;
    return count == Calls.AGAIN && isSomething(length)
        ? writes().start(new WriteBytes(descriptor, from, offset, length))
        : result(count, "write");
  }

  /**
   * Writes from a buffer, from its position to its limit, and moves the position by what was taken: write(2).
   *
   * <p>As {@link #write(byte[], int, int)}. A direct buffer is the faster one for large amounts.
   */
  public final Promise<Integer> write(ByteBuffer from) {
    if (descriptor.blocks()) {
      return writeOnWorker("write", new IoVec().append(from), from);
    }
    long count = mayTry("write", writes()) ? descriptor.write(from) : Calls.AGAIN;
    return count == Calls.AGAIN && isSomething(from.remaining())
        ? writes().start(new WriteBuffer(descriptor, from))
        : result(count, "write");
  }

  /**
   * Writes from a segment: write(2), {@code Lwt_bytes.write}.
   *
   * <p>As {@link #write(byte[], int, int)}. The system reads a native segment itself; others give a copy.
   */
  public final Promise<Integer> write(MemorySegment from) {
    if (descriptor.blocks()) {
      return writeOnWorker("write", new IoVec().append(from), null);
    }
    long count = mayTry("write", writes()) ? descriptor.write(from) : Calls.AGAIN;
    return count == Calls.AGAIN && isSomething(from.byteSize())
        ? writes().start(new WriteSegment(descriptor, from))
        : result(count, "write");
  }

  /**
   * Writes from pieces of memory, one behind the other: writev(2), {@code Lwt_unix.writev}.
   *
   * <p>As {@link #write(byte[], int, int)}. The system reads large native pieces itself; others give a copy.
   */
  public final Promise<Integer> writev(IoVec from) {
    if (descriptor.blocks()) {
      return writeOnWorker("writev", from, null);
    }
    long count = mayTry("writev", writes()) ? descriptor.writev(from) : Calls.AGAIN;
    return count == Calls.AGAIN && isSomething(from.byteCount())
        ? writes().start(new WriteVectors(descriptor, from))
        : result(count, "writev");
  }

  /** Writes some bytes, if that can be done now: the count, or the error's number, negative. */
  final long tryWrite(byte[] from, int length) {
    return mayTry("write", writes()) ? descriptor.write(from, 0, length) : Calls.AGAIN;
  }

  /** Whether there is anything to write in so many bytes: none may be an empty message. */
  private boolean isSomething(long length) {
    return length > 0 || descriptor.keepsMessages();
  }

  private Promise<Integer> writeOnWorker(String call, IoVec from, @Nullable ByteBuffer owner) {
    descriptor.loop().checkThread(call);
    return from.isEmpty()
        ? result(Calls.AGAIN, call)
        : descriptor
            .workerWrites()
            .start(new FileTransfers.Write(descriptor, call, from, FileTransfers.HERE, owner));
  }

  /**
   * Reads up to {@code length} bytes from a place in the file, without moving: pread(2), {@code Lwt_unix.pread}.
   *
   * <p>Made on a worker of {@link Jobs#files}, at most 64 KiB, and without waiting for its turn: several are made at
   * the same time. The promise is fulfilled with the number of bytes, 0 at the end of the file. It is rejected with
   * ESPIPE if the descriptor is a pipe or a socket. A cancel rejects it; the array is not touched then.
   *
   * @param place in bytes from the beginning
   * @throws IndexOutOfBoundsException if the array is shorter
   * @throws IllegalArgumentException if the place is negative
   */
  public final Promise<Integer> pread(byte[] to, int offset, int length, long place) {
    return pread(new IoVec().append(to, offset, length), place, null);
  }

  /** Reads what fits into a buffer, and moves its position: as {@link #pread(byte[], int, int, long)}. */
  public final Promise<Integer> pread(ByteBuffer to, long place) {
    return pread(new IoVec().append(to), place, to);
  }

  /** Reads what fits into a segment: as {@link #pread(byte[], int, int, long)}. */
  public final Promise<Integer> pread(MemorySegment to, long place) {
    return pread(new IoVec().append(to), place, null);
  }

  private Promise<Integer> pread(IoVec to, long place, @Nullable ByteBuffer owner) {
    descriptor.loop().checkThread("pread");
    to.checkWritable();
    return descriptor
        .workerCalls()
        .startNow(new FileTransfers.Read(descriptor, "pread", to, checkPlace(place), owner));
  }

  /**
   * Writes up to {@code length} bytes to a place in the file, without moving: pwrite(2), {@code Lwt_unix.pwrite}. As
   * {@link #pread(byte[], int, int, long)}. A descriptor that appends ({@link OpenFlag#APPEND}) appends all the same,
   * on Linux. A cancelled write that has begun goes on.
   */
  public final Promise<Integer> pwrite(byte[] from, int offset, int length, long place) {
    return pwrite(new IoVec().append(from, offset, length), place, null);
  }

  /** Writes from a buffer, and moves its position: as {@link #pwrite(byte[], int, int, long)}. */
  public final Promise<Integer> pwrite(ByteBuffer from, long place) {
    return pwrite(new IoVec().append(from), place, from);
  }

  /** Writes from a segment: as {@link #pwrite(byte[], int, int, long)}. */
  public final Promise<Integer> pwrite(MemorySegment from, long place) {
    return pwrite(new IoVec().append(from), place, null);
  }

  private Promise<Integer> pwrite(IoVec from, long place, @Nullable ByteBuffer owner) {
    descriptor.loop().checkThread("pwrite");
    return descriptor
        .workerCalls()
        .startNow(new FileTransfers.Write(descriptor, "pwrite", from, checkPlace(place), owner));
  }

  private static long checkPlace(long place) {
    if (place < 0) {
      throw new IllegalArgumentException("a place before the beginning: " + place);
    }
    return place;
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
    return descriptor.isUsable() ? Promise.of(0) : Promise.failed(descriptor.refusal(call));
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
    return descriptor.isFile() && descriptor.isUsable()
        ? Promise.unit()
        : queue.start(new Wait(queue, call));
  }

  /** Whether a read would not wait now, be it for an error: poll(2), {@code Lwt_unix.readable}. Throws EBADF. */
  public final boolean isReadable() {
    descriptor.checkUsable("poll");
    return (descriptor.readiness() & Files.READABLE) != 0;
  }

  /** Whether a write would not wait now, be it for an error: poll(2), {@code Lwt_unix.writable}. Throws EBADF. */
  public final boolean isWritable() {
    descriptor.checkUsable("poll");
    return (descriptor.readiness() & Files.WRITABLE) != 0;
  }

  /**
   * Makes a call of your own when the descriptor is ready: {@code Lwt_unix.wrap_syscall}, {@code register_action}.
   *
   * <p>The call is made at once if nothing waits for that direction, else in its turn. It must not block. It says that
   * it has to wait by throwing {@link WouldBlock}, or {@link UnixException} with EAGAIN, and is made again when the
   * descriptor is ready; {@link WouldBlock#READ} and {@link WouldBlock#WRITE} change the direction, as TLS needs. EINTR
   * has it made again at once.
   *
   * <p>The promise is fulfilled with what the call returns, or rejected with whatever else it throws. A cancel rejects
   * the promise; the call is not made any more. Descriptors that block (files) have no readiness: EOPNOTSUPP.
   *
   * @param event the direction that it waits for at first
   */
  public final <T extends @Nullable Object> Promise<T> operation(
      IoEvent event, Callable<? extends T> call) {
    Objects.requireNonNull(call, "call");
    OperationQueue queue = event.queue(descriptor);
    descriptor.loop().checkThread("operation");
    return descriptor.blocks()
        ? Promise.failed(new UnixException(Errno.EOPNOTSUPP, "operation", toString()))
        : queue.start(new CallerOperation<T>(queue, call));
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

  // ---- locks

  /** Locks the whole file, however long it gets: {@link #lock(LockMode, long, long)}. */
  public final Promise<@Nullable Void> lock(LockMode mode) {
    return descriptor.locks().lock(mode, Range.ALL);
  }

  /**
   * Locks bytes of the file, when nobody else's lock is in the way any more: fcntl(2) with F_OFD_SETLK,
   * {@code Lwt_unix.lockf} with {@code F_LOCK} and {@code F_RLOCK}. Who does not ask for a lock can read and write all
   * the same.
   *
   * <p>The lock belongs to the open file: this descriptor and its duplicates, in whatever process. It is in the way of
   * locks of all others, also of other descriptors of this process, and of those that processes have (fcntl(2) with
   * F_SETLK, lockf(3), {@link java.nio.channels.FileChannel#lock}). Where this descriptor has locked bytes already, the
   * new lock takes the old one's place. It ends with {@link #unlock}, when the last duplicate is closed, and with the
   * process.
   *
   * <p>While another lock is in the way, this one is tried again after a pause: 1 ms, then twice as long each time, up
   * to 64 ms. So it takes up to 64 ms to notice that it may be had, and there is no order among those who wait. The
   * tries are made on workers of {@link Jobs#files}, in turn with other calls; a pause holds no worker. Nothing finds
   * out that two wait for each other.
   *
   * <p>The promise is rejected with {@link UnixException}: EBADF if the descriptor is not open for what the mode asks,
   * or is closed meanwhile; ENOLCK, or whatever else a file system says that cannot lock. A cancel rejects it; if the
   * lock was just being got, it is given back, and with it what this descriptor had locked of these bytes before.
   *
   * @param start the first byte, counted from the beginning of the file
   * @param length how many bytes; 0 means all that follow, however long the file gets
   * @throws IllegalArgumentException if one is negative, or the last byte's place too large
   */
  public final Promise<@Nullable Void> lock(LockMode mode, long start, long length) {
    return descriptor.locks().lock(mode, new Range(start, length));
  }

  /** Locks the whole file, unless a lock is in the way: {@link #tryLock(LockMode, long, long)}. */
  public final Promise<Boolean> tryLock(LockMode mode) {
    return descriptor.locks().tryLock(mode, Range.ALL);
  }

  /**
   * Locks bytes of the file, unless somebody else's lock is in the way: {@code Lwt_unix.lockf} with {@code F_TLOCK} and
   * {@code F_TRLOCK}. As {@link #lock(LockMode, long, long)}; the promise is fulfilled with whether it is locked now.
   */
  public final Promise<Boolean> tryLock(LockMode mode, long start, long length) {
    return descriptor.locks().tryLock(mode, new Range(start, length));
  }

  /**
   * Asks for somebody else's lock that is in the way of one: fcntl(2) with F_OFD_GETLK, {@code Lwt_unix.lockf} with
   * {@code F_TEST}. Nothing if the bytes could be locked now. As {@link #lock(LockMode, long, long)}.
   */
  public final Promise<Optional<RecordLock>> testLock(LockMode mode, long start, long length) {
    return descriptor.locks().test(mode, new Range(start, length));
  }

  /** Unlocks the whole file: {@link #unlock(long, long)}. */
  public final Promise<@Nullable Void> unlock() {
    return descriptor.locks().unlock(Range.ALL);
  }

  /**
   * Unlocks bytes of the file, of which none need be locked: {@code Lwt_unix.lockf} with {@code F_ULOCK}. Made on a
   * worker, in its turn.
   *
   * @param start the first byte, counted from the beginning of the file
   * @param length how many bytes; 0 means all that follow
   * @throws IllegalArgumentException if one is negative, or the last byte's place too large
   */
  public final Promise<@Nullable Void> unlock(long start, long length) {
    return descriptor.locks().unlock(new Range(start, length));
  }

  // ---- terminals

  /**
   * Whether the descriptor is a terminal: isatty(3), {@code Lwt_unix.isatty}. The promise is resolved at once; but a
   * file is asked on a worker, in its turn.
   */
  public final Promise<Boolean> isTty() {
    return terminal().isTty();
  }

  /** The descriptor as a terminal: always the same object. Its methods reject with ENOTTY if it is none. */
  public final Terminal terminal() {
    descriptor.loop().checkThread("terminal");
    if (terminal == null) {
      terminal = new Terminal(descriptor);
    }
    return terminal;
  }

  // ---- numbers

  /**
   * Another descriptor for the same open file: dup(2), {@code Lwt_unix.dup}. Close-on-exec; on this loop. They have one
   * position in a file, and one stream of bytes: what one reads the other does not get.
   *
   * @throws UnixException EBADF if it is closed, EMFILE …
   */
  public Fd dup() {
    descriptor.loop().checkThread("dup");
    return new Fd(descriptor.dup());
  }

  /**
   * Makes another descriptor of this loop lead to the same open file as this one, with the number that it has: dup3(2),
   * {@code Lwt_unix.dup2}. What it led to is closed. What waits on it goes on with the new open file. It stays
   * close-on-exec, or a standard descriptor.
   *
   * <p>Made on a worker in the other's turn, as what is closed may block. The promise is rejected with UnixException:
   * EBADF if this one is closed by then. A cancel rejects it, but a call that has begun goes on.
   *
   * @throws IllegalArgumentException if both are one, if one is a socket and the other is not, or if they are sockets
   *     of different domains or types
   */
  public final Promise<@Nullable Void> dupTo(Fd target) {
    descriptor.loop().checkThread("dup2");
    target.descriptor.loop().checkThread("dup2");
    if (this == target || !isLike(target)) {
      throw new IllegalArgumentException("dup2: " + this + " to " + target);
    }
    return target.descriptor.workerCalls().start(new DupTo(descriptor, target.descriptor));
  }

  /** Whether what this leads to is of the kind that the other descriptor's face is for. */
  boolean isLike(Fd other) {
    return !(other instanceof Socket);
  }

  /**
   * Whether programs that this process starts, or becomes, do not have the descriptor: {@code FD_CLOEXEC} of fcntl(2).
   * Every descriptor is, at first, but the standard ones.
   *
   * @throws UnixException EBADF if it is closed
   */
  public final boolean isCloseOnExec() {
    descriptor.checkUsable("fcntl");
    return (flags() & Files.CLOSE_ON_EXEC) != 0;
  }

  /**
   * Sets whether programs that this process starts, or becomes, do not have the descriptor: fcntl(2),
   * {@code Lwt_unix.set_close_on_exec}, {@code clear_close_on_exec}. To give a program a descriptor, there are better
   * ways: this gives it to every program that is started meanwhile, by anybody.
   *
   * @throws UnixException EBADF if it is closed
   */
  public final void setCloseOnExec(boolean closeOnExec) {
    descriptor.checkUsable("fcntl");
    int result = descriptor.loop().posix().setCloseOnExec(number(), closeOnExec);
    if (result < 0) {
      throw new UnixException(-result, "fcntl", toString());
    }
  }

  private int flags() {
    int flags = descriptor.loop().posix().descriptorFlags(number());
    if (flags < 0) {
      throw new UnixException(-flags, "fcntl", toString());
    }
    return flags;
  }

  // ---- state

  /** Whether a descriptor can be used. Corresponds to {@code Lwt_unix.state}. */
  public sealed interface State {
    /** It can be used. */
    record Opened() implements State {}

    /** {@link Fd#close} was called. */
    record Closed() implements State {}

    /**
     * {@link Fd#abort} was called.
     *
     * @param error what it was aborted with
     */
    record Aborted(Throwable error) implements State {}
  }

  /** Whether it can be used: {@code Lwt_unix.state}. That its number is closed behind our back is not noticed. */
  public final State state() {
    return descriptor.state();
  }

  /** Whether workers make its reads and writes, since they may block: {@code Lwt_unix.blocking}. */
  public final boolean isBlocking() {
    return descriptor.blocks();
  }

  /**
   * Has every operation rejected with an error, those that wait and those to come: {@code Lwt_unix.abort}. Only
   * {@link #close} does anything from now on. What a worker is doing goes on, and its result is dropped. Does nothing
   * once it is closed; a second error takes the place of the first.
   */
  public final void abort(Throwable error) {
    Objects.requireNonNull(error, "error");
    descriptor.loop().checkThread("abort");
    descriptor.abort(error);
  }

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
    return descriptor.originalNumber();
  }

  /** {@code fd 7}. */
  @Override
  public final String toString() {
    return descriptor.toString();
  }
}
