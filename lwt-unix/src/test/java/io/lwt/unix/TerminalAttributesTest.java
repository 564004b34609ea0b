package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link TerminalAttributes}, on what a new pseudo-terminal has and on what it makes of others. */
class TerminalAttributesTest extends LoopTest {
  private final Terminal terminal = LwtUnix.openPty().slave().terminal();
  private final TerminalAttributes fresh = LwtMain.run(terminal.tcgetattr());

  /** What the terminal says after it was set. */
  private TerminalAttributes set(TerminalAttributes attributes) {
    return LwtMain.run(
        terminal.tcsetattr(SetattrWhen.NOW, attributes).bind(_ -> terminal.tcgetattr()));
  }

  @Test
  void ofANewPseudoTerminalAreTheUsualOnes() {
    assertEquals(
        Set.of(
            TerminalFlag.ICRNL,
            TerminalFlag.IXON,
            TerminalFlag.OPOST,
            TerminalFlag.ONLCR,
            TerminalFlag.CREAD,
            TerminalFlag.ISIG,
            TerminalFlag.ICANON,
            TerminalFlag.ECHO,
            TerminalFlag.ECHOE,
            TerminalFlag.ECHOK,
            TerminalFlag.ECHOCTL,
            TerminalFlag.ECHOKE,
            TerminalFlag.IEXTEN),
        fresh.flags());
    assertEquals(8, fresh.characterSize());
    assertEquals(38_400, fresh.inputSpeed());
    assertEquals(38_400, fresh.outputSpeed());
    assertEquals(OptionalInt.of(3), fresh.character(ControlCharacter.VINTR));
    assertEquals(OptionalInt.of(4), fresh.character(ControlCharacter.VEOF));
    assertEquals(OptionalInt.of(127), fresh.character(ControlCharacter.VERASE));
    assertEquals(OptionalInt.empty(), fresh.character(ControlCharacter.VEOL));
    assertEquals(1, fresh.minimum());
    assertEquals(0, fresh.time());
  }

