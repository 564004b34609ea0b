package io.lwt.unix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.State;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link IoVec}, {@link Fd#readv}, {@link Fd#writev}. */
class IoVecTest extends LoopTest {
  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  @Nested
  class Pieces {
    @Test
    void areCounted() {
      var pieces = new IoVec().append(new byte[10]).append(ByteBuffer.allocate(5));
      assertEquals(15, pieces.byteCount());
      assertEquals("2 pieces, 15 bytes", pieces.toString());
    }

    @Test
    void arePartsOfWhatTheyAreOf() {
      ByteBuffer buffer = ByteBuffer.allocate(10).position(3).limit(7);
      var pieces = new IoVec().append(new byte[10], 2, 3).append(buffer);
      assertEquals(7, pieces.byteCount());
      assertEquals(3, buffer.position());
    }

    @Test
    void areDroppedFromTheBeginning() {
      var pieces = new IoVec().append(bytes("abc")).append(bytes("de")).append(bytes("fgh"));
      pieces.drop(4);
      assertEquals(4, pieces.byteCount());
      assertEquals("efgh", copied(pieces));
      pieces.drop(0);
      pieces.drop(-1);
      assertEquals("efgh", copied(pieces));
      pieces.drop(1);
      assertEquals("fgh", copied(pieces));
      pieces.drop(100);
      assertTrue(pieces.isEmpty());
      pieces.drop(1);
      assertEquals(0, pieces.byteCount());
    }

    private String copied(IoVec pieces) {
      byte[] copy = new byte[(int) pieces.byteCount()];
      pieces.copyTo(MemorySegment.ofArray(copy), copy.length);
      return text(copy);
    }

    @Test
    void areEmptyIfEachIs() {
      assertTrue(new IoVec().isEmpty());
      assertTrue(new IoVec().append(new byte[0]).append(new byte[5], 5, 0).isEmpty());
      assertFalse(new IoVec().append(new byte[0]).append(new byte[1]).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1 1", "0 -1", "0 4", "3 1", "4 0", "1 3"})
    void outsideOfTheirArrayAreRefused(String offsetAndLength) {
      String[] numbers = offsetAndLength.split(" ", -1);
      int offset = Integer.parseInt(numbers[0]);
      int length = Integer.parseInt(numbers[1]);
      var pieces = new IoVec();
      assertThrows(
          IndexOutOfBoundsException.class, () -> pieces.append(new byte[3], offset, length));
      assertTrue(pieces.isEmpty());
    }
  }

  @Nested
  class Writing {
    private final Pipe pipe = LwtUnix.pipe();

    private String written(int count) {
      byte[] read = new byte[count];
      return text(Arrays.copyOf(read, LwtMain.run(pipe.in().read(read))));
    }

    @Test
    void goesThroughAllPiecesInOrder() {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment large = arena.allocate(5000).fill((byte) 'l');
        MemorySegment small = arena.allocateFrom("small").asSlice(0, 5);
        var pieces =
            new IoVec()
                .append(bytes("head "))
                .append(small)
                .append(large)
                .append(bytes("-middle-"))
                .append(large.asSlice(0, 4999))
                .append(ByteBuffer.wrap(bytes(" tail")));
        assertEquals(10_022, (int) LwtMain.run(pipe.out().writev(pieces)));
        assertEquals(10_022, pieces.byteCount(), "the pieces are the caller's");
        assertEquals(
            "head small" + "l".repeat(5000) + "-middle-" + "l".repeat(4999) + " tail",
            written(20_000));
      }
    }

    @Test
    void ofSlicesAndAfterADrop() {
      var pieces = new IoVec().append(bytes("xfoox"), 1, 3).append(bytes("bar"));
      pieces.drop(1);
      assertEquals(5, (int) LwtMain.run(pipe.out().writev(pieces)));
      assertEquals("oobar", written(10));
    }

    @Test
    void ofNothingIsDoneAtOnce() {
      var nothing = new IoVec().append(new byte[0]).append(new byte[0]);
      assertEquals(new State.Fulfilled<>(0), pipe.out().writev(nothing).state());
      assertEquals(new State.Fulfilled<>(0), pipe.out().writev(new IoVec()).state());
    }

    @Test
    void ofMorePiecesThanTheSystemTakes() {
      var pieces = new IoVec();
      var expected = new StringBuilder();
      for (int i = 0; i < 3000; i++) {
        pieces.append(bytes(Integer.toString(i)));
        expected.append(i);
      }
      assertEquals(expected.length(), (int) LwtMain.run(pipe.out().writev(pieces)));
      assertEquals(expected.toString(), written(1 << 16));
    }

    @Test
    void ofMoreLargePiecesThanACallGuardsIsAPart() {
      try (Arena arena = Arena.ofConfined()) {
        var pieces = new IoVec();
        for (int i = 0; i < 7; i++) {
          pieces.append(arena.allocate(5000).fill((byte) ('0' + i)));
        }
        int count = LwtMain.run(pipe.out().writev(pieces));
        assertEquals(20_000, count);
        pieces.drop(count);
        assertEquals(15_000, (int) LwtMain.run(pipe.out().writev(pieces)));
        assertEquals(
            "0".repeat(5000) + "1".repeat(5000) + "2".repeat(5000) + "3".repeat(5000),
            written(20_000));
        assertEquals("4".repeat(5000) + "5".repeat(5000) + "6".repeat(5000), written(20_000));
      }
    }

    @Test
    void ofMemoryThatIsGoneRejects() {
      var pieces = new IoVec();
      try (Arena arena = Arena.ofConfined()) {
        pieces.append(arena.allocate(10_000));
      }
      assertThrows(IllegalStateException.class, () -> pipe.out().writev(pieces));
    }

    @Test
    void waitsForRoomAndACancelWritesNothing() {
      byte[] block = new byte[1 << 16];
      while (!pipe.out().write(block).isPending()) {}
      Promise<Integer> write = pipe.out().writev(new IoVec().append(bytes("abc")));
      Promise<Integer> second = pipe.out().writev(new IoVec().append(bytes("de")));
      write.cancel();
      LwtMain.run(Lwt.pick(second, drain()));
      assertEquals(new State.Fulfilled<>(2), second.state());
    }

    private Promise<Integer> drain() {
      return pipe.in().read(new byte[1 << 16]).bind(_ -> drain());
    }

    @Test
    void toAClosedDescriptorIsRefused() {
      LwtMain.run(pipe.out().close());
      UnixException error =
          runUntilRefused(Errno.EBADF, pipe.out().writev(new IoVec().append(bytes("a"))));
      assertEquals("writev", error.call());
      runUntilRefused(Errno.EBADF, pipe.out().writev(new IoVec()));
    }
  }

  @Nested
  class Reading {
    private final Pipe pipe = LwtUnix.pipe();

    @Test
    void fillsAllPiecesInOrder() {
      try (Arena arena = Arena.ofConfined()) {
        byte[] first = new byte[3];
        MemorySegment second = arena.allocate(5000);
        ByteBuffer third = ByteBuffer.allocate(4);
        LwtMain.run(Loopback.writeAll(pipe.out(), bytes("abc" + "x".repeat(5000) + "de")));
        var pieces = new IoVec().append(first).append(second).append(third);
        assertEquals(5005, (int) LwtMain.run(pipe.in().readv(pieces)));
        assertEquals("abc", text(first));
        assertArrayEquals(bytes("x".repeat(5000)), second.toArray(ValueLayout.JAVA_BYTE));
        assertEquals("de\0\0", text(third.array()));
        assertEquals(0, third.position());
      }
    }

    @Test
    void waitsAndSurvivesACollectionMeanwhile() {
      byte[] first = new byte[2];
      Promise<Integer> read =
          pipe.in().readv(new IoVec().append(first).append(ByteBuffer.allocateDirect(9000)));
      assertTrue(read.isPending());
      System.gc();
      LwtMain.run(pipe.out().write(bytes("abcd")));
      assertEquals(4, (int) LwtMain.run(read));
      assertEquals("ab", text(first));
    }

    @Test
    void ofMorePiecesThanTheSystemTakes() {
      byte[] all = new byte[3000];
      new Random(1).nextBytes(all);
      byte[] read = new byte[3000];
      var pieces = new IoVec();
      for (int i = 0; i < read.length; i++) {
        pieces.append(read, i, 1);
      }
      LwtMain.run(pipe.out().write(all));
      assertEquals(3000, (int) LwtMain.run(pipe.in().readv(pieces)));
      assertArrayEquals(all, read);
    }

    @Test
    void intoReadOnlyMemoryIsRefused() {
      var pieces = new IoVec().append(ByteBuffer.allocate(3).asReadOnlyBuffer());
      assertThrows(IllegalArgumentException.class, () -> pipe.in().readv(pieces));
    }

    @Test
    void thatIsCancelledTakesNothing() {
      byte[] touched = new byte[3];
      Promise<Integer> read = pipe.in().readv(new IoVec().append(touched));
      read.cancel();
      pipe.out().write(bytes("abc"));
      runLaps();
      assertArrayEquals(new byte[3], touched);
      assertEquals(3, (int) LwtMain.run(pipe.in().readv(new IoVec().append(touched))));
    }

    @Test
    void atTheEndGivesZero() {
      LwtMain.run(pipe.out().close());
      assertEquals(0, (int) LwtMain.run(pipe.in().readv(new IoVec().append(new byte[3]))));
    }

    @Test
    void isRefusedWhenClosed() {
      Promise<Integer> waiting = pipe.in().readv(new IoVec().append(new byte[1]));
      LwtMain.run(pipe.in().close());
      assertEquals("readv", runUntilRefused(Errno.EBADF, waiting).call());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EINTR", "EAGAIN"})
  void whatTheSystemMayAnswerAtAnyTimeIsNotSeen(String errno) {
    EventLoop.current().close();
    var faults = new Faults(Posix.host());
    EventLoop.open(faults.posix());
    Pipe pipe = LwtUnix.pipe();
    faults.on("writev").call(1).fail(errno);
    faults.on("readv").call(1).fail(errno);
    Promise<@Nullable Integer> written =
        pipe.out().writev(new IoVec().append(bytes("ab"))).map(count -> count);
    byte[] read = new byte[2];
    assertEquals(2, (int) LwtMain.run(pipe.in().readv(new IoVec().append(read))));
    assertEquals(new State.Fulfilled<>(2), written.state());
    assertEquals(2, faults.injected());
  }

  @Test
  void anErrorNamesTheCall() {
    EventLoop.current().close();
    var faults = new Faults(Posix.host());
    EventLoop.open(faults.posix());
    Pipe pipe = LwtUnix.pipe();
    faults.on("writev").call(1).fail("EIO");
    UnixException error =
        runUntilRefused(Errno.EIO, pipe.out().writev(new IoVec().append(bytes("ab"))));
    assertEquals("writev: EIO (Input/output error): fd " + pipe.out().number(), error.getMessage());
  }
}
