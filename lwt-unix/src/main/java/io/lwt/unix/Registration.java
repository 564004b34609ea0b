package io.lwt.unix;

/**
 * A function that a loop has to call when something happens, until this is closed: {@link Signals#on},
 * {@link EventLoop#onEnter}, {@link EventLoop#onLeave}, {@link LwtMain#atExit}. Lwt's {@code signal_handler_id}, and
 * the {@code remove} of its hooks.
 */
public interface Registration extends AutoCloseable {
  /**
   * Has the function not be called any more. Does nothing the second time.
   *
   * @throws IllegalStateException on another thread than the loop's
   */
  @Override
  void close();
}
