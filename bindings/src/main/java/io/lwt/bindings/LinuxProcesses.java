package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.INT;
import static io.lwt.bindings.CFunction.Result.PLAIN_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.lwt.bindings.ChildChange.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Processes on Linux. */
interface LinuxProcesses extends Processes {

  @Override
  default int getpid() {
    return (int) Getpid.C.call();
  }

  @Override
  default int spawn(Spawn what) {
    return LinuxSpawn.spawn(what);
  }

  @Override
  default int execve(byte[] program, List<byte[]> arguments, List<byte[]> environment) {
    try (Arena arena = Arena.ofConfined()) {
      long file = SystemLibrary.string(arena, program);
      long argv = SystemLibrary.strings(arena, arguments);
      long envp = SystemLibrary.strings(arena, environment);
      MemorySegment signals = arena.allocate(2 * LinuxSpawn.SIGSET_SIZE);
      long former = signals.address() + LinuxSpawn.SIGSET_SIZE;
      Sigprocmask.C.call(LinuxAbi.SIG_SETMASK, signals.address(), former);
      int result = (int) Execve.C.call(file, argv, envp);
      Sigprocmask.C.call(LinuxAbi.SIG_SETMASK, former, 0);
      return result;
    }
  }

  @Override
  default List<byte[]> environment() {
    return SystemLibrary.strings(LinuxSpawn.environ());
  }

  @Override
  default int openDescriptors(int from, int[][] numbers) {
    return OpenDescriptors.list(from, numbers);
  }

  @Override
  default int kill(int pid, int signal) {
    return (int) Kill.C.call(pid, signal);
  }

  @Override
  default int childChange(int pid, ChildChange[] change) {
    MemorySegment memory = ThreadMemory.current().scratch();
    long usage = memory.address() + Long.BYTES;
    int flags = LinuxAbi.WNOHANG | LinuxAbi.WUNTRACED | LinuxAbi.WCONTINUED;
    int result = (int) Wait4.C.call(pid, memory.address(), flags, usage);
    if (result > 0) {
      change[0] = change(memory.get(JAVA_INT, 0), memory.asSlice(Long.BYTES));
    }
    return Math.min(result, 1);
  }

  /** As the macros of wait(2) take a status apart. */
  private static ChildChange change(int status, MemorySegment usage) {
    ChildUsage used = usage(usage);
    int signal = status & 0x7F;
    int above = status >> 8 & 0xFF;
    if (status == 0xFFFF) {
      return new ChildChange(Kind.CONTINUED, 0, false, used);
    }
    if (signal == 0x7F) {
      return new ChildChange(Kind.STOPPED, above, false, used);
    }
    return signal == 0
        ? new ChildChange(Kind.EXITED, above, false, used)
        : new ChildChange(Kind.KILLED, signal, (status & 0x80) != 0, used);
  }

  private static ChildUsage usage(MemorySegment usage) {
    return new ChildUsage(
        micros(usage, LinuxAbi.Rusage.RU_UTIME),
        micros(usage, LinuxAbi.Rusage.RU_STIME),
        usage.get(JAVA_LONG, LinuxAbi.Rusage.RU_MAXRSS) * 1024,
        usage.get(JAVA_LONG, LinuxAbi.Rusage.RU_MINFLT),
        usage.get(JAVA_LONG, LinuxAbi.Rusage.RU_MAJFLT),
        usage.get(JAVA_LONG, LinuxAbi.Rusage.RU_INBLOCK),
        usage.get(JAVA_LONG, LinuxAbi.Rusage.RU_OUBLOCK),
        usage.get(JAVA_LONG, LinuxAbi.Rusage.RU_NVCSW),
        usage.get(JAVA_LONG, LinuxAbi.Rusage.RU_NIVCSW));
  }

  private static long micros(MemorySegment usage, int at) {
    return usage.get(JAVA_LONG, at + LinuxAbi.Timeval.TV_SEC) * 1_000_000
        + usage.get(JAVA_LONG, at + LinuxAbi.Timeval.TV_USEC);
  }

  @Override
  default int awaitChildEnd(int pid) {
    return (int) Waitid.C.call(LinuxAbi.P_PID, pid, 0, LinuxAbi.WEXITED | LinuxAbi.WNOWAIT);
  }

  @Override
  default int keepChildStatus() {
    int signal = LinuxPosix.INSTANCE.signal("SIGCHLD");
    MemorySegment action = ThreadMemory.current().scratch();
    int result = (int) Sigaction.C.call(signal, 0, action.address());
    if (result < 0 || !loses(action)) {
      return result;
    }
    action.fill((byte) 0);
    return (int) Sigaction.C.call(signal, action.address(), 0);
  }

  /** Whether this action for SIGCHLD makes the system forget how children end. */
  private static boolean loses(MemorySegment action) {
    return action.get(JAVA_LONG, LinuxAbi.Sigaction.__SIGACTION_HANDLER) == LinuxSpawn.SIG_IGN
        || (action.get(JAVA_INT, LinuxAbi.Sigaction.SA_FLAGS) & LinuxAbi.SA_NOCLDWAIT) != 0;
  }

  /** The numbers in {@code /proc/self/fd}. */
  final class OpenDescriptors {
    private static final byte[] FOLDER = "/proc/self/fd".getBytes(StandardCharsets.US_ASCII);
    private static final int BUFFER_SIZE = 8192;

    private OpenDescriptors() {}

    static int list(int from, int[][] numbers) {
      int folder = LinuxPosix.INSTANCE.open(FOLDER, LinuxPosix.INSTANCE.O_DIRECTORY(), 0);
      if (folder < 0) {
        return folder;
      }
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment entries = arena.allocate(BUFFER_SIZE, Long.BYTES);
        int[] found = new int[64];
        int count = 0;
        long size;
        while ((size = LinuxPosix.INSTANCE.getdents(folder, entries, BUFFER_SIZE)) > 0) {
          for (long at = 0; at < size; at += LinuxPosix.INSTANCE.direntLength(entries, at)) {
            int number = number(entries.getString(LinuxPosix.INSTANCE.direntName(at)));
            if (number >= from && number != folder) {
              found = count < found.length ? found : Arrays.copyOf(found, 2 * count);
              found[count++] = number;
            }
          }
        }
        numbers[0] = Arrays.copyOf(found, count);
        return size < 0 ? (int) size : count;
      } finally {
        LinuxPosix.INSTANCE.close(folder);
      }
    }

    /** The number; of the two names that are none, -1. */
    private static int number(String name) {
      return name.startsWith(".") ? -1 : Integer.parseInt(name);
    }
  }

  /** getpid(2). */
  final class Getpid {
    static final CFunction C = CFunction.of(PLAIN_INT, "getpid", 0);
  }

  /** execve(2). */
  final class Execve {
    static final CFunction C = CFunction.of(INT, "execve", 3);
  }

  /** sigprocmask(2), of the thread that calls it. */
  final class Sigprocmask {
    static final CFunction C = CFunction.of(INT, "sigprocmask", 3);
  }

  /** kill(2). */
  final class Kill {
    static final CFunction C = CFunction.of(INT, "kill", 2);
  }

  /** wait4(2). */
  final class Wait4 {
    static final CFunction C = CFunction.of(INT, "wait4", 4);
  }

  /** waitid(2). */
  final class Waitid {
    static final CFunction C = CFunction.of(INT, "waitid", 4);
  }

  /** sigaction(2). */
  final class Sigaction {
    static final CFunction C = CFunction.of(INT, "sigaction", 3);
  }
}
