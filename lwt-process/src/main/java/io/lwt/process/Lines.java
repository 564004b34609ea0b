package io.lwt.process;

import io.lwt.Canceled;
import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.LwtStream;
import io.lwt.Promise;
import io.lwt.State;
import io.lwt.unix.InputChannel;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The lines of a process that is started for the first of them. */
final class Lines<P extends RunningProcess> {
  private final Command command;
  private final Fn<Command, Promise<P>> open;
  private final Function<P, InputChannel> output;
  private final Function<P, Promise<@Nullable Void>> input;
  private @Nullable Promise<Started<P>> started;

  /** A process, and what is done with its input. */
  private record Started<P>(P process, Promise<@Nullable Void> feeding) {}

  Lines(
      Command command,
      Fn<Command, Promise<P>> open,
      Function<P, InputChannel> output,
      Function<P, Promise<@Nullable Void>> input) {
    this.command = command;
    this.open = open;
    this.output = output;
    this.input = input;
  }

  LwtStream<String> stream() {
    return LwtStream.from(() -> started().bind(this::next));
  }

  private Promise<Started<P>> started() throws Exception {
    Promise<Started<P>> current = started;
    if (current == null) {
      current = open.apply(command).map(this::start);
      started = current;
    }
    return current;
  }

  private Started<P> start(P process) {
    Promise<@Nullable Void> feeding = input.apply(process);
    feeding.onFailure(
        error -> Lwt.async(() -> process.giveUp(error).catching(_ -> Promise.unit())));
    return new Started<>(process, feeding);
  }

  private Promise<Optional<String>> next(Started<P> running) {
    return output
        .apply(running.process())
        .readLine()
        .tryBind(
            line -> line.isPresent() ? Promise.of(line) : end(running),
            error -> failed(running, error));
  }

  /** A cancel is one of the reader's question only. */
  private Promise<Optional<String>> failed(Started<P> running, Throwable error) {
    if (error instanceof Canceled) {
      return Promise.failed(error);
    }
    boolean isTheInputs = running.feeding().state() instanceof State.Rejected;
    return isTheInputs ? end(running) : running.process().giveUp(error);
  }

  /** There are no more lines: the process ends, or is made to, if it could not be given its input. */
  private Promise<Optional<String>> end(Started<P> running) {
    return running
        .feeding()
        .tryBind(
            _ -> running.process().finish().map(_ -> Optional.empty()),
            error -> running.process().giveUp(error));
  }
}
