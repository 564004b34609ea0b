package io.lwt.bindings;

import org.jspecify.annotations.Nullable;

/** Chooses the implementation for the system this JVM runs on. */
final class HostPosix {
  private static final @Nullable Posix POSIX = null;

  private HostPosix() {}

  static Posix get() {
    if (POSIX == null) {
      throw new UnsupportedOperationException("there are no bindings for " + System.getProperty("os.name"));
    }
    return POSIX;
  }
}
