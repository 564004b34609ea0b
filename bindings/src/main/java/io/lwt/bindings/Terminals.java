package io.lwt.bindings;

/** Terminals and pseudo-terminals: termios(3), pty(7). */
public interface Terminals {

  /** isatty(3): 1 if the descriptor is a terminal, else 0. */
  int isatty(int fd);

  /**
   * tcgetattr(3).
   *
   * @param modes receives the answer; at least one long
   */
  int tcgetattr(int fd, TerminalModes[] modes);

  /**
   * tcsetattr(3). Of a speed that the terminal has not, it may take the nearest.
   *
   * @param when the number of TCSANOW, or of TCSADRAIN or TCSAFLUSH: these wait
   */
  int tcsetattr(int fd, int when, TerminalModes modes);

  /** tcsendbreak(3), for the usual quarter of a second or more, which it takes. */
  int tcsendbreak(int fd);

  /** tcdrain(3). It waits. */
  int tcdrain(int fd);

  /**
   * tcflush(3).
   *
   * @param queue the number of TCIFLUSH, TCOFLUSH or TCIOFLUSH
   */
  int tcflush(int fd, int queue);

  /**
   * tcflow(3). It may wait for its turn to send a character.
   *
   * @param action the number of TCOOFF, TCOON, TCIOFF or TCION
   */
  int tcflow(int fd, int action);

  /**
   * The number of a flag, of a control character's place, or of what a call is told to do, by its C name:
   * {@code "ECHO"}, {@code "VINTR"}, {@code "TCSANOW"}.
   *
   * @throws UnsupportedOperationException if this system's terminals have no such thing
   */
  int terminalConstant(String name);

  /**
   * The size of the terminal's window: tcgetwinsize(3).
   *
   * @param size receives rows, columns, and pixels across and down, each 0 to 65535; at least four long
   */
  int tcgetwinsize(int fd, int[] size);

  /**
   * Sets the size of the terminal's window: tcsetwinsize(3).
   *
   * @param size rows, columns, and pixels across and down
   */
  int tcsetwinsize(int fd, int[] size);

  /** tcgetpgrp(3): the process group that has the terminal, which is this session's; ENOTTY if it is not. */
  int tcgetpgrp(int fd);

  /** getpgrp(2): the process group of this process. */
  int getpgrp();

  // ---- pseudo-terminals

  /**
   * posix_openpt(3): the master's side of a new pseudo-terminal, close-on-exec and non-blocking from birth. The other
   * side cannot be opened yet.
   */
  int openpt();

  /** grantpt(3): gives the other side to this process' user. */
  int grantpt(int master);

  /** unlockpt(3): from now on the other side can be opened. */
  int unlockpt(int master);

  /**
   * ptsname(3): the path of the other side.
   *
   * @param name receives the path
   * @return how long it is; {@code -ERANGE} if there is no room for it
   */
  int ptsname(int master, byte[] name);

  /**
   * Opens the other side, close-on-exec and non-blocking from birth, not as this process' own terminal; without its
   * path, which may mean something else in this process' part of the file system. ENOTTY or EINVAL where that cannot be
   * done.
   */
  int openOtherSide(int master);
}
