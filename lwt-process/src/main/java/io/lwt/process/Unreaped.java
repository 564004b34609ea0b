package io.lwt.process;

import io.lwt.SchedulerLocal;
import io.lwt.bindings.Posix;
import io.lwt.unix.Errno;
import io.lwt.unix.EventLoop;
import io.lwt.unix.internal.LoopAccess;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;

/**
 * The children of a loop that nobody has waited for, so that none stays a zombie: when the loop is closed or garbage, a
 * thread for each waits for it. Refers to nothing of the loop, or that would never be garbage.
 */
final class Unreaped implements Runnable {
  private static final SchedulerLocal<Unreaped> OF_LOOP = new SchedulerLocal<>(Unreaped::make);

  private static final int INTERRUPTED = -Errno.EINTR.number();
  private static final long STACK_SIZE = 256 * 1024;

  private final Posix posix;
  private final Set<Integer> pids = ConcurrentHashMap.newKeySet();

  private Unreaped(Posix posix) {
    this.posix = posix;
  }

  private static Unreaped make() {
    EventLoop loop = EventLoop.current();
    LoopAccess access = LoopAccess.of(loop);
    var made = new Unreaped(access.posix(loop));
    access.whenGarbage(loop, made);
    return made;
  }

  /** Those of the current thread's loop. */
  static Unreaped ofLoop() {
    return OF_LOOP.get();
  }

  void add(int pid) {
    pids.add(pid);
  }

  /** It is waited for, or the caller is about to. False if somebody else is. */
  boolean remove(int pid) {
    return pids.remove(pid);
  }

  /** The loop is garbage. */
  @Override
  public void run() {
    List.copyOf(pids).forEach(this::reapInBackground);
  }

  /** Has a thread wait for a child of which nobody wants to know any more. */
  void reapInBackground(int pid) {
    if (remove(pid)) {
      reapInBackground(posix, pid);
    }
  }

  /** The same of a child that is no loop's. */
  static void reapInBackground(Posix posix, int pid) {
    awaitOnThread(posix, pid, child -> reap(posix, child));
  }

  /** Has a thread wait until a child has ended, and then do something. */
  static void awaitOnThread(Posix posix, int pid, IntConsumer then) {
    Thread.ofPlatform()
        .daemon()
        .name("lwt-child-" + pid)
        .stackSize(STACK_SIZE)
        .start(
            () -> {
              awaitEnd(posix, pid);
              then.accept(pid);
            });
  }

  private static void awaitEnd(Posix posix, int pid) {
    int result;
    do {
      result = posix.awaitChildEnd(pid);
    } while (result == INTERRUPTED);
  }

  /** A child that has ended is no more. */
  static void reap(Posix posix, int pid) {
    Child.changes(posix, pid, _ -> {});
  }
}
