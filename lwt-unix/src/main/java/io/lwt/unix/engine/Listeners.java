package io.lwt.unix.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Who listens to which descriptor, by number, and how often each number was added or removed: an event that carries
 * this count finds nobody if it is of a descriptor that is gone.
 */
final class Listeners {
  private Engine.@Nullable Listener[] listeners = new Engine.Listener[64];
  private int[] generations = new int[64];

  /** Makes room for a number; how many numbers there is room for now. */
  int reserve(int fd) {
    if (fd >= listeners.length) {
      int length = Math.max(fd + 1, listeners.length * 2);
      listeners = Arrays.copyOf(listeners, length);
      generations = Arrays.copyOf(generations, length);
    }
    return listeners.length;
  }

  /** A descriptor was added, for which room was made. */
  void add(int fd, Engine.Listener listener) {
    listeners[fd] = listener;
    generations[fd]++;
  }

  /** A descriptor was removed. */
  void remove(int fd) {
    listeners[fd] = null;
    generations[fd]++;
  }

  /** The count that an event carries from now on. */
  int generation(int fd) {
    return generations[fd];
  }

  /** Tells whoever listens, if it is still the one the event is for. */
  void tell(int fd, int generation, int events) {
    Engine.Listener listener = fd < listeners.length ? listeners[fd] : null;
    if (listener != null && generations[fd] == generation) {
      listener.ready(events);
    }
  }

  void forEach(Engine.Visitor visitor) {
    for (int fd = 0; fd < listeners.length; fd++) {
      Engine.Listener listener = listeners[fd];
      if (listener != null) {
        visitor.visit(fd, listener);
      }
    }
  }
}
