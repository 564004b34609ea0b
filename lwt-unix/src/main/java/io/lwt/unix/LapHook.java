package io.lwt.unix;

/** Something that a loop does in each lap: {@link EventLoop#onEnter}, {@link EventLoop#onLeave}. */
@FunctionalInterface
public interface LapHook {
  /**
   * It is not done any more, not even in this lap if it was not its turn yet. May be called again. On the loop's
   * thread. Lwt's {@code remove}.
   */
  void remove();
}
