package io.lwt.unix.engine;

/**
 * What tells an event loop which descriptors became ready: one mechanism of one system. Corresponds to
 * {@code Lwt_engine}.
 *
 * <p><b>What every engine does.</b> A descriptor is added once, with a listener, and removed before its number is
 * closed. The listener is told of <i>changes</i>:
 *
 * <ul>
 *   <li>After {@link #add} or {@link #want}, when the descriptor can be read or written. An operation that found
 *       nothing to do (EAGAIN, or a read so short that the descriptor is known to be empty) calls one of them and
 *       waits; a change that came in between is not lost.
 *   <li>After {@link #refresh}, of what is ready at that moment, also if it was told before.
 *   <li>Of {@link #CLOSING} and {@link #URGENT} at any time, if the mechanism tells them.
 * </ul>
 *
 * It may be told more often, and of more than it wanted: whoever listens tries and may find nothing. A listener is
 * never told of anything after {@link #remove}, not even if its number was given to another descriptor since: an event
 * that was under way is dropped. So are all after {@link #close}, also those of the {@link #dispatch} that is under
 * way: a listener may have its loop change engines. Listeners may call every method but {@link #await} and
 * {@link #dispatch}.
 *
 * <p>Mechanisms that report changes (epoll's and kqueue's edges) have nothing to do for {@code want}, at least for
 * reading; those that report states (poll, AFD polls) look at a descriptor from {@code want} until they have reported
 * it. A number that was closed without {@link #remove} is told as {@link #CLOSING}, or not at all.
 *
 * <p>Files whose reads and writes the system calls ready at any time, though they may block (regular files,
 * directories, disks), are refused with EPERM, whatever the mechanism itself would say. Timers are not an engine's
 * business: {@link #await} just waits no longer than it is told.
 *
 * <p>An engine serves one loop, once: see {@link #claim}.
 *
 * <p>All methods belong to the loop's thread, except {@link #name}, {@link #wakeup} and what {@link #releaser} gives.
 * They throw {@link io.lwt.unix.UnixException} when the system refuses.
 */
public interface Engine {
  /** The descriptor can be read: bytes, a connection to accept, or the end. In {@link #want}: wanted for reading. */
  int READABLE = 1;

  /** The descriptor can be written. In {@link #want}: wanted for writing. */
  int WRITABLE = 2;

  /**
   * The other side has ended its direction, or both, or there is an error: reads and writes will not block. Comes with
   * {@link #READABLE}, and with {@link #WRITABLE} unless it is but the other side's direction.
   */
  int CLOSING = 4;

  /** There is urgent data, or whatever else poll(2) calls POLLPRI. */
  int URGENT = 8;

  /** Whoever is told that a descriptor became ready. */
  interface Listener {
    /** The descriptor became ready: some of {@link #READABLE}, {@link #WRITABLE}, {@link #CLOSING}, {@link #URGENT}. */
    void ready(int events);
  }

  /** What is called for each descriptor: {@link #forEach}. */
  interface Visitor {
    /** A descriptor, and who listens to it. */
    void visit(int fd, Listener listener);
  }

  /** The mechanism's name: {@code "epoll"}, {@code "poll"}. Lwt's {@code id}. */
  String name();

  /**
   * A loop takes this engine, before it calls anything else: its first one, or the next when it changes engines.
   *
   * @throws IllegalStateException if a loop has done so before, or the engine is closed; the message says which
   */
  void claim();

  /**
   * Begins to watch a descriptor, on behalf of an operation that waits: its direction is wanted.
   *
   * @throws io.lwt.unix.UnixException if it cannot be watched: EPERM for regular files and their like, EBADF if it is
   *     not open, whatever the mechanism says beyond that
   */
  void add(int fd, int direction, Listener listener);

  /** Ends watching a descriptor that was added, which is still open. */
  void remove(int fd);

  /** An operation waits: its direction, {@link #READABLE} or {@link #WRITABLE}. */
  void want(int fd, int direction);

  /** Has what is ready now told again. */
  void refresh(int fd);

  /**
   * Waits until a descriptor became ready, {@link #wakeup} was called or the time is over. A signal may end it early.
   *
   * @param timeoutNanos how long to wait at most: 0 does not wait, negative waits without end
   * @return false if there is nothing to dispatch; true if there may be
   */
  boolean await(long timeoutNanos);

  /**
   * Tells the listeners what the last {@link #await} found. What a listener throws comes out; the rest is told the next
   * time, before anything new is waited for.
   */
  void dispatch();

  /** Visits the descriptors that were added and not removed, and who listens to them, which changes neither. */
  void forEach(Visitor visitor);

  /** Ends the {@link #await} that is under way, or the next one if none is. From any thread; nothing once closed. */
  void wakeup();

  /**
   * Gives back what the engine itself holds; the descriptors that were added stay open. Does nothing the second time.
   */
  void close();

  /** Does what {@link #close} does, on any thread, and does not refer to the engine: for loops that are garbage. */
  Runnable releaser();
}
