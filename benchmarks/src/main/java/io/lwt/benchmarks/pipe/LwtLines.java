package io.lwt.benchmarks.pipe;

import io.lwt.Promise;
import io.lwt.unix.InputChannel;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads lines by an input channel. */
final class LwtLines {
  private final InputChannel in = InputChannel.of(LwtUnix.stdin());
  private final Lines lines;

  private LwtLines(Lines lines) {
    this.lines = lines;
  }

  /** Usage: WARMUP LINES. Prints nanoseconds per line. */
  public static void main(String[] args) throws IOException {
    var lines = new Lines(args);
    LwtMain.run(() -> new LwtLines(lines).readLines());
    lines.print();
  }

  private Promise<@Nullable Void> readLines() {
    return in.readLine().bind(this::read);
  }

  private Promise<@Nullable Void> read(Optional<String> line) throws IOException {
    return lines.read(line.orElseThrow()) ? readLines() : Promise.unit();
  }
}
