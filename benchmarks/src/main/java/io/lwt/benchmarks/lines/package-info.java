/**
 * One server that sends back each line, written on this library's channels, on Netty's handlers for lines and strings
 * and on Lwt_io in OCaml, and the program that compares them: {@code scripts/bench lines}.
 *
 * <p>Each takes a line for a string and gives it back as one. Each runs one thread for all its connections.
 *
 * <p>{@link io.lwt.benchmarks.lines.Compare} runs them in turns under the load of {@code echoload.c}.
 */
package io.lwt.benchmarks.lines;
