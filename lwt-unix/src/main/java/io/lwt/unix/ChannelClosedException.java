package io.lwt.unix;

/** An operation on a channel that is closed: Lwt's {@code Channel_closed}. */
public final class ChannelClosedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The channel of the kind, {@code "input"} or {@code "output"}, is closed. */
  ChannelClosedException(String kind) {
    super("the " + kind + " channel is closed");
  }
}
