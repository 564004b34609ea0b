package io.lwt.unix;

import org.jspecify.annotations.Nullable;

/** A loop's channels of the process' standard input, output and error output, as far as they were asked for. */
final class StandardChannels {
  private @Nullable InputChannel stdin;
  private @Nullable OutputChannel stdout;
  private @Nullable OutputChannel stderr;

  InputChannel stdin() {
    if (stdin == null) {
      stdin = InputChannel.of(LwtUnix.stdin());
    }
    return stdin;
  }

  OutputChannel stdout() {
    if (stdout == null) {
      stdout = OutputChannel.of(LwtUnix.stdout());
    }
    return stdout;
  }

  OutputChannel stderr() {
    if (stderr == null) {
      stderr = OutputChannel.of(LwtUnix.stderr());
    }
    return stderr;
  }
}
