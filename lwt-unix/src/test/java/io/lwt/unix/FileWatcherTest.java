package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.LwtStream;
import io.lwt.Promise;
import io.lwt.State;
import io.lwt.bindings.Inotify;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link FileWatcher}. */
class FileWatcherTest extends LoopTest {
  private final Faults faults = new Faults(Posix.host());
  private final EventLoop loop = EventLoop.open(faults.posix());
  private final FileWatcher watcher = LwtUnix.watchFiles();
  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void setUp() throws IOException {
    file = Files.writeString(folder.resolve("file"), "text");
  }

  private FileWatch watch(Path path, WatchKind... kinds) {
    return LwtMain.run(watcher.add(path.toString(), Set.of(kinds)));
  }

  private WatchEvent next() {
    return LwtMain.run(watcher.next());
  }

  /** The next event, by its kind and name. */
  private String told() {
    WatchEvent event = next();
    return (event.kind() + " " + event.name()).strip();
  }

  private void assertTold(String... events) {
    for (String event : events) {
      assertEquals(event, told());
    }
    assertNothingMore();
  }

  private void assertNothingMore() {
    Promise<WatchEvent> more = watcher.next();
    runLaps();
    assertTrue(more.isPending(), more.toString());
    more.cancel();
  }

  /** Has each addition of a watch wait on its worker, when the system has made it, until it is let go on. */
  private Semaphore holdAdditions(Semaphore made) {
    var release = new Semaphore(0);
    faults.watch(
        call -> {
          if (call.name().equals("inotifyAddWatch")) {
            made.release();
            release.acquireUninterruptibly();
          }
        });
    return release;
  }

  @Nested
  class Kinds {
    @Test
    void whatIsDoneToTheFilesOfADirectory() throws IOException {
      LwtMain.run(watcher.add(folder.toString(), WatchKind.all()));
      Files.createFile(folder.resolve("new"));
      assertTold("CREATE new", "OPEN new", "CLOSE_WRITE new");
      try (var writer = new RandomAccessFile(file.toFile(), "rw")) {
        writer.write('x');
      }
      assertTold("OPEN file", "MODIFY file", "CLOSE_WRITE file");
      try (var reader = new RandomAccessFile(file.toFile(), "r")) {
        assertEquals('x', reader.read());
      }
      assertTold("OPEN file", "ACCESS file", "CLOSE_NOWRITE file");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      assertTold("ATTRIB file");
      Files.delete(file);
      assertTold("DELETE file");
    }

    @Test
    void onlyWhatWasAskedFor() throws IOException {
      watch(folder, WatchKind.CLOSE_WRITE, WatchKind.DELETE);
      Files.writeString(file, "other");
      Files.delete(file);
      assertTold("CLOSE_WRITE file", "DELETE file");
    }

    @Test
    void aMoveIsTwoEventsWithOneCookie() throws IOException {
      FileWatch watch = watch(folder, WatchKind.MOVED_FROM, WatchKind.MOVED_TO, WatchKind.CREATE);
      Files.move(file, folder.resolve("other"));
      WatchEvent from = next();
      WatchEvent to = next();
      Optional<FileWatch> by = Optional.of(watch);
      assertEquals(new WatchEvent(WatchKind.MOVED_FROM, by, "file", false, from.cookie()), from);
      assertEquals(new WatchEvent(WatchKind.MOVED_TO, by, "other", false, from.cookie()), to);
      assertTrue(from.cookie() != 0);
      Files.createFile(file);
      assertEquals(new WatchEvent(WatchKind.CREATE, by, "file", false, 0), next());
    }

    @Test
    void aMoveToOrFromElsewhereIsOneEvent() throws IOException {
      Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
      watch(elsewhere, WatchKind.MOVED_FROM, WatchKind.MOVED_TO);
      Files.move(file, elsewhere.resolve("in"));
      Files.move(elsewhere.resolve("in"), folder.resolve("out"));
      assertTold("MOVED_TO in", "MOVED_FROM in");
    }

