package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import io.lwt.testkit.OpenDescriptors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link LwtUnix#mkstemp}, {@link LwtUnix#mkdtemp}, {@link LwtUnix#tmpfile}. */
class TemporaryFilesTest extends LoopTest {
  private final Faults faults = new Faults(Posix.host());
  @TempDir private Path folder;

  @BeforeEach
  void setUp() {
    EventLoop.open(faults.posix());
  }

  private String template() {
    return folder + "/name-XXXXXX";
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The descriptors of files in the folder, and of files there that have no name any more. */
  private long openDescriptors() {
    return OpenDescriptors.now().values().stream()
        .filter(target -> Path.of(target).startsWith(folder))
        .count();
  }

  private static void writeAndReadBack(Fd fd) {
    byte[] text = "text".getBytes(UTF_8);
    byte[] read = new byte[10];
    int count =
        LwtMain.run(
            fd.write(text).bind(_ -> fd.lseek(0, SeekCommand.SET)).bind(_ -> fd.read(read)));
    assertEquals("text", new String(read, 0, count, UTF_8));
    assertEquals(io.lwt.bindings.Files.CLOSE_ON_EXEC, Posix.host().descriptorFlags(fd.number()));
  }

  @Nested
  class Named {
    @Test
    void aFileIsMadeForItsOwnerOnly() {
      TemporaryFile file = LwtMain.run(LwtUnix.mkstemp(template()));
      assertTrue(file.path().matches(folder + "/name-[A-Za-z0-9]{6}"), file.path());
      Stat stat = LwtMain.run(LwtUnix.stat(file.path()));
      assertEquals(FileKind.REGULAR, stat.kind());
      assertEquals(0600, stat.permissions());
      writeAndReadBack(file.fd());
      assertEquals(stat.inode(), LwtMain.run(file.fd().stat()).inode());
    }

    @Test
    void aDirectoryIsMadeForItsOwnerOnly() {
      String path = LwtMain.run(LwtUnix.mkdtemp(template()));
      assertTrue(path.matches(folder + "/name-[A-Za-z0-9]{6}"), path);
      Stat stat = LwtMain.run(LwtUnix.stat(path));
      assertEquals(FileKind.DIRECTORY, stat.kind());
      assertEquals(0700, stat.permissions() & 0777);
    }

    @ParameterizedTest
    @CsvSource({
      "XXXXXX, [A-Za-z0-9]{6}",
      "aXXXXXX.txt, a[A-Za-z0-9]{6}\\.txt",
      "XXXXXXXX, XX[A-Za-z0-9]{6}",
      "XXXXXX-XXXXXX-, XXXXXX-[A-Za-z0-9]{6}-"
    })
    void theLastPlaceInTheNameIsFilled(String template, String pattern) {
      LwtMain.run(LwtUnix.mkstemp(folder + "/" + template));
      LwtMain.run(LwtUnix.mkdtemp(folder + "/" + template));
      assertEquals(2, names().size());
      names().forEach(name -> assertTrue(name.matches(pattern), name));
    }

    @Test
    void namesDiffer() {
      String first = LwtMain.run(LwtUnix.mkdtemp(template()));
      assertNotEquals(first, LwtMain.run(LwtUnix.mkdtemp(template())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "name", "nameXXXXX", "/XXXXXX/name", "XXXXXX/", "XXXXX/X"})
    void aTemplateWithoutAPlaceIsRefused(String template) {
      UnixException error = runUntilRefused(Errno.EINVAL, LwtUnix.mkstemp(template));
      assertEquals("mkstemp", error.call());
      assertEquals(template, error.argument());
      assertEquals("mkdtemp", runUntilRefused(Errno.EINVAL, LwtUnix.mkdtemp(template)).call());
    }

    @Test
    void aNameThatIsTakenIsNotUsed() {
      faults.on("open").call(1).fail("EEXIST");
      faults.on("open").call(2).fail("EINTR");
      faults.on("mkdir").call(1).fail("EEXIST");
      LwtMain.run(LwtUnix.mkstemp(template()));
      LwtMain.run(LwtUnix.mkdtemp(template()));
      assertEquals(2, names().size());
      assertEquals(3, faults.calls("open"));
      faults.on("mkdir").everyNth(1).fail("EEXIST");
      UnixException error = runUntilRefused(Errno.EEXIST, LwtUnix.mkdtemp(template()));
      assertEquals(template(), error.argument());
    }

    @Test
    void errorsNameTheTemplate() {
      String missing = folder + "/missing/XXXXXX";
      assertEquals(
          "mkstemp: ENOENT (No such file or directory): " + missing,
          runUntilRefused(Errno.ENOENT, LwtUnix.mkstemp(missing)).getMessage());
      assertEquals(
          "mkdtemp: ENOENT (No such file or directory): " + missing,
          runUntilRefused(Errno.ENOENT, LwtUnix.mkdtemp(missing)).getMessage());
      Promise<?> nul = LwtUnix.mkstemp("a\0XXXXXX");
      assertThrows(IllegalArgumentException.class, () -> LwtMain.run(nul));
    }

    @Test
    void whatIsGivenUpIsRemoved() {
      var begun = new Semaphore(0);
      var release = new Semaphore(0);
      faults.watch(
          call -> {
            if (List.of("open", "mkdir").contains(call.name())) {
              begun.release();
              release.acquireUninterruptibly();
            }
          });
      for (Supplier<Promise<?>> make :
          List.<Supplier<Promise<?>>>of(
              () -> LwtUnix.mkstemp(template()),
              () -> LwtUnix.mkdtemp(template()),
              () -> LwtUnix.tmpfile(folder.toString()))) {
        Promise<?> promise = make.get();
        begun.acquireUninterruptibly();
        promise.cancel();
        release.release();
        assertThrows(Canceled.class, () -> LwtMain.run(promise));
        while (!names().isEmpty() || openDescriptors() > 0) {
          LwtMain.run(Jobs.files().run(() -> "a turn"));
        }
      }
    }
  }

  @Nested
  class Unnamed {
    @Test
    void aFileHasNoName() {
      Fd fd = LwtMain.run(LwtUnix.tmpfile(folder.toString()));
      assertUnnamed(fd);
    }

    private void assertUnnamed(Fd fd) {
      writeAndReadBack(fd);
      assertEquals(List.of(), names());
      Stat stat = LwtMain.run(fd.stat());
      assertEquals(0, stat.links());
      assertEquals(0600, stat.permissions());
    }

    @ParameterizedTest
    @ValueSource(strings = {"EOPNOTSUPP", "EISDIR"})
    void soItIsWhereTheFileSystemHasNone(String errno) {
      faults.on("open").call(1).fail(errno);
      assertUnnamed(LwtMain.run(LwtUnix.tmpfile(folder.toString())));
    }

    @Test
    void errorsNameTheDirectory() {
      String missing = folder + "/missing";
      UnixException error = runUntilRefused(Errno.ENOENT, LwtUnix.tmpfile(missing));
      assertEquals("tmpfile: ENOENT (No such file or directory): " + missing, error.getMessage());
      faults.on("open").call(1).fail("EOPNOTSUPP");
      faults.on("unlink").call(1).fail("EIO");
      runUntilRefused(Errno.EIO, LwtUnix.tmpfile(folder.toString()));
      assertEquals(0, openDescriptors());
    }
  }

  @Test
  @SuppressWarnings("NullAway")
  void nullThrows() {
    for (Supplier<Promise<?>> use :
        Arrays.<Supplier<Promise<?>>>asList(
            () -> LwtUnix.mkstemp(null),
            () -> LwtUnix.mkdtemp(null),
            () -> LwtUnix.tmpfile(null))) {
      assertThrows(NullPointerException.class, use::get);
    }
  }
}
