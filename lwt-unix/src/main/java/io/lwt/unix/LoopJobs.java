package io.lwt.unix;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What goes on between a loop and other threads on behalf of its promises. Belongs to the loop's thread. */
final class LoopJobs {
  private final EventLoop loop;

  /** Makes the calls on descriptors that may block. */
  private final Jobs files;

  // Promises that wait for other threads, in the order in which they were made.
  private @Nullable Job<?> first;
  private @Nullable Job<?> last;

  private int jobs;

  /** Calls on descriptors that are made on workers. */
  private int descriptorCalls;

  /** Other threads that wait for promises. */
  private final Set<LoopCall<?>> calls = new LinkedHashSet<>();

  LoopJobs(EventLoop loop, Jobs files) {
    this.loop = loop;
    this.files = files;
  }

  Jobs files() {
    return files;
  }

  /** Whether another thread may be about to hand a result over. */
  boolean areUnderWay() {
    return jobs + descriptorCalls > 0;
  }

  /** Whether that is so, and as few threads do it as leave the loop a processor. */
  boolean areUnderWayElsewhere() {
    return areUnderWay() && Spin.hasRoomBeside(jobs + descriptorCalls);
  }

  void began(Job<?> job) {
    loop.checkUsable();
    jobs++;
    job.before = last;
    if (last == null) {
      first = job;
    } else {
      last.after = job;
    }
    last = job;
  }

  void ended(Job<?> job) {
    jobs--;
    Job<?> before = job.before;
    Job<?> after = job.after;
    if (before == null) {
      first = after;
    } else {
      before.after = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.before = before;
    }
    job.before = null;
    job.after = null;
  }

  /**
   * Has a worker make a call on a descriptor, then the loop do what comes next, even if it is closed meanwhile.
   *
   * @param refused is called instead of the call, on whatever thread, if there is no worker
   */
  void callOnDescriptor(
      Runnable call, Consumer<? super RejectedExecutionException> refused, Runnable then) {
    descriptorCalls++;
    files.execute(
        () -> {
          call.run();
          loop.finish(() -> descriptorCallEnded(then));
        },
        noThread -> {
          refused.accept(noThread);
          loop.finish(() -> descriptorCallEnded(then));
        });
  }

  private void descriptorCallEnded(Runnable then) {
    descriptorCalls--;
    then.run();
  }

  void began(LoopCall<?> call) {
    loop.checkUsable();
    calls.add(call);
  }

  void ended(LoopCall<?> call) {
    calls.remove(call);
  }

  /** How many promises wait for other threads. */
  int count() {
    return jobs + descriptorCalls;
  }

  /** The promises that wait for a pool. */
  List<Job<?>> of(Jobs pool) {
    List<Job<?>> found = all();
    found.removeIf(job -> job.pool() != pool);
    return found;
  }

  private List<Job<?>> all() {
    List<Job<?>> all = new ArrayList<>();
    for (Job<?> job = first; job != null; job = job.after) {
      all.add(job);
    }
    return all;
  }

  /** The loop is closed: rejects what waits for others, and tells others that wait for it. */
  void abandonAll(Throwable error) {
    all().stream().filter(Job::isPending).forEach(job -> job.abandon(error));
    List.copyOf(calls).forEach(call -> call.abandon(error));
  }
}
