package io.lwt.process;

import io.lwt.Promise;
import io.lwt.unix.InputChannel;
import io.lwt.unix.OutputChannel;
import java.util.List;

/** A process whose input is written here, and whose output is read: {@code Lwt_process.process}. */
public final class ProcessBoth extends RunningProcess {
  private final OutputChannel stdin;
  private final InputChannel stdout;

  ProcessBoth(Launched launched) {
    super(launched);
    stdin = OutputChannel.of(launched.end(Command.STDIN));
    stdout = InputChannel.of(launched.end(Command.STDOUT));
  }

  /** What is written here is the input of the process. Closing it is the end of that input. */
  public OutputChannel stdin() {
    return stdin;
  }

  /** The output of the process. */
  public InputChannel stdout() {
    return stdout;
  }

  @Override
  List<Promise<?>> closeChannels() {
    return List.of(stdin.close(), stdout.close());
  }
}
