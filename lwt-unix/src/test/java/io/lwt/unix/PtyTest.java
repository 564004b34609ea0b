package io.lwt.unix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.bindings.Files;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import io.lwt.testkit.OpenDescriptors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link LwtUnix#openPty}, and both its sides as descriptors: whatever the sizes of reads, nothing is missed. */
class PtyTest extends LoopTest {
  private static final WindowSize SIZE = new WindowSize(24, 80, 800, 480);

  private final Faults faults = new Faults(Posix.host());
  private final EventLoop loop = EventLoop.open(faults.posix());

  private static Pty rawPty() {
    return LwtUnix.openPty(SIZE, TerminalAttributes::raw);
  }

  /** A pseudo-terminal that shows nothing of what is typed. */
  private static Pty quietPty() {
    return LwtUnix.openPty(SIZE, attributes -> attributes.without(TerminalFlag.ECHO));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static Promise<@Nullable Void> write(Fd fd, String text) {
    return Loopback.writeAll(fd, bytes(text));
  }

  /** What one read gives. */
  private static String read(Fd fd, int length) {
    byte[] buffer = new byte[length];
    return new String(buffer, 0, LwtMain.run(fd.read(buffer)), UTF_8);
  }

  private static long openTerminals() {
    return OpenDescriptors.now().values().stream()
        .filter(target -> target.startsWith("/dev/pts/") || target.equals("/dev/ptmx"))
        .count();
  }

  @Nested
  class Opening {
    @Test
    void bothSidesAreCloseOnExecAndNonBlocking() {
      Pty pty = LwtUnix.openPty();
      for (Fd fd : List.of(pty.master(), pty.slave())) {
        assertEquals(
            Files.CLOSE_ON_EXEC | Files.NON_BLOCKING, Posix.host().descriptorFlags(fd.number()));
        assertTrue(LwtMain.run(fd.isTty()));
      }
    }

    @Test
    void itHasTheSizeAndTheAttributesThatWereAsked() {
      Pty pty = LwtUnix.openPty(SIZE, attributes -> attributes.raw().withSpeed(9600));
      assertEquals(SIZE, LwtMain.run(pty.master().terminal().tcgetwinsize()));
      TerminalAttributes attributes = LwtMain.run(pty.slave().terminal().tcgetattr());
      assertFalse(attributes.has(TerminalFlag.ICANON));
      assertEquals(9600, attributes.outputSpeed());
      Pty plain = Pty.open(new WindowSize(10, 20));
      assertEquals(
          new WindowSize(10, 20, 0, 0), LwtMain.run(plain.slave().terminal().tcgetwinsize()));
      assertTrue(LwtMain.run(plain.slave().terminal().tcgetattr()).has(TerminalFlag.ICANON));
    }

    @Test
    void theNameOpensTheSlaveOnceMore() {
      Pty pty = rawPty();
      Fd again =
          LwtMain.run(LwtUnix.openfile(pty.slaveName(), Set.of(OpenFlag.RDWR, OpenFlag.NOCTTY), 0));
      LwtMain.run(write(again, "hello"));
      assertEquals("hello", read(pty.master(), 10));
      LwtMain.run(write(pty.master(), "you"));
      assertEquals("you", read(again, 10));
      LwtMain.run(again.close());
    }

    @Test
    void twoAreNotTheSame() {
      Pty first = rawPty();
      Pty second = rawPty();
      LwtMain.run(write(first.slave(), "1"));
      LwtMain.run(write(second.slave(), "2"));
      assertEquals("1", read(first.master(), 10));
      assertEquals("2", read(second.master(), 10));
    }

    @ParameterizedTest
    @CsvSource({
      "openpt, ENOSPC, posix_openpt",
      "openpt, EMFILE, posix_openpt",
      "grantpt, EACCES, grantpt",
      "unlockpt, EINVAL, unlockpt",
      "ptsname, ERANGE, ptsname",
      "openOtherSide, EMFILE, open",
      "tcgetattr, EIO, tcgetattr",
      "tcsetattr, EIO, tcsetattr",
      "tcsetwinsize, EIO, tcsetwinsize"
    })
    void anErrorLeavesNothingOpen(String method, Errno errno, String call) throws IOException {
      long before = openTerminals();
      faults.on(method).call(1).fail(errno.name());
      assertEquals(call, refused(errno, PtyTest::rawPty).call());
      assertEquals(before, openTerminals());
      rawPty();
    }

    @Test
    void attributesThatThrowLeaveNothingOpen() throws IOException {
      long before = openTerminals();
      var thrown =
          assertThrows(
              IllegalArgumentException.class,
              () -> LwtUnix.openPty(SIZE, attributes -> attributes.withSpeed(-1)));
      assertEquals("speed -1: not within 0 to 2147483647", thrown.getMessage());
      assertEquals(before, openTerminals());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENOTTY", "EINVAL"})
    void whereTheSlaveHasToBeOpenedByItsPathItIs(String errno) throws IOException {
      faults.on("openOtherSide").call(1).fail(errno);
      Pty pty = rawPty();
      assertEquals(
          Files.CLOSE_ON_EXEC | Files.NON_BLOCKING,
          Posix.host().descriptorFlags(pty.slave().number()));
      LwtMain.run(write(pty.slave(), "hello"));
      assertEquals("hello", read(pty.master(), 10));
      long before = openTerminals();
      faults.on("openOtherSide").call(1).fail(errno);
      faults.on("open").call(1).fail("ENOENT");
      assertEquals("open", refused(Errno.ENOENT, PtyTest::rawPty).call());
      assertEquals(before, openTerminals());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "openpt",
          "grantpt",
          "unlockpt",
          "ptsname",
          "openOtherSide",
          "tcgetattr",
          "tcsetattr",
          "tcsetwinsize"
        })
    void anInterruptedCallIsMadeAgain(String call) {
      faults.on(call).call(1).fail("EINTR");
      rawPty();
      assertEquals(2, faults.calls(call));
    }

    @Test
    void aClosedLoopHasNoMore() {
      loop.close();
      assertThrows(
          IllegalStateException.class, () -> Ptys.open(loop, attributes -> attributes, null));
    }
  }

  @Nested
  class Lines {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 64})
    void areReadToTheEndWhateverTheSizeOfReads(int size) {
      Pty pty = quietPty();
      LwtMain.run(write(pty.master(), "one\ntwo\n\nthree\n"));
      StringBuilder read = new StringBuilder();
      while (read.length() < "one\ntwo\n\nthree\n".length()) {
        String piece = read(pty.slave(), size);
        assertTrue(piece.indexOf('\n') < 0 || piece.endsWith("\n"), piece);
        read.append(piece);
      }
      assertEquals("one\ntwo\n\nthree\n", read.toString());
    }

