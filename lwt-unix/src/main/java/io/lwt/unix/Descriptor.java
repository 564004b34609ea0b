package io.lwt.unix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.bindings.Posix;
import io.lwt.unix.engine.Engine;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An open descriptor on a loop: what it is known to be ready for, what waits for it, and its end. {@link Fd} is its
 * face.
 *
 * <p>A call is made at once; if it would have to wait (EAGAIN), the operation is queued until the engine reports a
 * change. That saves a call for most writes. For reads, a short count is as good as EAGAIN on some kinds of descriptors
 * ({@link Kind#drainedByShortRead}), which saves the second read that would find nothing.
 */
final class Descriptor implements Engine.Listener {
  /** How many calls a descriptor may make in one lap: 64 reads of the whole buffer take about a millisecond. */
  private static final int TURNS = 64;

  /** The most bytes one call moves, on Linux. */
  private static final int MAX_TRANSFER = 0x7ffff000;

  /** What Linux answers a read of a pseudo-terminal whose other side nobody has open. */
  private static final int NOBODY_THERE = -Errno.EIO.number();

  /** What a descriptor is: decides which calls are made, and what a short read means. */
  enum Kind {
    /** TCP: a read that is shorter than asked has taken all there was. */
    TCP(true, true),
    /** Any other socket. A short read may be one message of several. */
    SOCKET(true, false),
    /** A pipe that we made, so that nobody else has put it into packet mode. */
    PIPE(false, true),
    /** What else the engine can watch: a FIFO, a terminal. */
    STREAM(false, false),
    /** The master's side of a pseudo-terminal, where an error may be the end. */
    PTY_MASTER(false, false),
    /** A socket that blocks, since that is for others to decide too: each call says that it must not. */
    SHARED_SOCKET(true, false),
    /** What else blocks, and the engine can watch: a worker makes each call when the engine says that it is time. */
    BLOCKING(false, false),
    /** What it cannot watch, and so may block at any time: a regular file, a directory. */
    FILE(false, false);

    private final boolean isSocket;

    /** Not before an urgent byte, and not when the end was reported: that would be the last report. */
    private final boolean drainedByShortRead;

    Kind(boolean isSocket, boolean drainedByShortRead) {
      this.isSocket = isSocket;
      this.drainedByShortRead = drainedByShortRead;
    }
  }

  private final EventLoop loop;
  private final Posix posix;
  private int number;
  private Kind kind;

  /** What a read is asked for is more than it gives: then it has taken everything. Never again once it was false. */
  private boolean drainedByShortRead;

  private boolean registered;
  private boolean waitsForLap;
  private long round;
  private int turns = TURNS;

  private final OperationQueue reads = new OperationQueue(this, Engine.READABLE);
  private final OperationQueue writes = new OperationQueue(this, Engine.WRITABLE);
  private @Nullable WorkerQueues workerQueues;
  private @Nullable RecordLocks locks;

  /** How many workers are making a call on it. */
  private int workers;

  /** Whether close(2) may take its time: SO_LINGER is on, or a device sends what was written. */
  private boolean lingers;

  /** Those of other descriptors who need this one too: each is told its error by the name of its call. */
  private Set<Consumer<Function<String, Throwable>>> users = Set.of();

  /** Where it came from, if it was not opened here. */
  private final @Nullable Inherited inherited;

  private @Nullable Throwable aborted;
  private boolean released;

  /** Whether what is written at once is read at once, so that it cannot be moved in parts. */
  private boolean keepsMessages;

  private @Nullable Resolver<@Nullable Void> closing;

  /** A descriptor that was just opened, non-blocking unless it is a file. It is the loop's from now on. */
  Descriptor(EventLoop loop, int number, Kind kind) {
    this(loop, number, kind, null);
  }

  /**
   * A descriptor that may have been there before.
   *
   * @param number what calls are made with
   */
  Descriptor(EventLoop loop, int number, Kind kind, @Nullable Inherited inherited) {
    this.loop = loop;
    this.posix = loop.posix();
    this.number = number;
    this.inherited = inherited;
    this.kind = kind;
    drainedByShortRead = kind.drainedByShortRead;
    loop.opened(this);
  }

  /** A descriptor that was just opened: from now on non-blocking if the engine can watch it, else a file. */
  static Descriptor watchedIfPossible(EventLoop loop, int number) {
    var descriptor = new Descriptor(loop, number, Kind.STREAM);
    try {
      if (descriptor.isWatchable()) {
        int result = loop.posix().setNonBlocking(number, true);
        if (result < 0) {
          throw new UnixException(-result, "fcntl", descriptor.toString());
        }
      }
    } catch (UnixException refused) {
      descriptor.close();
      throw refused;
    }
    return descriptor;
  }

  /** Whether the engine can watch it; if not, it is a file from now on. */
  boolean isWatchable() {
    try {
      await(Engine.READABLE);
      return true;
    } catch (UnixException refused) {
      if (refused.errno() != Errno.EPERM) {
        throw refused;
      }
      kind = Kind.FILE;
      return false;
    }
  }

  EventLoop loop() {
    return loop;
  }

  /** What calls are made with. */
  int number() {
    return number;
  }

  /** What it is known by: not what calls are made with if what it leads to was opened anew. */
  int originalNumber() {
    return inherited == null ? number : inherited.number();
  }

  /** Whether it is the process' own, and not this loop's alone. */
  boolean isStandard() {
    return inherited != null && inherited.isStandard();
  }

  OperationQueue reads() {
    return reads;
  }

  OperationQueue writes() {
    return writes;
  }

  /** Calls that may block: all, on a file; on what is not one, those that are neither reads nor writes. */
  WorkerQueue workerCalls() {
    return workerQueues().calls;
  }

  WorkerQueue workerReads() {
    return isFile() ? workerQueues().calls : workerQueues().reads;
  }

  WorkerQueue workerWrites() {
    return isFile() ? workerQueues().calls : workerQueues().writes;
  }

  /** Most descriptors never need them. */
  private WorkerQueues workerQueues() {
    if (workerQueues == null) {
      workerQueues = new WorkerQueues(this);
    }
    return workerQueues;
  }

  RecordLocks locks() {
    loop.checkThread("lock");
    if (locks == null) {
      locks = new RecordLocks(this);
    }
    return locks;
  }

  /** Whether reads and writes may block, so that workers make them. */
  boolean blocks() {
    return kind == Kind.FILE || kind == Kind.BLOCKING;
  }

  /** Whether it is a socket on which calls block that have no flag against it. */
  boolean mayBlock() {
    return kind == Kind.SHARED_SOCKET
        && (posix.descriptorFlags(number) & io.lwt.bindings.Files.NON_BLOCKING) == 0;
  }

  /** Whether the engine cannot watch it. */
  boolean isFile() {
    return kind == Kind.FILE;
  }

  boolean keepsMessages() {
    return keepsMessages;
  }

  void setKeepsMessages(boolean keepsMessages) {
    this.keepsMessages = keepsMessages;
  }

  /** Where reads and writes of a file go on, in bytes from the beginning; 0 for what has no places. */
  long place() {
    return isFile() && isUsable() ? Math.max(0, posix.lseek(number, 0, posix.SEEK_CUR())) : 0;
  }

  /** The loop's memory, for a call that moves so many bytes, or a part of them. */
  MemorySegment buffer(long size) {
    return size > EventLoop.BUFFER_SIZE && keepsMessages ? loop.buffer(size) : loop.buffer();
  }

  // ---- transfers: the count, or the error's number, negative

  long read(byte[] to, int offset, int length) {
    MemorySegment buffer = buffer(length);
    long count = readNative(buffer, Math.min(length, buffer.byteSize()));
    if (count > 0) {
      MemorySegment.copy(buffer, JAVA_BYTE, 0, to, offset, (int) count);
    }
    return count;
  }

  long read(MemorySegment to) {
    if (to.isNative()) {
      return readNative(to, Math.min(to.byteSize(), MAX_TRANSFER));
    }
    MemorySegment buffer = buffer(to.byteSize());
    long count = readNative(buffer, Math.min(to.byteSize(), buffer.byteSize()));
    if (count > 0) {
      MemorySegment.copy(buffer, 0, to, 0, count);
    }
    return count;
  }

  long read(ByteBuffer to) {
    long count = read(MemorySegment.ofBuffer(to));
    if (count > 0) {
      to.position(to.position() + (int) count);
    }
    return count;
  }

  private long readNative(MemorySegment to, long length) {
    long count =
        kind.isSocket
            ? Calls.recv(posix, number, to, length)
            : Calls.read(posix, number, to, length);
    noteRead(count, length);
    return orEnd(count);
  }

  long readv(IoVec to) {
    if (kind == Kind.SHARED_SOCKET || keepsMessages) {
      MemorySegment buffer = buffer(to.byteCount());
      long count = readNative(buffer, Math.min(to.byteCount(), buffer.byteSize()));
      to.copyFrom(buffer, Math.max(count, 0));
      return count;
    }
    Gathering gathering = loop.gathering();
    gathering.forReading(to);
    long count = orEnd(Calls.readv(posix, number, gathering.vectors()));
    noteRead(count, gathering.byteCount());
    if (count > 0) {
      gathering.scatter(to, count);
    }
    return count;
  }

  /** A call has taken so many bytes, of as many as it was asked for. */
  void noteRead(long count, long length) {
    reads.moved(count);
    if (count > 0 && count < length && drainedByShortRead) {
      reads.notReady();
    }
  }

  /** What a read gives, which of a pseudo-terminal's master may be the end where the system says that it failed. */
  private long orEnd(long count) {
    return count == NOBODY_THERE && kind == Kind.PTY_MASTER ? 0 : count;
  }

  long write(byte[] from, int offset, int length) {
    MemorySegment buffer = buffer(length);
    int asked = (int) Math.min(length, buffer.byteSize());
    MemorySegment.copy(from, offset, buffer, JAVA_BYTE, 0, asked);
    return writeNative(buffer, asked);
  }

  long write(MemorySegment from) {
    if (from.isNative()) {
      return writeNative(from, Math.min(from.byteSize(), MAX_TRANSFER));
    }
    MemorySegment buffer = buffer(from.byteSize());
    long asked = Math.min(from.byteSize(), buffer.byteSize());
    MemorySegment.copy(from, 0, buffer, 0, asked);
    return writeNative(buffer, asked);
  }

  long write(ByteBuffer from) {
    long count = write(MemorySegment.ofBuffer(from));
    if (count > 0) {
      from.position(from.position() + (int) count);
    }
    return count;
  }

  private long writeNative(MemorySegment from, long length) {
    long count =
        kind.isSocket
            ? Calls.send(posix, number, from, length)
            : Calls.write(posix, number, from, length);
    writes.moved(count);
    return count;
  }

  long writev(IoVec from) {
    if (kind == Kind.SHARED_SOCKET || keepsMessages) {
      MemorySegment buffer = buffer(from.byteCount());
      long asked = Math.min(from.byteCount(), buffer.byteSize());
      from.copyTo(buffer, asked);
      return writeNative(buffer, asked);
    }
    Gathering gathering = loop.gathering();
    gathering.forWriting(from);
    long count = Calls.writev(posix, number, gathering.vectors());
    writes.moved(count);
    return count;
  }

  // ---- readiness

  @Override
  public void ready(int events) {
    if ((events & (Engine.CLOSING | Engine.URGENT)) != 0) {
      drainedByShortRead = false;
    }
    if ((events & Engine.READABLE) != 0) {
      reads.setReady();
    }
    if ((events & Engine.WRITABLE) != 0) {
      writes.setReady();
    }
    reads.serve();
    writes.serve();
    loop.unwritten().descriptorServed();
  }

  /** Takes one of this lap's turns, if there is one left. */
  boolean takeTurn() {
    if (round != loop.round()) {
      round = loop.round();
      turns = TURNS;
    }
    return --turns >= 0;
  }

  void serveNextLap() {
    if (!waitsForLap) {
      waitsForLap = true;
      loop.serveNextLap(this);
    }
  }

  void serveAgain() {
    waitsForLap = false;
    reads.serve();
    writes.serve();
  }

  /** Has the engine tell when a direction is ready. */
  void await(int direction) {
    Engine engine = loop.engine();
    if (registered) {
      engine.want(number, direction);
    } else {
      engine.add(number, direction, this);
      registered = true;
    }
  }

  /** The engine that watched it is gone. */
  void engineGone() {
    registered = false;
  }

  /** Has the loop's engine tell what waits. What does not wait is told when it does. */
  void awaitAgain() {
    reads.awaitAgain();
    writes.awaitAgain();
  }

  /** Has the engine tell what is ready now, even if it has told so before. */
  void refresh() {
    if (registered) {
      loop.engine().refresh(number);
    }
  }

  /** What poll(2) says now, as bits of {@link io.lwt.bindings.Files#READABLE} and its like. */
  int readiness() {
    int result = (int) Calls.uninterrupted(() -> posix.readiness(number));
    if (result < 0) {
      throw new UnixException(-result, "poll", toString());
    }
    return result;
  }

  // ---- other numbers for the same open file

  /** Another descriptor for the same open file. */
  Descriptor dup() {
    var copy = new Descriptor(loop, dupNumber(), kindOfDup());
    copy.lingers = lingers;
    return copy;
  }

  int dupNumber() {
    checkUsable("dup");
    int result = posix.dup(number);
    if (result < 0) {
      throw new UnixException(-result, "dup", toString());
    }
    return result;
  }

  /** An end that was reported is reported to a duplicate too, but when. */
  Kind kindOfDup() {
    return switch (kind) {
      case TCP -> drainedByShortRead ? Kind.TCP : Kind.SOCKET;
      case PIPE -> drainedByShortRead ? Kind.PIPE : Kind.STREAM;
      default -> kind;
    };
  }

  Kind kind() {
    return kind;
  }

  /** Its number is about to lead to another open file. */
  void beforeReplacement() {
    unregister();
  }

  /** Its number leads to an open file of this kind now. What waits goes on with that. */
  void afterReplacement(Kind kind) {
    unregister();
    if (number != originalNumber()) {
      loop.closed(this);
      posix.close(number);
      number = originalNumber();
      loop.opened(this);
    }
    become(kind);
    reads.retry();
    writes.retry();
  }

  private void become(Kind kind) {
    this.kind = kind;
    drainedByShortRead = kind.drainedByShortRead;
  }

  // ---- the end

  Fd.State state() {
    if (closing != null) {
      return new Fd.State.Closed();
    }
    return aborted == null ? new Fd.State.Opened() : new Fd.State.Aborted(aborted);
  }

  /** Whether calls may be made. */
  boolean isUsable() {
    return closing == null && aborted == null;
  }

  boolean isClosed() {
    return closing != null;
  }

  /** What a call is refused with, unless {@link #isUsable}. */
  Throwable refusal(String call) {
    return closing == null && aborted != null ? aborted : closedError(call);
  }

  /** Throws what {@link #refusal} says unless a call may be made, which is made at once. */
  void checkUsable(String call) {
    loop.checkThread(call);
    if (!isUsable()) {
      throw EventLoop.unchecked(refusal(call));
    }
  }

  UnixException closedError(String call) {
    return new UnixException(Errno.EBADF, call, toString());
  }

  /** Refuses every call from now on, except close: {@link Fd#abort}. */
  void abort(Throwable error) {
    if (closing == null) {
      aborted = error;
      rejectAll(_ -> error);
    }
  }

  /** Closes it: {@link Fd#close}. */
  Promise<@Nullable Void> close() {
    if (closing == null) {
      closing = Resolver.waiter();
      startClosing(closing);
    }
    return closing.promise();
  }

  /** The loop is closed. */
  void release() {
    released = true;
    close();
  }

  private void startClosing(Resolver<@Nullable Void> done) {
    rejectAll(this::closedError);
    loop.closed(this);
    if (workers == 0) {
      finishClosing(done);
    }
  }

  private void rejectAll(Function<String, Throwable> error) {
    reads.notReady();
    writes.notReady();
    unregister();
    if (workerQueues != null) {
      workerQueues.rejectAll(call -> error.apply(call.name()));
    }
    if (locks != null) {
      locks.rejectAll(error);
    }
    reads.rejectAll(operation -> error.apply(operation.call()));
    writes.rejectAll(operation -> error.apply(operation.call()));
    List.copyOf(users).forEach(user -> user.accept(error));
  }

  private void unregister() {
    if (registered) {
      loop.engine().remove(number);
      registered = false;
    }
  }

  /** Nobody uses the number any more. */
  private void finishClosing(Resolver<@Nullable Void> done) {
    if (lingers || isFile()) {
      loop.jobs()
          .files()
          .execute(
              () -> {
                int result = closeNumbers();
                loop.finish(() -> closed(done, result));
              });
    } else {
      closed(done, closeNumbers());
    }
  }

  /** close(2), and what becomes of a number that was inherited. The first error, if there is one. */
  private int closeNumbers() {
    if (inherited == null) {
      return posix.close(number);
    }
    int result = number == inherited.number() ? 0 : posix.close(number);
    int second = inherited.end(posix, released);
    return result < 0 ? result : second;
  }

  /** close(2) has answered. Interrupted, it has closed all the same: it is never called again. */
  private void closed(Resolver<@Nullable Void> done, int result) {
    if (!loop.isCurrent()) {
      return; // the loop is closed meanwhile: nobody is left to be told
    }
    if (result < 0 && result != Calls.INTERRUPTED) {
      done.reject(new UnixException(-result, "close", toString()));
    } else {
      done.fulfill(null);
    }
  }

  /** Tells an operation of another descriptor when this one, which it needs too, is closed or aborted. */
  void whenUnusable(Promise<?> operation, String call, Consumer<? super Throwable> told) {
    if (users.isEmpty()) {
      users = new LinkedHashSet<>();
    }
    Consumer<Function<String, Throwable>> user = error -> told.accept(error.apply(call));
    users.add(user);
    operation.onTermination(() -> users.remove(user));
  }

  boolean lingers() {
    return lingers;
  }

  void setLingers(boolean lingers) {
    this.lingers = lingers;
  }

  // ---- calls that may block

  /** Makes a call on a worker; close(2) waits for its end. A cancel rejects the promise, and the call goes on. */
  <T extends @Nullable Object> Promise<T> onWorker(Callable<? extends T> call) {
    var job = new Job<T>(loop, call);
    onWorker(job, job::refused, () -> {});
    return job.promise();
  }

  /** As {@link LoopJobs#callOnDescriptor}; close(2) waits for all of it. */
  void onWorker(
      Runnable call, Consumer<? super RejectedExecutionException> refused, Runnable then) {
    beginUse();
    loop.jobs()
        .callOnDescriptor(
            call,
            refused,
            () -> {
              then.run(); // before it is counted as done: what it runs may close the descriptor
              endUse();
            });
  }

  /** A worker is about to use the number: close(2) waits for {@link #endUse}. */
  void beginUse() {
    workers++;
  }

  /** The worker has done so. */
  void endUse() {
    workers--;
    if (workers == 0 && closing != null) {
      finishClosing(closing);
    }
  }

  /** What it is, and what waits for it. */
  String describe() {
    return "%s %s: %d to read, %d to write, %d on workers"
        .formatted(this, kind, reads.size(), writes.size(), workers);
  }

  @Override
  public String toString() {
    return "fd " + originalNumber();
  }
}
