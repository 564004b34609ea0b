package io.lwt.benchmarks.promises;

/**
 * What one operation costs.
 *
 * @param nanos nanoseconds
 * @param bytes bytes that are allocated
 */
record Cost(double nanos, double bytes) {}
