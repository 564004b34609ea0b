package io.lwt.unix;

import io.lwt.bindings.Posix;
import io.lwt.unix.engine.Engine;
import io.lwt.unix.engine.EpollEngine;
import io.lwt.unix.engine.PollEngine;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Which engine a loop opens if it was given none. */
enum EngineChoice {
  /** The best there is. */
  EPOLL {
    @Override
    Engine open(Posix posix) {
      return new EpollEngine(posix);
    }
  },
  /** What there is everywhere. */
  POLL {
    @Override
    Engine open(Posix posix) {
      return new PollEngine(posix);
    }
  };

  /** Names it. */
  static final String PROPERTY = "io.lwt.engine";

  abstract Engine open(Posix posix);

  /** The one that the property names; the best if it is not set. */
  static EngineChoice ofProperty() {
    String name = System.getProperty(PROPERTY);
    return name == null
        ? EPOLL
        : Arrays.stream(values())
            .filter(choice -> choice.toString().equals(name))
            .findFirst()
            .orElseThrow(() -> unknown(name));
  }

  private static IllegalArgumentException unknown(String name) {
    String choices =
        Arrays.stream(values()).map(EngineChoice::toString).collect(Collectors.joining(", "));
    return new IllegalArgumentException(
        "the system property " + PROPERTY + " is \"" + name + "\"; there are: " + choices);
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
