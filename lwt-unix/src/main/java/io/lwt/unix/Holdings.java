package io.lwt.unix;

import io.lwt.bindings.NativeBuffers;
import io.lwt.bindings.Posix;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of the descriptors that are open on a loop, its engine's own, and its memory: what has to be closed and
 * given back when the loop's thread is no more. Refers to nothing of the loop, or that would never be garbage.
 *
 * <p>Synchronized: the cleaner's thread runs it, and workers close descriptors too.
 */
final class Holdings implements Runnable {
  private final Posix posix;
  private final MemorySegment buffer;
  private final BitSet numbers = new BitSet();
  private @Nullable Runnable engine;

  Holdings(Posix posix, MemorySegment buffer) {
    this.posix = posix;
    this.buffer = buffer;
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

  /** Closes everything, once. */
  @Override
  public synchronized void run() {
    numbers.stream().forEach(posix::close);
    numbers.clear();
    if (engine != null) {
      engine.run();
    }
    NativeBuffers.giveBack(buffer);
  }
}