  /** A pseudo-terminal always receives, and always 8 bits without parity. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"CREAD", "PARENB"})
  void everyFlagIsSetAlone(TerminalFlag flag) {
    TerminalAttributes with = fresh.with(flag);
    assertTrue(with.has(flag));
    assertEquals(with, set(with));
    TerminalAttributes without = fresh.without(flag);
    assertFalse(without.has(flag));
    assertEquals(without, set(without));
    Set<TerminalFlag> others = EnumSet.copyOf(with.flags());
    others.remove(flag);
    assertEquals(others, without.flags());
    assertEquals(fresh, fresh.has(flag) ? without.with(flag) : with.without(flag));
  }

  @ParameterizedTest
  @EnumSource
  void everyCharacterIsSetAlone(ControlCharacter character) {
    TerminalAttributes changed = fresh.withCharacter(character, 200);
    assertEquals(OptionalInt.of(200), changed.character(character));
    assertEquals(changed, set(changed));
    TerminalAttributes off = fresh.withoutCharacter(character);
    assertEquals(OptionalInt.empty(), off.character(character));
    assertEquals(off, set(off));
    for (ControlCharacter other : ControlCharacter.values()) {
      if (other != character) {
        assertEquals(fresh.character(other), changed.character(other));
      }
    }
  }

  @Test
  void numbersAreKept() {
    TerminalAttributes changed = fresh.withMinimum(255).withTime(17);
    assertEquals(255, set(changed).minimum());
    assertEquals(17, set(changed).time());
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6, 7, 8})
  void sizesOfCharacters(int bits) {
    TerminalAttributes changed = fresh.withCharacterSize(bits);
    assertEquals(bits, changed.characterSize());
    assertEquals(changed, fresh.withCharacterSize(5).withCharacterSize(bits));
    assertEquals(fresh.flags(), changed.flags());
  }

  @ParameterizedTest
  @ValueSource(ints = {50, 9600, 38_400, 115_200, 4_000_000, 31_250, 12_345})
  void anySpeed(int baud) {
    TerminalAttributes changed = set(fresh.withSpeed(baud));
    assertEquals(baud, changed.inputSpeed());
    assertEquals(baud, changed.outputSpeed());
    assertEquals(fresh.flags(), changed.flags());
    TerminalAttributes both = set(fresh.withSpeeds(1200, baud));
    assertEquals(1200, both.inputSpeed());
    assertEquals(baud, both.outputSpeed());
  }

  @Test
  void rawIsWhatTheManPageSays() {
    TerminalAttributes odd =
        fresh
            .with(TerminalFlag.values())
            .without(TerminalFlag.ISIG)
            .withCharacterSize(6)
            .withMinimum(9)
            .withTime(9);
    assertEquals(
        Set.of(
            TerminalFlag.IGNPAR,
            TerminalFlag.INPCK,
            TerminalFlag.IXANY,
            TerminalFlag.IXOFF,
            TerminalFlag.IMAXBEL,
            TerminalFlag.IUTF8,
            TerminalFlag.ONLCR,
            TerminalFlag.OCRNL,
            TerminalFlag.ONOCR,
            TerminalFlag.ONLRET,
            TerminalFlag.OFILL,
            TerminalFlag.OFDEL,
            TerminalFlag.CSTOPB,
            TerminalFlag.CREAD,
            TerminalFlag.PARODD,
            TerminalFlag.HUPCL,
            TerminalFlag.CLOCAL,
            TerminalFlag.CMSPAR,
            TerminalFlag.CRTSCTS,
            TerminalFlag.ECHOE,
            TerminalFlag.ECHOK,
            TerminalFlag.NOFLSH,
            TerminalFlag.TOSTOP,
            TerminalFlag.ECHOCTL,
            TerminalFlag.ECHOPRT,
            TerminalFlag.ECHOKE,
            TerminalFlag.EXTPROC),
        odd.raw().flags());
    assertEquals(8, odd.raw().characterSize());
    assertEquals(1, odd.raw().minimum());
    assertEquals(0, odd.raw().time());
    assertEquals(odd.raw(), odd.raw().raw());
    assertEquals(odd.outputSpeed(), odd.raw().outputSpeed());
  }

  @Test
  void areValues() {
    TerminalAttributes same = LwtMain.run(terminal.tcgetattr());
    assertEquals(fresh, same);
    assertEquals(fresh.hashCode(), same.hashCode());
    assertNotEquals(fresh, fresh.raw());
    assertNotEquals(fresh, (Object) "text");
    assertEquals("38400 baud, 8 bits, CREAD", fresh.raw().without(echoes()).toString());
    assertEquals(
        "300/9600 baud, 7 bits, CREAD",
        fresh.raw().without(echoes()).withSpeeds(300, 9600).withCharacterSize(7).toString());
  }

  private static TerminalFlag[] echoes() {
    return new TerminalFlag[] {
      TerminalFlag.ONLCR,
      TerminalFlag.ECHOE,
      TerminalFlag.ECHOK,
      TerminalFlag.ECHOCTL,
      TerminalFlag.ECHOKE
    };
  }

  @Test
  void badNumbersAreRefusedAtOnce() {
    for (Executable bad :
        List.<Executable>of(
            () -> fresh.withCharacterSize(4),
            () -> fresh.withCharacterSize(9),
            () -> fresh.withCharacter(ControlCharacter.VINTR, -1),
            () -> fresh.withCharacter(ControlCharacter.VINTR, 256),
            () -> fresh.withMinimum(256),
            () -> fresh.withTime(-1),
            () -> fresh.withSpeed(-1),
            () -> fresh.withSpeeds(9600, -1))) {
      assertThrows(IllegalArgumentException.class, bad);
    }
    var error = assertThrows(IllegalArgumentException.class, () -> fresh.withTime(256));
    assertEquals("VTIME 256: not within 0 to 255", error.getMessage());
    for (int[] size :
        new int[][] {{-1, 0, 0, 0}, {0, 65_536, 0, 0}, {0, 0, -1, 0}, {0, 0, 0, -1}}) {
      assertThrows(
          IllegalArgumentException.class, () -> new WindowSize(size[0], size[1], size[2], size[3]));
    }
  }
}
