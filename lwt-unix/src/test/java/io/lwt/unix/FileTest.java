package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Promise;
import io.lwt.State;
import io.lwt.bindings.Posix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** {@link LwtUnix#openfile}, and what is told and changed of files. */
class FileTest extends FileLoopTest {
  @Nested
  class Opening {
    @Test
    void aDescriptorIsCloseOnExec() {
      Fd fd = open(OpenFlag.RDWR);
      assertEquals(io.lwt.bindings.Files.CLOSE_ON_EXEC, Posix.host().descriptorFlags(fd.number()));
    }

    @Test
    void withoutAFlagItIsForReading() {
      Fd fd = open();
      assertEquals("0123", read(fd, 4));
      runUntilRefused(Errno.EBADF, fd.write(bytes("x")));
    }

    @Test
    void aFileIsMadeWithItsPermissions() throws IOException {
      Path made = folder.resolve("made");
      Fd fd =
          LwtMain.run(
              LwtUnix.openfile(
                  made.toString(), Set.of(OpenFlag.WRONLY, OpenFlag.CREAT, OpenFlag.EXCL), 0600));
      assertEquals(3, (int) LwtMain.run(fd.write(bytes("abc"))));
      assertEquals("abc", Files.readString(made));
      assertEquals(
          PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(made));
      Promise<Fd> again =
          LwtUnix.openfile(made.toString(), Set.of(OpenFlag.CREAT, OpenFlag.EXCL), 0600);
      runUntilRefused(Errno.EEXIST, again);
    }

    @Test
    void truncAndAppend() throws IOException {
      Fd appended = open(OpenFlag.WRONLY, OpenFlag.APPEND);
      LwtMain.run(appended.write(bytes("abc")));
      assertEquals("0123456789abc", contents());
      LwtMain.run(open(OpenFlag.WRONLY, OpenFlag.TRUNC, OpenFlag.SYNC).write(bytes("x")));
      assertEquals("x", contents());
      LwtMain.run(appended.write(bytes("y")));
      assertEquals("xy", contents());
    }

    @Test
    void directoriesAndLinks() throws IOException {
      Path link = Files.createSymbolicLink(folder.resolve("link"), path);
      runUntilRefused(Errno.ELOOP, LwtUnix.openfile(link.toString(), Set.of(OpenFlag.NOFOLLOW), 0));
      runUntilRefused(
          Errno.ENOTDIR, LwtUnix.openfile(path.toString(), Set.of(OpenFlag.DIRECTORY), 0));
      Fd directory =
          LwtMain.run(LwtUnix.openfile(folder.toString(), Set.of(OpenFlag.DIRECTORY), 0));
      runUntilRefused(Errno.EISDIR, directory.read(new byte[1]));
    }

    @Test
    void anErrorNamesThePath() {
      String missing = folder.resolve("missing").toString();
      UnixException error = runUntilRefused(Errno.ENOENT, LwtUnix.openfile(missing, Set.of(), 0));
      assertEquals("open: ENOENT (No such file or directory): " + missing, error.getMessage());
    }

    @Test
    void badPathsReject() {
      Promise<Fd> nul = LwtUnix.openfile("a\0b", Set.of(), 0);
      var error = assertThrows(IllegalArgumentException.class, () -> LwtMain.run(nul));
      assertEquals("open: the path contains NUL: \"a\\0b\"", error.getMessage());
      runUntilRefused(Errno.ENAMETOOLONG, LwtUnix.openfile("x".repeat(5000), Set.of(), 0));
      runUntilRefused(Errno.ENOENT, LwtUnix.openfile("", Set.of(), 0));
    }

    @Test
    @SuppressWarnings("NullAway")
    void badArgumentsThrow() {
      String name = path.toString();
      for (int permissions : new int[] {-1, 010000}) {
        assertThrows(
            IllegalArgumentException.class, () -> LwtUnix.openfile(name, Set.of(), permissions));
      }
      assertThrows(NullPointerException.class, () -> LwtUnix.openfile(null, Set.of(), 0));
    }

    @Test
    void anInterruptedOpenIsMadeAgain() {
      faults.on("open").call(1).fail("EINTR");
      assertEquals("0", read(open(), 1));
      assertEquals(2, faults.calls("open"));
    }

    @Test
    void anErrorBehindTheOpenLeavesNothingOpen() {
      faults.on("fstat").call(1).fail("EIO");
      runUntilRefused(Errno.EIO, LwtUnix.openfile(path.toString(), Set.of(), 0));
      assertFalse(isOpen(path));
    }

    @Test
    void aCancelledOpenLeavesNothingOpen() {
      Gate gate = Gate.before(faults, "open");
      Promise<Fd> open = LwtUnix.openfile(path.toString(), Set.of(), 0);
      gate.begun().acquireUninterruptibly();
      open.cancel();
      gate.release().release();
      assertThrows(Canceled.class, () -> LwtMain.run(open));
      awaitClosed(path);
    }

    @Test
    void anOpenThatOutlivesItsLoopLeavesNothingOpen() {
      Gate gate = Gate.before(faults, "open");
      Promise<Fd> open = LwtUnix.openfile(path.toString(), Set.of(), 0);
      gate.begun().acquireUninterruptibly();
      EventLoop.current().close();
      gate.release().release();
      assertInstanceOf(
          IllegalStateException.class,
          assertInstanceOf(State.Rejected.class, open.state()).error());
      awaitClosed(path);
    }
  }

  @Nested
  class Status {
    @Test
    void isWhatJavaSays() throws IOException {
      Files.setLastModifiedTime(
          path, FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z")));
      Files.createLink(folder.resolve("other"), path);
      Fd fd = open();
      for (Stat stat :
          List.of(LwtMain.run(LwtUnix.stat(path.toString())), LwtMain.run(fd.stat()))) {
        assertEquals(FileKind.REGULAR, stat.kind());
        assertEquals((int) attribute("mode") & 07777, stat.permissions());
        assertEquals((int) attribute("nlink"), stat.links());
        assertEquals((int) attribute("uid"), stat.owner());
        assertEquals((int) attribute("gid"), stat.group());
        assertEquals(10, stat.size());
        assertEquals((long) attribute("ino"), stat.inode());
        assertEquals((long) attribute("dev"), stat.device());
        assertEquals((long) attribute("rdev"), stat.specialDevice());
        assertEquals(((FileTime) attribute("lastAccessTime")).toInstant(), stat.accessed());
        assertEquals(Instant.parse("2001-02-03T04:05:06.123456789Z"), stat.modified());
        assertEquals(((FileTime) attribute("ctime")).toInstant(), stat.changed());
        stat.born().ifPresent(born -> assertFalse(born.isAfter(stat.changed())));
        assertTrue(stat.blockSize() > 0);
      }
    }

    private Object attribute(String name) throws IOException {
      return Files.getAttribute(path, "unix:" + name);
    }

    @Test
    void ofDevicesLinksAndTheRest() throws IOException {
      Path link = Files.createSymbolicLink(folder.resolve("link"), path);
      Stat device = LwtMain.run(LwtUnix.stat("/dev/null"));
      assertEquals(FileKind.CHARACTER_DEVICE, device.kind());
      assertEquals(
          (long) Files.getAttribute(Path.of("/dev/null"), "unix:rdev"), device.specialDevice());
      assertEquals(FileKind.REGULAR, LwtMain.run(LwtUnix.stat(link.toString())).kind());
      Stat ofLink = LwtMain.run(LwtUnix.lstat(link.toString()));
      assertEquals(FileKind.SYMBOLIC_LINK, ofLink.kind());
      assertEquals(path.toString().length(), ofLink.size());
      assertEquals(FileKind.DIRECTORY, LwtMain.run(LwtUnix.stat(folder.toString())).kind());
      assertEquals(FileKind.FIFO, LwtMain.run(LwtUnix.pipe().in().stat()).kind());
      Socket socket = LwtUnix.socket(SocketDomain.UNIX, SocketType.STREAM);
      assertEquals(FileKind.SOCKET, LwtMain.run(socket.stat()).kind());
      EventLoop.current().engine(); // opens its descriptors, which nothing may have needed so far
      assertEquals(FileKind.UNKNOWN, LwtMain.run(LwtUnix.stat(anonymousFile().toString())).kind());
    }

    /** The loop's epoll or eventfd. */
    private Path anonymousFile() throws IOException {
      try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
        return open.filter(this::isAnonymous).findFirst().orElseThrow();
      }
    }

    private boolean isAnonymous(Path descriptor) {
      try {
        return Files.readSymbolicLink(descriptor).toString().startsWith("anon_inode:");
      } catch (IOException closedMeanwhile) {
        return false;
      }
    }

    @Test
    void errorsNameThePathAndTheCall() {
      String missing = folder.resolve("missing").toString();
      assertEquals(
          "stat: ENOENT (No such file or directory): " + missing,
          runUntilRefused(Errno.ENOENT, LwtUnix.stat(missing)).getMessage());
      assertEquals("lstat", runUntilRefused(Errno.ENOENT, LwtUnix.lstat(missing)).call());
      faults.on("stat").call(1).fail("EINTR");
      faults.on("stat").call(2).fail("ENOSYS");
      runUntilRefused(Errno.ENOSYS, LwtUnix.stat(path.toString()));
    }

    @Test
    void namesThatAreNoUtf8() throws IOException, InterruptedException {
      new ProcessBuilder("sh", "-c", "touch \"$(printf 'caf\\351')\"")
          .directory(folder.toFile())
          .start()
          .waitFor();
      assertTrue(LwtMain.run(LwtUnix.fileExists(folder + "/caf\uDCE9")));
      assertFalse(LwtMain.run(LwtUnix.fileExists(folder + "/caf\u00E9")));
    }

    @Test
    void existence() {
      assertTrue(LwtMain.run(LwtUnix.fileExists(path.toString())));
      assertFalse(LwtMain.run(LwtUnix.fileExists(path + "/below")));
      faults.on("stat").call(1).fail("EIO");
      assertFalse(LwtMain.run(LwtUnix.fileExists(path.toString())));
    }
  }

  @Nested
  class Changing {
    @Test
    void truncateCutsAndAddsZeros() throws IOException {
      LwtMain.run(LwtUnix.truncate(path.toString(), 3));
      assertEquals("012", contents());
      LwtMain.run(open(OpenFlag.WRONLY).truncate(5));
      assertEquals("012\0\0", contents());
      runUntilRefused(Errno.EINVAL, LwtUnix.truncate(path.toString(), -1));
      runUntilRefused(Errno.EINVAL, open(OpenFlag.WRONLY).truncate(-1));
    }

    @Test
    void seekingTellsWhereItIs() {
      Fd fd = open();
      assertEquals(4, LwtMain.run(fd.lseek(4, SeekCommand.SET)));
      assertEquals(6, LwtMain.run(fd.lseek(2, SeekCommand.CUR)));
      assertEquals(7, LwtMain.run(fd.lseek(-3, SeekCommand.END)));
      assertEquals("789", read(fd, 9));
      assertEquals(1L << 40, LwtMain.run(fd.lseek(1L << 40, SeekCommand.SET)));
      runUntilRefused(Errno.EINVAL, fd.lseek(-1, SeekCommand.SET));
      runUntilRefused(Errno.ESPIPE, LwtUnix.pipe().in().lseek(0, SeekCommand.SET));
    }

    @Test
    void permissionsAndOwners() throws IOException {
      Fd fd = open();
      LwtMain.run(fd.chmod(0640));
      assertEquals(
          PosixFilePermissions.fromString("rw-r-----"), Files.getPosixFilePermissions(path));
      assertThrows(IllegalArgumentException.class, () -> fd.chmod(010000));
      Stat before = LwtMain.run(fd.stat());
      LwtMain.run(fd.chown(-1, before.group()));
      assertEquals(before.owner(), LwtMain.run(fd.stat()).owner());
    }

    @Test
    void syncs() {
      Fd fd = open(OpenFlag.WRONLY);
      LwtMain.run(fd.write(bytes("abc")).bind(_ -> fd.sync()).bind(_ -> fd.datasync()));
      faults.on("fsync").call(1).fail("EIO");
      assertEquals("fsync", runUntilRefused(Errno.EIO, fd.sync()).call());
      runUntilRefused(Errno.EINVAL, LwtUnix.pipe().out().datasync());
    }
  }
}