    @Test
    void whatIsDoneToTheWatchedFileItself() throws IOException {
      FileWatch watch = watch(file, WatchKind.MODIFY, WatchKind.MOVE_SELF, WatchKind.DELETE_SELF);
      Files.writeString(file, "more", java.nio.file.StandardOpenOption.APPEND);
      Path moved = Files.move(file, folder.resolve("moved"));
      Files.delete(moved);
      WatchEvent modified = next();
      assertEquals("", modified.name());
      assertEquals(file.toString(), modified.path());
      assertFalse(watch.hasEnded());
      assertTold("MOVE_SELF", "DELETE_SELF", "IGNORED");
      assertTrue(watch.hasEnded());
    }

    @Test
    void directoriesAreToldToBe() throws IOException {
      FileWatch watch = watch(folder, WatchKind.CREATE, WatchKind.DELETE_SELF);
      Path below = Files.createDirectory(folder.resolve("below"));
      WatchEvent event = next();
      Optional<FileWatch> by = Optional.of(watch);
      assertEquals(new WatchEvent(WatchKind.CREATE, by, "below", true, 0), event);
      assertEquals(below.toString(), event.path());
      Files.createFile(below.resolve("deeper"));
      assertNothingMore();
    }

    /** Has each event that is read be another one. */
    private void replaceBy(int mask) {
      faults.watch(
          call -> {
            if (call.name().equals("read") && call.arguments().get(1) instanceof MemorySegment s) {
              s.set(ValueLayout.JAVA_INT, 4, mask);
            }
          });
    }

    /** To unmount takes a privilege. */
    @Test
    void anUnmountedFileSystemIsTold() {
      replaceBy(Inotify.IN_UNMOUNT);
      FileWatch watch = watch(file, WatchKind.ATTRIB);
      LwtMain.run(LwtUnix.chmod(file.toString(), 0600));
      WatchEvent event = next();
      assertEquals(WatchKind.UNMOUNT, event.kind());
      assertEquals(Optional.of(watch), event.watch());
    }

    /** As it does when a truncation takes a permission away. */
    @Test
    void severalThingsThatTheSystemTellsAtOnceAreEventsOfTheirOwn() {
      replaceBy(Inotify.IN_MODIFY | Inotify.IN_ATTRIB | Inotify.IN_ACCESS);
      watch(file, WatchKind.ATTRIB, WatchKind.MODIFY);
      LwtMain.run(LwtUnix.chmod(file.toString(), 0600));
      assertTold("ATTRIB", "MODIFY");
    }

    @Test
    void namesComeBackAsTheyWere() throws IOException, InterruptedException {
      watch(folder, WatchKind.CREATE, WatchKind.DELETE);
      new ProcessBuilder("sh", "-c", "touch \"$(printf 'caf\\351')\"")
          .directory(folder.toFile())
          .start()
          .waitFor();
      WatchEvent event = next();
      assertEquals("caf\uDCE9", event.name());
      LwtMain.run(LwtUnix.unlink(event.path()));
      assertEquals("DELETE caf\uDCE9", told());
    }

    @Test
    void aPathHasOneSlashInBetween() {
      var watch = new FileWatch(watcher, "/", 1, 0);
      assertEquals(
          "/tmp", new WatchEvent(WatchKind.ATTRIB, Optional.of(watch), "tmp", true, 0).path());
      assertEquals("", new WatchEvent(WatchKind.Q_OVERFLOW, Optional.empty(), "", false, 0).path());
    }
  }

  @Nested
  class Overflow {
    /** Such a file tells all of its text to the first read, or none. */
    private static int limit() throws IOException {
      Path limit = Path.of("/proc/sys/fs/inotify/max_queued_events");
      return Integer.parseInt(Files.readAllLines(limit).getFirst());
    }

    @Test
    void isAnEventBehindThoseThatWereKept() throws IOException {
      watch(folder, WatchKind.ATTRIB);
      Path other = Files.createFile(folder.resolve("other"));
      int limit = limit();
      for (int i = 0; i <= limit; i++) {
        Posix.host().chmod((i % 2 == 0 ? file : other).toString().getBytes(UTF_8), 0600);
      }
      for (int i = 0; i < limit; i++) {
        assertEquals(i % 2 == 0 ? "ATTRIB file" : "ATTRIB other", told());
      }
      WatchEvent event = next();
      assertEquals(WatchKind.Q_OVERFLOW, event.kind());
      assertEquals(Optional.empty(), event.watch());
      Posix.host().chmod(file.toString().getBytes(UTF_8), 0644);
      assertTold("ATTRIB file");
    }
  }

