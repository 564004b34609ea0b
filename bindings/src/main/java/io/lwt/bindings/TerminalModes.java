package io.lwt.bindings;

import java.util.ArrayList;
import java.util.List;

/**
 * How a terminal is set: termios(3), except what of it only says how a speed is written.
 *
 * @param input c_iflag
 * @param output c_oflag
 * @param control c_cflag, without the speeds
 * @param local c_lflag
 * @param discipline which line discipline the terminal has: c_line
 * @param characters c_cc, each 0 to 255
 * @param inputSpeed in baud
 * @param outputSpeed in baud
 */
public record TerminalModes(
    int input,
    int output,
    int control,
    int local,
    int discipline,
    List<Integer> characters,
    int inputSpeed,
    int outputSpeed) {

  /** How a terminal is set; the characters are copied. */
  public TerminalModes {
    characters = List.copyOf(characters);
  }

  /** The same with other flags. */
  public TerminalModes withFlags(int input, int output, int control, int local) {
    return new TerminalModes(
        input, output, control, local, discipline, characters, inputSpeed, outputSpeed);
  }

  /** The same with another character at a place. */
  public TerminalModes withCharacter(int index, int character) {
    List<Integer> changed = new ArrayList<>(characters);
    changed.set(index, character);
    return new TerminalModes(
        input, output, control, local, discipline, changed, inputSpeed, outputSpeed);
  }

  /** The same with other speeds. */
  public TerminalModes withSpeeds(int input, int output) {
    return new TerminalModes(
        this.input, this.output, control, local, discipline, characters, input, output);
  }
}
