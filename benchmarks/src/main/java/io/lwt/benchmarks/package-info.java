/** Small benchmarks, run by JMH: {@code scripts/bench promises}. */
package io.lwt.benchmarks;
