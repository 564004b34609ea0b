package io.lwt.unix;

/**
 * A descriptor that this process was handed by the service manager that started it: {@link LwtUnix#listenFds}.
 *
 * <p>The environment says how many they are (LISTEN_FDS), what they are called (LISTEN_FDNAMES), and which process they
 * are for (LISTEN_PID): another one has none. They are taken over as {@link LwtUnix#adopt} does: close-on-exec and
 * non-blocking from then on, and the thread's loop has them. Mostly they are sockets that listen, in the order of the
 * manager's configuration. See sd_listen_fds(3), systemd.socket(5).
 *
 * @param name what it is called, FileDescriptorName of the configuration; {@code "unknown"} if it has no name
 * @param fd the descriptor: a {@link Socket}, unless it is a FIFO or the like
 */
public record ListenFd(String name, Fd fd) {

  /**
   * The descriptor as a socket: mostly one that listens.
   *
   * @throws IllegalStateException if it is none
   */
  public Socket socket() {
    if (fd instanceof Socket socket) {
      return socket;
    }
    throw new IllegalStateException(name + " is no socket: " + fd);
  }
}
