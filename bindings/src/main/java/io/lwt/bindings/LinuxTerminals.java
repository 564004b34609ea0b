package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.INT;
import static io.lwt.bindings.CFunction.Result.PLAIN_INT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.lwt.bindings.LinuxAbi.Termios2;
import io.lwt.bindings.LinuxAbi.Winsize;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Terminals on Linux. Attributes go to the kernel by ioctl_tty(2), not through tcgetattr(3): the kernel's struct
 * termios2 has speeds as numbers, any of them, while glibc's struct has other codes for them since 2.42.
 */
interface LinuxTerminals extends Terminals {

  @Override
  default int isatty(int fd) {
    return (int) Isatty.C.call(fd);
  }

  // ---- attributes

  @Override
  default int tcgetattr(int fd, TerminalModes[] modes) {
    MemorySegment termios = ThreadMemory.current().scratch();
    int result = (int) Ioctl.C.call(fd, LinuxAbi.TCGETS2, termios.address());
    if (result == 0) {
      modes[0] = get(termios);
    }
    return result;
  }

  private static TerminalModes get(MemorySegment termios) {
    List<Integer> characters = new ArrayList<>();
    for (int i = Termios2.C_CC; i < Termios2.C_ISPEED; i++) {
      characters.add(Byte.toUnsignedInt(termios.get(JAVA_BYTE, i)));
    }
    return new TerminalModes(
        termios.get(JAVA_INT, Termios2.C_IFLAG),
        termios.get(JAVA_INT, Termios2.C_OFLAG),
        termios.get(JAVA_INT, Termios2.C_CFLAG) & ~Speeds.MASK,
        termios.get(JAVA_INT, Termios2.C_LFLAG),
        Byte.toUnsignedInt(termios.get(JAVA_BYTE, Termios2.C_LINE)),
        characters,
        termios.get(JAVA_INT, Termios2.C_ISPEED),
        termios.get(JAVA_INT, Termios2.C_OSPEED));
  }

  @Override
  default int tcsetattr(int fd, int when, TerminalModes modes) {
    MemorySegment termios = ThreadMemory.current().scratch();
    put(modes, termios);
    long request =
        switch (when) {
          case LinuxAbi.TCSANOW -> LinuxAbi.TCSETS2;
          case LinuxAbi.TCSADRAIN -> LinuxAbi.TCSETSW2;
          default -> LinuxAbi.TCSETSF2;
        };
    return (int) Ioctl.C.call(fd, request, termios.address());
  }

  private static void put(TerminalModes modes, MemorySegment termios) {
    termios.set(JAVA_INT, Termios2.C_IFLAG, modes.input());
    termios.set(JAVA_INT, Termios2.C_OFLAG, modes.output());
    termios.set(JAVA_INT, Termios2.C_CFLAG, modes.control() | Speeds.bits(modes));
    termios.set(JAVA_INT, Termios2.C_LFLAG, modes.local());
    termios.set(JAVA_BYTE, Termios2.C_LINE, (byte) modes.discipline());
    for (int i = 0; i < modes.characters().size(); i++) {
      termios.set(JAVA_BYTE, Termios2.C_CC + i, modes.characters().get(i).byteValue());
    }
    termios.set(JAVA_INT, Termios2.C_ISPEED, modes.inputSpeed());
    termios.set(JAVA_INT, Termios2.C_OSPEED, modes.outputSpeed());
  }

  /** How speeds stand in c_cflag. */
  final class Speeds {
    /** The bits that they take. */
    static final int MASK = LinuxAbi.CBAUD | LinuxAbi.CBAUD << LinuxAbi.IBSHIFT;

    /** The speeds that have codes, in the order of these. */
    static final int[] CODED = {
      0, 50, 75, 110, 134, 150, 200, 300, 600, 1200, 1800, 2400, 4800, 9600, 19_200, 38_400, 57_600,
      115_200, 230_400, 460_800, 500_000, 576_000, 921_600, 1_000_000, 1_152_000, 1_500_000,
      2_000_000, 2_500_000, 3_000_000, 3_500_000, 4_000_000
    };

    /** The first codes have four bits; those that were added have one more, which alone means any speed. */
    private static final int FIRST = 16;

    private Speeds() {}

    /** No input speed means that of output. */
    static int bits(TerminalModes modes) {
      boolean same = modes.inputSpeed() == modes.outputSpeed();
      return code(modes.outputSpeed()) | (same ? 0 : code(modes.inputSpeed()) << LinuxAbi.IBSHIFT);
    }

    static int code(int speed) {
      int index = Arrays.binarySearch(CODED, speed);
      if (index < 0) {
        return LinuxAbi.BOTHER;
      }
      return index < FIRST ? index : LinuxAbi.BOTHER + index - FIRST + 1;
    }
  }

