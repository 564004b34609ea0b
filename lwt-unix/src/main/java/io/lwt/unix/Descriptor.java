package io.lwt.unix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.bindings.Posix;
import io.lwt.unix.engine.Engine;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
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
    /** What it cannot, and so may block: a regular file, a directory. */
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
  private final int number;
  private final boolean isSocket;
  private boolean isFile;

  /** What a read is asked for is more than it gives: then it has taken everything. Never again once it was false. */
  private boolean drainedByShortRead;

  private boolean registered;
  private boolean waitsForLap;
  private int lap;
  private int turns = TURNS;

  private final OperationQueue reads = new OperationQueue(this, Engine.READABLE);
  private final OperationQueue writes = new OperationQueue(this, Engine.WRITABLE);
  private final WorkerQueue workerCalls = new WorkerQueue(this);

  /** How many workers are making a call on it. */
  private int workers;

  /** Whether close(2) may take its time: SO_LINGER is on. */
  private boolean lingers;

  private @Nullable Resolver<@Nullable Void> closing;

  /** A descriptor that was just opened, non-blocking. It is the loop's from now on. */
  Descriptor(EventLoop loop, int number, Kind kind) {
    this.loop = loop;
    this.posix = loop.posix();
    this.number = number;
    isSocket = kind.isSocket;
    isFile = kind == Kind.FILE;
    drainedByShortRead = kind.drainedByShortRead;
    loop.opened(this);
  }

  /** A descriptor that was just opened: from now on non-blocking if the engine can watch it, else a file. */
  static Descriptor watchedIfPossible(EventLoop loop, int number) {
    var descriptor = new Descriptor(loop, number, Kind.STREAM);
    try {
      descriptor.await(Engine.READABLE);
      int result = loop.posix().setNonBlocking(number);
      if (result < 0) {
        throw new UnixException(-result, "fcntl", descriptor.toString());
      }
    } catch (UnixException refused) {
      if (refused.errno() != Errno.EPERM) {
        descriptor.close();
        throw refused;
      }
      descriptor.isFile = true;
    }
    return descriptor;
  }

  EventLoop loop() {
    return loop;
  }

  int number() {
    return number;
  }

  OperationQueue reads() {
    return reads;
  }

  OperationQueue writes() {
    return writes;
  }

  /** What may block. */
  WorkerQueue workerCalls() {
    return workerCalls;
  }

  /** Whether reads and writes may block, so that they belong to {@link #workerCalls}. */
  boolean isFile() {
    return isFile;
  }

  // ---- transfers: the count, or the error's number, negative

  long read(byte[] to, int offset, int length) {
    MemorySegment buffer = loop.buffer();
    long count = readNative(buffer, Math.min(length, EventLoop.BUFFER_SIZE));
    if (count > 0) {
      MemorySegment.copy(buffer, JAVA_BYTE, 0, to, offset, (int) count);
    }
    return count;
  }

  long read(MemorySegment to) {
    if (to.isNative()) {
      return readNative(to, Math.min(to.byteSize(), MAX_TRANSFER));
    }
    MemorySegment buffer = loop.buffer();
    long count = readNative(buffer, Math.min(to.byteSize(), EventLoop.BUFFER_SIZE));
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
    long count = Calls.read(posix, number, to, length);
    if (count < length && (count == Calls.AGAIN || (count > 0 && drainedByShortRead))) {
      reads.notReady();
    }
    return count;
  }

  long write(byte[] from, int offset, int length) {
    MemorySegment buffer = loop.buffer();
    int asked = Math.min(length, EventLoop.BUFFER_SIZE);
    MemorySegment.copy(from, offset, buffer, JAVA_BYTE, 0, asked);
    return writeNative(buffer, asked);
  }

  long write(MemorySegment from) {
    if (from.isNative()) {
      return writeNative(from, Math.min(from.byteSize(), MAX_TRANSFER));
    }
    MemorySegment buffer = loop.buffer();
    long asked = Math.min(from.byteSize(), EventLoop.BUFFER_SIZE);
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
        isSocket
            ? Calls.send(posix, number, from, length)
            : Calls.write(posix, number, from, length);
    if (count == Calls.AGAIN) {
      writes.notReady();
    }
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
  }

  /** Takes one of this lap's turns, if there is one left. */
  boolean takeTurn() {
    if (lap != loop.lap()) {
      lap = loop.lap();
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

  /** Has the engine tell what is ready now, even if it has told so before. */
  void refresh() {
    if (registered) {
      loop.engine().refresh(number);
    }
  }

  // ---- the end

  boolean isClosed() {
    return closing != null;
  }

  UnixException closedError(String call) {
    return new UnixException(Errno.EBADF, call, toString());
  }

  /** Closes it: {@link Fd#close}. */
  Promise<@Nullable Void> close() {
    if (closing == null) {
      closing = Resolver.waiter();
      startClosing(closing);
    }
    return closing.promise();
  }

  private void startClosing(Resolver<@Nullable Void> done) {
    reads.notReady();
    writes.notReady();
    if (registered) {
      loop.engine().remove(number);
      registered = false;
    }
    reads.rejectAll(operation -> closedError(operation.call()));
    writes.rejectAll(operation -> closedError(operation.call()));
    workerCalls.rejectAll(call -> closedError(call.name()));
    loop.closing(this);
    if (workers == 0) {
      finishClosing(done);
    }
  }

  /** Nobody uses the number any more. */
  private void finishClosing(Resolver<@Nullable Void> done) {
    if (lingers || isFile) {
      Jobs.files()
          .execute(
              () -> {
                int result = posix.close(number);
                loop.finish(() -> closed(done, result));
              });
    } else {
      closed(done, posix.close(number));
    }
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

  void setLingers(boolean lingers) {
    this.lingers = lingers;
  }

  // ---- calls that may block

  /** Makes a call on a worker; close(2) waits for its end. A cancel rejects the promise, and the call goes on. */
  <T extends @Nullable Object> Promise<T> onWorker(Callable<? extends T> call) {
    var job = new Job<T>(loop, call);
    onWorker(job, () -> {});
    return job.promise();
  }

  /** Has a worker do something, then the loop, which comes to that even if it is closed meanwhile. */
  void onWorker(Runnable task, Runnable then) {
    workers++;
    Jobs.files()
        .execute(
            () -> {
              task.run();
              loop.finish(() -> workerDone(then));
            });
  }

  private void workerDone(Runnable then) {
    then.run(); // before it is counted as done: what it runs may close the descriptor
    workers--;
    if (workers == 0 && closing != null) {
      finishClosing(closing);
    }
  }

  @Override
  public String toString() {
    return "fd " + number;
  }
}
