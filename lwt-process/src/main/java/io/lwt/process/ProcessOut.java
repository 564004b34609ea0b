package io.lwt.process;

import io.lwt.Promise;
import io.lwt.unix.OutputChannel;
import java.util.List;

/** A process whose input is written here: {@code Lwt_process.process_out}. */
public final class ProcessOut extends RunningProcess {
  private final OutputChannel stdin;

  ProcessOut(Launched launched) {
    super(launched);
    stdin = OutputChannel.of(launched.end(Command.STDIN));
  }

  /** What is written here is the input of the process. Closing it is the end of that input. */
  public OutputChannel stdin() {
    return stdin;
  }

  @Override
  List<Promise<?>> closeChannels() {
    return List.of(stdin.close());
  }
}
