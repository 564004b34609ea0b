package io.lwt.integration;

import io.lwt.unix.Fd;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.OpenFlag;
import java.util.Set;

/** Makes a terminal raw, says so, and ends the JVM, with the terminal raw, when it reads a byte from it. */
final class RawModeProgram {
  /** The status with which it ends. */
  static final int STATUS = 3;

  private RawModeProgram() {}

  /**
   * Runs it.
   *
   * @param arguments the path of a terminal
   */
  public static void main(String[] arguments) {
    Fd fd = LwtMain.run(LwtUnix.openfile(arguments[0], Set.of(OpenFlag.RDWR, OpenFlag.NOCTTY), 0));
    LwtMain.run(
        fd.terminal()
            .withRawMode(
                () -> {
                  System.out.println("raw");
                  return fd.read(new byte[1])
                      .map(
                          _ -> {
                            System.exit(STATUS);
                            return "never";
                          });
                }));
  }
}
