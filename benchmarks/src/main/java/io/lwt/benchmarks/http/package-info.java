/**
 * One HTTP/1.1 keep-alive server written several times, and the program that compares them: {@code scripts/bench http}.
 *
 * <p>The servers do the same work: they look for the empty line that ends a request ({@link RequestEnds}), also in
 * requests that come in pieces or several at once, and send {@link Response} for each. Each runs one thread for all its
 * connections, on loopback, with TCP_NODELAY and a backlog of 4,096. As its first line it prints its port.
 *
 * <p>{@link Compare} runs them in turns under the load of wrk.
 */
package io.lwt.benchmarks.http;
