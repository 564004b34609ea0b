package io.lwt.unix;

import io.lwt.bindings.Posix;

/** Who else may lock what is locked: fcntl(2). For {@link Fd#lock}. */
public enum LockMode {
  /** Others may lock it too, as shared: F_RDLCK. The descriptor must be open for reading. */
  SHARED,
  /** Nobody else: F_WRLCK. The descriptor must be open for writing. */
  EXCLUSIVE;

  int number(Posix posix) {
    return this == SHARED ? posix.F_RDLCK() : posix.F_WRLCK();
  }

  static LockMode of(int number, Posix posix) {
    return number == posix.F_RDLCK() ? SHARED : EXCLUSIVE;
  }
}
