/** What the comparisons found, as data: {@link io.lwt.benchmarks.results.Results} collects it, a file keeps it. */
package io.lwt.benchmarks.results;
