package io.lwt.integration;

import io.lwt.LwtDirect;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import java.time.Duration;

/** Prints what a task in direct style runs on, after an await. */
final class DirectStyleProgram {
  private DirectStyleProgram() {}

  public static void main(String[] arguments) {
    Thread loop = Thread.currentThread();
    IO.println(
        LwtMain.run(
            LwtDirect.spawn(
                () -> {
                  LwtDirect.await(LwtUnix.sleep(Duration.ofMillis(1)));
                  return Thread.currentThread() == loop ? "continuation" : "thread";
                })));
  }
}
