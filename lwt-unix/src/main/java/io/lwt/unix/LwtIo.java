package io.lwt.unix;

import io.lwt.Canceled;
import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.LwtStream;
import io.lwt.LwtTimeoutException;
import io.lwt.Promise;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Buffered channels, and connections, servers and files on them. Corresponds to {@code Lwt_io}. */
public final class LwtIo {
  private static final String TEMP_PREFIX = "lwt-";

  private LwtIo() {}

  // ---- channels

  /**
   * The standard input, one channel for each loop. Lwt's {@code stdin}; its descriptor is {@link LwtUnix#stdin}.
   * Closing it closes descriptor 0.
   */
  public static InputChannel stdin() {
    return EventLoop.current().standardChannels().stdin();
  }

  /** The standard output, one channel for each loop. Lwt's {@code stdout}. As {@link #stdin}. */
  public static OutputChannel stdout() {
    return EventLoop.current().standardChannels().stdout();
  }

  /** The error output, one channel for each loop. Lwt's {@code stderr}. As {@link #stdin}. */
  public static OutputChannel stderr() {
    return EventLoop.current().standardChannels().stderr();
  }

  /** The two ends of a new pipe, as channels. Lwt's {@code pipe}; see pipe(2). Throws {@link UnixException}. */
  public static PipeChannels pipe() {
    Pipe pipe = LwtUnix.pipe();
    return new PipeChannels(InputChannel.of(pipe.in()), OutputChannel.of(pipe.out()));
  }

  /** The ends of a pipe: what is written to one is read from the other. */
  public record PipeChannels(InputChannel in, OutputChannel out) {}

  /** A channel that gives zeros, without end. Lwt's {@code zero}. */
  public static InputChannel zero() {
    return InputChannel.of(
        (to, offset, length) -> {
          Arrays.fill(to, offset, offset + length, (byte) 0);
          return Promise.of(length);
        },
        Promise::unit);
  }

  /** A channel that drops what is written. Lwt's {@code null}. */
  public static OutputChannel discard() {
    return OutputChannel.of((_, _, length) -> Promise.of(length), Promise::unit);
  }

  /**
   * Flushes all output channels of the current thread's loop. Fulfilled when all is written; rejected with the first
   * error, when the others are done. Lwt's {@code flush_all}, which drops errors. It is not needed at the end:
   * {@link OutputChannel}.
   */
  public static Promise<@Nullable Void> flushAll() {
    return EventLoop.current().unwritten().flushAll();
  }

  // ---- printing

  /** Writes a text to the standard output: {@link OutputChannel#write(String)}. Lwt's {@code print}. */
  public static Promise<@Nullable Void> print(String text) {
    return stdout().write(text);
  }

  /** Writes a line to the standard output: {@link OutputChannel#writeLine}. Lwt's {@code printl}. */
  public static Promise<@Nullable Void> printl(String line) {
    return stdout().writeLine(line);
  }

  /** Writes a formatted text to the standard output: {@link OutputChannel#printf}. Lwt's {@code printf}. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
  public static Promise<@Nullable Void> printf(String format, Object... arguments) {
    return stdout().printf(format, arguments);
  }

  /** Writes a text to the error output. Lwt's {@code eprint}. */
  public static Promise<@Nullable Void> eprint(String text) {
    return stderr().write(text);
  }

  /** Writes a line to the error output. Lwt's {@code eprintl}. */
  public static Promise<@Nullable Void> eprintl(String line) {
    return stderr().writeLine(line);
  }

  /** Writes a formatted text to the error output. Lwt's {@code eprintf}. */
  @SuppressWarnings("AnnotateFormatMethod") // the annotation would be a dependency
  public static Promise<@Nullable Void> eprintf(String format, Object... arguments) {
    return stderr().printf(format, arguments);
  }

  // ---- connections

  /** Connects to an address: {@link #openConnection(SockAddr, ConnectOptions)} in the usual way. */
  public static Promise<Connection> openConnection(SockAddr address) {
    return openConnection(address, ConnectOptions.DEFAULT);
  }

