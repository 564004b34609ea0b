package io.lwt.unix;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Who is to hear of signals on one loop. */
final class LoopSignals {
  private final Set<SignalListener> listeners = new LinkedHashSet<>();

  void add(SignalListener listener) {
    listeners.add(listener);
  }

  void remove(SignalListener listener) {
    listeners.remove(listener);
  }

  /** Nobody is, any more. */
  void close() {
    List<SignalListener> dropped = List.copyOf(listeners);
    dropped.forEach(SignalListener::end);
    dropped.forEach(SignalListener::drop);
  }
}
