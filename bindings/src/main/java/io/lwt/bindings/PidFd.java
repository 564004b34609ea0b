package io.lwt.bindings;

/** Linux' descriptors of processes: pidfd_open(2), since Linux 5.3. */
public interface PidFd {

  /**
   * A descriptor of a process: close-on-exec, and readable when the process has ended. {@code -ENOSYS} and
   * {@code -EPERM} mean that this system has none.
   */
  int pidfdOpen(int pid);

  /** kill(2), by the descriptor, which never means another process: pidfd_send_signal(2). */
  int pidfdSendSignal(int fd, int signal);
}
