package io.lwt.unix;

import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A pseudo-terminal: pty(7). What is written to one side is read from the other, as the terminal's attributes say.
 * There is no such thing in Lwt.
 *
 * <p>While nobody has the slave's side open, reads of the master's give what was written before, then 0, the end (Linux
 * says EIO, others 0). It may be opened again by its path, and then there is more to read; so who starts a program on
 * it closes {@link #slave} when the program has it. When the master's side is closed, reads of the slave's give 0, and
 * writes are rejected with EIO.
 *
 * @param master the side of a terminal emulator: writes what a user types, and reads what is shown
 * @param slave the side of a program: a terminal
 * @param slaveName the path of that side, for programs that open it themselves
 */
public record Pty(Fd master, Fd slave, String slaveName) {

  /** A new one, as the system makes it: {@link #open(WindowSize, UnaryOperator)}. */
  public static Pty open() {
    return Ptys.open(EventLoop.current(), UnaryOperator.identity(), null);
  }

  /** A new one with a window of this size: {@link #open(WindowSize, UnaryOperator)}. */
  public static Pty open(WindowSize size) {
    return open(size, UnaryOperator.identity());
  }

  /**
   * A new one: openpty(3). Both sides are close-on-exec and non-blocking, and neither becomes this process' own
   * terminal.
   *
   * @param attributes is given how the system sets a new one, and gives how it is to be:
   *     {@code TerminalAttributes::raw}
   * @throws UnixException if the system refuses: EMFILE, ENOSPC if there are too many …; and what the function throws
   */
  public static Pty open(WindowSize size, UnaryOperator<TerminalAttributes> attributes) {
    Objects.requireNonNull(size, "size");
    return Ptys.open(EventLoop.current(), attributes, size);
  }
}
