package io.lwt.bindings;

import java.util.List;

/** Calls about processes. */
public interface Processes {

  /** getpid(2): this process' number. */
  int getpid();

  /**
   * Starts a program in a new process: posix_spawn(3). No signal is blocked in it, and each has its default action. May
   * block for as long as a file system takes to load the program.
   *
   * @return the process' number or {@code -errno}, of whatever went wrong until the program was there
   */
  int spawn(Spawn what);

  /**
   * Becomes another program: execve(2). Descriptors that are not close-on-exec stay; no signal is blocked.
   *
   * @return {@code -errno}, if anything
   */
  int execve(byte[] program, List<byte[]> arguments, List<byte[]> environment);

  /** The environment of this process, {@code NAME=value} each, as the C library has it: environ(7). */
  List<byte[]> environment();

  /**
   * The numbers of this process' open descriptors that are at least {@code from}: those of {@code /proc/self/fd}.
   *
   * @param numbers receives an array of them; at least one long
   * @return how many or {@code -errno}
   */
  int openDescriptors(int from, int[][] numbers);

  /** kill(2). A negative number is that of a process group; signal 0 only looks. */
  int kill(int pid, int signal);

  /**
   * What has become of a child, without waiting: wait4(2) with WNOHANG, WUNTRACED and WCONTINUED. A child that has
   * ended is no more afterwards, and its number may be another process'.
   *
   * @param change receives what has changed; at least one long
   * @return 1, 0 if nothing has changed, or {@code -errno}
   */
  int childChange(int pid, ChildChange[] change);

  /** Waits until a child has ended, and leaves it as it is: waitid(2) with WEXITED and WNOWAIT. Blocks. */
  int awaitChildEnd(int pid);

  /**
   * Sees to it that the system keeps how children end until they are waited for: sets SIGCHLD to its default action if
   * it is ignored, by sigaction(2).
   */
  int keepChildStatus();
}
