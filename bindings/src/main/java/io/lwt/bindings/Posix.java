package io.lwt.bindings;

/**
 * What a Unix system can be asked, cut by family. There is one implementation for each system; {@link #host()} is the
 * one of the system this JVM runs on. What only one kind of system has (epoll, eventfd, kqueue, …) stands in a small
 * interface of its own, which that system's implementation has too: {@code posix instanceof Epoll epoll}.
 *
 * <p><b>Every method that makes a system call returns its result or, when the call failed, {@code -errno}</b>. None of
 * them retries, none throws for what the system answered, and none keeps a segment it was given. They may be called
 * from any thread. A length beyond the segment's end, memory that is not native or no longer alive, and a function that
 * this system's C library has not ({@link UnsupportedOperationException}) throw.
 *
 * <p>A test replaces answers by wrapping an implementation: every call of the library goes through these interfaces.
 */
public interface Posix
    extends Errnos,
        SignalNumbers,
        Files,
        Paths,
        Memory,
        KernelCopies,
        Sockets,
        Messages,
        Multicast,
        Names,
        Netdb,
        Users,
        Terminals,
        Processes {

  /**
   * The calls of the system this JVM runs on.
   *
   * @throws UnsupportedOperationException if there are no bindings for it; the message names the system and what is
   *     supported
   * @throws IllegalCallerException if the JVM denies native access; the message has the flag that allows it
   */
  static Posix host() {
    return HostPosix.get();
  }
}
