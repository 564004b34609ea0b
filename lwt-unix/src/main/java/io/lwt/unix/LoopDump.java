package io.lwt.unix;

import io.lwt.AsyncTrace;
import io.lwt.PendingPromise;
import io.lwt.Scheduler;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;

/** What a loop waits for, in lines for people: {@link EventLoop#dump}. */
final class LoopDump {
  private LoopDump() {}

  static String of(EventLoop loop) {
    var lines = new StringJoiner("\n", "", "\n");
    Scheduler scheduler = loop.scheduler();
    lines.add(
        "event loop of thread " + scheduler.thread().getName() + ", " + loop.laps() + " laps");
    List<Descriptor> descriptors = loop.openDescriptors();
    lines.add("descriptors: " + descriptors.size());
    descriptors.forEach(descriptor -> lines.add("  " + descriptor.describe()));
    lines.add("timers: " + timers(scheduler));
    lines.add("paused: " + scheduler.pausedCount());
    lines.add("waiting for workers: " + loop.jobCount());
    List<PendingPromise> pending = AsyncTrace.pendingPromises();
    if (pending.isEmpty()) {
      lines.add("(-Dio.lwt.asyncTrace=full lists what is pending, since when, and made where)");
    } else {
      lines.add("pending, the oldest first: " + pending.size());
      pending.forEach(each -> lines.add("  " + each));
    }
    return lines.toString();
  }

  private static String timers(Scheduler scheduler) {
    int count = scheduler.clock().timerCount();
    return count == 0
        ? "0"
        : count
            + ", the next in "
            + Duration.ofNanos(scheduler.clock().nanosUntilNext()).toMillis()
            + " ms";
  }
}