  /**
   * Connects to a stream socket's address. Lwt's {@code open_connection}; see connect(2).
   *
   * <p>TCP connections send small writes at once (TCP_NODELAY), unless the options say otherwise. Rejected with
   * {@link UnixException}, which names the address; with {@link LwtTimeoutException} if the options have a limit and it
   * has passed. When it fails or is cancelled, nothing stays open.
   */
  public static Promise<Connection> openConnection(SockAddr address, ConnectOptions options) {
    Objects.requireNonNull(address, "address");
    return options
        .inTime(address::toString, () -> options.attempt(address))
        .map(socket -> new Connection(socket, address));
  }

  /** Connects to a port of a host: {@link #openConnection(String, int, ConnectOptions)} in the usual way. */
  public static Promise<Connection> openConnection(String host, int port) {
    return openConnection(host, port, ConnectOptions.DEFAULT);
  }

  /**
   * Connects to a port of a host, by the first of its addresses that answers: as {@link LwtUnix#connect(String, int)}
   * does, and as {@link #openConnection(SockAddr, ConnectOptions)}. Rejected with {@link LookupException} if the host
   * has no address.
   *
   * @param host a name, or an address in digits; empty for this host
   * @param port 0 to 65535
   * @throws IllegalArgumentException if there is no such port
   */
  public static Promise<Connection> openConnection(String host, int port, ConnectOptions options) {
    Objects.requireNonNull(host, "host");
    String service = Integer.toString(SockAddr.any(port).port());
    return options
        .inTime(() -> host + ":" + service, () -> HappyEyeballs.connect(host, service, options))
        .bind(
            socket ->
                Lwt.catching(
                    () -> Promise.of(Connection.of(socket)),
                    error -> closingAfter(() -> Promise.failed(error), socket::close)));
  }

  /** {@link #withConnection(SockAddr, ConnectOptions, Fn)} in the usual way. */
  public static <T extends @Nullable Object> Promise<T> withConnection(
      SockAddr address, Fn<? super Connection, ? extends Promise<? extends T>> f) {
    return withConnection(address, ConnectOptions.DEFAULT, f);
  }

  /**
   * Connects, hands the connection to {@code f}, and closes it when the promise of {@code f} is resolved, either way:
   * what was written is sent first. {@code f} may close it, or a channel of it, before. Lwt's {@code with_connection}
   * and {@code with_close_connection}.
   *
   * <p>Resolved as the promise of {@code f} once the connection is closed; rejected as {@link #openConnection}, or with
   * what kept the rest from being sent. If both fail, that is added to the error of {@code f}. A cancel goes to the
   * connecting or to the promise of {@code f}.
   */
  public static <T extends @Nullable Object> Promise<T> withConnection(
      SockAddr address,
      ConnectOptions options,
      Fn<? super Connection, ? extends Promise<? extends T>> f) {
    Objects.requireNonNull(f, "f");
    return closingAfter(openConnection(address, options), Connection::close, f);
  }

  /** {@link #withConnection(String, int, ConnectOptions, Fn)} in the usual way. */
  public static <T extends @Nullable Object> Promise<T> withConnection(
      String host, int port, Fn<? super Connection, ? extends Promise<? extends T>> f) {
    return withConnection(host, port, ConnectOptions.DEFAULT, f);
  }

  /**
   * As {@link #withConnection(SockAddr, ConnectOptions, Fn)}, to a port of a host.
   *
   * @throws IllegalArgumentException if there is no such port
   */
  public static <T extends @Nullable Object> Promise<T> withConnection(
      String host,
      int port,
      ConnectOptions options,
      Fn<? super Connection, ? extends Promise<? extends T>> f) {
    Objects.requireNonNull(f, "f");
    return closingAfter(openConnection(host, port, options), Connection::close, f);
  }

  /** Hands a new stream socket for an address to {@code f}, and closes it if the promise of {@code f} is rejected. */
  static <T> Promise<T> onNewSocket(SockAddr address, Fn<? super Socket, Promise<T>> f) {
    return Promise.unit()
        .bind(
            _ -> {
              Socket socket = LwtUnix.socket(SocketDomain.of(address), SocketType.STREAM);
              return Lwt.catching(
                  () -> f.apply(socket),
                  error -> closingAfter(() -> Promise.failed(error), socket::close));
            });
  }

