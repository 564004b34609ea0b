package io.lwt.process;

import io.lwt.Lwt;
import io.lwt.LwtTimeoutException;
import io.lwt.Promise;
import io.lwt.unix.UnixSignal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A process that {@link LwtProcess} has started. Its pipes to this process are the subclasses': {@link ProcessNone},
 * {@link ProcessIn}, {@link ProcessOut}, {@link ProcessBoth}, {@link ProcessFull}; {@link ProcessPty} has a terminal.
 *
 * <p>It belongs to the loop of the thread that started it, and is used on that. It is always waited for, so that no
 * zombie stays, also if nobody has this object any more or the loop is closed; it is not killed then.
 *
 * <p>Signals are sent only while its number is its own: until it has ended and was waited for.
 */
public abstract sealed class RunningProcess
    permits ProcessNone, ProcessIn, ProcessOut, ProcessBoth, ProcessFull, ProcessPty {
  private final Launched launched;
  private @Nullable Promise<ExitStatus> closing;

  RunningProcess(Launched launched) {
    this.launched = launched;
  }

  final Launched launched() {
    return launched;
  }

  /** Closes the pipes of this process. */
  abstract List<Promise<?>> closeChannels();

  /** Everything that it writes to its output. */
  final Promise<byte[]> collect() {
    return new Collector(launched.end(Command.STDOUT)).all();
  }

  /** The number of the process: {@code pid}. When it has ended, another process may have that. */
  public final int pid() {
    return launched.child().pid();
  }

  /** What was started. */
  public final Command command() {
    return launched.command();
  }

  /**
   * What has become of the process until now: {@code state}. Empty while it runs, {@link ExitStatus.Stopped} while a
   * signal keeps it.
   *
   * @throws IllegalStateException if the loop is closed
   */
  public final Optional<ExitStatus> state() {
    return launched.child().state();
  }

  /**
   * Sends the process a signal: {@code kill}, kill(2).
   *
   * @return false if it has ended
   * @throws io.lwt.unix.UnixException EPERM if it belongs to another user
   * @throws IllegalStateException if the loop is closed
   */
  public final boolean kill(UnixSignal signal) {
    return launched.child().kill(number(signal));
  }

  /**
   * Sends a signal to each process of the group that this one leads: kill(2).
   *
   * @return false if this one has ended, though others may be there
   * @throws IllegalStateException if it leads none, see {@link Command#newProcessGroup}; if the loop is closed
   */
  public final boolean killGroup(UnixSignal signal) {
    return launched.child().killGroup(number(signal));
  }

  private static int number(UnixSignal signal) {
    int number = Objects.requireNonNull(signal, "signal").number();
    if (number < 0) {
      throw new IllegalArgumentException(signal + ": this system has no such signal");
    }
    return number;
  }

  /** Kills the process: {@code terminate}. As {@link #kill} with SIGKILL. */
  public final boolean terminate() {
    return kill(UnixSignal.SIGKILL);
  }

  /**
   * Asks the process to end, by SIGTERM, and kills it if it has not done so in the time that the command gives
   * ({@link Command#grace}). If it leads a process group, that is what gets the signals, and what is left of the group
   * when the process has ended is killed.
   *
   * @return {@link #status}
   */
  public final Promise<ExitStatus> stop() {
    launched.child().stop(launched.command().grace());
    return status();
  }

  /**
   * How the process ends: {@code status}. Fulfilled when it has ended, whoever still has its output open. Rejected with
   * {@link io.lwt.unix.UnixException} if the loop is closed before (EBADF), or somebody else in this process has waited
   * for it (ECHILD). A cancel does nothing.
   */
  public final Promise<ExitStatus> status() {
    return launched.child().ended().map(Child.End::status);
  }

  /** What the process has used: {@code rusage}. As {@link #status}. */
  public final Promise<ResourceUsage> rusage() {
    return launched.child().ended().map(Child.End::usage);
  }

  /** Whether it has taken longer than it was allowed to: {@link Command#timeout}. */
  public final boolean isTimedOut() {
    return launched.timedOut() != null;
  }

  /**
   * Closes the pipes to the process, which ends most programs, and waits for its end: {@code close}. What was written
   * is sent first. The same promise each time; a cancel does nothing. Rejected as {@link #status}, and if what was
   * written cannot be sent, when the process has ended.
   *
   * <p>In direct style, {@code try (var _ = LwtDirect.using(process::close))} does it.
   */
  public final Promise<ExitStatus> close() {
    Promise<ExitStatus> current = closing;
    if (current == null) {
      current = closeAll().noCancel();
      closing = current;
    }
    return current;
  }

  private Promise<ExitStatus> closeAll() {
    return Lwt.join(closeChannels())
        .tryBind(_ -> status(), error -> status().bind(_ -> Promise.failed(error)))
        .finalizing(
            () -> {
              launched.closeErrorOutput();
              return Promise.unit();
            });
  }

  /**
   * Waits until it has ended as it should, with its pipes closed. A cancel, and an error, has it be given up as the
   * command says.
   */
  final Promise<ExitStatus> finish() {
    Promise<?> closed = Lwt.join(closeChannels()).cancelable();
    return closed
        .bind(_ -> status().cancelable())
        .bind(this::checked)
        .catching(this::giveUp)
        .finalizing(
            () -> {
              launched.closeErrorOutput();
              return Promise.unit();
            });
  }

  private Promise<ExitStatus> checked(ExitStatus status) {
    LwtTimeoutException timedOut = launched.timedOut();
    return timedOut == null ? launched.check(status) : Promise.failed(timedOut);
  }

  /** Something went wrong with what used it. Rejected with that when it has ended; at once if it is to be left. */
  final <T extends @Nullable Object> Promise<T> giveUp(Throwable error) {
    launched.giveUp(error);
    Promise<?> closed = Lwt.join(closeChannels());
    closed.onFailure(_ -> {}); // it is an error already
    if (launched.command().cancelPolicy() == CancelPolicy.LEAVE) {
      return Promise.failed(error);
    }
    return status().tryBind(_ -> Promise.failed(error), _ -> Promise.failed(error));
  }
}
