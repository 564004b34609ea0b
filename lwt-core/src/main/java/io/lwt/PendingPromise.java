package io.lwt;

import java.time.Duration;
import java.util.Optional;

/**
 * A promise that waits for something outside of promises: an operation, a timer, whoever has its resolver. See
 * {@link AsyncTrace#pendingPromises}.
 *
 * @param what what it waits for
 * @param callbacks how many callbacks wait for it
 * @param age how long ago it was made
 * @param place where the program called for it; empty if only the library is on the stack, as in a callback of its own
 */
public record PendingPromise(
    String what, int callbacks, Duration age, Optional<StackTraceElement> place) {

  /** All of it, in one line. */
  @Override
  public String toString() {
    return what
        + ", for "
        + age.toMillis()
        + " ms, "
        + callbacks
        + (callbacks == 1 ? " callback" : " callbacks")
        + place.map(frame -> ", made at " + frame).orElse("");
  }
}
