package io.lwt.unix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link LwtBytes} says stands for each function of Lwt_bytes; {@link MappingTest} has the rest. */
class LwtBytesTest extends LoopTest {
  private final Arena arena = Arena.ofAuto();

  private MemorySegment segment(String text) {
    return arena.allocateFrom(JAVA_BYTE, bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(MemorySegment segment) {
    return new String(segment.toArray(JAVA_BYTE), UTF_8);
  }

  @Nested
  class Elements {
    @Test
    void aNewSegmentHasItsLengthAndZeros() {
      MemorySegment segment = arena.allocate(3);
      assertEquals(3, segment.byteSize());
      assertArrayEquals(new byte[3], segment.toArray(JAVA_BYTE));
    }

    @Test
    void whatIsSetIsGot() {
      MemorySegment segment = arena.allocate(4);
      for (int i = 0; i < 4; i++) {
        segment.set(JAVA_BYTE, i, (byte) ('a' + i));
      }
      assertEquals('c', segment.get(JAVA_BYTE, 2));
      assertEquals("abcd", text(segment));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 4, Integer.MAX_VALUE})
    void boundsAreAlwaysChecked(int index) {
      MemorySegment segment = arena.allocate(4);
      assertThrows(IndexOutOfBoundsException.class, () -> segment.get(JAVA_BYTE, index));
      assertThrows(IndexOutOfBoundsException.class, () -> segment.set(JAVA_BYTE, index, (byte) 1));
    }
  }

  @Nested
  class Conversions {
    @Test
    void toAndFromArraysAreCopies() {
      byte[] array = bytes("abc");
      MemorySegment segment = arena.allocateFrom(JAVA_BYTE, array);
      array[0] = 'x';
      assertArrayEquals(bytes("abc"), segment.toArray(JAVA_BYTE));
      MemorySegment view = MemorySegment.ofArray(array);
      array[1] = 'y';
      assertEquals("xyc", text(view));
    }

    @Test
    void toAndFromStrings() {
      MemorySegment segment = arena.allocateFrom(JAVA_BYTE, "déjà".getBytes(UTF_8));
      assertEquals(6, segment.byteSize());
      assertEquals("déjà", new String(segment.toArray(JAVA_BYTE), UTF_8));
    }
  }

  /** Lwt has a function for each pair of kinds; each must refuse the same bounds. */
  enum Copy {
    SEGMENTS {
      @Override
      String copy(String from, int at, String to, int place, int length) {
        MemorySegment target = Arena.ofAuto().allocateFrom(JAVA_BYTE, bytes(to));
        MemorySegment source = Arena.ofAuto().allocateFrom(JAVA_BYTE, bytes(from));
        MemorySegment.copy(source, at, target, place, length);
        return text(target);
      }
    },
    FROM_ARRAY {
      @Override
      String copy(String from, int at, String to, int place, int length) {
        MemorySegment target = Arena.ofAuto().allocateFrom(JAVA_BYTE, bytes(to));
        MemorySegment.copy(bytes(from), at, target, JAVA_BYTE, place, length);
        return text(target);
      }
    },
    TO_ARRAY {
      @Override
      String copy(String from, int at, String to, int place, int length) {
        byte[] target = bytes(to);
        MemorySegment source = Arena.ofAuto().allocateFrom(JAVA_BYTE, bytes(from));
        MemorySegment.copy(source, JAVA_BYTE, at, target, place, length);
        return new String(target, UTF_8);
      }
    };

    abstract String copy(String from, int at, String to, int place, int length);
  }

  @Nested
  class Copies {
    @ParameterizedTest
    @CsvSource({"0, 0, 3, abcXXX", "1, 2, 2, XXbcXX", "0, 3, 3, XXXabc", "3, 6, 0, XXXXXX"})
    void takeWhatWasAskedFor(int at, int place, int length, String expected) {
      for (Copy copy : Copy.values()) {
        assertEquals(expected, copy.copy("abc", at, "XXXXXX", place, length), copy.name());
      }
    }

    @ParameterizedTest
    @CsvSource({"-1, 0, 3", "0, -1, 3", "0, 0, -1", "1, 0, 3", "0, 4, 3", "4, 0, 0", "0, 7, 0"})
    void refuseWhatIsOutOfBounds(int at, int place, int length) {
      for (Copy copy : Copy.values()) {
        assertThrows(
            IndexOutOfBoundsException.class,
            () -> copy.copy("abc", at, "XXXXXX", place, length),
            copy.name());
      }
    }

    @ParameterizedTest
    @CsvSource({"0, 2, 4, ababcd", "2, 0, 4, cdefef", "0, 0, 6, abcdef"})
    void mayOverlap(int at, int place, int length, String expected) {
      MemorySegment segment = segment("abcdef");
      MemorySegment.copy(segment, at, segment, place, length);
      assertEquals(expected, text(segment));
    }
  }

  @Nested
  class Parts {
    @Test
    void aSliceSharesItsMemory() {
      MemorySegment segment = segment("abcdef");
      MemorySegment slice = segment.asSlice(1, 3);
      slice.set(JAVA_BYTE, 0, (byte) 'x');
      assertEquals("axcdef", text(segment));
      segment.set(JAVA_BYTE, 3, (byte) 'y');
      assertEquals("xcy", text(slice));
    }

    @Test
    void anExtractAndACopyDoNot() {
      MemorySegment segment = segment("abcdef");
      MemorySegment extract = arena.allocateFrom(JAVA_BYTE, segment, JAVA_BYTE, 1, 3);
      MemorySegment copy = arena.allocate(segment.byteSize()).copyFrom(segment);
      segment.fill((byte) 'x');
      assertEquals("bcd", text(extract));
      assertEquals("abcdef", text(copy));
    }

    @Test
    void aPartIsFilled() {
      MemorySegment segment = segment("abcdef");
      segment.asSlice(1, 3).fill((byte) 'x');
      assertEquals("axxxef", text(segment));
      segment.asSlice(6, 0).fill((byte) 'y');
      assertEquals("axxxef", text(segment));
    }

    @ParameterizedTest
    @CsvSource({"-1, 3", "0, -1", "4, 3", "0, 7", "7, 0"})
    void refuseWhatIsOutOfBounds(long at, long length) {
      MemorySegment segment = segment("abcdef");
      assertThrows(IndexOutOfBoundsException.class, () -> segment.asSlice(at, length));
      // It has another name for a negative length.
      Class<? extends Exception> refusal =
          length < 0 ? IllegalArgumentException.class : IndexOutOfBoundsException.class;
      assertThrows(refusal, () -> arena.allocateFrom(JAVA_BYTE, segment, JAVA_BYTE, at, length));
    }
  }

  @Nested
  class Transfers {
    @Test
    void nativeMemoryIsReadAndWritten() {
      Pipe pipe = LwtUnix.pipe();
      MemorySegment out = segment("-abc-");
      assertEquals(3, (int) LwtMain.run(pipe.out().write(out.asSlice(1, 3))));
      MemorySegment in = segment("XXXXXX");
      assertEquals(3, (int) LwtMain.run(pipe.in().read(in.asSlice(2, 4))));
      assertEquals("XXabcX", text(in));
    }

    @Test
    void aReadThatWaitsFillsItToo() {
      Pipe pipe = LwtUnix.pipe();
      MemorySegment in = segment("XXX");
      var read = pipe.in().read(in);
      runLaps();
      assertTrue(read.isPending());
      LwtMain.run(pipe.out().write(segment("ab")));
      assertEquals(2, (int) LwtMain.run(read));
      assertEquals("abX", text(in));
    }

    @Test
    void whatCannotBeWrittenToIsRefused() {
      Pipe pipe = LwtUnix.pipe();
      MemorySegment readOnly = segment("abc").asReadOnly();
      assertThrows(IllegalArgumentException.class, () -> pipe.in().read(readOnly));
      assertFalse(pipe.in().isClosed());
    }
  }
}
