/**
 * One TCP echo server written several times, and the program that compares them: {@code scripts/bench echo}.
 *
 * <p>The servers do the same work: a connection reads up to 2,048 bytes into memory that it has or may keep until they
 * are written, writes them all, and reads again. Each runs one thread for all its connections, except where each
 * connection has a virtual thread. Lwt's in OCaml is a process of one thread, as its users' are, and so pays less for
 * each system call than the others do.
 *
 * <p>{@link io.lwt.benchmarks.echo.Compare} runs them in turns under the load of {@code echoload.c}.
 */
package io.lwt.benchmarks.echo;
