package io.lwt.bindings;

import java.util.Optional;

/** Chooses the implementation for the system this JVM runs on. */
final class HostPosix {
  private static final Optional<Posix> POSIX = Optional.empty();

  private HostPosix() {}

  static Posix get() {
    return POSIX.orElseThrow(
        () -> new UnsupportedOperationException("there are no bindings for " + System.getProperty("os.name")));
  }
}
