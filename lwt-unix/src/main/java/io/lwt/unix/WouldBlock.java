package io.lwt.unix;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by a call that was given to {@link Fd#operation} and has to wait: it is made again when the descriptor is
 * ready. Corresponds to {@code Lwt_unix.Retry}, {@code Retry_read} and {@code Retry_write}. Without a stack trace.
 */
@SuppressWarnings("StaticAssignmentOfThrowable") // without a stack trace, each is like the other
public final class WouldBlock extends Exception {
  private static final long serialVersionUID = 1;

  /** It has to wait for the direction that it waited for before. */
  public static final WouldBlock AGAIN = new WouldBlock("would block", null);

  /** It has to wait until the descriptor can be read, whatever it waited for before. */
  public static final WouldBlock READ = new WouldBlock("would block for reading", IoEvent.READ);

  /** It has to wait until the descriptor can be written, whatever it waited for before. */
  public static final WouldBlock WRITE = new WouldBlock("would block for writing", IoEvent.WRITE);

  private final @Nullable IoEvent event;

  private WouldBlock(String message, @Nullable IoEvent event) {
    super(message, null, false, false);
    this.event = event;
  }

  /** Where the operation waits now. */
  OperationQueue queue(Operation<?> operation) {
    OperationQueue current = operation.queue;
    return event == null ? current : event.queue(current.descriptor());
  }
}