    @Test
    void areReadWhenTheyAreWhole() {
      Pty pty = quietPty();
      byte[] buffer = new byte[10];
      Promise<Integer> read = pty.slave().read(buffer);
      LwtMain.run(write(pty.master(), "ab"));
      runLaps();
      assertTrue(read.isPending());
      LwtMain.run(write(pty.master(), "c\n"));
      assertEquals(4, LwtMain.run(read));
    }

    @Test
    void theRestOfALineIsThereAfterAShortRead() {
      Pty pty = quietPty();
      byte[] two = new byte[2];
      byte[] rest = new byte[10];
      Promise<Integer> first = pty.slave().read(two);
      Promise<Integer> second = pty.slave().read(rest);
      LwtMain.run(write(pty.master(), "abc\n"));
      assertEquals(2, LwtMain.run(first));
      assertEquals(2, LwtMain.run(second));
      assertEquals("c\n", new String(rest, 0, 2, UTF_8));
    }

    @Test
    void theEndOfInputIsZeroAndMoreMayFollow() {
      Pty pty = quietPty();
      LwtMain.run(write(pty.master(), "a\n\4b\4c\n"));
      assertEquals("a\n", read(pty.slave(), 10));
      assertEquals("", read(pty.slave(), 10));
      assertEquals("b", read(pty.slave(), 10));
      assertEquals("c\n", read(pty.slave(), 10));
      Promise<Integer> read = pty.slave().read(new byte[10]);
      LwtMain.run(write(pty.master(), "\4"));
      assertEquals(0, LwtMain.run(read));
    }