  // ---- servers

  /** Listens at an address: {@link #establishServer(SockAddr, ServerOptions, Fn)} in the usual way. */
  public static Promise<Server> establishServer(
      SockAddr address, Fn<? super Connection, ? extends Promise<?>> handler) {
    return establishServer(address, ServerOptions.DEFAULT, handler);
  }

  /**
   * Listens at an address, and hands each connection to a handler. Lwt's {@code establish_server_with_client_address};
   * see {@link Server}.
   *
   * <p>Fulfilled when clients can connect. Rejected with {@link UnixException}, which names the address, or with what
   * {@link ServerOptions#prepareListening} throws; nothing stays open then. A cancel rejects it while a path is being
   * bound; a file may be left there.
   *
   * <p><b>Unix sockets.</b> The server makes the file of its path, and {@link Server#shutdown} removes it. If there is
   * a file already, the system is asked whether a socket is bound there: if none is, a server has ended without
   * removing it, and the file is replaced. Else, and if it is no socket's file, it is EADDRINUSE.
   */
  public static Promise<Server> establishServer(
      SockAddr address,
      ServerOptions options,
      Fn<? super Connection, ? extends Promise<?>> handler) {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(handler, "handler");
    return Server.listen(address, options, handler);
  }

  /**
   * Serves on a socket that was opened elsewhere: one that is bound, or one that listens already, such as a service
   * manager hands over ({@code LwtUnix.listenFds().getFirst().socket()}). Lwt's {@code ~fd}.
   *
   * <p>As {@link #establishServer(SockAddr, ServerOptions, Fn)}, but if the socket listens its backlog is left as it
   * is, and the file of a Unix socket is left to whoever has made it. Once the promise is fulfilled, the socket is the
   * server's, and closed by {@link Server#shutdown}; if it is rejected, the socket is the caller's as before. So it is,
   * with UnsupportedOperationException, if the socket is {@link LwtUnix#share shared} and blocks.
   */
  public static Promise<Server> establishServer(
      Socket socket, ServerOptions options, Fn<? super Connection, ? extends Promise<?>> handler) {
    Objects.requireNonNull(socket, "socket");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(handler, "handler");
    return Server.on(socket, options, handler);
  }

  /** Serves on several loops: {@link #establishServers(int, SockAddr, ServerOptions, Fn)} in the usual way. */
  public static Promise<ServerGroup> establishServers(
      int loops, SockAddr address, Fn<? super Connection, ? extends Promise<?>> handler) {
    return establishServers(loops, address, ServerOptions.DEFAULT, handler);
  }

  /**
   * The same server on several loops, each on a thread of its own, so that as many processors serve: the system deals
   * the connections out among them (SO_REUSEPORT). See {@link ServerGroup}. Beyond Lwt.
   *
   * <p>Fulfilled when all of them listen. Rejected as {@link #establishServer}; with EOPNOTSUPP if the address is not
   * an internet address. Nothing stays open then, and no thread. A cancel does nothing.
   *
   * @param loops how many loops, at least 1: as many as there are processors, mostly. This thread's is none of them
   * @param options as for one server; a limit of connections is for each loop
   * @param handler is called on all these threads: what it shares among connections must be made for that
   * @throws IllegalArgumentException if there is not at least one loop
   */
  public static Promise<ServerGroup> establishServers(
      int loops,
      SockAddr address,
      ServerOptions options,
      Fn<? super Connection, ? extends Promise<?>> handler) {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(handler, "handler");
    return ServerGroup.start(loops, address, options, handler);
  }

  // ---- files

  /** Opens a file for reading: {@link #openInput(String, Set)} without flags. */
  public static Promise<InputChannel> openInput(String path) {
    return openInput(path, Set.of());
  }

