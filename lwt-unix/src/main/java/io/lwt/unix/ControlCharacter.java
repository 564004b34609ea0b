package io.lwt.unix;

import io.lwt.bindings.Posix;

/**
 * Characters of input that a terminal takes for something else: termios(3). For
 * {@link TerminalAttributes#character}.
 */
public enum ControlCharacter {
  /** Interrupts: SIGINT, with {@link TerminalFlag#ISIG}. */
  VINTR,
  /** Quits: SIGQUIT, with {@link TerminalFlag#ISIG}. */
  VQUIT,
  /** Stops the program: SIGTSTP, with {@link TerminalFlag#ISIG}. */
  VSUSP,
  /** Takes back the last character of a line. */
  VERASE,
  /** Takes back the last word of a line, with {@link TerminalFlag#IEXTEN}. */
  VWERASE,
  /** Takes back the whole line. */
  VKILL,
  /** The end: what there is of the line is read without it; nothing is the end of the stream. */
  VEOF,
  /** Ends a line, beside a newline. */
  VEOL,
  /** Ends a line too, with {@link TerminalFlag#IEXTEN}. */
  VEOL2,
  /** Restarts output, with {@link TerminalFlag#IXON}. */
  VSTART,
  /** Stops output, with {@link TerminalFlag#IXON}. */
  VSTOP,
  /** Shows the line anew, with {@link TerminalFlag#IEXTEN}. */
  VREPRINT,
  /** Drops output, on systems that do so. */
  VDISCARD,
  /** Takes the next character for itself, with {@link TerminalFlag#IEXTEN}. */
  VLNEXT;

  /** Its place among the others. */
  int index() {
    return Posix.host().terminalConstant(name());
  }
}
