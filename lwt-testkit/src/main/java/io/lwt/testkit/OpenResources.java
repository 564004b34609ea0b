package io.lwt.testkit;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What this process holds at one moment: descriptors with what they lead to, threads, children. */
record OpenResources(
    Map<Integer, String> descriptors, Set<Thread> threads, Set<ProcessHandle> children) {
  /** Threads of these groups are the JVM's: signal dispatch, cleaners, process reapers, carriers of virtual threads. */
  private static final Set<String> JVM_GROUPS =
      Set.of("system", "InnocuousThreadGroup", "CarrierThreads");

  /** The common pool's threads, those JUnit keeps for its timeouts, those of Surefire's fork, and Flight Recorder's. */
  private static final List<String> HARNESS_THREADS =
      List.of("ForkJoinPool.commonPool", "junit-", "surefire-", "JFR ");

  private static final int SHOWN_FRAMES = 8;

  static {
    loadNetworking();
  }

  /** From its first socket on the JVM keeps one of its own, which would look like a leak of whatever test was first. */
  private static void loadNetworking() {
    try {
      SocketChannel.open().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static OpenResources now() {
    return new OpenResources(
        OpenDescriptors.now(),
        liveThreads(),
        ProcessHandle.current().children().collect(toUnmodifiableSet()));
  }

  private static Set<Thread> liveThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !isOfTheHarness(thread))
        .collect(toUnmodifiableSet());
  }

  private static boolean isOfTheHarness(Thread thread) {
    ThreadGroup group = thread.getThreadGroup();
    return group == null // it has ended
        || thread.equals(Thread.currentThread())
        || JVM_GROUPS.contains(group.getName())
        || HARNESS_THREADS.stream().anyMatch(thread.getName()::startsWith);
  }

  /** Waits for the threads that were started since, together no longer than the given time. */
  void awaitNewThreads(Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    for (Thread thread : liveThreads()) {
      if (!threads.contains(thread)) {
        join(thread, Duration.ofNanos(deadline - System.nanoTime()));
      }
    }
  }

  private static void join(Thread thread, Duration limit) {
    try {
      thread.join(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  List<String> descriptorsNotIn(OpenResources before) {
    return descriptors.entrySet().stream()
        .filter(open -> !before.descriptors.entrySet().contains(open))
        .map(open -> "descriptor " + open.getKey() + " -> " + open.getValue())
        .toList();
  }

  List<String> threadsNotIn(OpenResources before) {
    return threads.stream()
        .filter(thread -> !before.threads.contains(thread))
        .map(OpenResources::describe)
        .toList();
  }

  private static String describe(Thread thread) {
    return "thread "
        + thread.getName()
        + ", "
        + thread.getState()
        + Arrays.stream(thread.getStackTrace())
            .limit(SHOWN_FRAMES)
            .map(frame -> "\n      at " + frame)
            .collect(Collectors.joining());
  }

  List<String> childrenNotIn(OpenResources before) {
    return children.stream()
        .filter(child -> !before.children.contains(child))
        .map(
            child ->
                "child process "
                    + child.pid()
                    + " "
                    + child.info().commandLine().orElse("(ended, not waited for)"))
        .toList();
  }
}
