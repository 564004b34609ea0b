/**
 * One HTTP/1.1 keep-alive server written several times, and the program that compares them: {@code scripts/bench http}.
 *
 * <p>The servers do the same work: they look for the empty line that ends a request ({@link
 * io.lwt.benchmarks.http.RequestEnds}), also in requests that come in pieces or several at once, and send {@link
 * io.lwt.benchmarks.http.Response} for each. Each runs one thread for all its connections, except where each connection
 * has a virtual thread. Those on channels read lines instead, as programs on channels do, each as a string.
 *
 * <p>{@link io.lwt.benchmarks.http.Compare} runs them in turns under the load of wrk.
 */
package io.lwt.benchmarks.http;
