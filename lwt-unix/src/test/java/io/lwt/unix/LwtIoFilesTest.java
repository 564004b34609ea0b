package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.LwtStream;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import io.lwt.testkit.OpenDescriptors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Channels over files, and files that are there for a while. */
class LwtIoFilesTest extends LoopTest {
  private final Faults faults = new Faults(Posix.host());
  @TempDir private Path folder;

  @BeforeEach
  void setUp() {
    EventLoop.open(faults.posix());
  }

  @AfterEach
  void nothingIsLeftOpen() {
    assertEquals(0, openFiles());
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  private void rewrite(String name, String text) {
    try {
      write(name, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String contents(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** How many files of the folder are open. */
  private long openFiles() {
    return OpenDescriptors.now().values().stream()
        .filter(target -> Path.of(target).startsWith(folder))
        .count();
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Nested
  class Opening {
    @Test
    void whatIsWrittenIsRead() {
      String path = path("file");
      LwtMain.run(LwtIo.withOutput(path, out -> out.write("some text")));
      assertEquals("some text", LwtMain.run(LwtIo.withInput(path, in -> in.readAll(UTF_8))));
    }

    @Test
    void aFileThatIsThereIsEmptied() throws IOException {
      String path = write("file", "longer than what comes");
      LwtMain.run(LwtIo.withOutput(path, out -> out.write("short")));
      assertEquals("short", contents("file"));
    }

    @Test
    void flagsSayOtherwise() throws IOException {
      String path = write("file", "first");
      LwtMain.run(LwtIo.withOutput(path, Set.of(OpenFlag.APPEND), 0, out -> out.write(", second")));
      assertEquals("first, second", contents("file"));

      OutputChannel both = LwtMain.run(LwtIo.openOutput(path, Set.of(OpenFlag.RDWR), 0));
      byte[] read = new byte[5];
      assertEquals(5, LwtMain.run(both.fd().orElseThrow().read(read)));
      assertEquals("first", new String(read, UTF_8));
      LwtMain.run(both.close());

      Set<OpenFlag> exclusive = Set.of(OpenFlag.CREAT, OpenFlag.EXCL);
      runUntilRefused(Errno.EEXIST, LwtIo.openOutput(path, exclusive, 0600));
      Files.createSymbolicLink(folder.resolve("link"), Path.of(path));
      runUntilRefused(Errno.ELOOP, LwtIo.openInput(path("link"), Set.of(OpenFlag.NOFOLLOW)));
    }

    @Test
    void permissionsAreThoseOfAFileThatIsMade() throws IOException {
      Set<OpenFlag> flags = Set.of(OpenFlag.CREAT);
      LwtMain.run(LwtIo.withOutput(path("file"), flags, 0640, out -> out.write("x")));
      assertEquals("rw-r-----", permissions(folder.resolve("file")));
      assertThrows(
          IllegalArgumentException.class, () -> LwtIo.openOutput(path("f"), flags, 010000));
    }

    @Test
    void descriptorsAreCloseOnExec() throws IOException {
      InputChannel in = LwtMain.run(LwtIo.openInput(write("file", "text")));
      int number = in.fd().orElseThrow().number();
      assertEquals(io.lwt.bindings.Files.CLOSE_ON_EXEC, Posix.host().descriptorFlags(number));
      LwtMain.run(in.close());
    }

    @Test
    void aDirectoryIsRefusedAtOnce() {
      UnixException error = runUntilRefused(Errno.EISDIR, LwtIo.openInput(folder.toString()));
      assertEquals(folder.toString(), error.argument());
      runUntilRefused(Errno.EISDIR, LwtIo.openOutput(folder.toString()));
    }

    @Test
    void aMissingFileIsTold() {
      assertEquals(
          path("none"), runUntilRefused(Errno.ENOENT, LwtIo.openInput(path("none"))).argument());
      assertInstanceOf(
          IllegalArgumentException.class, rejection(LwtIo.openInput("a\0b")).orElseThrow());
    }

    @Test
    void theBodysErrorComesBeforeThatOfTheClose() {
      faults.on("close").everyNth(1).fail("EIO");
      var failure = new IllegalStateException("body");
      Throwable seen =
          rejection(LwtIo.withOutput(path("file"), _ -> Promise.failed(failure))).orElseThrow();
      assertSame(failure, seen);
      assertEquals(Errno.EIO, ((UnixException) seen.getSuppressed()[0]).errno());
    }

    @Test
    void aFailingCloseIsTold() {
      faults.on("close").call(1).fail("EIO");
      runUntilRefused(Errno.EIO, LwtIo.withOutput(path("file"), out -> out.write("text")));
    }

    @Test
    void aFullDiskIsTold() {
      runUntilRefused(Errno.ENOSPC, LwtIo.withOutput("/dev/full", out -> out.write("text")));
    }

    @Test
    void theBodyMayCloseTheChannel() throws IOException {
      LwtMain.run(LwtIo.withOutput(path("file"), out -> out.write("text").bind(_ -> out.close())));
      assertEquals("text", contents("file"));
    }

    @Test
    void aCancelClosesTheFile() throws IOException {
      String path = write("file", "text");
      Resolver<@Nullable Void> opened = Resolver.task();
      Promise<?> using =
          LwtIo.withInput(
              path,
              _ -> {
                opened.fulfill(null);
                return Resolver.task().promise();
              });
      LwtMain.run(opened.promise());
      assertEquals(1, openFiles());
      using.cancel();
      assertInstanceOf(Canceled.class, rejection(using).orElseThrow());
    }
  }

  @Nested
  class Lengths {
    @Test
    void ofARegularFile() throws IOException {
      assertEquals(4, LwtMain.run(LwtIo.fileLength(write("file", "text"))));
    }

    @Test
    void ofADirectoryItIsAnError() {
      UnixException error = runUntilRefused(Errno.EISDIR, LwtIo.fileLength(folder.toString()));
      assertEquals(folder.toString(), error.argument());
      runUntilRefused(Errno.ESPIPE, LwtIo.fileLength("/dev/null"));
      runUntilRefused(Errno.ENOENT, LwtIo.fileLength(path("none")));
    }

    /** Lwt's test_lwt_io_non_block. */
    @Test
    void aFileExistsOnceItIsMade() throws IOException {
      String path = path("file");
      assertFalse(LwtMain.run(LwtUnix.fileExists(path)));
      assertFalse(LwtMain.run(LwtUnix.fileExists(write("other", "") + "/beyond")));
      LwtMain.run(LwtIo.withOutput(path, out -> out.write("a")));
      assertTrue(LwtMain.run(LwtUnix.fileExists(path)));
      assertEquals("a", LwtMain.run(LwtIo.withInput(path, in -> in.readAll(UTF_8))));
      LwtMain.run(LwtUnix.unlink(path));
      assertFalse(LwtMain.run(LwtUnix.fileExists(path)));
    }
  }

  @Nested
  class Lines {
    @Test
    void areReadAndWritten() throws IOException {
      String path = write("from", "first\nsecond\r\n\nlast");
      LwtStream<String> lines = LwtIo.linesOfFile(path);
      assertEquals(0, faults.calls("open"), "not yet");
      assertEquals(Optional.of("first"), LwtMain.run(lines.get()));
      assertEquals(1, openFiles());

      LwtMain.run(LwtIo.linesToFile(path("to"), lines));
      assertEquals(0, openFiles());
      assertEquals("second\n\nlast\n", contents("to"));
      assertEquals(Optional.empty(), LwtMain.run(lines.get()));
      assertEquals(1, faults.calls("open") - 1, "is not opened again");
    }

    @Test
    void ofAMissingFileAreAnErrorOnce() {
      LwtStream<String> lines = LwtIo.linesOfFile(path("none"));
      runUntilRefused(Errno.ENOENT, lines.get());
      assertEquals(Optional.empty(), LwtMain.run(lines.get()));
    }

    @Test
    void thatAreNoTextCloseTheFile() throws IOException {
      Path path = Files.write(folder.resolve("file"), new byte[] {'a', '\n', (byte) 0xFF, '\n'});
      LwtStream<String> lines = LwtIo.linesOfFile(path.toString());
      assertEquals(Optional.of("a"), LwtMain.run(lines.get()));
      assertInstanceOf(CharacterCodingException.class, rejection(lines.get()).orElseThrow());
      assertEquals(0, openFiles());
      assertEquals(Optional.empty(), LwtMain.run(lines.get()));
    }

    @Test
    void ofAStreamThatFailsAreKeptUpToThere() throws IOException {
      var failure = new IllegalStateException("source");
      List<String> first = new ArrayList<>(List.of("a", "b"));
      LwtStream<String> failing =
          LwtStream.from(
              () ->
                  first.isEmpty()
                      ? Promise.failed(failure)
                      : Promise.of(Optional.of(first.removeFirst())));
      assertSame(failure, rejection(LwtIo.linesToFile(path("file"), failing)).orElseThrow());
      assertEquals("a\nb\n", contents("file"));
    }

    /** Nobody has the stream any more: it is closed when that is noticed. */
    @Test
    void ofAForgottenStreamAreClosed() throws IOException {
      String path = write("file", "first\nsecond\n");
      assertEquals(Optional.of("first"), LwtMain.run(LwtIo.linesOfFile(path).get()));
      while (openFiles() > 0) {
        System.gc();
        runLaps();
      }
    }
  }

  @Nested
  class Temporary {
    @Test
    void aFileIsForItsOwnerOnly() throws IOException {
      TemporaryOutput file =
          LwtMain.run(LwtIo.openTempFile(folder.toString(), "before-", ".after"));
      assertTrue(file.path().matches(folder + "/before-\\w{6}\\.after"), file.path());
      assertEquals("rw-------", permissions(Path.of(file.path())));
      LwtMain.run(file.out().write("text").bind(_ -> file.out().close()));
      assertEquals("text", Files.readString(Path.of(file.path())));
    }

    @Test
    void aFileIsRemovedAfterSuccess() throws IOException {
      String text =
          LwtMain.run(
              LwtIo.withTempFile(
                  folder.toString(),
                  "a",
                  "b",
                  file ->
                      file.out()
                          .write("text")
                          .bind(_ -> file.out().flush())
                          .bind(_ -> LwtIo.withInput(file.path(), in -> in.readAll(UTF_8)))));
      assertEquals("text", text);
      assertEquals(List.of(), names());
    }

    @Test
    void aFileIsRemovedAfterFailure() throws IOException {
      var failure = new IllegalStateException("body");
      Promise<?> using =
          LwtIo.withTempFile(
              folder.toString(),
              "a",
              "b",
              file -> file.out().write("text").bind(_ -> Promise.failed(failure)));
      assertSame(failure, rejection(using).orElseThrow());
      assertEquals(List.of(), names());
    }

    @Test
    void aFileMayBeClosedAndTakenAwayMeanwhile() throws IOException {
      LwtMain.run(
          LwtIo.withTempFile(
              folder.toString(),
              "a",
              "b",
              file ->
                  file.out()
                      .write("text")
                      .bind(_ -> file.out().close())
                      .bind(_ -> LwtUnix.rename(file.path(), path("kept")))));
      assertEquals(List.of("kept"), names());
      assertEquals("text", contents("kept"));
    }

    @Test
    void aFileThatCannotBeRemovedIsTold() {
      faults.on("unlink").call(1).fail("EACCES");
      runUntilRefused(
          Errno.EACCES,
          LwtIo.withTempFile(folder.toString(), "a", "b", file -> file.out().write("x")));
    }

    @Test
    void aDirectoryIsForItsOwnerOnly() throws IOException {
      String path = LwtMain.run(LwtIo.createTempDir(folder.toString(), "before-", ".after"));
      assertTrue(path.matches(folder + "/before-\\w{6}\\.after"), path);
      assertEquals("rwx------", permissions(Path.of(path)));
    }

    @Test
    void aDirectoryIsRemovedWithWhatIsInIt() throws IOException {
      String used =
          LwtMain.run(
              LwtIo.withTempDir(
                  folder.toString(),
                  "a",
                  "b",
                  path ->
                      LwtUnix.mkdir(path + "/inner", 0700)
                          .bind(_ -> LwtIo.withOutput(path + "/inner/f", out -> out.write("x")))
                          .map(_ -> path)));
      assertTrue(used.startsWith(folder.toString()));
      assertEquals(List.of(), names());

      var failure = new IllegalStateException("body");
      assertSame(
          failure,
          rejection(LwtIo.withTempDir(folder.toString(), "a", "b", _ -> Promise.failed(failure)))
              .orElseThrow());
      assertEquals(List.of(), names());
    }

    @Test
    void aDirectoryMayBeRemovedMeanwhile() throws IOException {
      LwtMain.run(LwtIo.withTempDir(folder.toString(), "a", "b", LwtUnix::rmdir));
      assertEquals(List.of(), names());
    }

    @Test
    void theyStandWhereTheJvmHasTemporaryFiles() {
      String place = System.getProperty("java.io.tmpdir");
      assertTrue(
          LwtMain.run(LwtIo.<String>withTempFile(file -> Promise.of(file.path())))
              .startsWith(place + "/lwt-"));
      String directory = LwtMain.run(LwtIo.<String>withTempDir(path -> Promise.of(path)));
      assertTrue(directory.startsWith(place + "/lwt-"));
      assertFalse(LwtMain.run(LwtUnix.fileExists(directory)));

      TemporaryOutput file = LwtMain.run(LwtIo.openTempFile());
      LwtMain.run(file.out().close().bind(_ -> LwtUnix.unlink(file.path())));
      LwtMain.run(LwtIo.createTempDir().bind(LwtUnix::rmdir));
    }
  }

  @Nested
  class Copying {
    private byte[] random(int length) {
      byte[] bytes = new byte[length];
      new java.util.Random(7).nextBytes(bytes);
      return bytes;
    }

    @Test
    void isMadeInsideTheSystem() throws IOException {
      byte[] bytes = random(3_000_000);
      Path from = Files.write(folder.resolve("from"), bytes);
      Files.setPosixFilePermissions(from, PosixFilePermissions.fromString("rwxr-x---"));
      assertEquals(bytes.length, LwtMain.run(LwtIo.copyFile(from.toString(), path("to"))));

      assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("to")));
      assertEquals("rwxr-x---", permissions(folder.resolve("to")));
      assertEquals(1, faults.calls("read"), "that there is no more");
    }

    @Test
    void goesOnByReadsWhereTheSystemDoesNotCopy() throws IOException {
      byte[] bytes = random(200_000);
      Path from = Files.write(folder.resolve("from"), bytes);
      faults.on("copyFileRange").call(1).fail("EXDEV");
      assertEquals(bytes.length, LwtMain.run(LwtIo.copyFile(from.toString(), path("to"))));
      assertArrayEquals(bytes, Files.readAllBytes(folder.resolve("to")));
    }

    /** The second call is refused, when the file has got longer meanwhile. */
    @Test
    void goesOnByReadsFromWhereItIs() throws IOException {
      String from = write("from", "beginning");
      faults.watch(
          call -> {
            if (call.name().equals("copyFileRange") && faults.calls("copyFileRange") == 1) {
              rewrite("from", "beginning and end");
            }
          });
      faults.on("copyFileRange").call(2).fail("EXDEV");
      assertEquals(17, LwtMain.run(LwtIo.copyFile(from, path("to"))));
      assertEquals("beginning and end", contents("to"));
    }

    @Test
    void takesWhatTheSystemMakesUp() throws IOException {
      LwtMain.run(LwtIo.copyFile("/proc/self/stat", path("to")));
      assertTrue(contents("to").startsWith(ProcessHandle.current().pid() + " "));
      assertEquals(0, LwtMain.run(LwtIo.copyFile("/dev/null", path("empty"))));
    }

    @Test
    void emptiesWhatIsThereAndKeepsItsPermissions() throws IOException {
      String from = write("from", "short");
      String to = write("to", "longer than that");
      Files.setPosixFilePermissions(Path.of(to), PosixFilePermissions.fromString("rw-------"));
      LwtMain.run(LwtIo.copyFile(from, to));
      assertEquals("short", contents("to"));
      assertEquals("rw-------", permissions(Path.of(to)));
    }

    @Test
    void ontoItselfIsRefusedAndHarmless() throws IOException {
      String path = write("file", "text");
      Files.createLink(folder.resolve("link"), Path.of(path));
      for (String to : List.of(path, path("link"))) {
        UnixException error = runUntilRefused(Errno.EINVAL, LwtIo.copyFile(path, to));
        assertEquals(path + " -> " + to, error.argument());
      }
      assertEquals("text", contents("file"));
    }

    @Test
    void failsWithTheErrorOfEitherFile() throws IOException {
      String file = write("file", "text");
      runUntilRefused(Errno.ENOENT, LwtIo.copyFile(path("none"), path("to")));
      assertEquals(List.of("file"), names());
      runUntilRefused(Errno.EISDIR, LwtIo.copyFile(folder.toString(), path("to")));
      runUntilRefused(Errno.EISDIR, LwtIo.copyFile(file, folder.toString()));
      faults.on("copyFileRange").call(1).fail("ENOSPC");
      runUntilRefused(Errno.ENOSPC, LwtIo.copyFile(file, path("to")));
      runUntilRefused(Errno.ENOSPC, LwtIo.copyFile(file, "/dev/full"));
    }
  }
}
