package io.lwt.bindings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.bindings.ChildChange.Kind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProcessesTest {
  private static final int WRITING_END = 1;

  private final Posix posix = Posix.host();
  private final PidFd pidFd = (PidFd) posix;
  private final int[] pipe = new int[2];

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static List<byte[]> list(String... texts) {
    return Stream.of(texts).map(ProcessesTest::bytes).toList();
  }

  private static Spawn shell(
      String script,
      @Nullable List<byte[]> environment,
      @Nullable String directory,
      Spawn.Action... actions) {
    return new Spawn(
        bytes("/bin/sh"),
        false,
        list("sh", "-c", script),
        environment,
        directory == null ? null : bytes(directory),
        List.of(actions),
        3,
        false,
        Spawn.SAME_GROUP);
  }

  private int started(Spawn what) {
    int pid = posix.spawn(what);
    assertTrue(pid > 0, () -> "spawn: " + pid);
    return pid;
  }

  private ChildChange endOf(int pid) {
    assertEquals(0, posix.awaitChildEnd(pid));
    return changeOf(pid);
  }

  private ChildChange changeOf(int pid) {
    ChildChange[] change = new ChildChange[1];
    assertEquals(1, posix.childChange(pid, change));
    return change[0];
  }

  /** What a child writes to its output. */
  private String output(
      String script, @Nullable List<byte[]> environment, @Nullable String directory) {
    assertEquals(0, posix.pipe(pipe));
    posix.setNonBlocking(pipe[0], false);
    var output = new Spawn.Dup(pipe[1], WRITING_END);
    int pid = started(shell(script, environment, directory, output));
    posix.close(pipe[1]);
    String text = readAll(pipe[0]);
    posix.close(pipe[0]);
    assertEquals(Kind.EXITED, endOf(pid).kind());
    return text;
  }

  private String readAll(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(4096);
      StringBuilder text = new StringBuilder();
      long count;
      while ((count = posix.read(fd, buffer, buffer.byteSize())) > 0) {
        byte[] part = buffer.asSlice(0, count).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
        text.append(new String(part, UTF_8));
      }
      assertEquals(0, count);
      return text.toString();
    }
  }

  @Test
  void thisProcessHasANumber() {
    assertEquals(ProcessHandle.current().pid(), posix.getpid());
  }

  @Test
  void aChildEndsWithAStatusAndIsGoneThen() {
    int pid = started(shell("exit 42", null, null));
    ChildChange end = endOf(pid);
    assertEquals(
        List.of(Kind.EXITED, 42, false), List.of(end.kind(), end.number(), end.coreDumped()));
    assertTrue(end.usage().maxResident() > 100_000, () -> end.usage().toString());
    assertTrue(end.usage().minorFaults() > 0, () -> end.usage().toString());
    assertEquals(-posix.errno("ECHILD"), posix.childChange(pid, new ChildChange[1]));
    assertEquals(-posix.errno("ECHILD"), posix.awaitChildEnd(pid));
  }

  @Test
  void aChildIsKilledStoppedAndContinued() {
    int pid = started(shell("kill -STOP $$; kill -TERM $$", null, null));
    ChildChange[] change = new ChildChange[1];
    while (posix.childChange(pid, change) == 0) {
      Thread.onSpinWait();
    }
    assertEquals(Kind.STOPPED, change[0].kind());
    assertEquals(posix.signal("SIGSTOP"), change[0].number());
    assertEquals(0, posix.kill(pid, posix.signal("SIGCONT")));
    while (posix.childChange(pid, change) == 0 || change[0].kind() == Kind.CONTINUED) {
      Thread.onSpinWait();
    }
    assertEquals(Kind.KILLED, change[0].kind());
    assertEquals(posix.signal("SIGTERM"), change[0].number());
  }

  @Test
  void environmentAndDirectoryAreThoseAskedFor() {
    assertEquals("of the child\n", output("echo $LWT_TEST", list("LWT_TEST=of the child"), null));
    assertEquals("/\n", output("pwd", null, "/"));
    String path = System.getenv("PATH");
    assertEquals(path + "\n", output("echo \"$PATH\"", null, null));
    assertTrue(
        posix.environment().stream()
            .anyMatch(entry -> Arrays.equals(bytes("PATH=" + path), entry)));
  }

  @Test
  void descriptorsAreThoseListed() {
    int[][] numbers = new int[1][];
    int count = posix.openDescriptors(3, numbers);
    assertEquals(count, numbers[0].length);
    assertTrue(count > 0);
    // One that is not close-on-exec is not inherited all the same.
    assertEquals(0, posix.pipe(pipe));
    posix.setCloseOnExec(pipe[0], false);
    int kept = pipe[0];
    int end = pipe[1];
    assertEquals("0\n1\n2\n3\n", output("exec ls /proc/self/fd", null, null)); // 3 is the folder
    posix.close(kept);
    posix.close(end);
  }

  @Test
  void withoutCloseFromWhatIsOpenIsClosed() {
    int[][] numbers = new int[1][];
    posix.openDescriptors(3, numbers);
    try (Arena arena = Arena.ofConfined()) {
      long actions = arena.allocate(LinuxSpawn.OBJECT_SIZE, Long.BYTES).address();
      LinuxSpawn.PosixSpawnFileActionsInit.C.call(actions);
      assertEquals(0, LinuxSpawn.closeOpen(actions, 3));
      LinuxSpawn.PosixSpawnFileActionsDestroy.C.call(actions);
    }
  }

  @Test
  void whatCannotBeStartedIsAnError() {
    Spawn missing =
        new Spawn(bytes("no-such-program"), true, list("x"), null, null, List.of(), 3, false, -1);
    assertEquals(-posix.errno("ENOENT"), posix.spawn(missing));
    assertEquals(-posix.errno("ENOENT"), posix.spawn(shell("true", null, "/no/such/folder")));
    assertThrows(IllegalArgumentException.class, () -> posix.spawn(shell("echo \0", null, null)));
  }

  @Test
  void aPidFdIsReadableAtTheEndAndTakesSignals() {
    int pid = started(shell("kill -STOP $$", null, null));
    int fd = pidFd.pidfdOpen(pid);
    assertTrue(fd > 0, () -> "pidfd_open: " + fd);
    assertNotEquals(0, posix.descriptorFlags(fd) & Files.CLOSE_ON_EXEC);
    assertEquals(0, posix.readiness(fd) & Files.READABLE);
    assertEquals(0, pidFd.pidfdSendSignal(fd, posix.signal("SIGKILL")));
    ChildChange end = endOf(pid);
    assertEquals(Files.READABLE, posix.readiness(fd) & Files.READABLE);
    assertEquals(List.of(Kind.KILLED, 9), List.of(end.kind(), end.number()));
    assertEquals(-posix.errno("ESRCH"), pidFd.pidfdSendSignal(fd, 0));
    posix.close(fd);
  }

  @Test
  void aNewSessionAndAGroupAreTheChildsOwn() {
    Spawn plain = shell("exit 0", null, null);
    Spawn session =
        new Spawn(plain.program(), false, plain.arguments(), null, null, List.of(), 3, true, -1);
    Spawn group =
        new Spawn(plain.program(), false, plain.arguments(), null, null, List.of(), 3, false, 0);
    for (Spawn own : List.of(session, group)) {
      int pid = started(own);
      assertEquals(0, posix.kill(-pid, 0));
      endOf(pid);
    }
    int pid = started(plain);
    assertEquals(-posix.errno("ESRCH"), posix.kill(-pid, 0));
    endOf(pid);
  }

  @Test
  void statusesAreKept() {
    assertEquals(0, posix.keepChildStatus());
  }

  @Test
  void pipesGrow() {
    assertEquals(0, posix.pipe(pipe));
    assertEquals(1 << 17, ((PipeSize) posix).setPipeSize(pipe[0], 1 << 17));
    posix.close(pipe[0]);
    posix.close(pipe[1]);
  }

  @Test
  void whatCannotBeExecutedLeavesThisProcessAsItIs() {
    assertEquals(
        -posix.errno("ENOENT"), posix.execve(bytes("/no/such/program"), list("x"), list()));
    assertFalse(posix.environment().isEmpty());
  }
}
