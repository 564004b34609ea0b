package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.bindings.TerminalModes;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor as a terminal: termios(3). {@link Fd#terminal} gives it, {@link Fd#isTty} tells whether it is one.
 *
 * <p>What the system does at once is done when a method returns, and its promise is resolved. What may take its time is
 * made on a worker of {@link Jobs#files}: a cancel then rejects the promise, and the call goes on. {@link Fd#close}
 * waits for it.
 *
 * <p>Promises are rejected with {@link UnixException}: ENOTTY if the descriptor is no terminal, EIO if it was hung up,
 * EBADF if it is closed. A process in the background that changes its own terminal is stopped by the system, with
 * SIGTTOU, until it is in the foreground.
 */
public final class Terminal {
  private static final int HUNG_UP = Errno.EIO.number();

  private final Descriptor descriptor;

  /** While it is raw: what it was before, and how many wanted it raw. */
  private @Nullable RawMode rawMode;

  private int rawUsers;

  Terminal(Descriptor descriptor) {
    this.descriptor = descriptor;
  }

  /** {@link Fd#isTty}. */
  Promise<Boolean> isTty() {
    return atOnce("isatty", Posix::isatty).map(answer -> answer == 1);
  }

  // ---- attributes

  /** How the terminal is set: tcgetattr(3), {@code Lwt_unix.tcgetattr}. At once. */
  public Promise<TerminalAttributes> tcgetattr() {
    TerminalModes[] modes = new TerminalModes[1];
    return atOnce("tcgetattr", (posix, number) -> posix.tcgetattr(number, modes))
        .map(_ -> new TerminalAttributes(modes[0]));
  }

  /**
   * Sets the terminal: tcsetattr(3), {@code Lwt_unix.tcsetattr}. {@link SetattrWhen#NOW} at once; else on a worker, in
   * its turn with other such calls, since it waits for what was written before.
   *
   * <p>The promise is fulfilled also if only a part of it could be set; {@link #tcgetattr} tells.
   */
  public Promise<@Nullable Void> tcsetattr(SetattrWhen when, TerminalAttributes attributes) {
    TerminalModes modes = attributes.modes();
    int number = descriptor.loop().posix().terminalConstant(when.constant);
    ToIntBiFunction<Posix, Integer> call = (posix, fd) -> posix.tcsetattr(fd, number, modes);
    return done(when == SetattrWhen.NOW ? atOnce("tcsetattr", call) : inTurn("tcsetattr", call));
  }

  // ---- the line

  /** Sends a break, of a quarter to half a second: tcsendbreak(3), {@code Lwt_unix.tcsendbreak}. On a worker. */
  public Promise<@Nullable Void> tcsendbreak() {
    return done(inTurn("tcsendbreak", Posix::tcsendbreak));
  }

  /**
   * Waits until everything has been sent that was written: tcdrain(3), {@code Lwt_unix.tcdrain}. On a worker. Output
   * that is stopped keeps it there; {@link #tcflow} restarts that, {@link #tcflush} drops it.
   */
  public Promise<@Nullable Void> tcdrain() {
    return done(inTurn("tcdrain", Posix::tcdrain));
  }

  /** Drops what was received and not read, or written and not sent: tcflush(3), {@code Lwt_unix.tcflush}. At once. */
  public Promise<@Nullable Void> tcflush(FlushQueue queue) {
    int number = descriptor.loop().posix().terminalConstant(queue.constant);
    return done(atOnce("tcflush", (posix, fd) -> posix.tcflush(fd, number)));
  }

  /**
   * Stops or restarts output or input: tcflow(3), {@code Lwt_unix.tcflow}. On a worker, without waiting for calls that
   * were made before.
   */
  public Promise<@Nullable Void> tcflow(FlowAction action) {
    int number = descriptor.loop().posix().terminalConstant(action.constant);
    return done(
        descriptor.workerCalls().runNow("tcflow", (posix, fd) -> (long) posix.tcflow(fd, number)));
  }

  // ---- the window

  /** The size of the terminal's window: tcgetwinsize(3). At once. */
  public Promise<WindowSize> tcgetwinsize() {
    int[] size = new int[4];
    return atOnce("tcgetwinsize", (posix, number) -> posix.tcgetwinsize(number, size))
        .map(_ -> WindowSize.of(size));
  }

  /**
   * Sets the size of the terminal's window: tcsetwinsize(3). At once. If it changes, the foreground processes get
   * SIGWINCH.
   */
  public Promise<@Nullable Void> tcsetwinsize(WindowSize size) {
    int[] numbers = size.toArray();
    return done(atOnce("tcsetwinsize", (posix, number) -> posix.tcsetwinsize(number, numbers)));
  }

  // ---- raw mode

  /**
   * Makes the terminal raw ({@link TerminalAttributes#raw}) while what {@code f} promises is pending, then sets it as
   * it was before.
   *
   * <p>It is set back when that promise is resolved, in whatever way, and also if {@code f} throws; and when the JVM
   * ends before, by {@link System#exit} or by a signal it handles: SIGTERM, SIGINT, SIGHUP. Nothing helps against
   * SIGKILL. When the JVM ends while the process is in the background, the terminal is left as those have it who are in
   * the foreground. Uses may be nested, and overlap: the terminal is set back at the end of the last one.
   *
   * <p>The promise is resolved as that of {@code f}. It is rejected if the terminal could not be made raw, without a
   * call of {@code f}, or could not be set back; but if it was hung up, there is nothing to set back. It is rejected
   * with IllegalStateException if the JVM is ending. A cancel goes to what {@code f} promises.
   */
  public <T extends @Nullable Object> Promise<T> withRawMode(
      Callable<? extends Promise<? extends T>> f) {
    Objects.requireNonNull(f, "f");
    descriptor.loop().checkThread("withRawMode");
    return Promise.wrap(this::beginRaw)
        .bind(
            _ ->
                Lwt.<T>finalizing(
                    f,
                    () -> {
                      endRaw();
                      return Promise.unit();
                    }));
  }

  private @Nullable Void beginRaw() {
    descriptor.checkUsable("tcsetattr");
    if (rawMode == null) {
      rawMode = RawMode.begin(descriptor);
    }
    rawUsers++;
    return null;
  }

  private void endRaw() {
    RawMode before = rawMode;
    if (--rawUsers == 0 && before != null) {
      rawMode = null;
      int result = before.end();
      if (result < 0 && result != -HUNG_UP) {
        throw error("tcsetattr", result);
      }
    }
  }

  // ---- calls

  /** Makes a call that does not block; on what is no terminal even that may, so there it is made on a worker. */
  private Promise<Long> atOnce(String name, ToIntBiFunction<Posix, Integer> call) {
    descriptor.loop().checkThread(name);
    if (descriptor.isFile()) {
      return inTurn(name, call);
    }
    return descriptor.isUsable()
        ? Promise.wrap(() -> result(name, call))
        : Promise.failed(descriptor.refusal(name));
  }

  private Promise<Long> inTurn(String name, ToIntBiFunction<Posix, Integer> call) {
    return descriptor
        .workerCalls()
        .run(name, (posix, number) -> (long) call.applyAsInt(posix, number));
  }

  private long result(String name, ToIntBiFunction<Posix, Integer> call) {
    Posix posix = descriptor.loop().posix();
    long result = Calls.uninterrupted(() -> call.applyAsInt(posix, descriptor.number()));
    if (result < 0) {
      throw error(name, (int) result);
    }
    return result;
  }

  private UnixException error(String name, int result) {
    return new UnixException(-result, name, descriptor.toString());
  }

  private static Promise<@Nullable Void> done(Promise<Long> result) {
    return result.map(_ -> null);
  }
}