  @Nested
  class Reading {
    @Test
    void waitsForWhatHappens() throws IOException {
      watch(folder, WatchKind.CREATE);
      Promise<WatchEvent> first = watcher.next();
      Promise<WatchEvent> second = watcher.next();
      runLaps();
      assertTrue(first.isPending());
      Files.createFile(folder.resolve("a"));
      assertEquals("a", LwtMain.run(first).name());
      Files.createFile(folder.resolve("b"));
      assertEquals("b", LwtMain.run(second).name());
    }

    @Test
    void eachReadGetsOneEventInTurn() throws IOException {
      watch(folder, WatchKind.CREATE);
      List<Promise<WatchEvent>> reads = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        reads.add(watcher.next());
      }
      for (int i = 0; i < 300; i++) {
        Files.createFile(folder.resolve("n" + i));
      }
      for (int i = 0; i < 200; i++) {
        assertEquals("n" + i, LwtMain.run(reads.get(i)).name());
      }
      for (int i = 200; i < 300; i++) {
        assertEquals("CREATE n" + i, told());
      }
      assertNothingMore();
    }

    @Test
    void aCancelTakesNoEvent() throws IOException {
      watch(folder, WatchKind.CREATE);
      Promise<WatchEvent> first = watcher.next();
      Promise<WatchEvent> second = watcher.next();
      Promise<WatchEvent> third = watcher.next();
      first.onTermination(third::cancel);
      Files.createFile(folder.resolve("a"));
      Files.createFile(folder.resolve("b"));
      second.cancel();
      assertEquals("a", LwtMain.run(first).name());
      assertThrows(Canceled.class, () -> LwtMain.run(second));
      assertThrows(Canceled.class, () -> LwtMain.run(third));
      assertTold("CREATE b");
    }

    @ParameterizedTest
    @ValueSource(ints = {272, 300, 1000, 5000})
    void nothingIsMissedHoweverShortTheReads(int length) throws IOException {
      faults.on("read").everyNth(1).shorten(length);
      watch(folder, WatchKind.CREATE);
      Promise<WatchEvent> first = watcher.next();
      runLaps();
      for (int i = 0; i < 100; i++) {
        Files.createFile(folder.resolve("n".repeat(1 + 2 * i) + i));
      }
      assertEquals("n0", LwtMain.run(first).name());
      for (int i = 1; i < 100; i++) {
        assertEquals("CREATE " + "n".repeat(1 + 2 * i) + i, told());
      }
      assertNothingMore();
    }

    @ParameterizedTest
    @CsvSource({"EINTR, 2", "EAGAIN, 2", "EAGAIN, 3"})
    void whatTheSystemMayAnswerAtAnyTimeIsNotSeen(String errno, int nth) throws IOException {
      faults.on("read").everyNth(nth).fail(errno);
      watch(folder, WatchKind.CREATE);
      for (int i = 0; i < 10; i++) {
        Promise<WatchEvent> read = watcher.next();
        Files.createFile(folder.resolve("n" + i));
        assertEquals("n" + i, LwtMain.run(read).name());
      }
      assertTrue(faults.injected() > 0);
    }

    @Test
    void anErrorIsToldToWhoAskedAndTheNextGoesOn() throws IOException {
      watch(folder, WatchKind.CREATE);
      Files.createFile(folder.resolve("a"));
      faults.on("read").call(1).fail("EIO");
      UnixException error = runUntilRefused(Errno.EIO, watcher.next());
      assertEquals("read", error.call());
      assertTold("CREATE a");
    }

