package io.lwt.examples;

import static io.lwt.unix.WatchKind.CLOSE_WRITE;
import static io.lwt.unix.WatchKind.CREATE;
import static io.lwt.unix.WatchKind.DELETE;
import static io.lwt.unix.WatchKind.MOVED_FROM;
import static io.lwt.unix.WatchKind.MOVED_TO;

import io.lwt.Promise;
import io.lwt.unix.FileWatcher;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.WatchEvent;
import io.lwt.unix.WatchKind;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells what happens to the files of a directory, until SIGINT (Ctrl-C) or SIGTERM. */
public final class WatchFiles {
  private static final Set<WatchKind> KINDS =
      Set.of(CREATE, CLOSE_WRITE, DELETE, MOVED_FROM, MOVED_TO);

  private WatchFiles() {}

  /** Watches {@code [DIRECTORY]}, by default the one it runs in. */
  public static void main(String[] args) {
    String directory = args.length > 0 ? args[0] : ".";
    FileWatcher watcher = LwtUnix.watchFiles();
    LwtMain.runUntilSignal(
        Duration.ofSeconds(1),
        stop ->
            watcher
                .add(directory, KINDS)
                .bind(_ -> LwtIo.printl("watching " + directory))
                .bind(
                    _ -> {
                      Promise<?> telling = tell(watcher);
                      return stop.bind(
                          _ -> {
                            telling.cancel();
                            return watcher.close();
                          });
                    }));
  }

  private static Promise<@Nullable Void> tell(FileWatcher watcher) {
    return watcher.events().iterS(event -> LwtIo.printl(lineOf(event)));
  }

  private static String lineOf(WatchEvent event) {
    return event.kind() == WatchKind.Q_OVERFLOW
        ? "too much at once: look for yourself"
        : event.kind() + " " + event.path();
  }
}