  /**
   * Opens a file for reading. Lwt's {@code open_file ~mode:Input}; see open(2).
   *
   * <p>The descriptor is close-on-exec. The promise is rejected with {@link UnixException}, which names the path:
   * ENOENT, EACCES …; a directory is EISDIR at once. A cancel rejects it, and leaves nothing open.
   *
   * @param flags what {@link LwtUnix#openfile} takes
   */
  public static Promise<InputChannel> openInput(String path, Set<OpenFlag> flags) {
    return PathCalls.openNoDirectory(path, flags, 0).map(InputChannel::of);
  }

  /**
   * Opens a file for writing: made if there is none, with permissions 0666 less what umask(2) forbids, and emptied if
   * there is. As {@link #openOutput(String, Set, int)}.
   */
  public static Promise<OutputChannel> openOutput(String path) {
    return openOutput(path, Set.of(OpenFlag.CREAT, OpenFlag.TRUNC), 0666);
  }

  /**
   * Opens a file for writing. Lwt's {@code open_file ~mode:Output}; see open(2). Else as {@link #openInput(String,
   * Set)}.
   *
   * @param flags what {@link LwtUnix#openfile} takes; {@link OpenFlag#WRONLY} is added, unless it is
   *     {@link OpenFlag#RDWR}. To write behind what is there: {@link OpenFlag#APPEND}
   * @param permissions of a file that is made, less what umask(2) forbids
   * @throws IllegalArgumentException if there are permissions above 07777
   */
  public static Promise<OutputChannel> openOutput(
      String path, Set<OpenFlag> flags, int permissions) {
    Set<OpenFlag> all = EnumSet.of(OpenFlag.WRONLY);
    all.addAll(flags);
    if (flags.contains(OpenFlag.RDWR)) {
      all.remove(OpenFlag.WRONLY);
    }
    return PathCalls.openNoDirectory(path, all, permissions).map(OutputChannel::of);
  }

  /**
   * Opens a file for reading, hands it to {@code f}, and closes it when the promise of {@code f} is resolved, either
   * way. Lwt's {@code with_file ~mode:Input}.
   *
   * <p>Resolved as the promise of {@code f} once the file is closed, or rejected as {@link #openInput(String)}. If
   * closing it fails too, that is added to the error of {@code f}. A cancel goes to the opening or to the promise of
   * {@code f}.
   */
  public static <T extends @Nullable Object> Promise<T> withInput(
      String path, Fn<? super InputChannel, ? extends Promise<? extends T>> f) {
    Objects.requireNonNull(f, "f");
    return closingAfter(openInput(path), InputChannel::close, f);
  }

  /**
   * As {@link #withInput}, for writing, as {@link #openOutput(String)} opens it. Lwt's {@code with_file ~mode:Output}.
   *
   * <p>Rejected also if what was written cannot be: a disk that is full is noticed. It is on the disk for certain only
   * after {@link Fd#sync}.
   */
  public static <T extends @Nullable Object> Promise<T> withOutput(
      String path, Fn<? super OutputChannel, ? extends Promise<? extends T>> f) {
    Objects.requireNonNull(f, "f");
    return closingAfter(openOutput(path), OutputChannel::close, f);
  }

  /** As {@link #withOutput(String, Fn)}, opened as {@link #openOutput(String, Set, int)} does. */
  public static <T extends @Nullable Object> Promise<T> withOutput(
      String path,
      Set<OpenFlag> flags,
      int permissions,
      Fn<? super OutputChannel, ? extends Promise<? extends T>> f) {
    Objects.requireNonNull(f, "f");
    return closingAfter(openOutput(path, flags, permissions), OutputChannel::close, f);
  }

  /**
   * How long a file is, in bytes: Lwt's {@code file_length}. Rejected with {@link UnixException}: ENOENT …, EISDIR of a
   * directory, ESPIPE of what else is no regular file.
   */
  public static Promise<Long> fileLength(String path) {
    return LwtUnix.stat(path)
        .bind(
            stat ->
                switch (stat.kind()) {
                  case REGULAR -> Promise.of(stat.size());
                  case DIRECTORY -> Promise.failed(new UnixException(Errno.EISDIR, "stat", path));
                  default -> Promise.failed(new UnixException(Errno.ESPIPE, "stat", path));
                });
  }

