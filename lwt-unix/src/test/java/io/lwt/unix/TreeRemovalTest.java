package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
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
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link LwtIo#deleteRecursively}: all of it, and nothing else. */
class TreeRemovalTest extends LoopTest {
  private final Faults faults = new Faults(Posix.host());
  @TempDir private Path folder;
  private Path tree;
  private Path outside;

  @BeforeEach
  void setUp() throws IOException {
    EventLoop.open(faults.posix());
    tree = Files.createDirectory(folder.resolve("tree"));
    outside = Files.createDirectory(folder.resolve("outside"));
    Files.writeString(outside.resolve("precious"), "text");
  }

  @AfterEach
  void onlyTheTreeIsGone() throws IOException {
    assertEquals("text", Files.readString(outside.resolve("precious")));
    assertTrue(
        OpenDescriptors.now().values().stream()
            .noneMatch(target -> Path.of(target).startsWith(folder)));
  }

  private void remove() {
    LwtMain.run(LwtIo.deleteRecursively(tree.toString()));
    assertFalse(Files.exists(tree));
  }

  /** Does something on the worker when a call is made that fits, once. */
  private void when(Predicate<Faults.Call> fits, IoRunnable action) {
    var left = new AtomicInteger(1);
    faults.watch(
        call -> {
          if (fits.test(call) && left.getAndDecrement() == 1) {
            try {
              action.run();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
  }

  private interface IoRunnable {
    void run() throws IOException;
  }

  @Test
  void everyKindOfFileIsRemoved() throws IOException {
    Files.createDirectories(tree.resolve("a/b/c"));
    Files.createDirectories(tree.resolve("a/d"));
    Files.writeString(tree.resolve("a/file"), "x");
    Files.writeString(tree.resolve("a/b/.hidden"), "x");
    Files.createSymbolicLink(tree.resolve("a/link"), outside);
    Files.createSymbolicLink(tree.resolve("a/b/c/dangling"), Path.of("nowhere"));
    LwtMain.run(LwtUnix.mkfifo(tree.resolve("a/fifo").toString(), 0600));
    remove();
  }

  @Test
  void aFileAndALinkAreRemovedThemselves() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    LwtMain.run(LwtIo.deleteRecursively(file.toString()));
    assertFalse(Files.exists(file));

    Path link = Files.createSymbolicLink(folder.resolve("link"), outside);
    LwtMain.run(LwtIo.deleteRecursively(link + "/"));
    assertFalse(Files.isSymbolicLink(link));
  }

  @Test
  void manyFilesAndDeepDirectories() throws IOException {
    Path deep = tree;
    for (int i = 0; i < 100; i++) {
      Files.createFile(tree.resolve("a file with a name of some length, number " + i));
      Files.createDirectory(tree.resolve("directory " + i));
      deep = Files.createDirectory(deep.resolve("d"));
    }
    var open = new AtomicInteger();
    var most = new AtomicInteger();
    faults.watch(
        call -> {
          if (call.name().equals("openAt")) {
            most.accumulateAndGet(open.incrementAndGet(), Math::max);
          } else if (call.name().equals("close")) {
            open.decrementAndGet();
          }
        });
    remove();
    assertEquals(2, most.get(), "one, and the next");
  }

  /** Deeper than a path may be long: 4,096 bytes. */
  @Test
  void deeperThanAnyPath() {
    String name = "d".repeat(200);
    int here = Posix.host().open(tree.toString().getBytes(UTF_8), Posix.host().O_RDONLY(), 0);
    for (int i = 0; i < 30; i++) {
      here = makeIn(here, name);
    }
    Posix.host().close(here);
    remove();
  }

  /** By descriptors, from where a process stands. */
  private static int makeIn(int directory, String name) {
    Posix posix = Posix.host();
    String path = "/proc/self/fd/" + directory + "/" + name;
    assertEquals(0, posix.mkdir(path.getBytes(UTF_8), 0700));
    int opened = posix.openAt(directory, name.getBytes(UTF_8), posix.O_RDONLY(), 0);
    posix.close(directory);
    return opened;
  }

  @Test
  void namesThatAreNoTextAreRemoved() {
    String name = tree + "/\uDCFF\uDC80";
    LwtMain.run(LwtIo.withOutput(name, out -> out.write("x")));
    LwtMain.run(LwtUnix.mkdir(name + "d", 0700));
    remove();
  }

  @Test
  void whatIsMissingIsTold() {
    String path = folder.resolve("none").toString();
    assertEquals(path, runUntilRefused(Errno.ENOENT, LwtIo.deleteRecursively(path)).argument());
    runUntilRefused(Errno.ENOENT, LwtIo.deleteRecursively(""));
    assertInstanceOf(
        IllegalArgumentException.class, rejection(LwtIo.deleteRecursively("a\0")).orElseThrow());
  }

  @Test
  void placesThatCannotBeRemovedAreNotEmptiedEither() throws IOException {
    Files.writeString(tree.resolve("file"), "x");
    for (String path : List.of("/", "//", tree + "/.", tree + "/..", ".", tree + "/./")) {
      runUntilRefused(Errno.EINVAL, LwtIo.deleteRecursively(path));
    }
    assertTrue(Files.exists(tree.resolve("file")));
  }

  /** A link takes a directory's place between the look at the directory above and the way down. */
  @Test
  void aLinkInPlaceOfADirectoryIsNotFollowed() throws IOException {
    Path directory = Files.createDirectory(tree.resolve("directory"));
    when(
        call -> call.name().equals("getdents"),
        () -> {
          Files.delete(directory);
          Files.createSymbolicLink(directory, outside);
        });
    remove();
  }

  /** The directory in which it is goes elsewhere: it does not follow upwards, where it has nothing to remove. */
  @Test
  void aDirectoryThatIsMovedIsNotLeftUpwards() throws IOException {
    Path inner = Files.createDirectories(tree.resolve("directory/inner"));
    int[] scans = {0};
    faults.watch(
        call -> {
          if (call.name().equals("getdents") && ++scans[0] == 6) { // two of each directory
            try {
              Files.move(inner, outside.resolve("inner"));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
        });
    UnixException error = runUntilRefused(Errno.ESTALE, LwtIo.deleteRecursively(tree.toString()));
    assertEquals(inner.toString(), error.argument());
    assertTrue(Files.exists(outside.resolve("inner")));
  }

  @Test
  void whatOthersRemoveMeanwhileIsNoError() throws IOException {
    Path file = Files.createFile(tree.resolve("file"));
    Path directory = Files.createDirectory(tree.resolve("directory"));
    when(
        call -> call.name().equals("getdents"),
        () -> {
          Files.delete(file);
          Files.delete(directory);
        });
    remove();
  }

  @Test
  void whatOthersAddMeanwhileIsRemovedToo() throws IOException {
    Files.createDirectories(tree.resolve("directory"));
    when(
        call -> call.name().equals("getdents") && Long.valueOf(0).equals(call.result()),
        () -> Files.createFile(tree.resolve("directory/late")));
    when(call -> call.name().equals("rmdirAt"), () -> Files.createFile(tree.resolve("later")));
    remove();
  }

  @Test
  void ifSomebodyGoesOnAddingItGivesUp() {
    faults.on("rmdirAt").everyNth(1).fail("ENOTEMPTY");
    UnixException error =
        runUntilRefused(Errno.ENOTEMPTY, LwtIo.deleteRecursively(tree.toString()));
    assertEquals(tree.toString(), error.argument());
    assertTrue(faults.calls("rmdirAt") < 10);
  }

  @Test
  void anErrorNamesTheFile() throws IOException {
    Path file = Files.createFile(Files.createDirectories(tree.resolve("a/b")).resolve("file"));
    faults.on("unlinkAt").call(2).fail("EACCES");
    UnixException error = runUntilRefused(Errno.EACCES, LwtIo.deleteRecursively(tree.toString()));
    assertEquals(file.toString(), error.argument());
    assertEquals("unlink", error.call());

    faults.on("openAt").call(2).fail("EMFILE");
    error = runUntilRefused(Errno.EMFILE, LwtIo.deleteRecursively(tree.toString()));
    assertEquals(tree.resolve("a").toString(), error.argument());
    assertEquals("open", error.call());
  }

  @Test
  void whatMayNotBeRemovedIsNoDirectory() throws IOException {
    Path file = Files.createFile(tree.resolve("file"));
    faults.on("unlinkAt").everyNth(1).fail("EPERM");
    UnixException error = runUntilRefused(Errno.EPERM, LwtIo.deleteRecursively(file.toString()));
    assertEquals("unlink", error.call());
    runUntilRefused(Errno.EPERM, LwtIo.deleteRecursively(tree.toString()));
    assertTrue(Files.exists(file));
  }

  @Test
  void aCancelStopsIt() throws IOException {
    Files.createDirectories(tree.resolve("a"));
    Files.createDirectories(tree.resolve("b"));
    var reached = new Semaphore(0);
    var goOn = new Semaphore(0);
    when(
        call -> call.name().equals("rmdirAt"),
        () -> {
          reached.release();
          goOn.acquireUninterruptibly();
        });
    Promise<?> removing = LwtIo.deleteRecursively(tree.toString());
    reached.acquireUninterruptibly();
    removing.cancel();
    goOn.release();
    assertInstanceOf(Canceled.class, rejection(removing).orElseThrow());
    while (Jobs.files().stats().busy() > 0) {
      Thread.onSpinWait();
    }
    assertTrue(Files.exists(tree));
  }
}
