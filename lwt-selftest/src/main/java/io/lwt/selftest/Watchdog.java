package io.lwt.selftest;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;

/**
 * Ends the JVM, with status 1, when a check keeps the loop so that not even its time limit is noticed. It says which
 * check, and what every thread is doing.
 */
final class Watchdog {
  private final PrintStream out;
  private final Duration limit;
  private final Thread thread;
  private String watched = "the start";
  private long deadline;
  private boolean stopped;

  Watchdog(PrintStream out, Duration limit) {
    this.out = out;
    this.limit = limit;
    watch(watched);
    thread = Thread.ofPlatform().daemon().name("selftest-watchdog").start(this::run);
  }

  /** A check begins. */
  synchronized void watch(String check) {
    watched = check;
    deadline = System.nanoTime() + limit.toNanos();
    notifyAll();
  }

  /** Nothing is watched any more. */
  void stop() {
    synchronized (this) {
      stopped = true;
      notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void run() {
    try {
      long left;
      while (!stopped && (left = deadline - System.nanoTime()) > 0) {
        wait(left / 1_000_000 + 1);
      }
    } catch (InterruptedException e) {
      return;
    }
    if (!stopped) {
      tell();
      Runtime.getRuntime().halt(1);
    }
  }

  private void tell() {
    out.println("failed    " + watched + ": the loop hangs; all threads:");
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      out.println("            " + each.getKey());
      for (StackTraceElement frame : each.getValue()) {
        out.println("              at " + frame);
      }
    }
    out.flush();
  }
}