  /**
   * The lines of a file in UTF-8, as {@link InputChannel#lines} gives them. Lwt's {@code lines_of_file}.
   *
   * <p>The file is opened at the first read of the stream. It is closed before the stream tells its end or an error,
   * behind which it has ended too. Who gives up earlier drops the stream: when that is garbage the file is closed;
   * {@link #withInput} is for who cannot wait.
   */
  public static LwtStream<String> linesOfFile(String path) {
    Objects.requireNonNull(path, "path");
    return OpenedLater.stream(() -> openInput(path), InputChannel::readLine, InputChannel::close);
  }

  /**
   * Writes lines to a file in UTF-8, each with a newline behind it; the file is made or emptied. Lwt's
   * {@code lines_to_file}.
   *
   * <p>Fulfilled when the file is closed; rejected with what the stream or the file is rejected with. A cancel goes to
   * the stream, and closes the file.
   */
  public static Promise<@Nullable Void> linesToFile(String path, LwtStream<String> lines) {
    Objects.requireNonNull(lines, "lines");
    return withOutput(path, out -> out.writeLines(lines));
  }

  /**
   * Copies a file, inside the system where that can do it (copy_file_range(2); some file systems then share the
   * blocks). A new file gets the permissions of the first, less what umask(2) forbids; one that is there is emptied and
   * keeps its own. Beyond Lwt.
   *
   * <p>Fulfilled with how many bytes were copied. Rejected with {@link UnixException}: ENOENT, EISDIR, ENOSPC …; EINVAL
   * if both paths lead to one file, which is left as it is. After an error, or a cancel, the second file may hold a
   * part.
   */
  public static Promise<Long> copyFile(String from, String to) {
    return FileCopy.start(from, to);
  }

  /**
   * Removes a file, or a directory and all that is in it. Lwt's {@code delete_recursively}.
   *
   * <p>Symbolic links are removed, and never followed, but for those in the path before its last name; also if somebody
   * puts them there meanwhile. What somebody else removes at the same time is no error. A worker of {@link Jobs#files}
   * does all of it in one go.
   *
   * <p>Rejected with {@link UnixException}: ENOENT if there is no such file; EACCES, EBUSY … of anything in it, with
   * its path; ENOTEMPTY if somebody goes on adding to it; EINVAL for {@code /} and paths that end in {@code .} or
   * {@code ..}. The rest stays then. A cancel rejects it, and has the worker stop soon.
   */
  public static Promise<@Nullable Void> deleteRecursively(String path) {
    return TreeRemoval.start(path);
  }

  // ---- temporary files

  /** {@link #openTempFile(String, String, String)} among the system's temporary files. */
  public static Promise<TemporaryOutput> openTempFile() {
    return openTempFile(tempDir(), TEMP_PREFIX, "");
  }

  /**
   * Makes a file under a name that there is not yet and nobody can guess, and opens it for writing. It is for its owner
   * only (0600). Lwt's {@code open_temp_file}, whose files are for all by default.
   *
   * <p>Rejected with {@link UnixException}: ENOENT, EACCES … A cancel rejects it, and leaves nothing behind. Whoever
   * asked removes the file; {@link #withTempFile} does.
   *
   * @param directory where it is made
   * @param prefix what its name begins with
   * @param suffix what its name ends with
   */
  public static Promise<TemporaryOutput> openTempFile(
      String directory, String prefix, String suffix) {
    return LwtUnix.mkstemp(template(directory, prefix, suffix))
        .map(file -> new TemporaryOutput(file.path(), OutputChannel.of(file.fd())));
  }

  /** {@link #withTempFile(String, String, String, Fn)} among the system's temporary files. */
  public static <T extends @Nullable Object> Promise<T> withTempFile(
      Fn<? super TemporaryOutput, ? extends Promise<? extends T>> f) {
    return withTempFile(tempDir(), TEMP_PREFIX, "", f);
  }

