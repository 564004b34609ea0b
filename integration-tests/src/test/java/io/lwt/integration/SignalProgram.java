package io.lwt.integration;

import io.lwt.Lwt;
import io.lwt.LwtTimeoutException;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.Signals;
import io.lwt.unix.UnixSignal;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** What tests do with signals in a JVM that need not survive it. */
final class SignalProgram {
  private static final Duration LONG = Duration.ofMinutes(10);

  /** The status of {@code late}. */
  static final int LATE = 3;

  private SignalProgram() {}

  /**
   * Runs one of them.
   *
   * @param arguments its name
   */
  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "graceful" -> graceful();
      case "late" -> late();
      case "slow" ->
          LwtMain.runUntilSignal(LONG, stop -> ready(stop.bind(_ -> printed("stopping"))));
      case "stuck" -> stuck();
      case "leftBehind" -> leftBehind();
      case "children" -> children();
      case "ignored" -> ignored();
      case "refused" -> refused();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static <T> Promise<T> ready(Promise<T> program) {
    System.out.println("ready");
    return program;
  }

  /** A promise that is never resolved. */
  private static Promise<@Nullable Void> printed(String line) {
    System.out.println(line);
    return Resolver.<@Nullable Void>waiter().promise();
  }

  /** Ends when it is asked to, by and by. */
  private static void graceful() {
    UnixSignal signal =
        LwtMain.runUntilSignal(
            LONG,
            stop -> ready(stop.bind(got -> LwtUnix.sleep(Duration.ofMillis(1)).map(_ -> got))));
    System.out.println(signal);
  }

  /** Does not end when it is asked to. */
  private static void late() {
    try {
      LwtMain.runUntilSignal(Duration.ofMillis(1), _ -> ready(Resolver.<String>waiter().promise()));
    } catch (LwtTimeoutException e) {
      System.out.println(e.getMessage());
      System.exit(LATE);
    }
  }

  /** Is in a callback for ever; says when the first signal has come. */
  private static void stuck() {
    LwtMain.runUntilSignal(
        LONG,
        _ ->
            ready(
                Lwt.pause()
                    .map(
                        _ -> {
                          while (Signals.count() > 0) {
                            Thread.onSpinWait();
                          }
                          System.out.println("taken");
                          while (true) {
                            Thread.onSpinWait();
                          }
                        })));
  }

  /** The thread of the only loop that handles SIGTERM has ended, and another one lives on. */
  private static void leftBehind() throws InterruptedException {
    Thread thread = new Thread(() -> Signals.on(UnixSignal.SIGTERM, _ -> {}));
    thread.start();
    thread.join();
    System.out.println("ready");
    new CountDownLatch(1).await();
  }

  /** Hears of each of its children, which the JVM starts by itself. */
  private static void children() throws Exception {
    for (int i = 0; i < 3; i++) {
      Promise<UnixSignal> next = Signals.next(UnixSignal.SIGCHLD);
      new ProcessBuilder("true").start();
      System.out.println(LwtMain.run(next));
    }
  }

  /** Has a handler for what was ignored when the JVM was started. */
  private static void ignored() {
    Promise<UnixSignal> next = Signals.next(UnixSignal.SIGINT, UnixSignal.SIGUSR1);
    System.out.println("ready");
    System.out.println(LwtMain.run(next));
  }

  private static void refused() {
    for (UnixSignal signal :
        new UnixSignal[] {UnixSignal.SIGINT, UnixSignal.SIGTERM, UnixSignal.SIGHUP}) {
      try {
        Signals.on(signal, _ -> {});
      } catch (IllegalArgumentException | UnsupportedOperationException e) {
        System.out.println(e.getMessage());
      }
    }
    Signals.on(UnixSignal.SIGUSR1, _ -> {}).close();
    System.out.println("SIGUSR1 can be had");
  }
}
