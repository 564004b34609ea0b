package io.lwt.bindings;

import static io.lwt.bindings.CFunction.Result.PLAIN_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * One posix_spawn(3): the request in C's memory. The functions return errors, and leave errno alone.
 *
 * <p>Where the C library cannot close all descriptors from a number on (before glibc 2.34), each that is open now is
 * closed: one that another thread opens meanwhile, and not close-on-exec, gets through.
 */
final class LinuxSpawn {
  /** What sigset_t takes. */
  static final int SIGSET_SIZE = 128;

  /** The handler that means that a signal is ignored. */
  static final long SIG_IGN = 1;

  /** More than posix_spawnattr_t and posix_spawn_file_actions_t take: 336 and 80 bytes. */
  static final int OBJECT_SIZE = 512;

  private static final boolean HAS_CLOSE_FROM =
      SystemLibrary.LOOKUP.find("posix_spawn_file_actions_addclosefrom_np").isPresent();

  private final Arena arena;
  private final Spawn what;
  private final long actions;

  private LinuxSpawn(Arena arena, Spawn what) {
    this.arena = arena;
    this.what = what;
    actions = arena.allocate(OBJECT_SIZE, Long.BYTES).address();
  }

  static int spawn(Spawn what) {
    try (Arena arena = Arena.ofConfined()) {
      var request = new LinuxSpawn(arena, what);
      PosixSpawnFileActionsInit.C.call(request.actions);
      try {
        long error = request.prepare();
        return error == 0 ? request.start() : (int) -error;
      } finally {
        PosixSpawnFileActionsDestroy.C.call(request.actions);
      }
    }
  }

  private long prepare() {
    long error = 0;
    if (what.directory() != null) {
      error =
          PosixSpawnFileActionsAddchdirNp.C.call(
              actions, SystemLibrary.string(arena, what.directory()));
    }
    for (Spawn.Action action : what.actions()) {
      error = error == 0 ? add(action) : error;
    }
    return error == 0 ? closeFrom(what.closeFrom()) : error;
  }

  private long add(Spawn.Action action) {
    return switch (action) {
      case Spawn.Dup(int number, int target) ->
          PosixSpawnFileActionsAdddup2.C.call(actions, number, target);
      case Spawn.Close(int number) -> PosixSpawnFileActionsAddclose.C.call(actions, number);
      case Spawn.Open(int number, byte[] path, int flags) ->
          PosixSpawnFileActionsAddopen.C.call(
              actions, number, SystemLibrary.string(arena, path), flags, 0);
    };
  }

  private long closeFrom(int first) {
    return HAS_CLOSE_FROM
        ? PosixSpawnFileActionsAddclosefromNp.C.call(actions, first)
        : closeOpen(actions, first);
  }

  /** Has a request close what is open now; the error, or 0. */
  static long closeOpen(long actions, int first) {
    int[][] numbers = new int[1][];
    int count = LinuxProcesses.OpenDescriptors.list(first, numbers);
    if (count < 0) {
      return -count;
    }
    long error = 0;
    for (int number : numbers[0]) {
      error = error == 0 ? PosixSpawnFileActionsAddclose.C.call(actions, number) : error;
    }
    return error;
  }

  private int start() {
    long file = SystemLibrary.string(arena, what.program());
    long argv = SystemLibrary.strings(arena, what.arguments());
    long envp =
        what.environment() == null ? environ() : SystemLibrary.strings(arena, what.environment());
    CFunction function = what.searchesPath() ? PosixSpawnp.C : PosixSpawn.C;
    long attributes = attributes();
    MemorySegment pid = ThreadMemory.current().scratch();
    long error = function.call(pid.address(), file, actions, attributes, argv, envp);
    return error == 0 ? pid.get(JAVA_INT, 0) : (int) -error;
  }

  private long attributes() {
    if (what.newSession()) {
      return Attributes.OF_A_SESSION;
    }
    return switch (what.processGroup()) {
      case Spawn.SAME_GROUP -> Attributes.PLAIN;
      case 0 -> Attributes.OF_A_GROUP;
      default -> Attributes.make(arena, LinuxAbi.POSIX_SPAWN_SETPGROUP, what.processGroup());
    };
  }

  /** What may be asked for again and again is made once: a call only reads it. */
  private static final class Attributes {
    static final long PLAIN = make(Arena.global(), 0, 0);
    static final long OF_A_SESSION = make(Arena.global(), LinuxAbi.POSIX_SPAWN_SETSID, 0);
    static final long OF_A_GROUP = make(Arena.global(), LinuxAbi.POSIX_SPAWN_SETPGROUP, 0);

