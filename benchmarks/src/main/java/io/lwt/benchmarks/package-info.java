/** What the comparisons share: command lines, programs in other languages, and what is said of what was measured. */
package io.lwt.benchmarks;
