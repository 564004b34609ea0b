package io.lwt.process;

import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.bindings.ChildChange;
import io.lwt.bindings.PidFd;
import io.lwt.bindings.Posix;
import io.lwt.process.ExitStatus.Exited;
import io.lwt.process.ExitStatus.Signaled;
import io.lwt.process.ExitStatus.Stopped;
import io.lwt.unix.Errno;
import io.lwt.unix.EventLoop;
import io.lwt.unix.Fd;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.UnixException;
import io.lwt.unix.UnixSignal;
import io.lwt.unix.internal.LoopAccess;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A process that was started here, until it has ended and was waited for.
 *
 * <p>Its end is learnt from a descriptor of the process, in the loop; where the system has none, or gives none, from a
 * thread that waits for it; where there is no room for a thread, by looking from time to time. Each way the loop's
 * thread waits for it in the end (wait4), so that until then its number is its own and may be sent signals.
 */
final class Child {
  private static final int INTERRUPTED = -Errno.EINTR.number();
  private static final int NOT_THERE = -Errno.ENOSYS.number();
  private static final int NO_SUCH_PROCESS = -Errno.ESRCH.number();
  private static final Duration UNWATCHED = Duration.ofMillis(20);

  private final EventLoop loop;
  private final LoopAccess access;
  private final Posix posix;
  private final int pid;
  private final boolean leadsGroup;
  private final Unreaped unreaped = Unreaped.ofLoop();
  private final Resolver<End> ended = Resolver.waiter();
  private @Nullable Fd pidFd;

  /** What keeps it now, if something does. */
  private @Nullable ExitStatus stopped;

  /** Whether it was asked to end. Then its group is killed when it has. */
  private boolean stopping;

  /** How it has ended. */
  record End(ExitStatus status, ResourceUsage usage) {}

  /** A process that has just been started. */
  Child(EventLoop loop, int pid, boolean leadsGroup) {
    this.loop = loop;
    access = LoopAccess.of(loop);
    posix = access.posix(loop);
    this.pid = pid;
    this.leadsGroup = leadsGroup;
    unreaped.add(pid);
    ended.onFailure(_ -> {}); // nobody need ask
    watch();
  }

  int pid() {
    return pid;
  }

  /** Fulfilled at its end. Rejected if that cannot be learnt. A cancel does nothing. */
  Promise<End> ended() {
    return ended.promise();
  }

  /** Waits for the end of any process. */
  static Promise<@Nullable Void> awaitEnd(EventLoop loop, int pid) {
    LoopAccess access = LoopAccess.of(loop);
    access.checkUsable(loop);
    int number = access.posix(loop) instanceof PidFd pidFds ? pidFds.pidfdOpen(pid) : NOT_THERE;
    if (number == NOT_THERE || number == -Errno.EPERM.number()) {
      return Promise.failed(
          new UnsupportedOperationException(
              "this system does not tell of the end of others' processes (pidfd_open)"));
    }
    if (number < 0) {
      return Promise.failed(new UnixException(-number, "pidfd_open", "process " + pid));
    }
    Fd watched = access.opened(loop, number);
    return watched.waitRead().finalizing(watched::close);
  }

  // ---- its end

  private void watch() {
    int number = posix instanceof PidFd pidFds ? pidFds.pidfdOpen(pid) : NOT_THERE;
    if (number < 0) {
      watchByThread();
    } else {
      pidFd = access.opened(loop, number);
      awaitReadable(pidFd);
    }
  }

  private void awaitReadable(Fd watched) {
    watched
        .waitRead()
        .onAny(
            _ -> {
              hasEnded();
              if (ended.isPending()) {
                awaitReadable(watched);
              }
            },
            error -> cannotWatch(watched, error));
  }

  /** Either the loop is closed, or its engine has no room. */
  private void cannotWatch(Fd watched, Throwable error) {
    if (watched.isClosed()) {
      unreaped.reapInBackground(pid);
      if (ended.isPending()) {
        ended.reject(error);
      }
    } else {
      closePidFd();
      watchByThread();
    }
  }

  private void watchByThread() {
    try {
      Unreaped.awaitOnThread(posix, pid, _ -> hasEndedByThread());
    } catch (OutOfMemoryError noThread) {
      watchByTimer();
    }
  }

  private void hasEndedByThread() {
    try {
      loop.execute(this::hasEnded);
    } catch (IllegalStateException closed) {
      if (unreaped.remove(pid)) {
        Unreaped.reap(posix, pid);
      }
    }
  }

  /** There is neither a descriptor nor a thread: looks from time to time, until there is one, or news. */
  private void watchByTimer() {
    LwtUnix.sleep(UNWATCHED)
        .onSuccess(
            _ -> {
              if (ended.isPending()) {
                look();
                if (ended.isPending()) {
                  watch();
                } else {
                  killRestOfGroup();
                }
              }
            });
  }

