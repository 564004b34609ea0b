package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.INT;
import static io.lwt.bindings.CFunction.Result.LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;

/**
 * The best way this machine has to wait on an epoll: the C library's function with nanoseconds, else the kernel's, else
 * milliseconds. It is found out once, by a call that cannot succeed.
 *
 * @param function what is called
 * @param way how
 */
record EpollWait(CFunction function, Way way) {
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  /** The ways, best first. */
  enum Way {
    /** epoll_pwait2(2): glibc 2.35, Linux 5.11. */
    NANOSECONDS,
    /** The same by syscall(2), for an older C library on a newer kernel. */
    NANOSECONDS_BY_NUMBER,
    /** epoll_wait(2). */
    MILLISECONDS
  }

  /** This machine's. */
  static final class Host {
    static final EpollWait WAIT = choose(SystemLibrary.LOOKUP);
  }

  /** The best way among the functions that are found. */
  static EpollWait choose(SymbolLookup lookup) {
    for (Way way : Way.values()) {
      EpollWait wait = of(lookup, way);
      if (way == Way.MILLISECONDS || wait.works(lookup)) {
        return wait;
      }
    }
    throw new AssertionError();
  }

  /** One way. */
  static EpollWait of(SymbolLookup lookup, Way way) {
    CFunction function =
        switch (way) {
          case NANOSECONDS -> CFunction.of(lookup, INT, "epoll_pwait2", 5);
          case NANOSECONDS_BY_NUMBER -> CFunction.variadic(lookup, LONG, "syscall", 1, 6);
          case MILLISECONDS -> CFunction.of(lookup, INT, "epoll_wait", 4);
        };
    return new EpollWait(function, way);
  }

  /** Whether library and kernel have it. Where they do, the answer is EBADF; EPERM is what old sandboxes answer. */
  private boolean works(SymbolLookup lookup) {
    if (lookup.find(function.name()).isEmpty()) {
      return false;
    }
    long answer = call(-1, 0, 1, 0);
    return answer != -LinuxAbi.ENOSYS && answer != -LinuxAbi.EPERM;
  }

  /** As {@link Epoll#epollWait}. */
  int call(int epoll, MemorySegment events, int max, long timeoutNanos) {
    try {
      return call(epoll, events.address(), max, timeoutNanos);
    } finally {
      Reference.reachabilityFence(events);
    }
  }

  private int call(int epoll, long events, int max, long nanos) {
    if (way == Way.MILLISECONDS) {
      return (int) function.call(epoll, events, max, milliseconds(nanos));
    }
    long timeout = nanos < 0 ? 0 : timespec(nanos);
    return way == Way.NANOSECONDS
        ? (int) function.call(epoll, events, max, timeout, 0)
        // The kernel's sixth argument is the size of the fifth, the mask, which is not there.
        : (int) function.call(LinuxAbi.SYS_epoll_pwait2, epoll, events, max, timeout, 0);
  }

  /** The address of a struct timespec in the thread's memory. */
  static long timespec(long nanos) {
    MemorySegment timespec = ThreadMemory.current().scratch();
    timespec.set(ValueLayout.JAVA_LONG, LinuxAbi.Timespec.TV_SEC, nanos / NANOS_PER_SECOND);
    timespec.set(ValueLayout.JAVA_LONG, LinuxAbi.Timespec.TV_NSEC, nanos % NANOS_PER_SECOND);
    return timespec.address();
  }

  /** Rounded up, so that no wait ends early and none of a fraction spins; -1 waits for ever. */
  static int milliseconds(long nanos) {
    return nanos < 0 ? -1 : (int) Math.min(Math.ceilDiv(nanos, NANOS_PER_MILLI), Integer.MAX_VALUE);
  }
}
