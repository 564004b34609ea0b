/**
 * Subprocesses: spawn, feed, read, time out, kill, and learn how they ended. Corresponds to Lwt's {@code Lwt_process}.
 *
 * <p>Children are made by posix_spawn(3) and never by fork(2), which hangs a process that has threads; their end is
 * learnt without a thread per child.
 */
package io.lwt.process;
