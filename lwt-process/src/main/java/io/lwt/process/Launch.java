package io.lwt.process;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.bindings.Files;
import io.lwt.bindings.Posix;
import io.lwt.unix.EventLoop;
import io.lwt.unix.Fd;
import io.lwt.unix.Jobs;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.UnixException;
import io.lwt.unix.internal.LoopAccess;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The start of a process: from a command to a running child and this process' ends of its pipes. */
final class Launch {
  private static final byte[] NULL_DEVICE = "/dev/null".getBytes(StandardCharsets.US_ASCII);

  private final EventLoop loop = EventLoop.current();
  private final LoopAccess access = LoopAccess.of(loop);
  private final Posix posix = access.posix(loop);
  private final Jobs workers = access.files(loop);
  private final Command command;
  private final Map<Integer, Redirect> redirects;

  /** Which of the process' descriptors are pipes to this process. */
  private final Set<Integer> piped;

  /** The path of the terminal that is to be its own; null if none. */
  private final @Nullable String terminal;

  private final boolean keepsErrorOutput;
  private final MovePlan plan = new MovePlan();

  /** Files that were opened for it, by its own numbers. */
  private final Map<Integer, Fd> files = new HashMap<>();

  /** This process' ends of pipes, by the process' numbers, until they are {@link Fd}s. */
  private final Map<Integer, Integer> ends = new TreeMap<>();

  private Launch(Command command, Set<Integer> piped, @Nullable String terminal) {
    this.command = command;
    this.piped = piped;
    this.terminal = terminal;
    redirects = new TreeMap<>(command.redirects());
    keepsErrorOutput =
        command.isChecked()
            && terminal == null
            && !piped.contains(Command.STDERR)
            && !redirects.containsKey(Command.STDERR);
    for (int number : piped) {
      if (redirects.containsKey(number)) {
        throw new IllegalArgumentException(
            "descriptor " + number + " is redirected, and cannot be a pipe too: " + command);
      }
    }
  }

  /**
   * Starts a command.
   *
   * @param piped which of its first three descriptors are pipes to this process
   * @throws IllegalArgumentException if one of these is redirected too
   */
  static Promise<Launched> start(Command command, Set<Integer> piped) {
    var launch = new Launch(command, piped, null);
    return Lwt.finalizing(launch::start, launch::cleanUp);
  }

  /**
   * Starts a command in a session of its own.
   *
   * @param terminal the path of a terminal that belongs to no session: it becomes that session's, and is what those of
   *     the process' first three descriptors lead to that are not redirected
   * @throws IllegalArgumentException if all of these are redirected
   */
  static Promise<Launched> start(Command command, String terminal) {
    var launch = new Launch(command, Set.of(), terminal);
    launch.firstOfTerminal();
    return Lwt.finalizing(launch::start, launch::cleanUp);
  }

