package io.lwt;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds rejections that nobody looked at: nothing was attached to the promise, its state was not read, and now it is
 * gone. Cancellations do not count.
 *
 * <p>A rejection is kept until the end of the lap, by when most have been looked at; the others are watched, and
 * reported once the garbage collector has found them. Only the scheduler's thread comes here, save for a rejection
 * being looked at.
 */
final class Orphans {
  /** So that the list stays small where no loop sweeps it. */
  private static final int MOST_FRESH = 64;

  private final List<RejectedCell> fresh = new ArrayList<>();
  private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
  private final ReferenceQueue<RejectedCell> collected = new ReferenceQueue<>();

  /** Null: they are logged. */
  private @Nullable Consumer<? super Throwable> hook;

  Orphans() {}

  void add(RejectedCell rejected) {
    if (!rejected.isCanceled()) {
      if (fresh.size() >= MOST_FRESH) {
        sweep();
      }
      fresh.add(rejected);
    }
  }

  /** Watches what nobody has looked at so far, and reports what is gone. */
  void sweep() {
    if (!fresh.isEmpty()) {
      for (RejectedCell rejected : fresh) {
        if (!rejected.isSeen()) {
          rejected.watch(new Watch(rejected, this));
        }
      }
      fresh.clear();
    }
    for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
      report((Watch) gone);
    }
  }

  /** Reports what is watched, unless that was done or somebody has looked at it. */
  private void report(Watch watch) {
    if (!watches.remove(watch)) {
      return;
    }
    watch.clear();
    Throwable error = watch.rejected.traced();
    Consumer<? super Throwable> chosen = hook;
    if (chosen == null) {
      Hooks.logOrphan(error, watch.rejected.untoldFrames());
    } else {
      Hooks.call(chosen, error);
    }
  }

  /** Reports all that nobody has looked at, gone or not: nobody will any more. */
  void reportAll() {
    sweep();
    List.copyOf(watches).forEach(this::report);
  }

  void setHook(Consumer<? super Throwable> hook) {
    this.hook = hook;
  }

  /** Says that a rejection was collected, unless it was looked at before. */
  static final class Watch extends PhantomReference<RejectedCell> {
    private final RejectedCell rejected;
    private final Orphans orphans;

    private Watch(RejectedCell rejected, Orphans orphans) {
      super(rejected, orphans.collected);
      this.rejected = rejected.forReport();
      this.orphans = orphans;
      orphans.watches.add(this);
    }

    /** The rejection was looked at. */
    void end() {
      clear();
      orphans.watches.remove(this);
    }
  }
}
