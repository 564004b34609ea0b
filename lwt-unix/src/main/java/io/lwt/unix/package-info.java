/**
 * The event loop and the operating system's calls as promises. Corresponds to {@code Lwt_unix} and {@code Lwt_io}.
 *
 * <p><b>To begin with.</b> A program makes a promise ({@link io.lwt.Promise}) of all that it has to do, and hands it to
 * {@link io.lwt.unix.LwtMain#run LwtMain.run}, which runs the thread's event loop until it is resolved:
 *
 * <pre>{@code
 * LwtMain.run(
 *     LwtIo.withConnection("example.com", 7, connection ->
 *         connection.out().writeLine("hello").bind(_ -> connection.in().readLine())));
 * }</pre>
 *
 * <p><b>One thread.</b> What is made on a thread belongs to its loop: promises, descriptors, channels. Used on another
 * thread they throw {@link java.lang.IllegalStateException}. What other threads have for a loop they hand over with
 * {@link io.lwt.unix.EventLoop#execute EventLoop.execute}. A callback that does not return holds up all others: what
 * blocks or computes for long belongs to {@link io.lwt.unix.Jobs}.
 *
 * <table>
 * <caption>Where to find what</caption>
 * <tr><th>for</th><th>there are</th></tr>
 * <tr><td>programs</td>
 *     <td>{@link io.lwt.unix.LwtMain}: runs the loop, until a signal if you like
 *     ({@link io.lwt.unix.LwtMain#runUntilSignal runUntilSignal}), and once more before the JVM ends
 *     ({@link io.lwt.unix.LwtMain#atExit atExit})</td></tr>
 * <tr><td>time, names of hosts and users, new sockets and pipes, files by their paths</td>
 *     <td>{@link io.lwt.unix.LwtUnix}</td></tr>
 * <tr><td>bytes, lines and text, buffered; files, connections and servers of these</td>
 *     <td>{@link io.lwt.unix.LwtIo}, which makes an {@link io.lwt.unix.InputChannel}, an
 *     {@link io.lwt.unix.OutputChannel}, a {@link io.lwt.unix.Connection}, a {@link io.lwt.unix.Server}</td></tr>
 * <tr><td>descriptors</td>
 *     <td>{@link io.lwt.unix.Fd}: reads, writes, locks, what the system knows of a file; {@link io.lwt.unix.Socket}
 *     with {@link io.lwt.unix.SockAddr} and {@link io.lwt.unix.SocketOption}; {@link io.lwt.unix.Pipe}</td></tr>
 * <tr><td>directories, files that change, memory</td>
 *     <td>{@link io.lwt.unix.Directory}, {@link io.lwt.unix.FileWatcher}, {@link io.lwt.unix.LwtBytes}</td></tr>
 * <tr><td>terminals</td><td>{@link io.lwt.unix.Terminal}, {@link io.lwt.unix.Pty}</td></tr>
 * <tr><td>signals</td><td>{@link io.lwt.unix.Signals}</td></tr>
 * <tr><td>calls that block</td>
 *     <td>{@link io.lwt.unix.Jobs}, on worker threads; {@code LwtPreemptive} of the module {@code io.lwt.preemptive}
 *     has pools ready</td></tr>
 * <tr><td>other programs</td><td>{@code LwtProcess} of the module {@code io.lwt.process}</td></tr>
 * <tr><td>the loop itself</td>
 *     <td>{@link io.lwt.unix.EventLoop}: what it waits for, hooks of its laps, its engine
 *     ({@link io.lwt.unix.engine.Engine}); {@link io.lwt.unix.StallDetector} tells what kept it</td></tr>
 * </table>
 *
 * <p><b>Errors.</b> What the system refuses is a {@link io.lwt.unix.UnixException}, which has the call, the
 * {@link io.lwt.unix.Errno} and what it was about; a name that is not found, a {@link io.lwt.unix.LookupException}; a
 * limit that has passed, an {@link io.lwt.LwtTimeoutException}. A method that gives a promise rejects it with these,
 * and throws only for wrong arguments and the wrong thread.
 */
package io.lwt.unix;
