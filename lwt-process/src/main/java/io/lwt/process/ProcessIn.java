package io.lwt.process;

import io.lwt.Promise;
import io.lwt.unix.InputChannel;
import java.util.List;

/** A process whose output is read here: {@code Lwt_process.process_in}. */
public final class ProcessIn extends RunningProcess {
  private final InputChannel stdout;

  ProcessIn(Launched launched) {
    super(launched);
    stdout = InputChannel.of(launched.end(Command.STDOUT));
  }

  /** The output of the process. */
  public InputChannel stdout() {
    return stdout;
  }

  @Override
  List<Promise<?>> closeChannels() {
    return List.of(stdout.close());
  }
}
