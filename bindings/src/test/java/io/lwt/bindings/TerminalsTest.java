package io.lwt.bindings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TerminalsTest {
  private final Descriptors descriptors = new Descriptors();
  private final Posix posix = descriptors.posix;
  private final int master = descriptors.add(posix.openpt());
  private final int slave = openSlave();

  private int openSlave() {
    assertEquals(0, posix.grantpt(master));
    assertEquals(0, posix.unlockpt(master));
    return descriptors.add(posix.openOtherSide(master));
  }

  @AfterEach
  void close() {
    descriptors.close();
  }

  private TerminalModes modes() {
    TerminalModes[] modes = new TerminalModes[1];
    assertEquals(0, posix.tcgetattr(slave, modes));
    return modes[0];
  }

  private int number(String name) {
    return posix.terminalConstant(name);
  }

  private void set(TerminalModes modes) {
    assertEquals(0, posix.tcsetattr(slave, number("TCSANOW"), modes));
  }

  @Test
  void bothSidesAreTerminals() {
    assertEquals(1, posix.isatty(master));
    assertEquals(1, posix.isatty(slave));
    assertEquals(0, posix.isatty(descriptors.pipe()[0]));
    assertEquals(0, posix.isatty(-1));
  }

  @Test
  void whatOneSideWritesTheOtherReads() {
    MemorySegment in = descriptors.arena.allocate(16);
    type(descriptors.arena.allocateFrom("hello\n", UTF_8));
    assertEquals(6, posix.read(slave, in, 16));
    assertArrayEquals("hello\n".getBytes(UTF_8), in.asSlice(0, 6).toArray(ValueLayout.JAVA_BYTE));
  }

  @Test
  void theOtherSideHasAPath() {
    byte[] name = new byte[64];
    int length = posix.ptsname(master, name);
    Path path = Path.of(new String(name, 0, length, UTF_8));
    assertTrue(java.nio.file.Files.exists(path), path::toString);
    assertEquals(descriptors.failure("ERANGE"), posix.ptsname(master, new byte[5]));
    assertEquals(descriptors.failure("ENOTTY"), posix.ptsname(descriptors.pipe()[0], name));
  }

  @Test
  void itCannotBeOpenedBeforeItIsUnlocked() {
    int locked = descriptors.add(posix.openpt());
    assertEquals(descriptors.failure("EIO"), posix.openOtherSide(locked));
  }

  @Test
  void modesAreKeptAsTheyAreSet() {
    TerminalModes cooked = modes();
    assertTrue((cooked.local() & number("ICANON")) != 0);
    TerminalModes changed =
        cooked
            .withFlags(
                cooked.input() | number("IXOFF"),
                cooked.output() & ~number("OPOST"),
                cooked.control() | number("CSTOPB"),
                cooked.local() & ~number("ICANON"))
            .withCharacter(number("VMIN"), 7)
            .withCharacter(number("VEOL2"), 255);
    for (String when : new String[] {"TCSANOW", "TCSADRAIN", "TCSAFLUSH"}) {
      set(cooked);
      assertEquals(cooked, modes());
      assertEquals(0, posix.tcsetattr(slave, number(when), changed));
      assertEquals(changed, modes());
    }
  }

  @Test
  void flushDropsWhatWasNotRead() {
    MemorySegment line = descriptors.arena.allocateFrom("hello\n", UTF_8);
    type(line);
    assertEquals(0, posix.tcsetattr(slave, number("TCSAFLUSH"), modes()));
    assertEquals(descriptors.failure("EAGAIN"), posix.read(slave, line, 6));
    type(line);
    assertEquals(0, posix.tcflush(slave, number("TCIFLUSH")));
    assertEquals(descriptors.failure("EAGAIN"), posix.read(slave, line, 6));
  }

  /** Writes a line to the master's side, and waits until it can be read on the other. */
  private void type(MemorySegment line) {
    assertEquals(line.byteSize() - 1, posix.write(master, line, line.byteSize() - 1));
    await(slave);
  }

  private void await(int fd) {
    Epoll epoll = (Epoll) posix;
    int poller = descriptors.add(epoll.epollCreate(), Files.CLOSE_ON_EXEC);
    assertEquals(0, epoll.epollAdd(poller, fd, Epoll.EPOLLIN, 0));
    MemorySegment events = descriptors.arena.allocate(epoll.epollEventSize());
    assertEquals(1, epoll.epollWait(poller, events, 1, 10_000_000_000L));
    descriptors.close(poller);
  }

  /** The kernel tells a speed's number by its code. */
  @Test
  void everySpeedIsSetByTheCodeItHas() {
    for (int speed : LinuxTerminals.Speeds.CODED) {
      assertNotEquals(LinuxAbi.BOTHER, LinuxTerminals.Speeds.code(speed));
      set(modes().withSpeeds(speed, speed));
      assertEquals(speed, modes().outputSpeed());
      assertEquals(speed, modes().inputSpeed());
    }
  }

  @Test
  void speedsWithoutACodeAreSetToo() {
    for (int speed : new int[] {1, 31_250, 250_000, 5_000_000, Integer.MAX_VALUE}) {
      assertEquals(LinuxAbi.BOTHER, LinuxTerminals.Speeds.code(speed));
      set(modes().withSpeeds(speed, speed));
      assertEquals(speed, modes().outputSpeed());
      assertEquals(speed, modes().inputSpeed());
    }
  }

  @Test
  void speedsMayDiffer() {
    for (int[] speeds : new int[][] {{300, 9600}, {31_250, 9600}, {9600, 31_250}, {7, 8}}) {
      set(modes().withSpeeds(speeds[0], speeds[1]));
      assertEquals(speeds[0], modes().inputSpeed());
      assertEquals(speeds[1], modes().outputSpeed());
    }
    set(modes().withSpeeds(0, 9600));
    assertEquals(9600, modes().inputSpeed());
  }

  @Test
  void theWindowsSizeIsKept() {
    int[] size = new int[4];
    assertEquals(0, posix.tcsetwinsize(slave, new int[] {24, 80, 1000, 65_535}));
    assertEquals(0, posix.tcgetwinsize(master, size));
    assertArrayEquals(new int[] {24, 80, 1000, 65_535}, size);
  }

  @Test
  void theLineIsToldWhatToDo() {
    assertEquals(0, posix.tcsendbreak(slave));
    assertEquals(0, posix.tcdrain(slave));
    MemorySegment byteRead = descriptors.arena.allocate(1);
    assertEquals(0, posix.tcflow(slave, number("TCIOFF")));
    await(master);
    assertEquals(1, posix.read(master, byteRead, 1));
    assertEquals('S' - '@', byteRead.get(ValueLayout.JAVA_BYTE, 0));
    assertEquals(0, posix.tcflow(slave, number("TCOOFF")));
    assertEquals(descriptors.failure("EAGAIN"), posix.write(slave, byteRead, 1));
    assertEquals(0, posix.tcflow(slave, number("TCOON")));
    assertEquals(1, posix.write(slave, byteRead, 1));
  }

  @Test
  void itIsNotThisProcessesOwnTerminal() {
    assertEquals(descriptors.failure("ENOTTY"), posix.tcgetpgrp(slave));
    assertTrue(posix.getpgrp() > 0);
  }

  @Test
  void whatIsNoTerminalSaysSo() {
    int pipe = descriptors.pipe()[0];
    int enotty = descriptors.failure("ENOTTY");
    assertEquals(enotty, posix.tcgetattr(pipe, new TerminalModes[1]));
    assertEquals(enotty, posix.tcsetattr(pipe, number("TCSANOW"), modes()));
    assertEquals(enotty, posix.tcsendbreak(pipe));
    assertEquals(enotty, posix.tcdrain(pipe));
    assertEquals(enotty, posix.tcflush(pipe, number("TCIFLUSH")));
    assertEquals(enotty, posix.tcflow(pipe, number("TCOON")));
    assertEquals(enotty, posix.tcgetwinsize(pipe, new int[4]));
    assertEquals(enotty, posix.tcsetwinsize(pipe, new int[4]));
    assertEquals(enotty, posix.openOtherSide(pipe));
    assertEquals(descriptors.failure("EINVAL"), posix.grantpt(pipe));
    assertTrue(posix.unlockpt(pipe) < 0);
  }

  @Test
  void whatTheSystemHasNotIsRefusedByName() {
    var error =
        assertThrows(UnsupportedOperationException.class, () -> posix.terminalConstant("ECHOXYZ"));
    assertEquals("this system's terminals have no ECHOXYZ", error.getMessage());
  }
}
