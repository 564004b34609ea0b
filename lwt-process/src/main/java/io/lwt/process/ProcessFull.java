package io.lwt.process;

import io.lwt.Promise;
import io.lwt.unix.InputChannel;
import io.lwt.unix.OutputChannel;
import java.util.List;

/**
 * A process whose input is written here, and whose output and error output are read:
 * {@code Lwt_process.process_full}.
 */
public final class ProcessFull extends RunningProcess {
  private final OutputChannel stdin;
  private final InputChannel stdout;
  private final InputChannel stderr;

  ProcessFull(Launched launched) {
    super(launched);
    stdin = OutputChannel.of(launched.end(Command.STDIN));
    stdout = InputChannel.of(launched.end(Command.STDOUT));
    stderr = InputChannel.of(launched.end(Command.STDERR));
  }

  /** What is written here is the input of the process. Closing it is the end of that input. */
  public OutputChannel stdin() {
    return stdin;
  }

  /** The output of the process. */
  public InputChannel stdout() {
    return stdout;
  }

  /** The error output of the process. Who does not read it keeps a process waiting that writes much to it. */
  public InputChannel stderr() {
    return stderr;
  }

  @Override
  List<Promise<?>> closeChannels() {
    return List.of(stdin.close(), stdout.close(), stderr.close());
  }
}
