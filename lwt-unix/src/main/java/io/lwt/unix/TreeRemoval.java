package io.lwt.unix;

import io.lwt.Promise;
import io.lwt.bindings.FileStatus;
import io.lwt.bindings.Posix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Removes a file, or a directory and all that is in it, on a worker: {@link LwtIo#deleteRecursively}.
 *
 * <p>It goes down from directory to directory by descriptors, each opened by its name in the one above and refused if
 * it is a symbolic link: so nobody who puts links there meanwhile leads it elsewhere. It has one descriptor open at a
 * time, however deep the tree is. It comes back by {@code ".."}, and goes on only if that is where it came from.
 */
final class TreeRemoval implements Callable<@Nullable Void> {
  private static final int BUFFER_SIZE = 64 * 1024;

  /** How often a directory is read again to which somebody has added something. */
  private static final int TRIES = 3;

  private static final int ABSENT = -Errno.ENOENT.number();

  /** What unlink(2) says of directories: Linux, and the others. */
  private static final Set<Integer> IS_DIRECTORY =
      Set.of(-Errno.EISDIR.number(), -Errno.EPERM.number());

  /** What open(2) says of what is no directory, or not any more. */
  private static final Set<Integer> IS_NO_DIRECTORY =
      Set.of(-Errno.ENOTDIR.number(), -Errno.ELOOP.number());

  /** What rmdir(2) says of a directory that holds something. */
  private static final Set<Integer> IS_NOT_EMPTY =
      Set.of(-Errno.ENOTEMPTY.number(), -Errno.EEXIST.number());

  private final Posix posix;
  private final String path;

  /** The directories in which it is, from the top. */
  private final Deque<Level> levels = new ArrayDeque<>();

  /** The descriptor of the last of them, or where the path counts from. */
  private int here;

  private volatile boolean canceled;

  private TreeRemoval(Posix posix, String path) {
    this.posix = posix;
    this.path = path;
    here = posix.AT_FDCWD();
  }

  /** A directory on the way, and what in it is still to be removed. */
  private static final class Level {
    final String name;
    final int triesLeft;
    final Deque<String> directories = new ArrayDeque<>();
    long device;
    long inode;

    Level(String name, int triesLeft) {
      this.name = name;
      this.triesLeft = triesLeft;
    }

    boolean is(FileStatus status) {
      return device == status.device() && inode == status.inode();
    }
  }

  static Promise<@Nullable Void> start(String path) {
    Objects.requireNonNull(path, "path");
    var removal = new TreeRemoval(EventLoop.current().posix(), withoutSlashes(path));
    Promise<@Nullable Void> promise = Jobs.files().run(removal);
    promise.onCancel(() -> removal.canceled = true);
    return promise;
  }

  /** A slash at the end would follow a symbolic link. */
  private static String withoutSlashes(String path) {
    int length = path.length();
    while (length > 1 && path.charAt(length - 1) == '/') {
      length--;
    }
    return path.substring(0, length);
  }

  @Override
  public @Nullable Void call() {
    String name = path.substring(path.lastIndexOf('/') + 1);
    if (path.equals("/") || name.equals(".") || name.equals("..")) {
      throw new UnixException(Errno.EINVAL, "rmdir", path);
    }
    int result = unlink(path);
    if (IS_DIRECTORY.contains(result)) {
      removeDirectory(result);
    } else {
      check(result, "unlink", path);
    }
    return null;
  }

  /** What unlink(2) did not want to remove. */
  private void removeDirectory(int refusal) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER_SIZE, Long.BYTES);
      int result = enter(path, TRIES, buffer);
      if (IS_NO_DIRECTORY.contains(result)) {
        check(refusal, "unlink", path);
      }
      check(result, "open", path);
      while (!levels.isEmpty()) {
        step(buffer);
      }
    } finally {
      moveTo(posix.AT_FDCWD());
    }
  }

  /** Goes on in a directory of the last one, or back from that if there are none. */
  private void step(MemorySegment buffer) {
    checkNotCanceled();
    String directory = levels.getLast().directories.poll();
    if (directory == null) {
      leave(buffer);
    } else {
      descend(directory, TRIES, buffer);
    }
  }

  private void descend(String name, int tries, MemorySegment buffer) {
    int result = enter(name, tries, buffer);
    if (IS_NO_DIRECTORY.contains(result)) {
      checkUnlessAbsent(unlink(name), "unlink", name); // it was one, or might have been
    } else {
      checkUnlessAbsent(result, "open", name);
    }
  }

  /** Opens a directory, removes what in it is none, and remembers those that are. */
  private int enter(String name, int tries, MemorySegment buffer) {
    int flags = posix.O_RDONLY() | posix.O_DIRECTORY() | posix.O_NOFOLLOW();
    int opened = open(name, flags);
    if (opened < 0) {
      return opened;
    }
    moveTo(opened);
    var level = new Level(name, tries);
    FileStatus status = status();
    level.device = status.device();
    level.inode = status.inode();
    levels.addLast(level);
    long length;
    while ((length = read(buffer)) > 0) {
      for (DirectoryEntry entry : DirectoryRead.parse(posix, buffer, (int) length)) {
        remove(level, entry);
      }
    }
    return 0;
  }

  private long read(MemorySegment buffer) {
    checkNotCanceled();
    long length = Calls.uninterrupted(() -> posix.getdents(here, buffer, BUFFER_SIZE));
    checkUnlessAbsent((int) length, "readdir", ".");
    return length;
  }

  private void remove(Level level, DirectoryEntry entry) {
    String name = entry.name();
    if (name.equals(".") || name.equals("..")) {
      return;
    }
    int result = entry.kind() == FileKind.DIRECTORY ? -Errno.EISDIR.number() : unlink(name);
    if (IS_DIRECTORY.contains(result)) {
      level.directories.add(name);
    } else {
      checkUnlessAbsent(result, "unlink", name);
    }
  }

  /** Goes up, and removes the directory that is empty by now. */
  private void leave(MemorySegment buffer) {
    Level left = levels.removeLast();
    if (levels.isEmpty()) {
      moveTo(posix.AT_FDCWD());
    } else {
      goUp(left.name);
    }
    int result = rmdir(left.name);
    if (IS_NOT_EMPTY.contains(result) && left.triesLeft > 0) {
      descend(left.name, left.triesLeft - 1, buffer);
    } else {
      checkUnlessAbsent(result, "rmdir", left.name);
    }
  }

  private void goUp(String name) {
    int above = open("..", posix.O_RDONLY() | posix.O_DIRECTORY());
    check(above, "open", name + "/..");
    moveTo(above);
    if (!levels.getLast().is(status())) {
      throw new UnixException(Errno.ESTALE, "rmdir", placeOf(name)); // it was moved elsewhere
    }
  }

  private void moveTo(int directory) {
    if (here != posix.AT_FDCWD()) {
      posix.close(here);
    }
    here = directory;
  }

  private void checkNotCanceled() {
    if (canceled) {
      throw new CancellationException();
    }
  }

  // ---- calls about a name in the directory

  private int open(String name, int flags) {
    return (int) call(name, bytes -> posix.openAt(here, bytes, flags, 0));
  }

  private int unlink(String name) {
    return (int) call(name, bytes -> posix.unlinkAt(here, bytes));
  }

  private int rmdir(String name) {
    return (int) call(name, bytes -> posix.rmdirAt(here, bytes));
  }

  private interface Call {
    long apply(byte[] name);
  }

  private static long call(String name, Call call) {
    byte[] bytes = OsStrings.encode(name, "deleteRecursively: the path");
    return Calls.uninterrupted(() -> call.apply(bytes));
  }

  private FileStatus status() {
    FileStatus[] status = new FileStatus[1];
    check((int) Calls.uninterrupted(() -> posix.fstat(here, status)), "fstat", ".");
    return status[0];
  }

  /** What somebody else has removed is no error. */
  private void checkUnlessAbsent(int result, String call, String name) {
    if (result != ABSENT) {
      check(result, call, name);
    }
  }

  private void check(int result, String call, String name) {
    if (result < 0) {
      throw new UnixException(-result, call, placeOf(name));
    }
  }

  /** A name in the directory, for errors. */
  private String placeOf(String name) {
    if (levels.isEmpty()) {
      return path;
    }
    var place = new StringBuilder();
    levels.forEach(level -> place.append(level.name).append('/'));
    return place.append(name).toString();
  }
}
