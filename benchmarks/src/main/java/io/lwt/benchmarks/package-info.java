/** What the comparisons share: their command lines, and what they say of what was measured. */
package io.lwt.benchmarks;
