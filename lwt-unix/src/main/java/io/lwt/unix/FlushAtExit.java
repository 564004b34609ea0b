package io.lwt.unix;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The last of a loop's exit hooks: writes what channels have to write. */
final class FlushAtExit extends ExitHook {
  private final UnwrittenOutput unwritten;

  FlushAtExit(ExitHooks hooks, UnwrittenOutput unwritten) {
    super(hooks, unwritten::flushAllAtExit, "the flush of channels");
    this.unwritten = unwritten;
  }

  /** If everything is written, it does not matter whether it was called. */
  @Override
  Optional<String> late(Duration limit) {
    List<OutputBuffer> left = unwritten.all();
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of("what channels had to write was not written within " + limit + ": " + left);
  }
}