    @Test
    void whatWasTypedBeforeTheTerminalBecameRawIsReadThen() {
      Pty pty = quietPty();
      byte[] buffer = new byte[10];
      LwtMain.run(write(pty.master(), "abc"));
      Promise<Integer> read = pty.slave().read(buffer);
      runLaps();
      assertTrue(read.isPending());
      Terminal terminal = pty.slave().terminal();
      LwtMain.run(
          terminal
              .tcgetattr()
              .bind(attributes -> terminal.tcsetattr(SetattrWhen.NOW, attributes.raw())));
      assertEquals(3, LwtMain.run(read));
      assertEquals("abc", new String(buffer, 0, 3, UTF_8));
    }
  }

  @Nested
  class Bytes {
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 4095, 1 << 16})
    void reachTheMasterWhateverTheSizeOfReads(int size) {
      Pty pty = rawPty();
      assertCarries(pty.slave(), pty.master(), size);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 100, 4095, 1 << 16})
    void reachTheSlaveWhateverTheSizeOfReads(int size) {
      Pty pty = rawPty();
      assertCarries(pty.master(), pty.slave(), size);
    }

    private void assertCarries(Fd from, Fd to, int size) {
      byte[] much = new byte[size == 1 ? 3_000 : 40_000];
      new Random(size).nextBytes(much);
      StringBuilder read = new StringBuilder();
      Promise<?> reading = readUntil(to, new byte[size], read, much.length);
      LwtMain.run(Lwt.both(Loopback.writeAll(from, much), reading));
      assertEquals(new String(much, ISO_8859_1), read.toString());
    }

    private Promise<@Nullable Void> readUntil(
        Fd fd, byte[] buffer, StringBuilder read, int length) {
      return read.length() == length
          ? Promise.unit()
          : fd.read(buffer)
              .bind(
                  count -> {
                    read.append(new String(buffer, 0, count, ISO_8859_1));
                    return readUntil(fd, buffer, read, length);
                  });
    }

    @Test
    void oneByOneWakeTheReaderEachTime() {
      Pty pty = rawPty();
      StringBuilder read = new StringBuilder();
      for (char c = 'a'; c <= 'z'; c++) {
        byte[] buffer = new byte[10];
        Promise<Integer> next = pty.master().read(buffer);
        assertTrue(next.isPending());
        pty.slave().write(new byte[] {(byte) c});
        read.append(new String(buffer, 0, LwtMain.run(next), UTF_8));
      }
      assertEquals("abcdefghijklmnopqrstuvwxyz", read.toString());
    }

    @Test
    void aMinimumWakesWhenThereIsEnough() {
      Pty pty = LwtUnix.openPty(SIZE, attributes -> attributes.raw().withMinimum(3));
      byte[] buffer = new byte[10];
      Promise<Integer> read = pty.slave().read(buffer);
      LwtMain.run(write(pty.master(), "abcd"));
      assertEquals(4, LwtMain.run(read));
    }

    @Test
    void outputIsProcessedAndInputIsShown() {
      Pty pty = Pty.open(SIZE);
      LwtMain.run(write(pty.slave(), "a\n"));
      assertEquals("a\r\n", read(pty.master(), 10));
      LwtMain.run(write(pty.master(), "b\r"));
      assertEquals("b\n", read(pty.slave(), 10));
      assertEquals("b\r\n", read(pty.master(), 10));
    }
  }

  @Nested
  class TheEnd {
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100})
    void ofTheSlaveComesAfterEverythingItWrote(int size) {
      Pty pty = rawPty();
      Promise<String> all = Loopback.readAll(pty.master(), size);
      LwtMain.run(write(pty.slave(), "some text").bind(_ -> pty.slave().close()));
      assertEquals("some text", LwtMain.run(all));
      assertEquals("", read(pty.master(), 10));
    }

    @Test
    void ofTheSlaveIsTheSameForEveryRead() {
      Pty pty = rawPty();
      LwtMain.run(write(pty.slave(), "some text").bind(_ -> pty.slave().close()));
      ByteBuffer buffer = ByteBuffer.allocate(4);
      byte[] bytes = new byte[100];
      assertEquals(4, LwtMain.run(pty.master().read(buffer)));
      assertEquals(5, LwtMain.run(pty.master().readv(new IoVec().append(bytes))));
      assertEquals("text", new String(bytes, 1, 4, UTF_8));
      assertEquals(0, LwtMain.run(pty.master().readv(new IoVec().append(bytes))));
      assertEquals(0, LwtMain.run(pty.master().read(ByteBuffer.allocate(4))));
    }

    @Test
    void ofTheSlaveWakesAReaderThatWaits() {
      Pty pty = rawPty();
      List<Promise<Integer>> reads = new ArrayList<>();
      reads.add(pty.master().read(new byte[10]));
      reads.add(pty.master().read(new byte[10]));
      runLaps();
      assertTrue(reads.getFirst().isPending());
      LwtMain.run(pty.slave().close());
      assertEquals(List.of(0, 0), LwtMain.run(Lwt.all(reads)));
    }

    @Test
    void isNotOneWhenTheSlaveIsOpenedAgain() {
      Pty pty = rawPty();
      LwtMain.run(pty.slave().close());
      assertEquals("", read(pty.master(), 10));
      Fd again =
          LwtMain.run(LwtUnix.openfile(pty.slaveName(), Set.of(OpenFlag.RDWR, OpenFlag.NOCTTY), 0));
      byte[] buffer = new byte[10];
      Promise<Integer> read = pty.master().read(buffer);
      runLaps();
      assertTrue(read.isPending());
      LwtMain.run(write(again, "abc"));
      assertEquals(3, LwtMain.run(read));
      LwtMain.run(again.close());
      assertEquals("", read(pty.master(), 10));
    }

    @Test
    void ofTheMasterIsTheEndForTheSlave() {
      Pty pty = rawPty();
      Promise<Integer> waiting = pty.slave().read(new byte[10]);
      runLaps();
      assertTrue(waiting.isPending());
      LwtMain.run(pty.master().close());
      assertEquals(0, LwtMain.run(waiting));
      assertEquals("", read(pty.slave(), 10));
      assertEquals("write", runUntilRefused(Errno.EIO, pty.slave().write(bytes("x"))).call());
    }

    @Test
    void anErrorOfAnotherKindIsNone() {
      Pty pty = rawPty();
      faults.on("read").call(1).fail("ENOMEM");
      runUntilRefused(Errno.ENOMEM, pty.master().read(new byte[10]));
      faults.on("read").call(1).fail("EIO");
      runUntilRefused(Errno.EIO, pty.slave().read(new byte[10]));
    }

    @Test
    void readsAndWritesThatWaitAreRejectedByAClose() {
      Pty pty = rawPty();
      Promise<Integer> read = pty.master().read(new byte[1]);
      byte[] block = new byte[4096];
      Promise<Integer> write = pty.master().write(block);
      while (!write.isPending()) {
        write = pty.master().write(block);
      }
      pty.master().close();
      runUntilRefused(Errno.EBADF, read);
      runUntilRefused(Errno.EBADF, write);
    }
  }
}
