package io.lwt.process;

import io.lwt.bindings.Posix;
import io.lwt.bindings.Spawn;
import io.lwt.unix.Errno;
import io.lwt.unix.Fd;
import io.lwt.unix.UnixException;
import io.lwt.unix.internal.LoopAccess;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One start of a process, which may be made on a worker: with the descriptors of this process that are opened for it
 * alone, and closed when it is done, and those that it needs until then.
 */
final class SpawnCall {
  private static final int NO_PROGRAM_FORMAT = -Errno.ENOEXEC.number();
  private static final byte[] SHELL = "/bin/sh".getBytes(StandardCharsets.US_ASCII);

  /** Whether the system keeps how children end, as far as is known. */
  private static volatile boolean keepsStatus;

  private final Posix posix;
  private final LoopAccess access;
  private final String program;
  private final @Nullable String directory;
  private final MovePlan plan;
  private final Spawn what;
  private final List<Integer> opened = new ArrayList<>();
  private final List<Fd> kept = new ArrayList<>();

  /** Whether it is being made, or is not to be any more. */
  private final AtomicBoolean taken = new AtomicBoolean();

  SpawnCall(Posix posix, LoopAccess access, Command command, MovePlan plan, boolean newSession) {
    this.posix = posix;
    this.access = access;
    this.plan = plan;
    program = command.program();
    directory = command.directory();
    what = request(Helpers.wrap(command, new PathSearch(posix, access)), newSession);
  }

  private Spawn request(Command command, boolean newSession) {
    Integer group = command.processGroup();
    return new Spawn(
        access.encode(command.program(), "the program"),
        command.program().indexOf('/') < 0,
        encoded(command.arguments(), access),
        Environment.of(command, posix, access),
        directory == null ? null : access.encode(directory, "the directory"),
        List.of(),
        Command.STDERR + 1,
        newSession,
        group == null || newSession ? Spawn.SAME_GROUP : group);
  }

  /** What a program is given. */
  static List<byte[]> encoded(List<String> arguments, LoopAccess access) {
    List<byte[]> encoded = new ArrayList<>();
    for (String argument : arguments) {
      encoded.add(access.encode(argument, "an argument"));
    }
    return encoded;
  }

  /** A descriptor that is closed when the process is started. */
  synchronized int closedAfterwards(int number) {
    opened.add(number);
    return number;
  }

  /** The number of a descriptor of the loop's, which stays this one's until the process is started. */
  int keptOpen(Fd fd) {
    access.beginUse(fd, "dup2");
    kept.add(fd);
    return fd.number();
  }

  /** Starts it: the number of the process. */
  synchronized int make() {
    if (!taken.compareAndSet(false, true)) {
      throw new IllegalStateException("nobody waits for the process any more: " + program);
    }
    keepStatuses();
    int pid = start(withDescriptors(what));
    if (pid == NO_PROGRAM_FORMAT) {
      pid = startScript();
    }
    if (pid < 0) {
      throw failure(-pid);
    }
    return pid;
  }

  /** Has it not be made any more. False if it is being made, or has been. */
  boolean withdraw() {
    return taken.compareAndSet(false, true);
  }

  /** Once for this process, as the JVM does when it starts a child. */
  private void keepStatuses() {
    if (!keepsStatus) {
      keepsStatus = posix.keepChildStatus() == 0;
    }
  }

  private int start(Spawn request) {
    return access.spawn(() -> program, () -> posix.spawn(request));
  }

  private Spawn withDescriptors(Spawn request) {
    return new Spawn(
        request.program(),
        request.searchesPath(),
        request.arguments(),
        request.environment(),
        request.directory(),
        plan.actions(),
        plan.closeFrom(),
        request.newSession(),
        request.processGroup());
  }

  /** Text that does not say what runs it. */
  private int startScript() {
    String file = new PathSearch(posix, access).find(program).orElse(program);
    List<byte[]> arguments = new ArrayList<>(what.arguments());
    arguments.set(0, SHELL);
    arguments.add(1, access.encode(file, "the program"));
    return start(
        withDescriptors(
            new Spawn(
                SHELL,
                false,
                arguments,
                what.environment(),
                what.directory(),
                List.of(),
                0,
                what.newSession(),
                what.processGroup())));
  }

  /** The error, which is the directory's if that cannot be had either. */
  private UnixException failure(int error) {
    if (directory != null) {
      byte[] inside = access.encode(directory + "/.", "the directory");
      int result = posix.access(inside, posix.F_OK());
      if (result == -error) {
        return new UnixException(error, "chdir", directory);
      }
    }
    return new UnixException(error, "posix_spawn", program);
  }

  /** Closes what was opened for it. Waits until {@link #make} is done; where that has not begun, it never does. */
  synchronized void close() {
    withdraw();
    opened.forEach(posix::close);
    kept.forEach(access::endUse);
  }
}
