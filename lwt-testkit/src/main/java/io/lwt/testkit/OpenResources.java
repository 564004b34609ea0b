package io.lwt.testkit;

import static java.util.stream.Collectors.toUnmodifiableSet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What this process holds at one moment: descriptors with what they lead to, threads, children. */
record OpenResources(
    Map<Integer, String> descriptors, Set<Thread> threads, Set<ProcessHandle> children) {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));

  /** Threads of these groups are the JVM's: signal dispatch, cleaners, process reapers, carriers of virtual threads. */
  private static final Set<String> JVM_GROUPS =
      Set.of("system", "InnocuousThreadGroup", "CarrierThreads");

  /** The common pool's threads, those JUnit keeps for its timeouts, and those of Surefire's fork. */
  private static final List<String> HARNESS_THREADS =
      List.of("ForkJoinPool.commonPool", "junit-", "surefire-");

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
        openDescriptors(),
        liveThreads(),
        ProcessHandle.current().children().collect(toUnmodifiableSet()));
  }

  private static Map<Integer, String> openDescriptors() {
    var found = new TreeMap<Integer, String>();
    if (!Files.isDirectory(DESCRIPTORS)) {
      return found;
    }
    try (Stream<Path> links = Files.list(DESCRIPTORS)) {
      for (Path link : (Iterable<Path>) links::iterator) {
        String target = targetOf(link);
        if (!target.isEmpty() && !isOfTheJvm(target)) {
          found.put(Integer.valueOf(link.getFileName().toString()), target);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** What a descriptor leads to, or nothing if it is closed by now. */
  private static String targetOf(Path link) throws IOException {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  /** Files the JVM opens by itself: its own, jars, random numbers, and what it reads of the system's state. */
  private static boolean isOfTheJvm(String target) {
    return target.endsWith(".jar")
        || target.equals("/dev/random")
        || target.equals("/dev/urandom")
        || target.startsWith("/proc/")
        || target.startsWith("/sys/")
        || (target.startsWith("/") && Path.of(target).startsWith(JAVA_HOME));
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
