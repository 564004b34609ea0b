package io.lwt.unix;

/** A line that is longer than the reader of a channel wants to take. It is left in the channel. */
public final class LineTooLongException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int limit;

  LineTooLongException(int limit) {
    super("a line of more than " + limit + " bytes");
    this.limit = limit;
  }

  /** How many bytes were allowed, without the newline. */
  public int limit() {
    return limit;
  }
}
