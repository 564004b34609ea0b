/**
 * The comparison of servers under load, whatever they serve: processes, what loads them, what is counted meanwhile, and
 * the report. {@link io.lwt.benchmarks.load.Comparison} is the one to read first.
 */
package io.lwt.benchmarks.load;
