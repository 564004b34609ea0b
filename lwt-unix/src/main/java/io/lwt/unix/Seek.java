package io.lwt.unix;

import io.lwt.Promise;

/** How a channel moves its source or sink to another place, and learns where that is: lseek(2). */
@FunctionalInterface
public interface Seek {
  /**
   * Moves to a place; a promise of where that is, in bytes from the beginning.
   *
   * @param offset in bytes, counted as the command says
   */
  Promise<Long> seek(long offset, SeekCommand command) throws Exception;
}
