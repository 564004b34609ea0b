/** Timers, beside Netty's event loop and wheel, the JDK's scheduled executor, and Lwt in OCaml. */
package io.lwt.benchmarks.timers;
