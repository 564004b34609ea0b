package io.lwt.process;

import io.lwt.Promise;
import java.util.List;

/** A process without pipes to this one: {@code Lwt_process.process_none}. */
public final class ProcessNone extends RunningProcess {
  ProcessNone(Launched launched) {
    super(launched);
  }

  @Override
  List<Promise<?>> closeChannels() {
    return List.of();
  }
}
