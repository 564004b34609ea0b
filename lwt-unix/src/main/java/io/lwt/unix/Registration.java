package io.lwt.unix;

/** A function that a loop has to call when something happens: until this is closed. Lwt's {@code signal_handler_id}. */
public interface Registration extends AutoCloseable {
  /**
   * Has the function not be called any more. Does nothing the second time.
   *
   * @throws IllegalStateException on another thread than the loop's
   */
  @Override
  void close();
}
