package io.lwt.bindings;

import org.jspecify.annotations.Nullable;

/** Chooses the implementation for the system this JVM runs on. */
final class HostPosix {
  private static final @Nullable String UNSUPPORTED =
      unsupported(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));

  private HostPosix() {}

  static Posix get() {
    if (UNSUPPORTED != null) {
      throw new UnsupportedOperationException(UNSUPPORTED);
    }
    SystemLibrary.checkAccess();
    return LinuxPosix.INSTANCE;
  }

  /** Why there is no implementation for a system, or null if there is one. */
  static @Nullable String unsupported(String system, String architecture) {
    boolean known =
        system.equals("Linux") && (architecture.equals("amd64") || architecture.equals("aarch64"));
    return known
        ? null
        : "there are no bindings for "
            + system
            + " on "
            + architecture
            + "; supported is Linux on amd64 (x86-64) and on aarch64";
  }
}
