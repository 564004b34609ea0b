/**
 * Lines read from a pipe by an input channel, and by java.io's BufferedReader: {@code scripts/bench pipe}.
 *
 * <p>Both are processes of their own whose standard input is the pipe, which another program keeps full.
 */
package io.lwt.benchmarks.pipe;
