package io.lwt.unix;

import io.lwt.bindings.Posix;
import io.lwt.bindings.TerminalModes;
import java.util.Arrays;
import java.util.Set;
import java.util.function.IntSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Makes pseudo-terminals. */
final class Ptys {
  /** What a system answers that cannot open the other side but by its path. */
  private static final Set<Integer> NOT_WITHOUT_PATH =
      Set.of(-Errno.ENOTTY.number(), -Errno.EINVAL.number());

  private static final int LONGEST_NAME = 64;

  private final Posix posix;
  private final UnaryOperator<TerminalAttributes> attributes;
  private final @Nullable WindowSize size;

  private Ptys(
      Posix posix, UnaryOperator<TerminalAttributes> attributes, @Nullable WindowSize size) {
    this.posix = posix;
    this.attributes = attributes;
    this.size = size;
  }

  /** A new one: {@link Pty#open}. */
  static Pty open(
      EventLoop loop, UnaryOperator<TerminalAttributes> attributes, @Nullable WindowSize size) {
    loop.checkUsable();
    Posix posix = loop.posix();
    int master = check("posix_openpt", posix::openpt);
    int slave;
    String name;
    try {
      var maker = new Ptys(posix, attributes, size);
      name = maker.unlock(master);
      slave = maker.openSlave(master, name);
    } catch (Throwable refused) {
      posix.close(master);
      throw refused;
    }
    return new Pty(
        new Fd(new Descriptor(loop, master, Descriptor.Kind.PTY_MASTER)),
        new Fd(new Descriptor(loop, slave, Descriptor.Kind.STREAM)),
        name);
  }

  private String unlock(int master) {
    byte[] name = new byte[LONGEST_NAME];
    check("grantpt", () -> posix.grantpt(master));
    check("unlockpt", () -> posix.unlockpt(master));
    int length = check("ptsname", () -> posix.ptsname(master, name));
    return OsStrings.decode(Arrays.copyOf(name, length));
  }

  private int openSlave(int master, String name) {
    int slave = (int) Calls.uninterrupted(() -> posix.openOtherSide(master));
    if (NOT_WITHOUT_PATH.contains(slave)) {
      byte[] path = OsStrings.encode(name, "openPty: the name");
      int flags = posix.O_RDWR() | posix.O_NOCTTY() | posix.O_NONBLOCK();
      slave = (int) Calls.uninterrupted(() -> posix.open(path, flags, 0));
    }
    int opened = slave;
    check("open", () -> opened);
    try {
      prepare(opened);
    } catch (Throwable refused) {
      posix.close(opened);
      throw refused;
    }
    return opened;
  }

  private void prepare(int slave) {
    TerminalModes[] modes = new TerminalModes[1];
    check("tcgetattr", () -> posix.tcgetattr(slave, modes));
    TerminalModes wanted = attributes.apply(new TerminalAttributes(modes[0])).modes();
    int now = posix.terminalConstant(SetattrWhen.NOW.constant);
    check("tcsetattr", () -> posix.tcsetattr(slave, now, wanted));
    if (size != null) {
      check("tcsetwinsize", () -> posix.tcsetwinsize(slave, size.toArray()));
    }
  }

  private static int check(String call, IntSupplier function) {
    int result = (int) Calls.uninterrupted(() -> function.getAsInt());
    if (result < 0) {
      throw new UnixException(-result, call);
    }
    return result;
  }
}