  /** It has, and was not waited for yet: its group, if it leads one, is still called as it is. */
  private void hasEnded() {
    if (ended.isPending()) {
      killRestOfGroup();
      look();
    }
  }

  /** It was asked to end, and has. */
  private void killRestOfGroup() {
    if (stopping && leadsGroup) {
      posix.kill(-pid, UnixSignal.SIGKILL.number());
    }
  }

  private void look() {
    int result = changes(posix, pid, this::changed);
    if (result < 0 && ended.isPending()) {
      closePidFd();
      unreaped.reapInBackground(pid); // unless it is nobody's, that has to be done all the same
      ended.reject(new UnixException(-result, "wait4", "process " + pid));
    }
  }

  /** Asks what has become of a child, until there is no news. 0 or the error's number, negative. */
  static int changes(Posix posix, int pid, Consumer<? super ChildChange> consumer) {
    ChildChange[] change = new ChildChange[1];
    int result;
    do {
      result = posix.childChange(pid, change);
      if (result > 0) {
        consumer.accept(change[0]);
      }
    } while (result == INTERRUPTED || (result > 0 && !isEnd(change[0])));
    return Math.min(result, 0);
  }

  private static boolean isEnd(ChildChange change) {
    return change.kind() == ChildChange.Kind.EXITED || change.kind() == ChildChange.Kind.KILLED;
  }

  private void changed(ChildChange change) {
    switch (change.kind()) {
      case STOPPED -> stopped = new Stopped(change.number());
      case CONTINUED -> stopped = null;
      case EXITED -> end(new Exited(change.number()), change);
      case KILLED -> end(new Signaled(change.number(), change.coreDumped()), change);
    }
  }

  private void end(ExitStatus status, ChildChange change) {
    forget();
    ended.fulfill(new End(status, ResourceUsage.of(change.usage())));
  }

  private void forget() {
    unreaped.remove(pid);
    closePidFd();
  }

  private void closePidFd() {
    Fd watched = pidFd;
    if (watched != null) {
      pidFd = null;
      watched.close().onFailure(_ -> {}); // closed all the same, and nobody asked for it
    }
  }

  /** What has become of it; empty while it runs. */
  Optional<ExitStatus> state() {
    access.checkUsable(loop);
    if (ended.isPending() && !stopping) {
      look();
    }
    return ended.state() instanceof io.lwt.State.Fulfilled<End>(End end)
        ? Optional.of(end.status())
        : Optional.ofNullable(stopped);
  }

  // ---- signals

  /** Sends it a signal; false if it has ended. */
  boolean kill(int signal) {
    access.checkUsable(loop);
    return ended.isPending() && isSent(send(signal));
  }

  private int send(int signal) {
    Fd watched = pidFd;
    int result =
        watched == null ? NOT_THERE : ((PidFd) posix).pidfdSendSignal(watched.number(), signal);
    boolean refused = result == NOT_THERE || result == -Errno.EPERM.number();
    return refused ? posix.kill(pid, signal) : result;
  }

  /** Sends its group a signal; false if it has ended. */
  boolean killGroup(int signal) {
    access.checkUsable(loop);
    if (!leadsGroup) {
      throw new IllegalStateException(
          "process " + pid + " leads no process group; start it with Command.newProcessGroup");
    }
    return ended.isPending() && isSent(posix.kill(-pid, signal));
  }

  private boolean isSent(int result) {
    if (result < 0 && result != NO_SUCH_PROCESS) {
      throw new UnixException(-result, "kill", "process " + pid);
    }
    return result >= 0;
  }

  /** Sends a signal to it, or to its group if it leads one. */
  private void killAll(UnixSignal signal) {
    if (ended.isPending()) {
      int result = leadsGroup ? posix.kill(-pid, signal.number()) : send(signal.number());
      if (result < 0 && result != NO_SUCH_PROCESS) {
        System.getLogger("io.lwt")
            .log(System.Logger.Level.WARNING, new UnixException(-result, "kill", "process " + pid));
      }
    }
  }

  /** Kills it, and its group if it leads one. */
  void killAll() {
    stopping = true;
    killAll(UnixSignal.SIGKILL);
  }

  /** Asks it to end, and its group; kills them after a time. Does nothing if that was done. */
  void stop(Duration grace) {
    if (stopping || !ended.isPending()) {
      return;
    }
    stopping = true;
    killAll(UnixSignal.SIGTERM);
    killAll(UnixSignal.SIGCONT);
    Promise<?> patience = LwtUnix.sleep(grace);
    patience.onAny(_ -> killAll(UnixSignal.SIGKILL), _ -> {});
    ended.onTermination(patience::cancel);
  }
}
