/** What a process costs, and what goes through pipes to one. */
package io.lwt.benchmarks.process;
