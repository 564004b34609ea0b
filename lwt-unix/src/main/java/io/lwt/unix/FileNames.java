package io.lwt.unix;

import io.lwt.Promise;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The names in a directory, one by one. The directory is opened when the first is asked for and closed behind the last,
 * at an error, or when nobody can ask any more.
 */
final class FileNames implements Callable<Promise<Optional<String>>> {
  private final EventLoop loop = EventLoop.current();
  private final String path;
  private @Nullable Directory directory;
  private boolean ended;

  FileNames(String path) {
    this.path = path;
  }

  @Override
  public Promise<Optional<String>> call() {
    if (ended) {
      return Promise.of(Optional.empty());
    }
    Directory open = directory;
    return open == null ? LwtUnix.opendir(path).tryBind(this::begin, this::endWithout) : next(open);
  }

  private Promise<Optional<String>> begin(Directory opened) {
    directory = opened;
    loop.whenGarbage(this, () -> closeFromElsewhere(opened));
    return next(opened);
  }

  private static void closeFromElsewhere(Directory abandoned) {
    try {
      abandoned.loop().execute(abandoned::close);
    } catch (IllegalStateException closed) {
      // So is the directory: the loop's end has closed it.
    }
  }

  private Promise<Optional<String>> next(Directory open) {
    DirectoryEntry ready = open.nextIfReady();
    return ready != null
        ? Promise.of(Optional.of(ready.name()))
        : open.next()
            .tryBind(
                entry ->
                    entry.isPresent() ? Promise.of(entry.map(DirectoryEntry::name)) : end(open),
                error -> end(open, error));
  }

  private Promise<Optional<String>> end(Directory open) {
    ended = true;
    return open.close().map(_ -> Optional.empty());
  }

  private Promise<Optional<String>> end(Directory open, Throwable error) {
    ended = true;
    return open.close().tryBind(_ -> Promise.failed(error), _ -> Promise.failed(error));
  }

  private Promise<Optional<String>> endWithout(Throwable error) {
    ended = true;
    return Promise.failed(error);
  }
}
