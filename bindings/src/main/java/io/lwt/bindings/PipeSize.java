package io.lwt.bindings;

/** How much Linux' pipes hold. */
public interface PipeSize {

  /**
   * Sets how many bytes a pipe holds: fcntl(2) with F_SETPIPE_SZ.
   *
   * @return how many it holds now, or {@code -errno}: {@code -EPERM} if the user has too many large ones
   */
  int setPipeSize(int fd, int size);
}
