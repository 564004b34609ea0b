package io.lwt.unix;

import io.lwt.bindings.Posix;
import io.lwt.bindings.TerminalModes;
import java.util.Collections;
import java.util.EnumSet;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a terminal is set: termios(3). Corresponds to {@code Unix.terminal_io}.
 *
 * <p>It is a value: {@link #with} and its kin give another one. {@link Terminal#tcgetattr} gives those of a terminal,
 * {@link Terminal#tcsetattr} sets them. What a terminal has beyond what can be asked for here is kept as it was.
 */
public final class TerminalAttributes {
  private static final int FEWEST_BITS = 5;
  private static final int MOST_BITS = 8;
  private static final int LARGEST = 0xFF;

  private static final TerminalFlag[] NOT_RAW = {
    TerminalFlag.IGNBRK,
    TerminalFlag.BRKINT,
    TerminalFlag.PARMRK,
    TerminalFlag.ISTRIP,
    TerminalFlag.INLCR,
    TerminalFlag.IGNCR,
    TerminalFlag.ICRNL,
    TerminalFlag.IXON,
    TerminalFlag.OPOST,
    TerminalFlag.PARENB,
    TerminalFlag.ECHO,
    TerminalFlag.ECHONL,
    TerminalFlag.ICANON,
    TerminalFlag.ISIG,
    TerminalFlag.IEXTEN
  };

  private final TerminalModes modes;

  TerminalAttributes(TerminalModes modes) {
    this.modes = modes;
  }

  TerminalModes modes() {
    return modes;
  }

  // ---- flags

  /** Whether a flag is set. */
  public boolean has(TerminalFlag flag) {
    return flag.isSet(modes);
  }

  /** The flags that are set. */
  public Set<TerminalFlag> flags() {
    Set<TerminalFlag> flags = EnumSet.allOf(TerminalFlag.class);
    flags.removeIf(flag -> !flag.isSet(modes));
    return Collections.unmodifiableSet(flags);
  }

  /** These attributes, with flags set. */
  public TerminalAttributes with(TerminalFlag... flags) {
    return set(flags, true);
  }

  /** These attributes, with flags not set. */
  public TerminalAttributes without(TerminalFlag... flags) {
    return set(flags, false);
  }

  private TerminalAttributes set(TerminalFlag[] flags, boolean on) {
    TerminalModes changed = modes;
    for (TerminalFlag flag : flags) {
      changed = flag.set(changed, on);
    }
    return new TerminalAttributes(changed);
  }

  /**
   * Everything that is received can be read at once, as it is, and what is written is sent as it is: nothing is shown,
   * edited, translated or taken for a signal; 8 bits without parity. cfmakeraw(3).
   */
  public TerminalAttributes raw() {
    return without(NOT_RAW).withCharacterSize(MOST_BITS).withMinimum(1).withTime(0);
  }

  // ---- numbers

  /** How many bits a character has on the line: 5 to 8. */
  public int characterSize() {
    int size = modes.control() & number("CSIZE");
    int bits = FEWEST_BITS;
    while (number("CS" + bits) != size) {
      bits++;
    }
    return bits;
  }

  /**
   * These attributes, with another size of characters.
   *
   * @param bits 5 to 8
   * @throws IllegalArgumentException if it is not
   */
  public TerminalAttributes withCharacterSize(int bits) {
    checkRange(bits, FEWEST_BITS, MOST_BITS, "character size");
    int control = (modes.control() & ~number("CSIZE")) | number("CS" + bits);
    return new TerminalAttributes(
        modes.withFlags(modes.input(), modes.output(), control, modes.local()));
  }

  /** The code of a control character, 0 to 255; empty if it is switched off. */
  public OptionalInt character(ControlCharacter character) {
    int code = modes.characters().get(character.index());
    return code == disabled() ? OptionalInt.empty() : OptionalInt.of(code);
  }

  /**
   * These attributes, with another code for a control character.
   *
   * @param code 0 to 255; this system's code for those that are switched off is the same as none
   * @throws IllegalArgumentException if it is not
   */
  public TerminalAttributes withCharacter(ControlCharacter character, int code) {
    return with(character.index(), code, character.name());
  }

  /** These attributes, with a control character switched off. */
  public TerminalAttributes withoutCharacter(ControlCharacter character) {
    return with(character.index(), disabled(), character.name());
  }

  private static int disabled() {
    return number("_POSIX_VDISABLE");
  }

  /** How many bytes, 0 to 255, there must be for a read, unless {@link TerminalFlag#ICANON} is set: VMIN. */
  public int minimum() {
    return modes.characters().get(number("VMIN"));
  }

  /**
   * These attributes, with another {@link #minimum}. Here a read that is made gives what there is, also if that is
   * less; but one that waits is woken when there is enough.
   *
   * @throws IllegalArgumentException if it is not within 0 to 255
   */
  public TerminalAttributes withMinimum(int bytes) {
    return with(number("VMIN"), bytes, "VMIN");
  }

  /** For how many tenths of a second, 0 to 255, a read that blocks waits for bytes: VTIME. */
  public int time() {
    return modes.characters().get(number("VTIME"));
  }

  /**
   * These attributes, with another {@link #time}. For other programs: a descriptor here does not block.
   *
   * @throws IllegalArgumentException if it is not within 0 to 255
   */
  public TerminalAttributes withTime(int tenths) {
    return with(number("VTIME"), tenths, "VTIME");
  }

  private TerminalAttributes with(int index, int value, String what) {
    checkRange(value, 0, LARGEST, what);
    return new TerminalAttributes(modes.withCharacter(index, value));
  }

  // ---- speeds

  /** How fast the line receives, in baud. */
  public int inputSpeed() {
    return modes.inputSpeed();
  }

  /** How fast the line sends, in baud. */
  public int outputSpeed() {
    return modes.outputSpeed();
  }

  /**
   * These attributes, with another speed in both directions. A terminal that has not got it may take the nearest it
   * has.
   *
   * @param baud any number; 0 hangs up
   * @throws IllegalArgumentException if it is negative
   */
  public TerminalAttributes withSpeed(int baud) {
    return withSpeeds(baud, baud);
  }

  /**
   * These attributes, with another speed for each direction: {@link #withSpeed}.
   *
   * @param input in baud; 0 is that of output
   * @param output in baud
   * @throws IllegalArgumentException if one is negative
   */
  public TerminalAttributes withSpeeds(int input, int output) {
    checkRange(input, 0, Integer.MAX_VALUE, "speed");
    checkRange(output, 0, Integer.MAX_VALUE, "speed");
    return new TerminalAttributes(modes.withSpeeds(input, output));
  }

  private static void checkRange(int number, int smallest, int largest, String what) {
    if (number < smallest || number > largest) {
      throw new IllegalArgumentException(
          what + " " + number + ": not within " + smallest + " to " + largest);
    }
  }

  private static int number(String constant) {
    return Posix.host().terminalConstant(constant);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TerminalAttributes attributes && modes.equals(attributes.modes);
  }

  @Override
  public int hashCode() {
    return modes.hashCode();
  }

  /** {@code 38400 baud, 8 bits, ICRNL, IXON, OPOST …}. */
  @Override
  public String toString() {
    String speed =
        inputSpeed() == outputSpeed()
            ? outputSpeed() + " baud, "
            : inputSpeed() + "/" + outputSpeed() + " baud, ";
    return speed
        + characterSize()
        + " bits, "
        + flags().stream().map(TerminalFlag::name).collect(Collectors.joining(", "));
  }
}
