package io.lwt.benchmarks.load;

import java.util.Optional;

/** The system calls that are counted by themselves, whatever form of them a server uses. */
public enum SystemCall {
  /** Takes bytes from a socket. */
  READ,
  /** Gives bytes to a socket. */
  WRITE,
  /** Waits for sockets. */
  WAIT,
  /** Says which sockets are waited for. */
  ARM,
  /** Any other. */
  OTHER;

  /** Which one the kernel calls so; empty if none of the first four. */
  static Optional<SystemCall> named(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "read", "readv", "recvfrom", "recvmsg" -> READ;
          case "write", "writev", "sendto", "sendmsg" -> WRITE;
          case "epoll_wait", "epoll_pwait", "epoll_pwait2" -> WAIT;
          case "epoll_ctl" -> ARM;
          default -> null;
        });
  }
}