  @Override
  default int terminalConstant(String name) {
    Integer number = Table.NUMBERS.get(name);
    if (number == null) {
      throw new UnsupportedOperationException("this system's terminals have no " + name);
    }
    return number;
  }

  /** The flags and the rest, by their C names. */
  final class Table {
    static final Map<String, Integer> NUMBERS =
        Map.ofEntries(
            // c_iflag
            Map.entry("IGNBRK", 0x1),
            Map.entry("BRKINT", 0x2),
            Map.entry("IGNPAR", 0x4),
            Map.entry("PARMRK", 0x8),
            Map.entry("INPCK", 0x10),
            Map.entry("ISTRIP", 0x20),
            Map.entry("INLCR", 0x40),
            Map.entry("IGNCR", 0x80),
            Map.entry("ICRNL", 0x100),
            Map.entry("IXON", 0x400),
            Map.entry("IXANY", 0x800),
            Map.entry("IXOFF", 0x1000),
            Map.entry("IMAXBEL", 0x2000),
            Map.entry("IUTF8", 0x4000),
            // c_oflag
            Map.entry("OPOST", 0x1),
            Map.entry("ONLCR", 0x4),
            Map.entry("OCRNL", 0x8),
            Map.entry("ONOCR", 0x10),
            Map.entry("ONLRET", 0x20),
            Map.entry("OFILL", 0x40),
            Map.entry("OFDEL", 0x80),
            // c_cflag
            Map.entry("CSIZE", 0x30),
            Map.entry("CS5", 0),
            Map.entry("CS6", 0x10),
            Map.entry("CS7", 0x20),
            Map.entry("CS8", 0x30),
            Map.entry("CSTOPB", 0x40),
            Map.entry("CREAD", 0x80),
            Map.entry("PARENB", 0x100),
            Map.entry("PARODD", 0x200),
            Map.entry("HUPCL", 0x400),
            Map.entry("CLOCAL", 0x800),
            Map.entry("CMSPAR", 0x40000000),
            Map.entry("CRTSCTS", 0x80000000),
            // c_lflag
            Map.entry("ISIG", 0x1),
            Map.entry("ICANON", 0x2),
            Map.entry("ECHO", 0x8),
            Map.entry("ECHOE", 0x10),
            Map.entry("ECHOK", 0x20),
            Map.entry("ECHONL", 0x40),
            Map.entry("NOFLSH", 0x80),
            Map.entry("TOSTOP", 0x100),
            Map.entry("ECHOCTL", 0x200),
            Map.entry("ECHOPRT", 0x400),
            Map.entry("ECHOKE", 0x800),
            Map.entry("IEXTEN", 0x8000),
            Map.entry("EXTPROC", 0x10000),
            // c_cc
            Map.entry("VINTR", 0),
            Map.entry("VQUIT", 1),
            Map.entry("VERASE", 2),
            Map.entry("VKILL", 3),
            Map.entry("VEOF", 4),
            Map.entry("VTIME", 5),
            Map.entry("VMIN", 6),
            Map.entry("VSTART", 8),
            Map.entry("VSTOP", 9),
            Map.entry("VSUSP", 10),
            Map.entry("VEOL", 11),
            Map.entry("VREPRINT", 12),
            Map.entry("VDISCARD", 13),
            Map.entry("VWERASE", 14),
            Map.entry("VLNEXT", 15),
            Map.entry("VEOL2", 16),
            Map.entry("_POSIX_VDISABLE", 0),
            // what calls are told to do
            Map.entry("TCSANOW", LinuxAbi.TCSANOW),
            Map.entry("TCSADRAIN", LinuxAbi.TCSADRAIN),
            Map.entry("TCSAFLUSH", LinuxAbi.TCSAFLUSH),
            Map.entry("TCIFLUSH", 0),
            Map.entry("TCOFLUSH", 1),
            Map.entry("TCIOFLUSH", 2),
            Map.entry("TCOOFF", 0),
            Map.entry("TCOON", 1),
            Map.entry("TCIOFF", 2),
            Map.entry("TCION", 3));

    private Table() {}
  }

  // ---- the line

  @Override
  default int tcsendbreak(int fd) {
    return (int) Tcsendbreak.C.call(fd, 0);
  }

  @Override
  default int tcdrain(int fd) {
    return (int) Tcdrain.C.call(fd);
  }

  @Override
  default int tcflush(int fd, int queue) {
    return (int) Tcflush.C.call(fd, queue);
  }

  @Override
  default int tcflow(int fd, int action) {
    return (int) Tcflow.C.call(fd, action);
  }

  // ---- the window

