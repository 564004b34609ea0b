package io.lwt.process;

import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.LwtList;
import io.lwt.Promise;
import io.lwt.unix.Fd;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.Pipe;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The processes of a pipeline. */
final class Pipes {
  private final List<Command> commands;

  /** Whether this process writes the first one's input. */
  private final boolean writes;

  /** Whether this process reads the last one's output. */
  private final boolean reads;

  private final List<RunningProcess> processes = new ArrayList<>();

  /** What was done with a pipeline, and how its processes have ended. */
  record Outcome<T extends @Nullable Object>(T value, List<ExitStatus> statuses) {}

  private Pipes(Pipeline pipeline, boolean writes, boolean reads) {
    commands = pipeline.commands();
    this.writes = writes;
    this.reads = reads;
  }

  /** Starts a pipeline, has {@code f} use its ends, and waits until all processes have ended as they should. */
  static <T extends @Nullable Object> Promise<Outcome<T>> run(
      Pipeline pipeline, boolean writes, boolean reads, Fn<Pipes, Promise<T>> f) {
    var pipes = new Pipes(pipeline, writes, reads);
    return Lwt.tryBind(
        () -> pipes.start(0, null).bind(_ -> f.apply(pipes)),
        value -> pipes.finish().map(statuses -> new Outcome<>(value, statuses)),
        pipes::giveUp);
  }

  /** Starts those from this one on, which has this input. */
  private Promise<@Nullable Void> start(int index, @Nullable Fd input) {
    Command command = commands.get(index);
    Command fed = input == null ? command : command.stdin(Redirect.move(input));
    if (index == commands.size() - 1) {
      return open(fed, index);
    }
    Pipe pipe = LwtUnix.pipe();
    return Lwt.catching(
        () ->
            open(fed.stdout(Redirect.move(pipe.out())), index)
                .bind(_ -> start(index + 1, pipe.in())),
        error -> pipe.in().close().bind(_ -> Promise.failed(error)));
  }

  private Promise<@Nullable Void> open(Command command, int index) {
    Set<Integer> piped = new HashSet<>();
    if (writes && index == 0) {
      piped.add(Command.STDIN);
    }
    if (reads && index == commands.size() - 1) {
      piped.add(Command.STDOUT);
    }
    return Launch.start(command, piped)
        .map(
            launched -> {
              processes.add(process(launched, piped));
              return null;
            });
  }

  private static RunningProcess process(Launched launched, Set<Integer> piped) {
    boolean in = piped.contains(Command.STDIN);
    if (piped.contains(Command.STDOUT)) {
      return in ? new ProcessBoth(launched) : new ProcessIn(launched);
    }
    return in ? new ProcessOut(launched) : new ProcessNone(launched);
  }

  /** Gives the first process its input, and closes that. */
  Promise<@Nullable Void> feed(byte[] bytes) throws Exception {
    return switch (processes.getFirst()) {
      case ProcessOut process -> LwtProcess.feed(process.stdin(), channel -> channel.write(bytes));
      case ProcessBoth process -> LwtProcess.feed(process.stdin(), channel -> channel.write(bytes));
      default -> throw new AssertionError(commands);
    };
  }

  /** Everything that the last process writes. */
  Promise<byte[]> collect() {
    return processes.getLast().collect();
  }

  /** The first in order that has not ended as it should is told of, when all have ended. */
  private Promise<List<ExitStatus>> finish() {
    List<Promise<ExitStatus>> finishing = new ArrayList<>();
    for (RunningProcess process : processes) {
      finishing.add(process.finish());
    }
    return Lwt.join(finishing).tryBind(_ -> inOrder(finishing), _ -> inOrder(finishing));
  }

  private static Promise<List<ExitStatus>> inOrder(List<Promise<ExitStatus>> finished) {
    return LwtList.mapS(finished, status -> status);
  }

  private <T extends @Nullable Object> Promise<T> giveUp(Throwable error) {
    List<Promise<?>> given = new ArrayList<>();
    for (RunningProcess process : processes) {
      given.add(process.giveUp(error));
    }
    return Lwt.join(given).tryBind(_ -> Promise.failed(error), _ -> Promise.failed(error));
  }
}