    @Test
    void aStreamHasAllEventsAndEndsWithTheWatcher() throws IOException {
      watch(folder, WatchKind.CREATE);
      LwtStream<WatchEvent> stream = watcher.events();
      Files.createFile(folder.resolve("a"));
      assertEquals("a", LwtMain.run(stream.next()).name());
      Promise<Optional<WatchEvent>> given = stream.get();
      runLaps();
      given.cancel();
      Files.createFile(folder.resolve("b"));
      assertEquals("b", LwtMain.run(stream.next()).name());
      Promise<Optional<WatchEvent>> end = stream.get();
      runLaps();
      LwtMain.run(watcher.close());
      assertEquals(Optional.empty(), LwtMain.run(end));
      assertEquals(Optional.empty(), LwtMain.run(stream.get()));
    }

    @Test
    void aStreamTellsErrorsAndGoesOn() throws IOException {
      watch(folder, WatchKind.CREATE);
      Files.createFile(folder.resolve("a"));
      faults.on("read").call(1).fail("EIO");
      LwtStream<WatchEvent> stream = watcher.events();
      runUntilRefused(Errno.EIO, stream.get());
      assertEquals("a", LwtMain.run(stream.next()).name());
    }
  }

  @Nested
  class Adding {
    @Test
    void anErrorNamesThePath() {
      String missing = folder.resolve("missing").toString();
      UnixException error =
          runUntilRefused(Errno.ENOENT, watcher.add(missing, Set.of(WatchKind.MODIFY)));
      assertEquals(
          "inotify_add_watch: ENOENT (No such file or directory): " + missing, error.getMessage());
      faults.on("inotifyAddWatch").call(1).fail("EINTR");
      faults.on("inotifyAddWatch").call(2).fail("ENOSPC");
      runUntilRefused(Errno.ENOSPC, watcher.add(folder.toString(), Set.of(WatchKind.MODIFY)));
      Promise<?> nul = watcher.add("a\0b", Set.of(WatchKind.MODIFY));
      assertThrows(IllegalArgumentException.class, () -> LwtMain.run(nul));
    }

    @Test
    void aFileIsWatchedOnceByWhateverPath() throws IOException {
      watch(file, WatchKind.ATTRIB);
      Path link = Files.createSymbolicLink(folder.resolve("link"), file);
      runUntilRefused(Errno.EEXIST, watcher.add(link.toString(), Set.of(WatchKind.MODIFY)));
      FileWatcher another = LwtUnix.watchFiles();
      LwtMain.run(another.add(link.toString(), Set.of(WatchKind.CLOSE_WRITE)));
      Files.writeString(file, "other");
      assertEquals(WatchKind.CLOSE_WRITE, LwtMain.run(another.next()).kind());
      assertNothingMore();
    }

    @Test
    void optionsAreKept() throws IOException {
      Set<WatchKind> kinds = EnumSet.of(WatchKind.ATTRIB);
      runUntilRefused(
          Errno.ENOTDIR, watcher.add(file.toString(), kinds, Set.of(WatchOption.ONLYDIR)));
      Path link = Files.createSymbolicLink(folder.resolve("link"), file);
      LwtMain.run(
          watcher.add(
              link.toString(), Set.of(WatchKind.MOVE_SELF), Set.of(WatchOption.DONT_FOLLOW)));
      LwtMain.run(watcher.add(file.toString(), kinds, Set.of(WatchOption.ONESHOT)));
      LwtMain.run(LwtUnix.chmod(file.toString(), 0600));
      assertTold("ATTRIB", "IGNORED");
      Files.move(link, folder.resolve("other"));
      assertEquals(link.toString(), next().path());
    }

    @Test
    void filesWithoutANameCanBeLeftOut() throws IOException {
      LwtMain.run(
          watcher.add(
              folder.toString(), Set.of(WatchKind.MODIFY), Set.of(WatchOption.EXCL_UNLINK)));
      try (var writer = new RandomAccessFile(file.toFile(), "rw")) {
        writer.write('x');
        Files.delete(file);
        writer.write('y');
      }
      assertTold("MODIFY file");
    }

    @Test
    @SuppressWarnings("NullAway")
    void whatCannotBeAskedForThrows() {
      String path = folder.toString();
      for (Set<WatchKind> kinds :
          List.of(
              Set.<WatchKind>of(),
              EnumSet.allOf(WatchKind.class),
              Set.of(WatchKind.UNMOUNT),
              Set.of(WatchKind.IGNORED),
              Set.of(WatchKind.Q_OVERFLOW))) {
        assertThrows(IllegalArgumentException.class, () -> watcher.add(path, kinds));
      }
      assertThrows(NullPointerException.class, () -> watcher.add(null, WatchKind.all()));
    }

    @Test
    void whatHappensBeforeTheWatchIsKnownIsToldBehindIt() throws IOException {
      Path below = Files.createDirectory(folder.resolve("below"));
      watch(folder, WatchKind.CREATE);
      var made = new Semaphore(0);
      Semaphore release = holdAdditions(made);
      List<String> order = new ArrayList<>();
      Promise<FileWatch> add = watcher.add(below.toString(), Set.of(WatchKind.CREATE));
      add.onSuccess(watch -> order.add(watch.path()));
      made.acquireUninterruptibly();
      Files.createFile(folder.resolve("a"));
      Files.createFile(below.resolve("b"));
      Files.createFile(folder.resolve("c"));
      Promise<WatchEvent> a = watcher.next();
      Promise<WatchEvent> b = watcher.next();
      Promise<WatchEvent> c = watcher.next();
      for (Promise<WatchEvent> read : List.of(a, b, c)) {
        read.onSuccess(event -> order.add(event.path()));
      }
      runLaps();
      assertEquals(List.of(folder + "/a"), order);
      assertTrue(b.isPending() && c.isPending());
      release.release();
      LwtMain.run(Lwt.join(b, c));
      assertEquals(List.of(folder + "/a", below.toString(), below + "/b", folder + "/c"), order);
    }

    @Test
    void oneThatIsGivenUpTellsNothing() throws IOException {
      Path below = Files.createDirectory(folder.resolve("below"));
      watch(folder, WatchKind.CREATE);
      var made = new Semaphore(0);
      Semaphore release = holdAdditions(made);
      Promise<FileWatch> add = watcher.add(below.toString(), Set.of(WatchKind.CREATE));
      Promise<FileWatch> waiting = watcher.add(file.toString(), Set.of(WatchKind.ATTRIB));
      made.acquireUninterruptibly();
      add.cancel();
      waiting.cancel();
      Files.createFile(below.resolve("b"));
      Files.createFile(folder.resolve("c"));
      Promise<WatchEvent> read = watcher.next();
      runLaps();
      assertTrue(read.isPending());
      release.release(10);
      assertEquals("c", LwtMain.run(read).name());
      assertThrows(Canceled.class, () -> LwtMain.run(add));
      watch(below, WatchKind.CREATE);
      Files.createFile(below.resolve("d"));
      assertTold("CREATE d");
      assertEquals(3, faults.calls("inotifyAddWatch"));
    }
  }

  @Nested
  class Removing {
    @Test
    void theEndIsTheLastEvent() throws IOException {
      FileWatch watch = watch(folder, WatchKind.CREATE);
      assertEquals("watch of " + folder, watch.toString());
      Files.createFile(folder.resolve("a"));
      LwtMain.run(watch.remove());
      Files.createFile(folder.resolve("b"));
      LwtMain.run(watch.remove());
      assertTold("CREATE a", "IGNORED");
      assertTrue(watch.hasEnded());
      int calls = faults.calls("inotifyRmWatch");
      LwtMain.run(watch.remove());
      assertEquals(calls, faults.calls("inotifyRmWatch"));
      watch(folder, WatchKind.CREATE);
    }

    @Test
    void ofAFileThatIsGoneDoesNothing() throws IOException {
      FileWatch watch = watch(file, WatchKind.DELETE_SELF);
      Files.delete(file);
      LwtMain.run(watch.remove());
      assertTold("DELETE_SELF", "IGNORED");
    }

    @Test
    void anErrorNamesThePath() {
      FileWatch watch = watch(file, WatchKind.ATTRIB);
      faults.on("inotifyRmWatch").call(1).fail("ENOMEM");
      UnixException error = runUntilRefused(Errno.ENOMEM, watch.remove());
      assertEquals("inotify_rm_watch", error.call());
      assertEquals(file.toString(), error.argument());
    }
  }

  @Nested
  class OpeningAndClosing {
    @Test
    void theDescriptorIsCloseOnExecAndNonBlocking() {
      List<Integer> opened = new ArrayList<>();
      faults.watch(
          call -> {
            if (call.name().equals("inotifyInit") && call.result() instanceof Integer number) {
              opened.add(number);
            }
          });
      FileWatcher another = LwtUnix.watchFiles();
      assertEquals(
          io.lwt.bindings.Files.CLOSE_ON_EXEC | io.lwt.bindings.Files.NON_BLOCKING,
          Posix.host().descriptorFlags(opened.getFirst()));
      assertEquals("file watcher fd " + opened.getFirst(), another.toString());
      faults.on("inotifyInit").call(1).fail("EMFILE");
      UnixException error = refused(Errno.EMFILE, LwtUnix::watchFiles);
      assertEquals("inotify_init1", error.call());
    }

    @Test
    void closingRejectsWhatWaitsAndWhatComesLater() throws IOException {
      FileWatch watch = watch(folder, WatchKind.CREATE);
      var made = new Semaphore(0);
      Semaphore release = holdAdditions(made);
      Promise<WatchEvent> read = watcher.next();
      Promise<FileWatch> add = watcher.add(file.toString(), Set.of(WatchKind.ATTRIB));
      made.acquireUninterruptibly();
      Promise<@Nullable Void> close = watcher.close();
      assertEquals("read", runUntilRefused(Errno.EBADF, read).call());
      assertEquals("inotify_add_watch", runUntilRefused(Errno.EBADF, add).call());
      assertTrue(close.isPending());
      release.release();
      LwtMain.run(close);
      assertSame(close, watcher.close());
      runUntilRefused(Errno.EBADF, watcher.next());
      runUntilRefused(Errno.EBADF, watcher.add(file.toString(), Set.of(WatchKind.ATTRIB)));
      assertEquals("inotify_rm_watch", runUntilRefused(Errno.EBADF, watch.remove()).call());
      assertEquals(Optional.empty(), LwtMain.run(watcher.events().get()));
    }

    @Test
    void whatWasNotReadIsDroppedWithTheWatcher() throws IOException {
      watch(folder, WatchKind.CREATE);
      Files.createFile(folder.resolve("a"));
      Files.createFile(folder.resolve("b"));
      assertEquals("CREATE a", told());
      Promise<@Nullable Void> close = watcher.close();
      runUntilRefused(Errno.EBADF, watcher.next());
      LwtMain.run(close);
    }

    @Test
    void theLoopsEndIsTheWatchersWhileAWatchIsAdded() {
      String number = watcher.toString().replaceAll(".* ", "");
      var made = new Semaphore(0);
      Semaphore release = holdAdditions(made);
      Promise<WatchEvent> read = watcher.next();
      Promise<FileWatch> add = watcher.add(file.toString(), Set.of(WatchKind.ATTRIB));
      made.acquireUninterruptibly();
      loop.close();
      assertInstanceOf(State.Rejected.class, read.state());
      assertInstanceOf(State.Rejected.class, add.state());
      assertTrue(isOpen(number));
      release.release();
      while (isOpen(number)) {
        LwtMain.run(Jobs.files().run(() -> "a turn"));
      }
    }

    private static boolean isOpen(String number) {
      Path link = Path.of("/proc/self/fd", number);
      try {
        return Files.readSymbolicLink(link).toString().contains("inotify");
      } catch (IOException e) { // closed
        return false;
      }
    }

    @Test
    void anotherThreadIsRefusedAtOnce() {
      FileWatch watch = watch(folder, WatchKind.CREATE);
      for (Supplier<Promise<?>> use :
          List.<Supplier<Promise<?>>>of(
              watcher::next,
              () -> watcher.add(file.toString(), WatchKind.all()),
              watch::remove,
              watcher::close)) {
        var error =
            assertThrows(CompletionException.class, CompletableFuture.supplyAsync(use)::join);
        assertInstanceOf(IllegalStateException.class, error.getCause());
      }
    }
  }
}