  /**
   * Makes a temporary file as {@link #openTempFile(String, String, String)} does, hands it to {@code f}, and closes and
   * removes it when the promise of {@code f} is resolved, either way. {@code f} may close it, remove it, or give it
   * another name before. Else as {@link #withOutput(String, Fn)}. Lwt's {@code with_temp_file}.
   */
  public static <T extends @Nullable Object> Promise<T> withTempFile(
      String directory,
      String prefix,
      String suffix,
      Fn<? super TemporaryOutput, ? extends Promise<? extends T>> f) {
    Objects.requireNonNull(f, "f");
    return closingAfter(openTempFile(directory, prefix, suffix), LwtIo::remove, f);
  }

  private static Promise<?> remove(TemporaryOutput file) {
    return closingAfter(file.out()::close, () -> orGone(LwtUnix.unlink(file.path())));
  }

  /** {@link #createTempDir(String, String, String)} among the system's temporary files. */
  public static Promise<String> createTempDir() {
    return createTempDir(tempDir(), TEMP_PREFIX, "");
  }

  /**
   * Makes a directory under a name that there is not yet and nobody can guess, for its owner only (0700); fulfilled
   * with its path. Else as {@link #openTempFile(String, String, String)}. Lwt's {@code create_temp_dir}.
   */
  public static Promise<String> createTempDir(String directory, String prefix, String suffix) {
    return LwtUnix.mkdtemp(template(directory, prefix, suffix));
  }

  /** {@link #withTempDir(String, String, String, Fn)} among the system's temporary files. */
  public static <T extends @Nullable Object> Promise<T> withTempDir(
      Fn<? super String, ? extends Promise<? extends T>> f) {
    return withTempDir(tempDir(), TEMP_PREFIX, "", f);
  }

  /**
   * Makes a temporary directory as {@link #createTempDir(String, String, String)} does, hands its path to {@code f},
   * and removes it with all that is in it ({@link #deleteRecursively}) when the promise of {@code f} is resolved,
   * either way. {@code f} may remove it before. Lwt's {@code with_temp_dir}.
   */
  public static <T extends @Nullable Object> Promise<T> withTempDir(
      String directory,
      String prefix,
      String suffix,
      Fn<? super String, ? extends Promise<? extends T>> f) {
    Objects.requireNonNull(f, "f");
    return closingAfter(
        createTempDir(directory, prefix, suffix), path -> orGone(deleteRecursively(path)), f);
  }

  private static Promise<?> orGone(Promise<@Nullable Void> removed) {
    return removed.catching(
        UnixException.class,
        error -> error.errno() == Errno.ENOENT ? Promise.unit() : Promise.failed(error));
  }

  /** Where the JVM puts temporary files. */
  private static String tempDir() {
    return System.getProperty("java.io.tmpdir", "/tmp");
  }

  private static String template(String directory, String prefix, String suffix) {
    return directory + '/' + prefix + "XXXXXX" + suffix;
  }

  // ---- closing

  /** Hands what is opened to {@code f}, and closes it when the promise of {@code f} is resolved, as the other form. */
  static <R, T extends @Nullable Object> Promise<T> closingAfter(
      Promise<R> opening,
      Fn<? super R, ? extends Promise<?>> close,
      Fn<? super R, ? extends Promise<? extends T>> f) {
    return opening.bind(opened -> closingAfter(() -> f.apply(opened), () -> close.apply(opened)));
  }

  /**
   * Calls {@code f}, and then {@code close} whatever comes of it. Resolved as the promise of {@code f}; if that one is
   * fulfilled and closing fails, rejected so. If both fail, the second error is added to the first one.
   */
  static <T extends @Nullable Object> Promise<T> closingAfter(
      Callable<? extends Promise<? extends T>> f, Callable<? extends Promise<?>> close) {
    return Lwt.<T, T>tryBind(
        f,
        value -> close.call().map(_ -> value),
        error ->
            close
                .call()
                .<T>tryBind(
                    _ -> Promise.failed(error), second -> Promise.failed(both(error, second))));
  }

  static Throwable both(Throwable first, Throwable second) {
    if (first != second && !(first instanceof Canceled)) {
      first.addSuppressed(second);
    }
    return first;
  }
}
