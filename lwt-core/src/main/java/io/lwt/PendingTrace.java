package io.lwt;

import java.lang.StackWalker.StackFrame;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where and when each pending promise was made that does not come from another one: for {@link AsyncTrace#FULL}. */
final class PendingTrace {
  private static final StackWalker WALKER = StackWalker.getInstance(Set.of(), 32);

  /** What is not the program's. */
  private static final Set<String> OWN_PACKAGES =
      Set.of(
          "io.lwt",
          "io.lwt.react",
          "io.lwt.unix",
          "io.lwt.unix.engine",
          "io.lwt.process",
          "io.lwt.preemptive");

  private final Map<Resolver<?>, Origin> origins = new WeakHashMap<>();
  private long made;

  private record Origin(long number, long nanoTime, @Nullable StackFrame place) {}

  void made(Resolver<?> resolver) {
    origins.put(resolver, new Origin(made++, System.nanoTime(), place()));
  }

  void resolved(Resolver<?> resolver) {
    origins.remove(resolver);
  }

  /** The innermost frame of the program. */
  static @Nullable StackFrame place() {
    return WALKER.walk(PendingTrace::ofProgram);
  }

  private static @Nullable StackFrame ofProgram(Stream<StackFrame> frames) {
    return frames.filter(frame -> !isOwn(frame.getClassName())).findFirst().orElse(null);
  }

  private static boolean isOwn(String className) {
    return className.startsWith("java.")
        || OWN_PACKAGES.contains(className.substring(0, Math.max(0, className.lastIndexOf('.'))));
  }

  /** What is pending, the oldest first. */
  List<PendingPromise> pending() {
    long now = System.nanoTime();
    return origins.entrySet().stream()
        .filter(entry -> entry.getKey().isPending())
        .sorted(Comparator.comparingLong(entry -> entry.getValue().number()))
        .map(entry -> describe(entry.getKey(), entry.getValue(), now))
        .toList();
  }

  private static PendingPromise describe(Resolver<?> resolver, Origin origin, long now) {
    Pending<?> pending = resolver.pending();
    StackFrame place = origin.place();
    return new PendingPromise(
        resolver.description(),
        pending == null ? 0 : pending.listenerCount(),
        Duration.ofNanos(now - origin.nanoTime()),
        Optional.ofNullable(place == null ? null : place.toStackTraceElement()));
  }
}
