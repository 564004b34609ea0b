package io.lwt.selftest;

import io.lwt.LwtTimeoutException;
import io.lwt.unix.EventLoop;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.engine.EpollEngine;
import io.lwt.unix.engine.PollEngine;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tries on this machine what the library needs, thing by thing, and prints a report that can be pasted into an issue:
 *
 * <pre>{@code java -jar lwt-selftest.jar}</pre>
 *
 * The exit status is 0 if all that is there works, and 1 if something failed. What the machine has not (IPv6, a folder
 * for temporary files, a system call that a sandbox forbids) is told with the reason, and is no failure.
 */
public final class Selftest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final PrintStream out;
  private final Watchdog watchdog;
  private final List<String> failed = new ArrayList<>();
  private int worked;
  private int notHere;

  private Selftest(PrintStream out) {
    this.out = out;
    watchdog = new Watchdog(out, LIMIT.multipliedBy(2));
  }

  /** Prints the report, and ends the JVM with the status. */
  public static void main(String[] args) {
    boolean works = run(System.out);
    System.out.flush();
    System.exit(works ? 0 : 1);
  }

  /** Prints the report: whether nothing failed. It uses the current thread's loop, and closes it. */
  static boolean run(PrintStream out) {
    return new Selftest(out).run();
  }

  private boolean run() {
    Platform.lines().forEach(out::println);
    out.println();
    try {
      runAll();
    } finally {
      watchdog.stop();
    }
    out.println();
    out.println(summary());
    return failed.isEmpty();
  }

  private void runAll() {
    if (!run(BindingChecks.ACCESS, "")) {
      return; // nothing of what follows could work
    }
    runAll(BindingChecks.all(), "");
    EventLoop loop = EventLoop.current();
    if (run(Check.now("engine", () -> loop.engine().name()), "")) {
      runOnEngines(loop);
    }
    loop.close();
  }

  private void runOnEngines(EventLoop loop) {
    String first = loop.engine().name();
    runAll(LoopChecks.ofEngine(), ", " + first);
    runAll(SystemChecks.all(), "");
    runAll(ProcessChecks.all(), "");
    loop.setEngine(first.equals("poll") ? new EpollEngine() : new PollEngine());
    runAll(LoopChecks.ofEngine(), ", " + loop.engine().name());
  }

  private void runAll(List<Check> checks, String suffix) {
    checks.forEach(check -> run(check, suffix));
  }

  /** Whether it did not fail. */
  private boolean run(Check check, String suffix) {
    String name = check.name() + suffix;
    int before = failed.size();
    watchdog.watch(name);
    try {
      String told = LwtMain.run(LwtUnix.withTimeout(LIMIT, check.body()));
      worked++;
      line("ok", name, told);
    } catch (NotHereException absent) {
      notHere++;
      line("not here", name, String.valueOf(absent.getMessage()));
    } catch (LwtTimeoutException late) {
      fail(name, "nothing happened for " + LIMIT.toSeconds() + " s", late);
    } catch (Exception | LinkageError error) {
      fail(name, error.toString(), error);
    }
    return failed.size() == before;
  }

  private void fail(String name, String why, Throwable error) {
    failed.add(name);
    line("failed", name, why);
    for (Optional<Throwable> each = Optional.of(error);
        each.isPresent();
        each = each.flatMap(one -> Optional.ofNullable(one.getCause()))) {
      out.println("            " + each.get());
      for (StackTraceElement frame : each.get().getStackTrace()) {
        out.println("              at " + frame);
      }
    }
  }

  private void line(String outcome, String name, String told) {
    out.printf("%-8s  %-28s  %s%n", outcome, name, told);
    out.flush();
  }

  private String summary() {
    String counts =
        "%d checks: %d ok, %d not here, %d failed"
            .formatted(worked + notHere + failed.size(), worked, notHere, failed.size());
    return failed.isEmpty() ? counts : counts + " (" + String.join("; ", failed) + ")";
  }
}
