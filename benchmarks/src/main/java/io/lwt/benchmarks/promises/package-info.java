/** What promises cost beside CompletableFuture, Vert.x's futures and Netty's: {@code scripts/bench promises}. */
package io.lwt.benchmarks.promises;
