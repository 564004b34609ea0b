package io.lwt.unix;

import io.lwt.Promise;
import io.lwt.bindings.FileStatus;
import io.lwt.bindings.Posix;
import io.lwt.unix.Descriptor.Kind;
import java.util.Objects;
import java.util.Set;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/** Calls about paths, on workers. A path is encoded there too, so that one with a NUL rejects. */
final class PathCalls {
  private static final int PERMISSIONS = 07777;

  private PathCalls() {}

  /** A system call about a path: its result, or the error's number, negative. */
  interface Call extends ToLongBiFunction<Posix, byte[]> {}

  /** Makes a call about a path that gives nothing. */
  static Promise<@Nullable Void> run(String name, String path, Call call) {
    Objects.requireNonNull(path, "path");
    Posix posix = EventLoop.current().posix();
    return Jobs.files()
        .run(
            () -> {
              result(posix, name, path, call);
              return null;
            });
  }

  /** On a worker: makes a call about a path, however often it is interrupted. */
  static long result(Posix posix, String name, String path, Call call) {
    byte[] bytes = OsStrings.encode(path, name + ": the path");
    long result = Calls.uninterrupted(() -> call.applyAsLong(posix, bytes));
    if (result < 0) {
      throw new UnixException((int) -result, name, path);
    }
    return result;
  }

  /** The permissions. Throws {@link IllegalArgumentException} if they are none. */
  static int checkPermissions(int permissions) {
    if ((permissions & ~PERMISSIONS) != 0) {
      throw new IllegalArgumentException("permissions: 0" + Integer.toOctalString(permissions));
    }
    return permissions;
  }

  static Promise<Stat> stat(String name, String path, boolean follow) {
    Objects.requireNonNull(path, "path");
    Posix posix = EventLoop.current().posix();
    return Jobs.files()
        .run(
            () -> {
              FileStatus[] status = new FileStatus[1];
              result(posix, name, path, (p, bytes) -> p.stat(bytes, follow, status));
              return Stat.of(status[0]);
            });
  }

  // ---- opening

  static Promise<Fd> openfile(String path, Set<OpenFlag> flags, int permissions) {
    checkPermissions(permissions);
    Posix posix = EventLoop.current().posix();
    int bits = flags.stream().mapToInt(flag -> flag.number(posix)).reduce(0, (a, b) -> a | b);
    return open("open", path, bits, permissions).map(Fd::new);
  }

  /**
   * Opens a file. If nobody waits for it any more when it is open, it is closed.
   *
   * @param name for errors
   */
  static Promise<Descriptor> open(String name, String path, int flags, int permissions) {
    Objects.requireNonNull(path, "path");
    EventLoop loop = EventLoop.current();
    Posix posix = loop.posix();
    return Jobs.files()
        .run(
            () -> openNow(posix, name, path, flags, permissions),
            opened -> posix.close(opened.number))
        .map(opened -> opened.onLoop(loop));
  }

  private static Opened openNow(Posix posix, String name, String path, int flags, int permissions) {
    int number = (int) result(posix, name, path, (p, bytes) -> p.open(bytes, flags, permissions));
    FileStatus[] status = new FileStatus[1];
    int result = posix.fstat(number, status);
    if (result < 0) {
      posix.close(number);
      throw new UnixException(-result, name, path);
    }
    return new Opened(number, FileKind.of(status[0].mode()));
  }

  /** A descriptor that belongs to no loop yet. */
  private record Opened(int number, FileKind kind) {
    Descriptor onLoop(EventLoop loop) {
      return switch (kind) {
        case REGULAR, DIRECTORY, BLOCK_DEVICE -> new Descriptor(loop, number, Kind.FILE);
        default -> Descriptor.watchedIfPossible(loop, number);
      };
    }
  }
}
