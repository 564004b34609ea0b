package io.lwt.unix;

import io.lwt.Promise;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A file that is copied to another: {@link LwtIo#copyFile}. */
final class FileCopy {
  private static final int PERMISSIONS = 0777;

  private final String from;
  private final String to;

  private FileCopy(String from, String to) {
    this.from = Objects.requireNonNull(from, "from");
    this.to = Objects.requireNonNull(to, "to");
  }

  static Promise<Long> start(String from, String to) {
    return new FileCopy(from, to).start();
  }

  private Promise<Long> start() {
    return LwtIo.closingAfter(
        PathCalls.openNoDirectory(from, Set.of(OpenFlag.RDONLY), 0),
        Fd::close,
        source -> source.stat().bind(stat -> copy(source, stat)));
  }

  private Promise<Long> copy(Fd source, Stat stat) {
    Set<OpenFlag> flags = Set.of(OpenFlag.WRONLY, OpenFlag.CREAT); // not emptied yet: it may be one
    return LwtIo.closingAfter(
        PathCalls.openNoDirectory(to, flags, stat.permissions() & PERMISSIONS),
        Fd::close,
        target ->
            target
                .stat()
                .bind(found -> isSame(stat, found) ? refused() : emptied(target, found))
                .bind(_ -> transfer(source, target)));
  }

  private static boolean isSame(Stat one, Stat other) {
    return one.device() == other.device() && one.inode() == other.inode();
  }

  private Promise<@Nullable Void> refused() {
    return Promise.failed(new UnixException(Errno.EINVAL, "copyFile", from + " -> " + to));
  }

  private static Promise<@Nullable Void> emptied(Fd target, Stat stat) {
    return stat.kind() == FileKind.REGULAR && stat.size() > 0 ? target.truncate(0) : Promise.unit();
  }

  private static Promise<Long> transfer(Fd source, Fd target) {
    return LwtIo.closingAfter(
        Promise.of(OutputChannel.of(target)),
        OutputChannel::close,
        out -> InputChannel.of(source).transferTo(out));
  }
}
