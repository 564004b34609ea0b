package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls about paths. */
class PathsTest extends LoopTest {
  private final Faults faults = new Faults(Posix.host());
  @TempDir private Path folder;
  private Path file = Path.of("");
  private Path other = Path.of("");

  @BeforeEach
  void setUp() throws IOException {
    EventLoop.open(faults.posix());
    file = Files.writeString(folder.resolve("file"), "text");
    other = folder.resolve("other");
  }

  /** What every call about paths has in common. */
  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  enum Call {
    STAT("stat", "stat", LwtUnix::stat),
    LSTAT("stat", "lstat", LwtUnix::lstat),
    OPEN("open", "open", path -> LwtUnix.openfile(path, Set.of(), 0)),
    TRUNCATE("truncate", "truncate", path -> LwtUnix.truncate(path, 0)),
    UNLINK("unlink", "unlink", LwtUnix::unlink),
    RENAME("rename", "rename", path -> LwtUnix.rename(path, path + "-2")),
    LINK("link", "link", path -> LwtUnix.link(path, path + "-2")),
    SYMLINK("symlink", "symlink", path -> LwtUnix.symlink("target", path + "/link")),
    READLINK("readlink", "readlink", LwtUnix::readlink),
    CHMOD("chmod", "chmod", path -> LwtUnix.chmod(path, 0600)),
    CHOWN("chown", "chown", path -> LwtUnix.chown(path, -1, -1)),
    LCHOWN("chown", "lchown", path -> LwtUnix.lchown(path, -1, -1)),
    ACCESS("access", "access", path -> LwtUnix.access(path, Set.of())),
    UTIMES("utimes", "utimes", LwtUnix::utimes),
    MKFIFO("mkfifo", "mkfifo", path -> LwtUnix.mkfifo(path + "/fifo", 0600)),
    MKDIR("mkdir", "mkdir", path -> LwtUnix.mkdir(path + "/dir", 0700)),
    RMDIR("rmdir", "rmdir", LwtUnix::rmdir),
    CHDIR("chdir", "chdir", LwtUnix::chdir),
    CHROOT("chroot", "chroot", LwtUnix::chroot),
    OPENDIR("open", "opendir", LwtUnix::opendir);

    private final String method;
    private final String call;
    private final Function<String, Promise<?>> function;

    Call(String method, String call, Function<String, Promise<?>> function) {
      this.method = method;
      this.call = call;
      this.function = function;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMissingFileIsToldByItsNameAndTheCalls(Call call) {
    String missing = folder.resolve("missing/file").toString();
    UnixException error = runUntilRefused(Errno.ENOENT, call.function.apply(missing));
    assertEquals(call.call, error.call());
    assertTrue(error.toString().contains(missing), error.toString());
  }

  @ParameterizedTest
  @EnumSource
  void badPathsReject(Call call) {
    Promise<?> nul = call.function.apply("a\0b");
    var error = assertThrows(IllegalArgumentException.class, () -> LwtMain.run(nul));
    assertTrue(error.toString().contains(": " + call.call + ": the "), error.toString());
    runUntilRefused(Errno.ENAMETOOLONG, call.function.apply("/" + "long/".repeat(1000)));
  }

  @ParameterizedTest
  @EnumSource
  void anInterruptedCallIsMadeAgainAndAnErrorTold(Call call) {
    faults.on(call.method).call(1).fail("EINTR");
    faults.on(call.method).call(2).fail("EINTR");
    faults.on(call.method).call(3).fail("ENOMEM");
    runUntilRefused(Errno.ENOMEM, call.function.apply(folder.toString()));
    assertEquals(3, faults.injected());
  }

  @Test
  @SuppressWarnings("NullAway")
  void nullAndBadPermissionsThrow() {
    String path = file.toString();
    assertThrows(NullPointerException.class, () -> LwtUnix.stat(null));
    assertThrows(NullPointerException.class, () -> LwtUnix.unlink(null));
    assertThrows(NullPointerException.class, () -> LwtUnix.readlink(null));
    assertThrows(NullPointerException.class, () -> LwtUnix.opendir(null));
    assertThrows(NullPointerException.class, () -> LwtUnix.rename(path, null));
    assertThrows(NullPointerException.class, () -> LwtUnix.utimes(path, null, Instant.EPOCH));
    assertThrows(NullPointerException.class, () -> LwtUnix.filesOfDirectory(null));
    for (int bad : new int[] {-1, 010000}) {
      assertThrows(IllegalArgumentException.class, () -> LwtUnix.chmod(path, bad));
      assertThrows(IllegalArgumentException.class, () -> LwtUnix.mkdir(path, bad));
      assertThrows(IllegalArgumentException.class, () -> LwtUnix.mkfifo(path, bad));
    }
  }

  @Nested
  class NamesAndLinks {
    @Test
    void unlinkRemovesFilesOnly() {
      LwtMain.run(LwtUnix.unlink(file.toString()));
      assertFalse(Files.exists(file));
      runUntilRefused(Errno.EISDIR, LwtUnix.unlink(folder.toString()));
    }

    @Test
    void renameReplaces() throws IOException {
      Files.writeString(other, "old");
      LwtMain.run(LwtUnix.rename(file.toString(), other.toString()));
      assertFalse(Files.exists(file));
      assertEquals("text", Files.readString(other));
    }

    @Test
    void anErrorNamesBothPaths() {
      UnixException error =
          runUntilRefused(Errno.EEXIST, LwtUnix.link(file.toString(), folder.toString()));
      assertEquals(file + " -> " + folder, error.argument());
    }

    @Test
    void linksAreTheSameFile() throws IOException {
      LwtMain.run(LwtUnix.link(file.toString(), other.toString()));
      assertTrue(Files.isSameFile(file, other));
    }

    @Test
    void aLinkOfASymbolicLinkIsOneToo() throws IOException {
      Path symbolic = Files.createSymbolicLink(folder.resolve("symbolic"), file);
      LwtMain.run(LwtUnix.link(symbolic.toString(), other.toString()));
      assertTrue(Files.isSymbolicLink(other));
    }

    @Test
    void symbolicLinksPointAnywhere() throws IOException {
      for (String target : new String[] {"x", "caf\uDCE9/é", "d/".repeat(300), "y".repeat(256)}) {
        LwtMain.run(LwtUnix.symlink(target, other.toString()));
        assertEquals(target, LwtMain.run(LwtUnix.readlink(other.toString())));
        Files.delete(other);
      }
      runUntilRefused(Errno.EINVAL, LwtUnix.readlink(file.toString()));
    }
  }

  @Nested
  class Attributes {
    @Test
    void permissionsAreSet() throws IOException {
      LwtMain.run(LwtUnix.chmod(file.toString(), 0604));
      assertEquals(
          PosixFilePermissions.fromString("rw----r--"), Files.getPosixFilePermissions(file));
    }

    @Test
    void ownersAreSetOfTheLinkOrOfItsTarget() throws IOException {
      Files.createSymbolicLink(other, file);
      int group = (int) Files.getAttribute(file, "unix:gid");
      boolean root = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
      int wanted = root ? group + 1 : group;
      LwtMain.run(LwtUnix.chown(other.toString(), -1, wanted));
      assertEquals(wanted, Files.getAttribute(file, "unix:gid"));
      assertEquals(group, Files.getAttribute(other, "unix:gid", LinkOption.NOFOLLOW_LINKS));
      int wantedOfLink = root ? group + 2 : group;
      LwtMain.run(LwtUnix.lchown(other.toString(), -1, wantedOfLink));
      assertEquals(wanted, Files.getAttribute(file, "unix:gid"));
      assertEquals(wantedOfLink, Files.getAttribute(other, "unix:gid", LinkOption.NOFOLLOW_LINKS));
    }

    @Test
    void accessAsksForEachPermission() throws IOException {
      String path = file.toString();
      LwtMain.run(LwtUnix.access(path, Set.of()));
      LwtMain.run(LwtUnix.access(path, EnumSet.of(AccessPermission.READ, AccessPermission.WRITE)));
      Promise<?> execute = LwtUnix.access(path, Set.of(AccessPermission.EXECUTE));
      assertEquals(path, runUntilRefused(Errno.EACCES, execute).argument());
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
      LwtMain.run(LwtUnix.access(path, EnumSet.allOf(AccessPermission.class)));
    }

    @Test
    void fifosAndDirectories() {
      LwtMain.run(LwtUnix.mkfifo(other.toString(), 0600));
      Stat fifo = LwtMain.run(LwtUnix.stat(other.toString()));
      assertEquals(FileKind.FIFO, fifo.kind());
      assertEquals(0600, fifo.permissions());
      String directory = folder.resolve("directory").toString();
      LwtMain.run(LwtUnix.mkdir(directory, 0700));
      Stat made = LwtMain.run(LwtUnix.stat(directory));
      assertEquals(FileKind.DIRECTORY, made.kind());
      assertEquals(0700, made.permissions() & 0777);
      runUntilRefused(Errno.EEXIST, LwtUnix.mkdir(directory, 0700));
      runUntilRefused(Errno.ENOTEMPTY, LwtUnix.rmdir(folder.toString()));
      LwtMain.run(LwtUnix.rmdir(directory));
      runUntilRefused(Errno.ENOENT, LwtUnix.stat(directory));
    }
  }

  @Nested
  class Times {
    @Test
    void areSetToTheNanosecond() {
      Instant accessed = Instant.parse("1969-12-31T23:59:58.000000001Z");
      Instant modified = Instant.parse("2033-05-18T03:33:20.123456789Z");
      LwtMain.run(LwtUnix.utimes(file.toString(), accessed, modified));
      Stat stat = LwtMain.run(LwtUnix.stat(file.toString()));
      assertEquals(accessed, stat.accessed());
      assertEquals(modified, stat.modified());
    }

    @Test
    void areSetToNow() {
      LwtMain.run(LwtUnix.utimes(file.toString(), Instant.EPOCH, Instant.EPOCH));
      LwtMain.run(LwtUnix.utimes(file.toString()));
      Stat stat = LwtMain.run(LwtUnix.stat(file.toString()));
      assertEquals(stat.changed(), stat.modified());
      assertEquals(stat.changed(), stat.accessed());
    }

    @Test
    void ofAMissingFileAreRefused() {
      Promise<?> missing = LwtUnix.utimes(other.toString(), Instant.EPOCH, Instant.EPOCH);
      assertEquals("utimes", runUntilRefused(Errno.ENOENT, missing).call());
    }
  }

  @Nested
  class WorkingDirectory {
    @Test
    void isTheProcesss() throws IOException {
      String before = Files.readSymbolicLink(Path.of("/proc/self/cwd")).toString();
      assertEquals(before, LwtMain.run(LwtUnix.getcwd()));
      LwtMain.run(LwtUnix.chdir(before));
      assertEquals(before, LwtMain.run(LwtUnix.getcwd()));
    }

    @Test
    void goesThereAndBackHoweverLongItsName() throws IOException {
      String before = LwtMain.run(LwtUnix.getcwd());
      Path deep = Files.createDirectories(folder.resolve("x".repeat(200)).resolve("y".repeat(200)));
      try {
        LwtMain.run(LwtUnix.chdir(deep.toString()));
        assertEquals(deep.toRealPath().toString(), LwtMain.run(LwtUnix.getcwd()));
        assertEquals(FileKind.DIRECTORY, LwtMain.run(LwtUnix.stat("../" + "y".repeat(200))).kind());
      } finally {
        LwtMain.run(LwtUnix.chdir(before));
      }
      assertEquals(before, LwtMain.run(LwtUnix.getcwd()));
    }

    @Test
    void anErrorIsTold() {
      faults.on("getcwd").call(1).fail("ENOENT");
      assertEquals("getcwd", runUntilRefused(Errno.ENOENT, LwtUnix.getcwd()).call());
    }
  }
}