  @Override
  default int tcgetwinsize(int fd, int[] size) {
    MemorySegment window = ThreadMemory.current().scratch();
    int result = (int) Ioctl.C.call(fd, LinuxAbi.TIOCGWINSZ, window.address());
    if (result == 0) {
      size[0] = Short.toUnsignedInt(window.get(JAVA_SHORT, Winsize.WS_ROW));
      size[1] = Short.toUnsignedInt(window.get(JAVA_SHORT, Winsize.WS_COL));
      size[2] = Short.toUnsignedInt(window.get(JAVA_SHORT, Winsize.WS_XPIXEL));
      size[3] = Short.toUnsignedInt(window.get(JAVA_SHORT, Winsize.WS_YPIXEL));
    }
    return result;
  }

  @Override
  default int tcsetwinsize(int fd, int[] size) {
    MemorySegment window = ThreadMemory.current().scratch();
    window.set(JAVA_SHORT, Winsize.WS_ROW, (short) size[0]);
    window.set(JAVA_SHORT, Winsize.WS_COL, (short) size[1]);
    window.set(JAVA_SHORT, Winsize.WS_XPIXEL, (short) size[2]);
    window.set(JAVA_SHORT, Winsize.WS_YPIXEL, (short) size[3]);
    return (int) Ioctl.C.call(fd, LinuxAbi.TIOCSWINSZ, window.address());
  }

  // ---- process groups

  @Override
  default int tcgetpgrp(int fd) {
    return (int) Tcgetpgrp.C.call(fd);
  }

  @Override
  default int getpgrp() {
    return (int) Getpgid.C.call(0);
  }

  // ---- pseudo-terminals

  /** The flags that both sides are opened with. */
  int NEW_TERMINAL = LinuxAbi.O_RDWR | LinuxAbi.O_NOCTTY | LinuxAbi.O_CLOEXEC | LinuxAbi.O_NONBLOCK;

  @Override
  default int openpt() {
    return (int) PosixOpenpt.C.call(NEW_TERMINAL);
  }

  @Override
  default int grantpt(int master) {
    return (int) Grantpt.C.call(master);
  }

  @Override
  default int unlockpt(int master) {
    return (int) Unlockpt.C.call(master);
  }

  /** ptsname_r(3) returns the error's number. */
  @Override
  default int ptsname(int master, byte[] name) {
    MemorySegment room = ThreadMemory.current().scratch();
    long size = Math.min(name.length, ThreadMemory.SCRATCH_SIZE);
    int error = (int) PtsnameR.C.call(master, room.address(), size);
    if (error != 0) {
      return -error;
    }
    int length = 0;
    for (byte b = room.get(JAVA_BYTE, 0); b != 0; b = room.get(JAVA_BYTE, length)) {
      name[length++] = b;
    }
    return length;
  }

  /** Since Linux 4.13. */
  @Override
  default int openOtherSide(int master) {
    return (int) Ioctl.C.call(master, LinuxAbi.TIOCGPTPEER, NEW_TERMINAL);
  }

  // ---- functions

  /** isatty(3). */
  final class Isatty {
    static final CFunction C = CFunction.of(PLAIN_INT, "isatty", 1);
  }

  /** ioctl(2). */
  final class Ioctl {
    static final CFunction C = CFunction.variadic(SystemLibrary.LOOKUP, INT, "ioctl", 2, 3);
  }

  /** tcsendbreak(3). */
  final class Tcsendbreak {
    static final CFunction C = CFunction.of(INT, "tcsendbreak", 2);
  }

  /** tcdrain(3). */
  final class Tcdrain {
    static final CFunction C = CFunction.of(INT, "tcdrain", 1);
  }

  /** tcflush(3). */
  final class Tcflush {
    static final CFunction C = CFunction.of(INT, "tcflush", 2);
  }

  /** tcflow(3). */
  final class Tcflow {
    static final CFunction C = CFunction.of(INT, "tcflow", 2);
  }

  /** tcgetpgrp(3). */
  final class Tcgetpgrp {
    static final CFunction C = CFunction.of(INT, "tcgetpgrp", 1);
  }

  /** getpgid(2). */
  final class Getpgid {
    static final CFunction C = CFunction.of(INT, "getpgid", 1);
  }

  /** posix_openpt(3). */
  final class PosixOpenpt {
    static final CFunction C = CFunction.of(INT, "posix_openpt", 1);
  }

  /** grantpt(3). */
  final class Grantpt {
    static final CFunction C = CFunction.of(INT, "grantpt", 1);
  }

  /** unlockpt(3). */
  final class Unlockpt {
    static final CFunction C = CFunction.of(INT, "unlockpt", 1);
  }

  /** ptsname_r(3). */
  final class PtsnameR {
    static final CFunction C = CFunction.of(PLAIN_INT, "ptsname_r", 3);
  }
}