    /** No signal blocked, and each with its default action. It needs no end: it refers to nothing. */
    static long make(Arena arena, int flags, int group) {
      long attributes = arena.allocate(OBJECT_SIZE, Long.BYTES).address();
      MemorySegment signals = arena.allocate(SIGSET_SIZE, Long.BYTES);
      PosixSpawnattrInit.C.call(attributes);
      PosixSpawnattrSetsigmask.C.call(attributes, signals.address());
      signals.fill((byte) 0xFF);
      PosixSpawnattrSetsigdefault.C.call(attributes, signals.address());
      PosixSpawnattrSetpgroup.C.call(attributes, group);
      int reset = LinuxAbi.POSIX_SPAWN_SETSIGMASK | LinuxAbi.POSIX_SPAWN_SETSIGDEF;
      PosixSpawnattrSetflags.C.call(attributes, flags | reset);
      return attributes;
    }
  }

  /** Where the C library has this process' environment now: environ(7). */
  static long environ() {
    return SystemLibrary.memory(Environ.ADDRESS, Long.BYTES).get(JAVA_LONG, 0);
  }

  /** The variable of that name. */
  private static final class Environ {
    static final long ADDRESS = SystemLibrary.LOOKUP.find("environ").orElseThrow().address();
  }

  /** posix_spawn(3). */
  static final class PosixSpawn {
    static final CFunction C = CFunction.of(PLAIN_INT, "posix_spawn", 6);
  }

  /** posix_spawnp(3). */
  static final class PosixSpawnp {
    static final CFunction C = CFunction.of(PLAIN_INT, "posix_spawnp", 6);
  }

  /** posix_spawnattr_init(3). */
  static final class PosixSpawnattrInit {
    static final CFunction C = CFunction.of(PLAIN_INT, "posix_spawnattr_init", 1);
  }

  /** posix_spawnattr_setsigmask(3). */
  static final class PosixSpawnattrSetsigmask {
    static final CFunction C = CFunction.of(PLAIN_INT, "posix_spawnattr_setsigmask", 2);
  }

  /** posix_spawnattr_setsigdefault(3). */
  static final class PosixSpawnattrSetsigdefault {
    static final CFunction C = CFunction.of(PLAIN_INT, "posix_spawnattr_setsigdefault", 2);
  }

  /** posix_spawnattr_setpgroup(3). */
  static final class PosixSpawnattrSetpgroup {
    static final CFunction C = CFunction.of(PLAIN_INT, "posix_spawnattr_setpgroup", 2);
  }

  /** posix_spawnattr_setflags(3). */
  static final class PosixSpawnattrSetflags {
    static final CFunction C = CFunction.of(PLAIN_INT, "posix_spawnattr_setflags", 2);
  }

  /** posix_spawn_file_actions_init(3). */
  static final class PosixSpawnFileActionsInit {
    static final CFunction C = CFunction.of(PLAIN_INT, "posix_spawn_file_actions_init", 1);
  }

  /** posix_spawn_file_actions_destroy(3). */
  static final class PosixSpawnFileActionsDestroy {
    static final CFunction C = CFunction.of(PLAIN_INT, "posix_spawn_file_actions_destroy", 1);
  }

  /** posix_spawn_file_actions_adddup2(3). */
  static final class PosixSpawnFileActionsAdddup2 {
    static final CFunction C = CFunction.of(PLAIN_INT, "posix_spawn_file_actions_adddup2", 3);
  }

  /** posix_spawn_file_actions_addclose(3). */
  static final class PosixSpawnFileActionsAddclose {
    static final CFunction C = CFunction.of(PLAIN_INT, "posix_spawn_file_actions_addclose", 2);
  }

  /** posix_spawn_file_actions_addopen(3). */
  static final class PosixSpawnFileActionsAddopen {
    static final CFunction C = CFunction.of(PLAIN_INT, "posix_spawn_file_actions_addopen", 5);
  }

  /** posix_spawn_file_actions_addchdir_np(3). */
  static final class PosixSpawnFileActionsAddchdirNp {
    static final CFunction C = CFunction.of(PLAIN_INT, "posix_spawn_file_actions_addchdir_np", 2);
  }

  /** posix_spawn_file_actions_addclosefrom_np(3). */
  static final class PosixSpawnFileActionsAddclosefromNp {
    static final CFunction C =
        CFunction.of(PLAIN_INT, "posix_spawn_file_actions_addclosefrom_np", 2);
  }
}
