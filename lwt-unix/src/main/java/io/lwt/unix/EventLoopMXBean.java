package io.lwt.unix;

/**
 * A loop as management tools see it: {@link EventLoop#registerMXBean}. All but {@link #getThread} and {@link #getLaps}
 * ask the loop, and fail if it does not answer within a second, as it is busy or does not run.
 */
public interface EventLoopMXBean {
  /** The name of the loop's thread. */
  String getThread();

  /** How many laps it has begun. */
  long getLaps();

  /** What it waits with: {@code epoll}, {@code poll}. */
  String getEngine();

  /** How many descriptors are open on it. */
  int getDescriptors();

  /** How many timers wait. */
  int getTimers();

  /** How many promises are paused. */
  int getPaused();

  /** How many promises wait for workers. */
  int getJobs();

  /** What it waits for, in lines: {@link EventLoop#dump}. */
  String dump();
}
