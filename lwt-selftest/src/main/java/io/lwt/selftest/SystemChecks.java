package io.lwt.selftest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.LwtDirect;
import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.preemptive.LwtPreemptive;
import io.lwt.unix.Errno;
import io.lwt.unix.FileWatcher;
import io.lwt.unix.Hints;
import io.lwt.unix.LockMode;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.OpenFlag;
import io.lwt.unix.Signals;
import io.lwt.unix.SockAddr;
import io.lwt.unix.UnixException;
import io.lwt.unix.UnixSignal;
import io.lwt.unix.WatchKind;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What does not depend on the engine: names, workers, files, terminals, signals. */
final class SystemChecks {
  /** What a machine answers that has no room for temporary files, or none that this user may use. */
  private static final Set<Errno> NO_TEMPORARY_FILES =
      Set.of(Errno.EROFS, Errno.EACCES, Errno.ENOENT, Errno.ENOSPC, Errno.EDQUOT);

  private static final Set<Errno> NO_TERMINALS =
      Set.of(Errno.ENOENT, Errno.EACCES, Errno.ENOSPC, Errno.ENODEV, Errno.ENXIO, Errno.EIO);

  private static final String TEXT = "a line\n";

  private SystemChecks() {}

  static List<Check> all() {
    return List.of(
        new Check("name lookup", SystemChecks::lookup),
        new Check("worker thread", SystemChecks::worker),
        new Check("straight-line code", SystemChecks::directStyle),
        new Check("signal to itself", SystemChecks::signal),
        new Check("file", () -> inTempDir(SystemChecks::file)),
        new Check("record lock", () -> inTempDir(SystemChecks::lock)),
        new Check("directory, watched", () -> inTempDir(SystemChecks::watch)),
        new Check("Unix server, by file", () -> inTempDir(SystemChecks::unixServer)),
        new Check("pseudo-terminal", SystemChecks::terminal));
  }

  /** Of an address in digits, which asks nobody. */
  private static Promise<String> lookup() {
    return LwtUnix.getaddrinfo("127.0.0.1", "80", Hints.NONE)
        .map(
            found -> {
              SockAddr address = found.getFirst().address();
              expect(SockAddr.loopback(80), address);
              return address.toString();
            });
  }

  private static Promise<String> worker() {
    Thread loop = Thread.currentThread();
    return LwtPreemptive.detach(Thread::currentThread)
        .map(
            thread -> {
              if (thread.equals(loop)) {
                throw new IllegalStateException("ran on the loop's own thread");
              }
              return thread.getName();
            });
  }

  private static Promise<String> directStyle() {
    Thread loop = Thread.currentThread();
    return LwtDirect.spawn(
        () -> {
          String value = LwtDirect.await(Lwt.pause().map(_ -> "awaited"));
          expect("awaited", value);
          return Thread.currentThread().equals(loop)
              ? "on the JDK's continuations"
              : "on virtual threads: the JDK's continuations are not exported";
        });
  }

  /** One that does nothing where nobody handles it. */
  private static Promise<String> signal() {
    Promise<UnixSignal> next = Signals.next(UnixSignal.SIGWINCH);
    Posix posix = Posix.host();
    int result = posix.kill(posix.getpid(), posix.signal("SIGWINCH"));
    if (result < 0) {
      throw new UnixException(-result, "kill");
    }
    return next.map(String::valueOf);
  }

  private static Promise<String> inTempDir(Fn<String, Promise<String>> body) {
    return LwtIo.withTempDir(body).catching(NotHereException.when(NO_TEMPORARY_FILES));
  }

  private static Promise<String> file(String folder) {
    String path = folder + "/file";
    return LwtIo.withOutput(path, out -> out.write(TEXT))
        .bind(_ -> LwtIo.withInput(path, in -> in.readAll(UTF_8)))
        .bind(
            read -> {
              expect(TEXT, read);
              return LwtUnix.stat(path);
            })
        .map(
            stat -> {
              expect((long) TEXT.length(), stat.size());
              return path;
            });
  }

  private static Promise<String> lock(String folder) {
    return LwtUnix.openfile(folder + "/file", Set.of(OpenFlag.RDWR, OpenFlag.CREAT), 0600)
        .bind(
            fd ->
                fd.tryLock(LockMode.EXCLUSIVE)
                    .bind(
                        got -> {
                          expect(true, got);
                          return fd.unlock();
                        })
                    .finalizing(fd::close)
                    .map(_ -> ""))
        .catching(NotHereException.when(Set.of(Errno.ENOLCK, Errno.ENOSYS)));
  }

  private static Promise<String> watch(String folder) {
    FileWatcher watcher;
    try {
      watcher = LwtUnix.watchFiles();
    } catch (UnixException refused) {
      throw new NotHereException(String.valueOf(refused.getMessage()), refused);
    }
    return watcher
        .add(folder, Set.of(WatchKind.CREATE))
        .bind(_ -> LwtIo.withOutput(folder + "/made", out -> out.write(TEXT)))
        .bind(_ -> watcher.next())
        .map(
            event -> {
              expect("made", event.name());
              return "inotify";
            })
        .finalizing(watcher::close);
  }

  private static Promise<String> unixServer(String folder) {
    return LoopChecks.echo(SockAddr.unix(folder + "/socket"));
  }

  private static Promise<String> terminal() {
    return Lwt.apply(() -> Promise.of(LwtUnix.openPty()))
        .bind(pty -> pty.slave().close().bind(_ -> pty.master().close()).map(_ -> pty.slaveName()))
        .catching(NotHereException.when(NO_TERMINALS));
  }

  private static void expect(Object expected, Object actual) {
    if (!Objects.equals(expected, actual)) {
      throw new IllegalStateException("expected " + expected + ", and got " + actual);
    }
  }
}
