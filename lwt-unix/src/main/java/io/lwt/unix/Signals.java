package io.lwt.unix;

import io.lwt.Promise;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Signals that other processes, the terminal and the system send to this one: signal(7). Functions that are called on a
 * loop when they come, as Lwt_unix' {@code on_signal}.
 *
 * <pre>{@code
 * Signals.on(UnixSignal.SIGHUP, _ -> readConfiguration());
 * }</pre>
 *
 * <p><b>How they come.</b> The JVM gives them, on a thread of its own, which hands them to the loops that have
 * handlers; nothing of the user's ever runs inside of a signal. A signal that is sent twice before the process gets to
 * it comes once: the system merges them. A loop that does not run calls its handlers when it runs again. If its thread
 * has ended, and no other has taken it over, nobody would: then the first signal that comes removes its handlers of
 * that signal, and goes to the others, or if there are none to what was there before.
 *
 * <p><b>What was there before.</b> While there are handlers here, what a signal did by itself does not happen: SIGINT,
 * SIGTERM and SIGHUP no longer end the JVM. A handler that the program had given the JVM ({@code sun.misc.Signal}) is
 * called too, on the JVM's thread. When the last handler here is removed, what was there before is put back, unless
 * somebody else has taken the signal meanwhile. A SIGINT, SIGTERM or SIGHUP that was ignored when the JVM was started
 * stays ignored: so nohup(1) starts programs, and shells those in the background.
 *
 * <p><b>Which.</b> Those that the JVM, JFR and the system need themselves are refused, with the reason: SIGKILL,
 * SIGSTOP; SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGPIPE, SIGXFSZ, SIGQUIT; SIGUSR2, SIGPROF. So are SIGINT,
 * SIGTERM and SIGHUP where java was run with {@code -Xrs}. For a program that is to end well when it is asked to, there
 * is {@link LwtMain#runUntilSignal}.
 *
 * <p>The JVM's part of this is in the module {@code jdk.unsupported}, which every JDK has. Programs on the class path
 * see it; of a program on the module path, a module must require it, or java be run with
 * {@code --add-modules jdk.unsupported}. Without, {@link #on} and {@link #next} throw UnsupportedOperationException.
 */
public final class Signals {
  private Signals() {}

  /**
   * Has a function be called, on the current thread's loop, each time a signal comes; after those that were added
   * before. What it throws goes to the hook ({@link io.lwt.Lwt#setAsyncExceptionHook}). A loop that is closed forgets
   * its handlers. When the registration is closed, the function is not called any more, not for signals that have come
   * either (Lwt's {@code disable_signal_handler}, which always leaves the default action behind). Lwt's
   * {@code on_signal}; for a handler that is to remove itself (Lwt's {@code on_signal_full}) there is {@link #next}.
   *
   * @throws IllegalArgumentException if the signal cannot be had; the message says why
   * @throws UnsupportedOperationException if this JVM gives no signals
   */
  public static Registration on(UnixSignal signal, Consumer<? super UnixSignal> handler) {
    Objects.requireNonNull(signal, "signal");
    Objects.requireNonNull(handler, "handler");
    EventLoop loop = EventLoop.current();
    loop.checkUsable();
    var registered = new SignalHandler(loop, signal, handler);
    registered.begin();
    return registered;
  }

  /**
   * The first of these signals that comes. When it has, and if this is cancelled, further ones find what was there
   * before, also while the loop is busy. A loop that is closed cancels it.
   *
   * @throws IllegalArgumentException if none is named, or one cannot be had; the message says why
   * @throws UnsupportedOperationException if this JVM gives no signals
   */
  public static Promise<UnixSignal> next(UnixSignal... signals) {
    Set<UnixSignal> wanted = EnumSet.noneOf(UnixSignal.class);
    for (UnixSignal signal : signals) {
      wanted.add(Objects.requireNonNull(signal, "signal"));
    }
    if (wanted.isEmpty()) {
      throw new IllegalArgumentException("next: name a signal to wait for");
    }
    EventLoop loop = EventLoop.current();
    loop.checkUsable();
    return new NextSignal(loop, wanted).promise();
  }

  /**
   * Has all handlers of a signal be called, on all loops, as if it had come: for whoever gets it in another way. From
   * any thread. A handler that the program had given the JVM is not called. Lwt's {@code handle_signal}.
   */
  public static void notify(UnixSignal signal) {
    SignalSource.deliver(Objects.requireNonNull(signal, "signal"));
  }

  /**
   * How many handlers there are, for all signals, of all loops; each signal of a {@link #next} is one. From any thread.
   * Lwt's {@code signal_count}.
   */
  public static int count() {
    return SignalSource.count();
  }

  /**
   * Takes a signal again that something else has taken since, such as a library, if there are handlers for it; else
   * does nothing. From any thread. What has taken it is not called any more. Not needed for SIGCHLD after the first
   * ProcessBuilder of a JVM, which used to take it: it finds it taken. Lwt's {@code reinstall_signal_handler}.
   */
  public static void reinstall(UnixSignal signal) {
    SignalSource.reinstall(Objects.requireNonNull(signal, "signal"));
  }
}
