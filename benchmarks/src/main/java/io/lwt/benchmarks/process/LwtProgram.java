package io.lwt.benchmarks.process;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.process.Command;
import io.lwt.process.LwtProcess;
import io.lwt.unix.InputChannel;
import io.lwt.unix.LwtMain;
import io.lwt.unix.OutputChannel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** This library. */
final class LwtProgram extends Program {
  private static final int BLOCK = 256 * 1024;

  private final Command nothing;

  private LwtProgram(Command nothing) {
    this.nothing = nothing;
  }

  /** With processes that the loop starts. */
  public static void main(String[] arguments) throws Exception {
    new LwtProgram(Command.of(Work.PROGRAM)).run(arguments);
  }

  /** With processes that workers start. */
  static final class OnWorkers {
    private OnWorkers() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
      new LwtProgram(Command.of(Work.PROGRAM).spawnOnWorker()).run(arguments);
    }
  }

  @Override
  void start(int count, int atOnce) {
    LwtMain.run(Lwt.join(Stream.generate(() -> chain(count / atOnce)).limit(atOnce).toList()));
  }

  private Promise<@Nullable Void> chain(int count) {
    return count == 0 ? Promise.unit() : LwtProcess.exec(nothing).bind(_ -> chain(count - 1));
  }

  @Override
  void cat(long bytes) {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment from = arena.allocate(BLOCK);
      MemorySegment to = arena.allocate(BLOCK);
      LwtMain.run(
          LwtProcess.withBoth(
              Command.of("cat"),
              process ->
                  Lwt.join(send(process.stdin(), from, bytes), receive(process.stdout(), to))));
    }
  }

  private static Promise<@Nullable Void> send(OutputChannel out, MemorySegment from, long left) {
    return left == 0 ? out.close() : out.write(from).bind(_ -> send(out, from, left - BLOCK));
  }

  private static Promise<@Nullable Void> receive(InputChannel in, MemorySegment to) {
    return in.read(to).bind(count -> count == 0 ? Promise.unit() : receive(in, to));
  }
}