  private int firstOfTerminal() {
    return IntStream.rangeClosed(Command.STDIN, Command.STDERR)
        .filter(number -> !redirects.containsKey(number))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("nothing is left for the terminal: " + command));
  }

  private Promise<Launched> start() {
    access.checkUsable(loop);
    return openFiles().bind(_ -> spawn());
  }

  private Promise<@Nullable Void> openFiles() {
    Promise<@Nullable Void> opened = Promise.unit();
    for (Map.Entry<Integer, Redirect> entry : redirects.entrySet()) {
      if (entry.getValue() instanceof Redirect.File file) {
        opened = opened.bind(_ -> openFile(entry.getKey(), file));
      }
    }
    return opened;
  }

  private Promise<@Nullable Void> openFile(int number, Redirect.File file) {
    return LwtUnix.openfile(file.path(), file.flags(), file.permissions())
        .map(
            fd -> {
              files.put(number, fd);
              return null;
            });
  }

  private Promise<Launched> spawn() {
    boolean newSession = command.isNewSession() || terminal != null;
    var call = new SpawnCall(posix, access, command, plan, newSession);
    return Lwt.finalizing(
        () -> {
          redirects.forEach((number, redirect) -> redirect(call, number, redirect));
          piped.forEach(number -> makePipe(call, number));
          if (keepsErrorOutput) {
            makePipe(call, Command.STDERR);
          }
          if (terminal != null) {
            openTerminal(terminal);
          }
          return byWorker() ? startOnWorker(call) : Promise.of(launched(call.make()));
        },
        () -> {
          call.close();
          return Promise.unit();
        });
  }

  /** The loop starts one in a lap; more at the same time are for workers, as long as some are free. */
  private boolean byWorker() {
    if (command.deathSignal() != null) {
      return false; // which would come when the worker ends
    }
    return command.isOnWorker() || !(SpawnTurn.take(loop) || areWorkersBusy());
  }

  private boolean areWorkersBusy() {
    Jobs.Stats now = workers.stats();
    return now.busy() + now.queued() >= workers.bounds().max();
  }

  private Promise<Launched> startOnWorker(SpawnCall call) {
    Promise<Integer> pid =
        workers.run(call::make, child -> Unreaped.reapInBackground(posix, child));
    return pid.protect()
        .map(this::launched)
        .catching(Canceled.class, canceled -> takeBack(call, pid, canceled))
        .catching(RejectedExecutionException.class, refused -> startHere(call, refused));
  }

  /** Nobody wants it any more: it is not started, or given up as soon as it is there. */
  private Promise<Launched> takeBack(SpawnCall call, Promise<Integer> pid, Canceled canceled) {
    if (call.withdraw()) {
      pid.cancel();
      return Promise.failed(canceled);
    }
    return pid.noCancel()
        .map(this::launched)
        .bind(
            launched ->
                new ProcessNone(launched)
                    .<Launched>giveUp(canceled)
                    .finalizing(launched::closeEnds));
  }

  /** No worker can be had. */
  private Promise<Launched> startHere(SpawnCall call, RejectedExecutionException refused) {
    return command.isOnWorker() ? Promise.failed(refused) : Promise.of(launched(call.make()));
  }

  private void redirect(SpawnCall call, int number, Redirect redirect) {
    switch (redirect) {
      case Redirect.Keep _ -> keep(number);
      case Redirect.DevNull _ -> plan.open(number, NULL_DEVICE, posix.O_RDWR());
      case Redirect.Close _ -> plan.close(number);
      case Redirect.Copy(Fd fd) -> plan.dup(copied(call, fd), number);
      case Redirect.Move(Fd fd) -> plan.dup(moved(call, fd), number);
      case Redirect.Like(int other) -> like(number, other);
      case Redirect.File _ -> plan.dup(call.keptOpen(opened(number)), number);
    }
  }

  private Fd opened(int number) {
    Fd file = files.get(number);
    if (file == null) {
      throw new AssertionError(number);
    }
    return file;
  }

  private void keep(int number) {
    if (number > Command.STDERR) {
      plan.dup(number, number);
    }
  }

  /** The number that it has when nothing else is to be done. */
  private void like(int number, int other) {
    int seen = 0;
    int original = other;
    while (redirects.get(original) instanceof Redirect.Like(int next)) {
      original = next;
      seen++;
      if (seen > redirects.size()) {
        throw new IllegalArgumentException("descriptor " + number + " is like itself: " + command);
      }
    }
    boolean isThere =
        (original >= 0 && original <= Command.STDERR)
            || redirects.containsKey(original)
            || piped.contains(original);
    if (!isThere || redirects.get(original) instanceof Redirect.Close) {
      throw new IllegalArgumentException(
          "descriptor " + number + " is like " + other + ", which is not there: " + command);
    }
    plan.like(original, number);
  }

  /** A pipe or a terminal is opened anew, so that it blocks there and does not here. */
  private int copied(SpawnCall call, Fd fd) {
    int number = call.keptOpen(fd);
    int flags = posix.descriptorFlags(number);
    if (flags < 0 || (flags & Files.NON_BLOCKING) == 0) {
      return number;
    }
    int reopened = posix.reopenNonBlocking(number);
    if (reopened < 0) {
      return number;
    }
    call.closedAfterwards(reopened);
    check(posix.setNonBlocking(reopened, false), "fcntl", fd);
    return reopened;
  }

  private int moved(SpawnCall call, Fd fd) {
    int number = call.keptOpen(fd);
    if (!fd.isBlocking()) {
      check(posix.setNonBlocking(number, false), "fcntl", fd);
    }
    return number;
  }

  private static void check(int result, String call, Object argument) {
    if (result < 0) {
      throw new UnixException(-result, call, argument.toString());
    }
  }

  /** The process' end blocks, as programs expect. */
  private void makePipe(SpawnCall call, int number) {
    int[] pair = new int[2];
    int result = posix.pipe(pair);
    if (result < 0) {
      throw new UnixException(-result, "pipe");
    }
    boolean reads = number == Command.STDIN;
    int theirs = call.closedAfterwards(pair[reads ? 0 : 1]);
    ends.put(number, pair[reads ? 1 : 0]);
    check(posix.setNonBlocking(theirs, false), "fcntl", "fd " + theirs);
    plan.dup(theirs, number);
  }

  /** Without O_NOCTTY: who leads a session without a terminal gets it so. */
  private void openTerminal(String path) {
    int first = firstOfTerminal();
    plan.open(first, access.encode(path, "the terminal"), posix.O_RDWR());
    for (int number = first + 1; number <= Command.STDERR; number++) {
      if (!redirects.containsKey(number)) {
        plan.like(first, number);
      }
    }
  }

  private Launched launched(int pid) {
    Map<Integer, Fd> channels = new HashMap<>();
    ends.forEach((number, end) -> channels.put(number, access.openedPipe(loop, end)));
    ends.clear();
    var child = new Child(loop, pid, command.leadsGroup() || terminal != null);
    Fd errorOutput = keepsErrorOutput ? channels.remove(Command.STDERR) : null;
    return new Launched(command, child, channels, errorOutput);
  }

  /** Closes what is not used any more, or never was. */
  private Promise<?> cleanUp() {
    ends.values().forEach(posix::close);
    ends.clear();
    Promise<?> closed = Lwt.join(files.values().stream().map(Fd::close).toList());
    for (Redirect redirect : redirects.values()) {
      if (redirect instanceof Redirect.Move(Fd fd)) {
        closed = Lwt.join(closed, fd.close());
      }
    }
    return closed;
  }
}
