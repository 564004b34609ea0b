package io.lwt.unix;

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
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import io.lwt.testkit.OpenDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Directory} and {@link LwtUnix#filesOfDirectory}. */
class DirectoryTest extends LoopTest {
  private static final int FILES = 20;

  private final Faults faults = new Faults(Posix.host());
  private final Set<String> names = new TreeSet<>(Set.of(".", ".."));
  @TempDir private Path folder;

  @BeforeEach
  void setUp() throws IOException {
    EventLoop.open(faults.posix());
    for (int i = 0; i < FILES; i++) {
      add("file-" + i);
    }
  }

  private void add(String name) throws IOException {
    Files.createFile(folder.resolve(name));
    names.add(name);
  }

  private Directory open() {
    return LwtMain.run(LwtUnix.opendir(folder.toString()));
  }

  private LwtStream<String> stream() {
    return LwtUnix.filesOfDirectory(folder.toString());
  }

  private static Set<String> namesOf(List<DirectoryEntry> entries) {
    Set<String> names = new TreeSet<>();
    entries.forEach(entry -> assertTrue(names.add(entry.name()), entry.name()));
    return names;
  }

  private static List<DirectoryEntry> all(Directory directory) {
    return LwtMain.run(directory.next(Integer.MAX_VALUE));
  }

  private boolean isOpen() {
    return OpenDescriptors.now().containsValue(folder.toString());
  }

  private void awaitClosed() {
    while (isOpen()) {
      LwtMain.run(Jobs.files().run(() -> "a turn"));
    }
  }

  /** Has each read wait on its worker until it is let go on. */
  private Semaphore hold(Semaphore begun) {
    var release = new Semaphore(0);
    faults.watch(
        call -> {
          if (call.name().equals("getdents")) {
            begun.release();
            release.acquireUninterruptibly();
          }
        });
    return release;
  }

  @Nested
  class Reading {
    @Test
    void oneByOneUntilTheEnd() {
      Directory directory = open();
      List<DirectoryEntry> read = new ArrayList<>();
      for (Optional<DirectoryEntry> next = LwtMain.run(directory.next());
          next.isPresent();
          next = LwtMain.run(directory.next())) {
        read.add(next.get());
      }
      assertEquals(names, namesOf(read));
      assertEquals(Optional.empty(), LwtMain.run(directory.next()));
    }

    @Test
    void severalAtATimeFewerAtTheEnd() {
      Directory directory = open();
      assertEquals(List.of(), LwtMain.run(directory.next(0)));
      List<DirectoryEntry> read = new ArrayList<>(LwtMain.run(directory.next(FILES)));
      assertEquals(FILES, read.size());
      List<DirectoryEntry> rest = LwtMain.run(directory.next(100));
      assertEquals(2, rest.size());
      read.addAll(rest);
      assertEquals(names, namesOf(read));
      assertEquals(List.of(), LwtMain.run(directory.next(100)));
      assertThrows(IllegalArgumentException.class, () -> directory.next(-1));
    }

    @Test
    void moreThanOneReadGives() throws IOException {
      String longName = "a-rather-long-name-so-that-not-all-entries-fit-".repeat(5);
      for (int i = 0; i < 1000; i++) {
        add(longName + i);
      }
      Directory directory = open();
      assertEquals(names, namesOf(all(directory)));
      assertTrue(faults.calls("getdents") > 2, faults.calls("getdents") + " reads");
    }

    @Test
    void kindsAreTold() throws IOException {
      Files.createDirectory(folder.resolve("directory"));
      Files.createSymbolicLink(folder.resolve("link"), Path.of("nowhere"));
      for (DirectoryEntry entry : all(open())) {
        Stat stat = LwtMain.run(LwtUnix.lstat(folder + "/" + entry.name()));
        assertTrue(
            entry.kind() == FileKind.UNKNOWN || entry.kind() == stat.kind(), entry.toString());
      }
    }

    @Test
    void namesComeBackAsTheyWere() throws IOException, InterruptedException {
      new ProcessBuilder("sh", "-c", "touch \"$(printf 'caf\\351')\" \"$(printf '\\303\\251')\"")
          .directory(folder.toFile())
          .start()
          .waitFor();
      names.addAll(Set.of("caf\uDCE9", "é"));
      assertEquals(names, namesOf(all(open())));
      LwtMain.run(LwtUnix.unlink(folder + "/caf\uDCE9"));
      LwtMain.run(LwtUnix.unlink(folder + "/é"));
    }

    @Test
    void rewindShowsWhatIsThereNow() throws IOException {
      Directory directory = open();
      LwtMain.run(directory.next());
      add("later");
      LwtMain.run(directory.rewind());
      assertEquals(names, namesOf(all(directory)));
      LwtMain.run(directory.rewind());
      assertEquals(names, namesOf(all(directory)));
    }

    @Test
    void operationsAreServedInTheirOrder() {
      Directory directory = open();
      Promise<Optional<DirectoryEntry>> one = directory.next();
      Promise<List<DirectoryEntry>> five = directory.next(5);
      Promise<@Nullable Void> rewind = directory.rewind();
      Promise<List<DirectoryEntry>> six = directory.next(6);
      LwtMain.run(Lwt.join(one, five, rewind, six));
      List<DirectoryEntry> expected = new ArrayList<>(LwtMain.run(one).stream().toList());
      expected.addAll(LwtMain.run(five));
      assertEquals(expected, LwtMain.run(six));
    }

    @ParameterizedTest
    @ValueSource(strings = {"getdents", "lseek"})
    void anInterruptedCallIsMadeAgain(String call) {
      faults.on(call).call(1).fail("EINTR");
      Directory directory = open();
      LwtMain.run(directory.next());
      LwtMain.run(directory.rewind());
      assertEquals(names, namesOf(all(directory)));
      assertEquals(1, faults.injected());
    }

    @Test
    void anErrorLeavesWhatWasReadBefore() {
      faults.on("getdents").call(2).fail("EIO");
      Directory directory = open();
      UnixException error = runUntilRefused(Errno.EIO, directory.next(100));
      assertEquals("readdir", error.call());
      assertEquals(names, namesOf(all(directory)));
    }

    @Test
    void onlyDirectoriesAreOpened() throws IOException {
      Path file = folder.resolve("file-1");
      UnixException error = runUntilRefused(Errno.ENOTDIR, LwtUnix.opendir(file.toString()));
      assertEquals("opendir: ENOTDIR (Not a directory): " + file, error.getMessage());
    }

    @Test
    void isCloseOnExec() {
      List<Integer> opened = new ArrayList<>();
      faults.watch(
          call -> {
            if (call.name().equals("open") && call.result() instanceof Integer number) {
              opened.add(number);
            }
          });
      Directory directory = open();
      assertEquals(
          io.lwt.bindings.Files.CLOSE_ON_EXEC, Posix.host().descriptorFlags(opened.getFirst()));
      assertEquals("directory fd " + opened.getFirst(), directory.toString());
    }
  }

  /** What is read while the entries before it are taken. */
  @Nested
  class ReadAhead {
    @Test
    void isBegunWhenThereAreEntries() {
      var begun = new Semaphore(0);
      Semaphore release = hold(begun);
      release.release();
      Directory directory = open();
      LwtMain.run(directory.next());
      begun.acquireUninterruptibly(2);
      assertEquals(names.size() - 1, LwtMain.run(directory.next(names.size() - 1)).size());
      Promise<Optional<DirectoryEntry>> end = directory.next();
      runLaps();
      assertTrue(end.isPending());
      release.release(10);
      assertEquals(Optional.empty(), LwtMain.run(end));
    }

    @Test
    void waitsForWhoeverAsksNext() {
      var begun = new Semaphore(0);
      Semaphore release = hold(begun);
      release.release();
      Directory directory = open();
      LwtMain.run(directory.next(names.size()));
      Promise<List<DirectoryEntry>> all = directory.next(100);
      Promise<Optional<DirectoryEntry>> next = directory.next();
      begun.acquireUninterruptibly(2);
      all.cancel();
      release.release(10);
      assertEquals(Optional.empty(), LwtMain.run(next));
    }

    @Test
    void tellsItsErrorOnceToWhoAsks() {
      faults.on("getdents").call(2).fail("EIO");
      Directory directory = open();
      assertEquals(names.size(), LwtMain.run(directory.next(names.size())).size());
      runUntilRefused(Errno.EIO, directory.next());
      assertEquals(Optional.empty(), LwtMain.run(directory.next()));
    }

    @Test
    void keepsItsErrorToItselfIfNobodyAsks() {
      List<Throwable> orphans = new ArrayList<>();
      Lwt.setOrphanHook(orphans::add);
      faults.on("getdents").call(2).fail("EIO");
      Directory directory = open();
      LwtMain.run(directory.next());
      LwtMain.run(directory.rewind());
      assertEquals(names, namesOf(all(directory)));
      LwtMain.run(directory.close());
      EventLoop.current().close();
      assertEquals(List.of(), orphans);
    }
  }

  @Nested
  class Cancelling {
    @Test
    void takesNoEntry() {
      var begun = new Semaphore(0);
      Semaphore release = hold(begun);
      Directory directory = open();
      Promise<Optional<DirectoryEntry>> first = directory.next();
      Promise<List<DirectoryEntry>> second = directory.next(3);
      Promise<List<DirectoryEntry>> rest = directory.next(100);
      begun.acquireUninterruptibly();
      second.cancel();
      first.cancel();
      release.release(10);
      assertThrows(Canceled.class, () -> LwtMain.run(first));
      assertThrows(Canceled.class, () -> LwtMain.run(second));
      assertEquals(names, namesOf(LwtMain.run(rest)));
    }

    @Test
    void aReadThatWasGivenUpDoesNotComeBehindARewind() {
      var begun = new Semaphore(0);
      Semaphore release = hold(begun);
      Directory directory = open();
      Promise<Optional<DirectoryEntry>> first = directory.next();
      begun.acquireUninterruptibly();
      first.cancel();
      Promise<@Nullable Void> rewind = directory.rewind();
      release.release(10);
      LwtMain.run(rewind);
      assertEquals(names, namesOf(all(directory)));
    }

    @Test
    void anOpenThatIsGivenUpLeavesNothingOpen() {
      var begun = new Semaphore(0);
      faults.watch(
          call -> {
            if (call.name().equals("open")) {
              begun.release();
            }
          });
      Promise<Directory> open = LwtUnix.opendir(folder.toString());
      begun.acquireUninterruptibly();
      open.cancel();
      assertThrows(Canceled.class, () -> LwtMain.run(open));
      awaitClosed();
    }
  }

  @Nested
  class Closing {
    @Test
    void everyOperationIsRefusedByItsName() {
      Directory directory = open();
      LwtMain.run(directory.next());
      LwtMain.run(directory.close());
      assertFalse(isOpen());
      assertEquals("readdir", runUntilRefused(Errno.EBADF, directory.next()).call());
      assertEquals("readdir", runUntilRefused(Errno.EBADF, directory.next(1)).call());
      assertEquals("readdir", runUntilRefused(Errno.EBADF, directory.next(0)).call());
      assertEquals("rewinddir", runUntilRefused(Errno.EBADF, directory.rewind()).call());
      assertSame(directory.close(), directory.close());
    }

    @Test
    void rejectsWhatWaits() {
      var begun = new Semaphore(0);
      Semaphore release = hold(begun);
      Directory directory = open();
      Promise<Optional<DirectoryEntry>> next = directory.next();
      Promise<@Nullable Void> rewind = directory.rewind();
      begun.acquireUninterruptibly();
      Promise<@Nullable Void> close = directory.close();
      assertEquals("readdir", runUntilRefused(Errno.EBADF, next).call());
      assertEquals("rewinddir", runUntilRefused(Errno.EBADF, rewind).call());
      assertTrue(isOpen());
      release.release(10);
      LwtMain.run(close);
      assertFalse(isOpen());
    }

    @Test
    void anotherThreadIsRefusedAtOnce() {
      Directory directory = open();
      for (Supplier<Promise<?>> use :
          List.<Supplier<Promise<?>>>of(
              directory::next, () -> directory.next(1), directory::rewind, directory::close)) {
        var error =
            assertThrows(CompletionException.class, CompletableFuture.supplyAsync(use)::join);
        assertInstanceOf(IllegalStateException.class, error.getCause());
      }
    }
  }

  @Nested
  class FilesOfDirectory {
    @Test
    void hasAllNamesAndIsClosedAtTheEnd() {
      assertEquals(names, new TreeSet<>(LwtMain.run(stream().toList())));
      assertFalse(isOpen());
    }

    @Test
    void opensAtTheFirstRead() {
      LwtStream<String> stream = stream();
      assertEquals(0, faults.calls("open"));
      assertTrue(names.contains(LwtMain.run(stream.next())));
      assertTrue(isOpen());
      assertEquals(names.size() - 1, LwtMain.run(stream.toList()).size());
      assertFalse(isOpen());
    }

    @Test
    void anErrorIsToldThenItEnds() {
      faults.on("getdents").call(2).fail("EIO");
      LwtStream<String> stream = stream();
      Set<String> read = new HashSet<>();
      Promise<@Nullable Void> all = stream.iter(read::add);
      runUntilRefused(Errno.EIO, all);
      assertEquals(names, read);
      assertFalse(isOpen());
      assertEquals(Optional.empty(), LwtMain.run(stream.get()));
      LwtStream<String> missing = LwtUnix.filesOfDirectory(folder + "/missing");
      assertEquals("opendir", runUntilRefused(Errno.ENOENT, missing.get()).call());
      assertEquals(Optional.empty(), LwtMain.run(missing.get()));
    }

    @Test
    void aCancelledReadTakesNoName() {
      var begun = new Semaphore(0);
      Semaphore release = hold(begun);
      LwtStream<String> stream = stream();
      Promise<Optional<String>> first = stream.get();
      LwtMain.run(Lwt.pause());
      first.cancel();
      release.release(10);
      assertEquals(names, new TreeSet<>(LwtMain.run(stream.toList())));
      assertFalse(isOpen());
    }

    @Test
    void oneThatIsDroppedIsClosed() {
      dropAStream();
      while (isOpen()) {
        System.gc();
        runLaps();
      }
    }

    private void dropAStream() {
      LwtMain.run(stream().next());
      assertTrue(isOpen());
    }
  }
}
