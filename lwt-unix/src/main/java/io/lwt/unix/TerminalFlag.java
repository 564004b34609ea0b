package io.lwt.unix;

import io.lwt.bindings.Posix;
import io.lwt.bindings.TerminalModes;

/** What a terminal does or does not do: termios(3). For {@link TerminalAttributes}. */
public enum TerminalFlag {
  // ---- input

  /** A break on the line is ignored. */
  IGNBRK(Group.INPUT),
  /** A break on the line interrupts: SIGINT. */
  BRKINT(Group.INPUT),
  /** Characters with errors are ignored. */
  IGNPAR(Group.INPUT),
  /** Characters with errors are marked. */
  PARMRK(Group.INPUT),
  /** The parity of input is checked. */
  INPCK(Group.INPUT),
  /** The eighth bit of input is cleared. */
  ISTRIP(Group.INPUT),
  /** A newline becomes a carriage return. */
  INLCR(Group.INPUT),
  /** Carriage returns are ignored. */
  IGNCR(Group.INPUT),
  /** A carriage return becomes a newline. */
  ICRNL(Group.INPUT),
  /** {@link ControlCharacter#VSTOP} and {@link ControlCharacter#VSTART} stop and restart output. */
  IXON(Group.INPUT),
  /** Any character restarts output. */
  IXANY(Group.INPUT),
  /** The other side is stopped when there is too much input. */
  IXOFF(Group.INPUT),
  /** The bell rings when there is no room for input. */
  IMAXBEL(Group.INPUT),
  /** Input is UTF-8: {@link ControlCharacter#VERASE} takes back whole characters. */
  IUTF8(Group.INPUT),

  // ---- output

  /** Output is processed, as the others say. */
  OPOST(Group.OUTPUT),
  /** A newline becomes a carriage return and a newline. */
  ONLCR(Group.OUTPUT),
  /** A carriage return becomes a newline. */
  OCRNL(Group.OUTPUT),
  /** No carriage return in the first column. */
  ONOCR(Group.OUTPUT),
  /** A newline returns the carriage too. */
  ONLRET(Group.OUTPUT),
  /** Delays are made of fill characters. */
  OFILL(Group.OUTPUT),
  /** The fill character is DEL. */
  OFDEL(Group.OUTPUT),

  // ---- the line

  /** Two stop bits, not one. */
  CSTOPB(Group.CONTROL),
  /** Characters are received. */
  CREAD(Group.CONTROL),
  /** Output has a parity bit, and input must. */
  PARENB(Group.CONTROL),
  /** The parity is odd. */
  PARODD(Group.CONTROL),
  /** The line is hung up when the last process closes it. */
  HUPCL(Group.CONTROL),
  /** The modem's lines are ignored. */
  CLOCAL(Group.CONTROL),
  /** The parity bit is always the same. */
  CMSPAR(Group.CONTROL),
  /** Flow is controlled by the lines RTS and CTS. */
  CRTSCTS(Group.CONTROL),

  // ---- the terminal as a user has it

  /** {@link ControlCharacter#VINTR} and its kin send signals. */
  ISIG(Group.LOCAL),
  /** Input is read line by line, and can be edited before. */
  ICANON(Group.LOCAL),
  /** Input is shown. */
  ECHO(Group.LOCAL),
  /** {@link ControlCharacter#VERASE} shows that a character is gone. */
  ECHOE(Group.LOCAL),
  /** {@link ControlCharacter#VKILL} shows that the line is gone. */
  ECHOK(Group.LOCAL),
  /** A newline is shown, also without {@link #ECHO}. */
  ECHONL(Group.LOCAL),
  /** Nothing is dropped at a signal. */
  NOFLSH(Group.LOCAL),
  /** A process in the background that writes is stopped: SIGTTOU. */
  TOSTOP(Group.LOCAL),
  /** Control characters are shown as {@code ^X}. */
  ECHOCTL(Group.LOCAL),
  /** Characters are shown as they are taken back. */
  ECHOPRT(Group.LOCAL),
  /** {@link ControlCharacter#VKILL} takes each character from the screen. */
  ECHOKE(Group.LOCAL),
  /** The characters are heeded of which {@link ControlCharacter} says so. */
  IEXTEN(Group.LOCAL),
  /** Input is processed on the other side of a pseudo-terminal. */
  EXTPROC(Group.LOCAL);

  /** Which of a terminal's four words a flag is in. */
  enum Group {
    INPUT,
    OUTPUT,
    CONTROL,
    LOCAL
  }

  private final Group group;

  TerminalFlag(Group group) {
    this.group = group;
  }

  private int bit() {
    return Posix.host().terminalConstant(name());
  }

  boolean isSet(TerminalModes modes) {
    int word =
        switch (group) {
          case INPUT -> modes.input();
          case OUTPUT -> modes.output();
          case CONTROL -> modes.control();
          case LOCAL -> modes.local();
        };
    return (word & bit()) != 0;
  }

  /** The modes with this flag or without it. */
  TerminalModes set(TerminalModes modes, boolean on) {
    return modes.withFlags(
        group == Group.INPUT ? set(modes.input(), on) : modes.input(),
        group == Group.OUTPUT ? set(modes.output(), on) : modes.output(),
        group == Group.CONTROL ? set(modes.control(), on) : modes.control(),
        group == Group.LOCAL ? set(modes.local(), on) : modes.local());
  }

  private int set(int word, boolean on) {
    return on ? word | bit() : word & ~bit();
  }
}
