package io.lwt.process;

import java.util.Locale;

/** What a process may use: setrlimit(2). See {@link Command#limit}. */
public enum ResourceLimit {
  /** Memory that it has addresses for, in bytes: RLIMIT_AS. */
  AS,
  /** The size of a file with its memory when it crashes, in bytes: RLIMIT_CORE. */
  CORE,
  /** Processor time, in seconds: RLIMIT_CPU. */
  CPU,
  /** Data, in bytes: RLIMIT_DATA. */
  DATA,
  /** The size of a file that it writes, in bytes: RLIMIT_FSIZE. */
  FSIZE,
  /** Memory that is kept from being swapped, in bytes: RLIMIT_MEMLOCK. */
  MEMLOCK,
  /** The number above its descriptors': RLIMIT_NOFILE. */
  NOFILE,
  /** How many processes its user has: RLIMIT_NPROC. */
  NPROC,
  /** The stack, in bytes: RLIMIT_STACK. */
  STACK;

  /** Where a limit is this, there is none. */
  public static final long UNLIMITED = -1;

  /** What prlimit(1) calls it. */
  String option() {
    return "--" + name().toLowerCase(Locale.ROOT);
  }
}
