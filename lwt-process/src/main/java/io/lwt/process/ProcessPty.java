package io.lwt.process;

import io.lwt.Promise;
import io.lwt.unix.Fd;
import io.lwt.unix.InputChannel;
import io.lwt.unix.OutputChannel;
import io.lwt.unix.WindowSize;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A process on a terminal of its own, whose other side is here: pty(7). There is no such thing in Lwt.
 *
 * <p>It leads a session that has the terminal: a key that interrupts is {@code input().write("\u0003")}, one that ends
 * the input {@code "\u0004"}. {@link #close} takes the terminal away, at which programs get SIGHUP.
 */
public final class ProcessPty extends RunningProcess {
  private final Fd master;
  private final InputChannel output;
  private final OutputChannel input;

  ProcessPty(Launched launched, Fd master) {
    super(launched);
    this.master = master;
    output = InputChannel.of(master, Promise::unit);
    input = OutputChannel.of(master, Promise::unit);
  }

  /** What is shown on the terminal. It ends when nobody has the terminal open any more. */
  public InputChannel output() {
    return output;
  }

  /** What is written here is typed on the terminal. */
  public OutputChannel input() {
    return input;
  }

  /** This side of the terminal, which {@link #output} reads and {@link #input} writes. */
  public Fd master() {
    return master;
  }

  /** Sets the size of the terminal's window, and tells the process by SIGWINCH: tcsetwinsize(3). */
  public Promise<@Nullable Void> resize(WindowSize size) {
    return master.terminal().tcsetwinsize(size);
  }

  @Override
  List<Promise<?>> closeChannels() {
    return List.of(input.close().finalizing(master::close), output.close());
  }
}
