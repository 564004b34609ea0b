/**
 * The server among the examples that speaks Redis' protocol, beside Redis, under the load of redis-benchmark: {@code
 * scripts/bench redis}. Redis does much more than the example.
 */
package io.lwt.benchmarks.redis;
