package io.lwt.unix;

import io.lwt.LwtStream;
import io.lwt.Promise;
import io.lwt.bindings.FileStatus;
import io.lwt.bindings.Posix;
import io.lwt.unix.Descriptor.Kind;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongBiFunction;
import org.jspecify.annotations.Nullable;

/** Calls about paths, on workers. A path is encoded there too, so that one with a NUL rejects. */
final class PathCalls {
  private static final int PERMISSIONS = 07777;

  /** How long most paths are not. */
  private static final int FIRST_GUESS = 256;

  private static final int TOO_SMALL = -Errno.ERANGE.number();

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
    long result = attempt(posix, name, path, call);
    if (result < 0) {
      throw new UnixException((int) -result, name, path);
    }
    return result;
  }

  /** As {@link #result}, but an error of the system is its number, negative. */
  static long attempt(Posix posix, String name, String path, Call call) {
    byte[] bytes = OsStrings.encode(path, name + ": the path");
    return Calls.uninterrupted(() -> call.applyAsLong(posix, bytes));
  }

  /** The permissions. Throws {@link IllegalArgumentException} if they are none. */
  static int checkPermissions(int permissions) {
    if ((permissions & ~PERMISSIONS) != 0) {
      throw new IllegalArgumentException("permissions: 0" + Integer.toOctalString(permissions));
    }
    return permissions;
  }

  /** Makes a call about two paths that gives nothing; an error names both. */
  static Promise<@Nullable Void> run(String name, String first, String second, Call2 call) {
    Objects.requireNonNull(first, "first path");
    Objects.requireNonNull(second, "second path");
    Posix posix = EventLoop.current().posix();
    return Jobs.files()
        .run(
            () -> {
              byte[] a = OsStrings.encode(first, name + ": the first path");
              byte[] b = OsStrings.encode(second, name + ": the second path");
              long result = Calls.uninterrupted(() -> call.apply(posix, a, b));
              if (result < 0) {
                throw new UnixException((int) -result, name, first + " -> " + second);
              }
              return null;
            });
  }

  /** A system call about two paths. */
  interface Call2 {
    long apply(Posix posix, byte[] first, byte[] second);
  }

  static Promise<@Nullable Void> access(String path, Set<AccessPermission> permissions) {
    Posix posix = EventLoop.current().posix();
    int mode =
        permissions.stream()
            .mapToInt(permission -> permission.number(posix))
            .reduce(posix.F_OK(), (a, b) -> a | b);
    return run("access", path, (p, bytes) -> p.access(bytes, mode));
  }

  static Promise<String> readlink(String path) {
    Objects.requireNonNull(path, "path");
    Posix posix = EventLoop.current().posix();
    return Jobs.files()
        .run(
            () -> {
              byte[] target = new byte[FIRST_GUESS];
              for (long length; ; target = new byte[target.length * 2]) {
                byte[] room = target;
                length = result(posix, "readlink", path, (p, bytes) -> p.readlink(bytes, room));
                if (length < room.length) {
                  return OsStrings.decode(Arrays.copyOf(room, (int) length));
                }
              }
            });
  }

  static Promise<String> getcwd() {
    Posix posix = EventLoop.current().posix();
    return Jobs.files().run(() -> getcwd(posix));
  }

  private static String getcwd(Posix posix) {
    byte[] path = new byte[FIRST_GUESS];
    int length = posix.getcwd(path);
    while (length == TOO_SMALL) {
      path = new byte[path.length * 2];
      length = posix.getcwd(path);
    }
    if (length < 0) {
      throw new UnixException(-length, "getcwd");
    }
    return OsStrings.decode(Arrays.copyOf(path, length));
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

  static Promise<Directory> opendir(String path) {
    Posix posix = EventLoop.current().posix();
    return open("opendir", path, posix.O_RDONLY() | posix.O_DIRECTORY(), 0).map(Directory::new);
  }

  static LwtStream<String> filesOfDirectory(String path) {
    Objects.requireNonNull(path, "path");
    return OpenedLater.stream(() -> opendir(path), PathCalls::nextName, Directory::close);
  }

  private static Promise<Optional<String>> nextName(Directory directory) {
    DirectoryEntry ready = directory.nextIfReady();
    return ready == null
        ? directory.next().map(entry -> entry.map(DirectoryEntry::name))
        : Promise.of(Optional.of(ready.name()));
  }

  static Promise<Fd> openfile(String path, Set<OpenFlag> flags, int permissions) {
    return openfile(path, flags, permissions, true);
  }

  /** Opens what a channel can read or write. A directory is EISDIR, also for reading, at once. */
  static Promise<Fd> openNoDirectory(String path, Set<OpenFlag> flags, int permissions) {
    return openfile(path, flags, permissions, false);
  }

  private static Promise<Fd> openfile(
      String path, Set<OpenFlag> flags, int permissions, boolean orDirectory) {
    checkPermissions(permissions);
    Posix posix = EventLoop.current().posix();
    int bits = flags.stream().mapToInt(flag -> flag.number(posix)).reduce(0, (a, b) -> a | b);
    return open("open", path, bits, permissions, orDirectory).map(Fd::new);
  }

  /**
   * Opens a file. If nobody waits for it any more when it is open, it is closed.
   *
   * @param name for errors
   */
  static Promise<Descriptor> open(String name, String path, int flags, int permissions) {
    return open(name, path, flags, permissions, true);
  }

  private static Promise<Descriptor> open(
      String name, String path, int flags, int permissions, boolean orDirectory) {
    Objects.requireNonNull(path, "path");
    EventLoop loop = EventLoop.current();
    Posix posix = loop.posix();
    return Jobs.files()
        .run(
            () -> checked(posix, openNow(posix, name, path, flags, permissions), path, orDirectory),
            opened -> posix.close(opened.number))
        .map(opened -> opened.onLoop(loop));
  }

  private static Opened openNow(Posix posix, String name, String path, int flags, int permissions) {
    int number = (int) result(posix, name, path, (p, bytes) -> p.open(bytes, flags, permissions));
    FileStatus[] status = new FileStatus[1];
    long result = Calls.uninterrupted(() -> posix.fstat(number, status));
    if (result < 0) {
      posix.close(number);
      throw new UnixException((int) -result, name, path);
    }
    return new Opened(number, FileKind.of(status[0].mode()));
  }

  private static Opened checked(Posix posix, Opened opened, String path, boolean orDirectory) {
    if (opened.kind == FileKind.DIRECTORY && !orDirectory) {
      posix.close(opened.number);
      throw new UnixException(Errno.EISDIR, "open", path);
    }
    return opened;
  }

  /** A descriptor that belongs to no loop yet. */
  private record Opened(int number, FileKind kind) {
    Descriptor onLoop(EventLoop loop) {
      return switch (kind) {
        case REGULAR, DIRECTORY, BLOCK_DEVICE -> new Descriptor(loop, number, Kind.FILE);
        case CHARACTER_DEVICE -> {
          Descriptor device = Descriptor.watchedIfPossible(loop, number);
          device.setLingers(true); // a terminal may still have to send what was written
          yield device;
        }
        default -> Descriptor.watchedIfPossible(loop, number);
      };
    }
  }
}
