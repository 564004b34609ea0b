package io.lwt.unix;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** What goes on between a loop and other threads on behalf of its promises. Belongs to the loop's thread. */
final class LoopJobs {
  private final EventLoop loop;

  /** Makes the calls on descriptors that may block. */
  private final Jobs files;

  /** Promises that wait for other threads. */
  private final JobTable jobs = new JobTable();

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
    return count() > 0;
  }

  /** Whether as few threads are at it as leave the loop a processor. */
  boolean leaveProcessor() {
    return Spin.hasRoomBeside(count());
  }

  void began(Job<?> job) {
    loop.checkUsable();
    jobs.add(job);
  }

  void ended(Job<?> job) {
    jobs.remove(job);
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
    return jobs.size() + descriptorCalls;
  }

  /** The promises that wait for a pool. */
  List<Job<?>> of(Jobs pool) {
    return jobs.inOrder().filter(job -> job.pool() == pool).toList();
  }

  /** The loop is closed: rejects what waits for others, and tells others that wait for it. */
  void abandonAll(Throwable error) {
    jobs.inOrder().filter(Job::isPending).forEach(job -> job.abandon(error));
    List.copyOf(calls).forEach(call -> call.abandon(error));
  }
}
