package io.lwt.unix;

import java.util.Objects;

/**
 * Something to do on a loop's thread whenever another thread says so: {@link EventLoop#notification}. Each
 * {@link #send} has it done once, in the order in which they were sent; none are merged. Corresponds to Lwt_unix's
 * notifications.
 */
public final class Notification {
  private final EventLoop loop;
  private final Runnable action;
  private final boolean once;
  private volatile boolean closed;

  Notification(EventLoop loop, Runnable action, boolean once) {
    this.loop = loop;
    this.action = Objects.requireNonNull(action, "action");
    this.once = once;
  }

  /**
   * Has it done, in the loop's next lap. From any thread; takes no lock. Ignored after {@link #close}. Lwt's
   * {@code send_notification}.
   *
   * @throws IllegalStateException if the loop is closed, and this is not
   */
  public void send() {
    if (!closed) {
      loop.execute(this::run);
    }
  }

  private void run() {
    if (!closed) {
      closed = once;
      action.run();
    }
  }

  /**
   * It is not done any more, not even for what was sent before and is under way. From any thread: on another one than
   * the loop's, it may be just being done. May be called again. Lwt's {@code stop_notification}.
   */
  public void close() {
    closed = true;
  }
}
