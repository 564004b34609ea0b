package io.lwt.process;

import io.lwt.Lwt;
import io.lwt.LwtTimeoutException;
import io.lwt.Promise;
import io.lwt.unix.Fd;
import io.lwt.unix.LwtUnix;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A process that was started, with this process' ends of its pipes and its time limit. */
final class Launched {
  private final Command command;
  private final Child child;

  /** By the process' numbers. */
  private final Map<Integer, Fd> ends;

  private final @Nullable ErrorTail errorTail;
  private @Nullable LwtTimeoutException timedOut;

  Launched(Command command, Child child, Map<Integer, Fd> ends, @Nullable Fd errorOutput) {
    this.command = command;
    this.child = child;
    this.ends = ends;
    errorTail = errorOutput == null ? null : new ErrorTail(errorOutput);
    Duration limit = command.timeout();
    if (limit != null) {
      startTimer(limit);
    }
  }

  private void startTimer(Duration limit) {
    Promise<?> timer = LwtUnix.sleep(limit);
    timer.onAny(_ -> timeIsOver(new LwtTimeoutException(command.toString(), limit)), _ -> {});
    child.ended().onTermination(timer::cancel);
  }

  private void timeIsOver(LwtTimeoutException error) {
    timedOut = error;
    child.stop(command.grace());
    ends.values().forEach(fd -> fd.abort(error));
  }

  Command command() {
    return command;
  }

  Child child() {
    return child;
  }

  /** This process' end of a pipe. */
  Fd end(int number) {
    Fd end = ends.get(number);
    if (end == null) {
      throw new AssertionError(number);
    }
    return end;
  }

  /** What whoever waits for it is told, if its time was over. */
  @Nullable LwtTimeoutException timedOut() {
    return timedOut;
  }

  /** Nobody waits for it any more, for this reason: what is still to be moved through its pipes is not. */
  void giveUp(Throwable reason) {
    ends.values().forEach(fd -> fd.abort(reason));
    switch (command.cancelPolicy()) {
      case STOP -> child.stop(command.grace());
      case KILL -> child.killAll();
      case LEAVE -> {}
    }
  }

  /** Closes this process' ends of its pipes. */
  Promise<@Nullable Void> closeEnds() {
    closeErrorOutput();
    return Lwt.join(ends.values().stream().map(Fd::close).toList());
  }

  /** Its status, unless it is one that the command is not to end with. */
  Promise<ExitStatus> check(ExitStatus status) {
    if (command.accepts(status)) {
      return Promise.of(status);
    }
    Promise<String> output = errorTail == null ? Promise.of("") : errorTail.text();
    return output.bind(
        text -> Promise.failed(new CommandFailedException(command.toString(), status, text)));
  }

  /** It has ended, and nobody asks for its error output any more. */
  void closeErrorOutput() {
    if (errorTail != null) {
      errorTail.close();
    }
  }
}
