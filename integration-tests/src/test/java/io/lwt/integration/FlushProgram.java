package io.lwt.integration;

import io.lwt.Lwt;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtMain;
import java.time.Duration;

/** Leaves something in its channels when it ends. What goes to the error output is printed with the rest. */
final class FlushProgram {
  static final int STATUS = 4;

  private FlushProgram() {}

  /**
   * Runs one of them.
   *
   * @param arguments its name
   */
  public static void main(String[] arguments) {
    System.setErr(System.out);
    switch (arguments[0]) {
      case "hook" -> {
        LwtMain.atExit(() -> LwtIo.printl("a hook"));
        LwtIo.print("main and ");
      }
      case "exit" ->
          LwtMain.run(
              Lwt.pause()
                  .bind(
                      _ -> {
                        LwtIo.print("before the exit");
                        System.exit(STATUS);
                        return LwtIo.print("never");
                      }));
      case "clogged" -> {
        LwtMain.setExitDeadline(Duration.ofMillis(300));
        LwtIo.pipe().out().write("x".repeat(200_000));
        LwtIo.pipe().out().write("this goes");
        LwtIo.PipeChannels pipe = LwtIo.pipe();
        pipe.out().write("y".repeat(70_000));
        pipe.out().write("behind it");
      }
      case "stuck" -> {
        LwtMain.setExitDeadline(Duration.ofMillis(20));
        LwtMain.run(
            LwtIo.printl("ready")
                .bind(_ -> LwtIo.flushAll())
                .map(
                    _ -> {
                      while (true) {
                        Thread.onSpinWait();
                      }
                    }));
      }
      case "broken" -> {
        LwtIo.PipeChannels pipe = LwtIo.pipe();
        LwtMain.run(pipe.in().close());
        pipe.out().write("nobody reads this");
      }
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }
}
