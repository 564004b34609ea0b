package io.lwt.unix;

import io.lwt.bindings.Posix;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of the descriptors that are open on a loop, and its engine's own: what has to be closed when the loop's
 * thread is no more. Refers to nothing of the loop, or that would never be garbage.
 *
 * <p>Synchronized: the cleaner's thread runs it, and workers close descriptors too.
 */
final class Holdings implements Runnable {
  private final Posix posix;
  private final BitSet numbers = new BitSet();
  private @Nullable Runnable engine;

  Holdings(Posix posix) {
    this.posix = posix;
  }

  synchronized void setEngine(Runnable releaser) {
    engine = releaser;
  }

  synchronized void add(int number) {
    numbers.set(number);
  }

  synchronized void remove(int number) {
    numbers.clear(number);
  }

  /** Closes everything. */
  @Override
  public synchronized void run() {
    numbers.stream().forEach(posix::close);
    numbers.clear();
    if (engine != null) {
      engine.run();
    }
  }
}
