package io.lwt.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lwt.BiFn;
import io.lwt.Both;
import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.LwtStream;
import io.lwt.Promise;
import io.lwt.unix.EventLoop;
import io.lwt.unix.OutputChannel;
import io.lwt.unix.Pty;
import io.lwt.unix.WindowSize;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs in processes of their own. Corresponds to {@code Lwt_process}.
 *
 * <pre>{@code
 * Promise<String> head = LwtProcess.read(Command.of("git", "rev-parse", "HEAD").checked());
 * }</pre>
 *
 * <p><b>Starting.</b> A program that cannot be started has the promise be rejected with
 * {@link io.lwt.unix.UnixException}, which names it: ENOENT, EACCES, ENOEXEC, E2BIG, EAGAIN (too many processes) …; a
 * working directory that cannot be entered, with one that names that. So an exit status of 127 is the program's own.
 * The loop's thread starts one process in a lap, and workers the others: {@link Command#spawnOnWorker}. A cancel of one
 * that has not begun to start has it never do so.
 *
 * <p><b>Whole runs</b> ({@link #exec}, {@link #read}, {@link #write}, {@link #map} and their kin) and those of
 * {@code with…} end when the process has ended and nothing of it is open here. They are rejected with
 * {@link io.lwt.LwtTimeoutException} if the command's time is over, with {@link CommandFailedException} if the command
 * is {@link Command#checked} and ends otherwise; else the status is not looked at. A cancel, or an error on the way
 * (EPIPE where a process does not read what is written to it), stops the process ({@link Command#onCancel}), and the
 * promise is rejected when it has ended.
 *
 * <p><b>Open processes</b> ({@link #open}, {@link #openIn} …) are for those who close them:
 * {@link RunningProcess#close}.
 */
public final class LwtProcess {
  private static final Set<Integer> NONE = Set.of();
  private static final Set<Integer> IN = Set.of(Command.STDOUT);
  private static final Set<Integer> OUT = Set.of(Command.STDIN);
  private static final Set<Integer> BOTH = Set.of(Command.STDIN, Command.STDOUT);
  private static final Set<Integer> FULL = Set.of(Command.STDIN, Command.STDOUT, Command.STDERR);

  private LwtProcess() {}

  // ---- open processes

  /**
   * Starts a process without pipes to this one: {@code open_process_none}. Cancelled while files are opened for it, it
   * is not started; later, a cancel does nothing.
   */
  public static Promise<ProcessNone> open(Command command) {
    return Launch.start(command, NONE).map(ProcessNone::new);
  }

  /**
   * Starts a process whose output is read: {@code open_process_in}. As {@link #open}.
   *
   * @throws IllegalArgumentException if the command redirects that
   */
  public static Promise<ProcessIn> openIn(Command command) {
    return Launch.start(command, IN).map(ProcessIn::new);
  }

  /**
   * Starts a process whose input is written: {@code open_process_out}. As {@link #open}.
   *
   * @throws IllegalArgumentException if the command redirects that
   */
  public static Promise<ProcessOut> openOut(Command command) {
    return Launch.start(command, OUT).map(ProcessOut::new);
  }

  /**
   * Starts a process whose input is written and whose output is read: {@code open_process}. As {@link #open}.
   *
   * @throws IllegalArgumentException if the command redirects one of them
   */
  public static Promise<ProcessBoth> openBoth(Command command) {
    return Launch.start(command, BOTH).map(ProcessBoth::new);
  }

  /**
   * Starts a process whose input is written, and whose output and error output are read: {@code open_process_full}. As
   * {@link #open}.
   *
   * @throws IllegalArgumentException if the command redirects one of them
   */
  public static Promise<ProcessFull> openFull(Command command) {
    return Launch.start(command, FULL).map(ProcessFull::new);
  }

  // ---- with a process

  /**
   * Starts a process, hands it to {@code f}, and when the promise of {@code f} is fulfilled waits for its end, for
   * whatever that takes: {@code with_process_none}. Resolved as the promise of {@code f}, or rejected as the head of
   * this class says.
   */
  public static <T extends @Nullable Object> Promise<T> with(
      Command command, Fn<? super ProcessNone, ? extends Promise<? extends T>> f) {
    return using(open(command), f, (_, value) -> value);
  }

  /** {@link #with} a process whose output is read, until its pipe is closed: {@code with_process_in}. */
  public static <T extends @Nullable Object> Promise<T> withIn(
      Command command, Fn<? super ProcessIn, ? extends Promise<? extends T>> f) {
    return using(openIn(command), f, (_, value) -> value);
  }

  /** {@link #with} a process whose input is written, until its pipe is closed: {@code with_process_out}. */
  public static <T extends @Nullable Object> Promise<T> withOut(
      Command command, Fn<? super ProcessOut, ? extends Promise<? extends T>> f) {
    return using(openOut(command), f, (_, value) -> value);
  }

  /** {@link #with} a process whose input is written and whose output is read: {@code with_process}. */
  public static <T extends @Nullable Object> Promise<T> withBoth(
      Command command, Fn<? super ProcessBoth, ? extends Promise<? extends T>> f) {
    return using(openBoth(command), f, (_, value) -> value);
  }

  /** {@link #with} a process whose input is written and both whose outputs are read: {@code with_process_full}. */
  public static <T extends @Nullable Object> Promise<T> withFull(
      Command command, Fn<? super ProcessFull, ? extends Promise<? extends T>> f) {
    return using(openFull(command), f, (_, value) -> value);
  }

  /** What there is when {@code f} is done with a process and that has ended. */
  static <P extends RunningProcess, T extends @Nullable Object, R extends @Nullable Object>
      Promise<R> using(
          Promise<P> opening,
          Fn<? super P, ? extends Promise<? extends T>> f,
          BiFn<? super ExitStatus, ? super T, ? extends R> result) {
    Objects.requireNonNull(f, "f");
    return opening.bind(
        process ->
            Lwt.<T, R>tryBind(
                () -> f.apply(process),
                value -> process.finish().map(status -> result.apply(status, value)),
                process::giveUp));
  }

  // ---- whole runs

  /** Runs a command, and tells how it has ended: {@code exec}. See the head of this class. */
  public static Promise<ExitStatus> exec(Command command) {
    return using(open(command), _ -> Promise.unit(), (status, _) -> status);
  }

  /** What a command writes to its output, in UTF-8: {@link #read(Command, Charset)}. */
  public static Promise<String> read(Command command) {
    return read(command, UTF_8);
  }

  /**
   * What a command writes to its output, and what others do that it has started with the same one: {@code pread}. All
   * of them have to close it. Rejected with
   * {@link java.nio.charset.CharacterCodingException} if that is not of the charset; and as the head of this class
   * says.
   */
  public static Promise<String> read(Command command, Charset charset) {
    Objects.requireNonNull(charset, "charset");
    return readWith(command, process -> process.stdout().readAll(charset));
  }

  /** What a command writes to its output, as bytes: {@code pread}. See the head of this class. */
  public static Promise<byte[]> readBytes(Command command) {
    return readWith(command, RunningProcess::collect);
  }

  /** The first line that a command writes, in UTF-8; empty if it writes nothing: {@code pread_line}. */
  public static Promise<Optional<String>> readLine(Command command) {
    return readWith(command, process -> process.stdout().readLine());
  }

  private static <T extends @Nullable Object> Promise<T> readWith(
      Command command, Fn<ProcessIn, Promise<T>> f) {
    return using(openIn(command), f, (_, value) -> value);
  }

  /**
   * The lines that a command writes, in UTF-8, as they come: {@code pread_lines}. The process is started when the first
   * one is asked for. The stream ends when the process has ended; where the head of this class has the promise be
   * rejected, there it fails. Who does not read it to its end leaves the process waiting.
   */
  public static LwtStream<String> readLines(Command command) {
    return new Lines<>(command, LwtProcess::openIn, ProcessIn::stdout, _ -> Promise.unit())
        .stream();
  }

  /**
   * Gives a command its input, and tells how it has ended: {@code pwrite}, which does not wait for that. Rejected with
   * EPIPE if it does not read all of it; and as the head of this class says.
   */
  public static Promise<ExitStatus> write(Command command, byte[] input) {
    Objects.requireNonNull(input, "input");
    return writeWith(command, channel -> channel.write(input));
  }

  /** Gives a command its input in UTF-8: {@link #write(Command, byte[])}. */
  public static Promise<ExitStatus> write(Command command, String input) {
    Objects.requireNonNull(input, "input");
    return writeWith(command, channel -> channel.write(input));
  }

  /** Gives a command a line, and no more, in UTF-8: {@code pwrite_line}. As {@link #write(Command, byte[])}. */
  public static Promise<ExitStatus> writeLine(Command command, String line) {
    Objects.requireNonNull(line, "line");
    return writeWith(command, channel -> channel.writeLine(line));
  }

  /** Gives a command lines, as they come, in UTF-8: {@code pwrite_lines}. As {@link #write(Command, byte[])}. */
  public static Promise<ExitStatus> writeLines(Command command, LwtStream<String> lines) {
    Objects.requireNonNull(lines, "lines");
    return writeWith(command, channel -> channel.writeLines(lines));
  }

  private static Promise<ExitStatus> writeWith(
      Command command, Fn<OutputChannel, Promise<@Nullable Void>> f) {
    return using(openOut(command), process -> feed(process.stdin(), f), (status, _) -> status);
  }

  /** Writes, and closes: that what was written could be sent is known then. */
  static Promise<@Nullable Void> feed(
      OutputChannel channel, Fn<OutputChannel, Promise<@Nullable Void>> f) throws Exception {
    return f.apply(channel).bind(_ -> channel.close());
  }

  /**
   * Gives a command its input, and what it writes meanwhile, both in UTF-8: {@code pmap}. Rejected as
   * {@link #write(Command, byte[])} and {@link #read(Command, Charset)}.
   */
  public static Promise<String> map(Command command, String input) {
    return map(command, input.getBytes(UTF_8)).map(output -> Collector.text(output, UTF_8));
  }

  /** Gives a command its input, and what it writes meanwhile: {@code pmap}. As {@link #map(Command, String)}. */
  public static Promise<byte[]> map(Command command, byte[] input) {
    Objects.requireNonNull(input, "input");
    return mapWith(command, channel -> channel.write(input), RunningProcess::collect);
  }

  /** Gives a command a line, and the first line that it writes: {@code pmap_line}. As {@link #map(Command, String)}. */
  public static Promise<Optional<String>> mapLine(Command command, String line) {
    Objects.requireNonNull(line, "line");
    return mapWith(
        command, channel -> channel.writeLine(line), process -> process.stdout().readLine());
  }

  private static <T extends @Nullable Object> Promise<T> mapWith(
      Command command,
      Fn<OutputChannel, Promise<@Nullable Void>> input,
      Fn<ProcessBoth, Promise<T>> output) {
    return using(
        openBoth(command),
        process -> {
          Promise<@Nullable Void> sent = feed(process.stdin(), input);
          return both(sent, output.apply(process));
        },
        (_, value) -> value);
  }

  /** What is read when both are done. The sender's error is the one to tell. */
  private static <T extends @Nullable Object> Promise<T> both(
      Promise<@Nullable Void> sent, Promise<T> read) {
    Promise<T> value = Lwt.both(sent, read).map(Both::second);
    // Behind that, which tells the first error that it sees.
    sent.onFailure(_ -> read.cancel());
    return value;
  }

  /**
   * Gives a command lines as they come, and the lines that it writes, in UTF-8: {@code pmap_lines}. As
   * {@link #readLines}; it also fails as {@link #writeLines} does.
   */
  public static LwtStream<String> mapLines(Command command, LwtStream<String> lines) {
    Objects.requireNonNull(lines, "lines");
    Function<ProcessBoth, Promise<@Nullable Void>> feeding =
        process -> Lwt.apply(() -> feed(process.stdin(), channel -> channel.writeLines(lines)));
    return new Lines<>(command, LwtProcess::openBoth, ProcessBoth::stdout, feeding).stream();
  }

  // ---- terminals

  /**
   * Starts a process on a new terminal with a window of this size: pty(7). The process leads a session that has the
   * terminal, and those of its first three descriptors that are not redirected lead to it. Rejected as {@link #open},
   * and if there is no terminal to be had (ENOSPC).
   *
   * @throws IllegalArgumentException if all three are redirected
   */
  public static Promise<ProcessPty> openPty(Command command, WindowSize size) {
    Objects.requireNonNull(size, "size");
    return Promise.wrap(() -> Pty.open(size)).bind(pty -> openOn(pty, command));
  }

  /** The terminal's other side is the process' alone, so that its end is seen. */
  private static Promise<ProcessPty> openOn(Pty pty, Command command) {
    return Lwt.<ProcessPty>catching(
            () ->
                Launch.start(command, pty.slaveName())
                    .map(launched -> new ProcessPty(launched, pty.master())),
            error -> pty.master().close().bind(_ -> Promise.failed(error)))
        .finalizing(pty.slave()::close);
  }

  /** {@link #with} a process on a new terminal: {@link #openPty}. */
  public static <T extends @Nullable Object> Promise<T> withPty(
      Command command, WindowSize size, Fn<? super ProcessPty, ? extends Promise<? extends T>> f) {
    return using(openPty(command, size), f, (_, value) -> value);
  }

  // ---- pipelines

  /**
   * Runs the commands of a pipeline at the same time, and tells how each has ended, in their order. Each is rejected as
   * a run of it alone would be; the first in order that is, when all have ended. One that cannot be started, or is
   * cancelled, has the others be stopped.
   */
  public static Promise<List<ExitStatus>> exec(Pipeline pipeline) {
    return Pipes.run(pipeline, false, false, _ -> Promise.unit()).map(Pipes.Outcome::statuses);
  }

  /** What the last command of a pipeline writes, in UTF-8. As {@link #exec(Pipeline)} and {@link #read(Command)}. */
  public static Promise<String> read(Pipeline pipeline) {
    return Pipes.run(pipeline, false, true, Pipes::collect)
        .map(outcome -> Collector.text(outcome.value(), UTF_8));
  }

  /**
   * Gives the first command of a pipeline its input, and what the last one writes meanwhile, both in UTF-8. As
   * {@link #exec(Pipeline)} and {@link #map(Command, String)}.
   */
  public static Promise<String> map(Pipeline pipeline, String input) {
    byte[] bytes = input.getBytes(UTF_8);
    return Pipes.run(pipeline, true, true, pipes -> both(pipes.feed(bytes), pipes.collect()))
        .map(outcome -> Collector.text(outcome.value(), UTF_8));
  }

  // ---- other processes

  /**
   * Waits for the end of any process, be it a child of this one or not: pidfd_open(2). How it has ended, only its
   * parent learns. A cancel ends the wait.
   *
   * <p>Rejected with {@link io.lwt.unix.UnixException}, ESRCH, if there is no process of that number, and with
   * UnsupportedOperationException if the system cannot tell of others' processes.
   *
   * @throws IllegalArgumentException if the number is not positive
   */
  public static Promise<@Nullable Void> awaitEnd(int pid) {
    if (pid <= 0) {
      throw new IllegalArgumentException("process " + pid);
    }
    return Child.awaitEnd(EventLoop.current(), pid);
  }

  /**
   * Has this process become the command's program, with this process' number, input, output and error output:
   * execve(2), {@code exec} of a shell. Nothing of the JVM is left; its exit hooks do not run, and what other threads
   * do ends in the middle. Descriptors above 2 are closed, no signal is blocked, and those that the JVM handles have
   * their default actions.
   *
   * @return never: for {@code throw LwtProcess.execReplace(…)}, so that the compiler sees that nothing comes behind
   * @throws io.lwt.unix.UnixException if it cannot be done: as for {@link #open}. This process goes on then, in the
   *     command's directory if that could be entered, and with all descriptors above 2 close-on-exec
   * @throws IllegalArgumentException if the command redirects descriptors, or asks for what a new process alone can
   *     have or be told: a group, a session, a timeout, a check, a worker
   */
  public static Error execReplace(Command command) {
    throw new Replacement(command).make();
  }
}
