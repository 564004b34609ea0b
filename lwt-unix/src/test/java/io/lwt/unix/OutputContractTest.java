package io.lwt.unix;

import static io.lwt.unix.InputChannelTest.error;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.LwtStream;
import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import io.lwt.unix.OutputKind.Output;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every output channel does, whatever it is made of. */
class OutputContractTest extends LoopTest {
  private static final int MOST = 400_000;
  private static final byte[] LARGE = new byte[MOST];

  static {
    new Random(3).nextBytes(LARGE);
  }

  private final Faults faults = new Faults(Posix.host());
  @TempDir Path folder;

  @BeforeEach
  void openLoop() {
    EventLoop.open(faults.posix());
  }

  private Output open(OutputKind kind) throws IOException {
    return kind.open(MOST, folder, faults);
  }

  private static void assertTaken(byte[] expected, Output output) throws Exception {
    LwtMain.run(output.channel().close());
    assertArrayEquals(expected, output.taken().call());
  }

  private static void assertTaken(String expected, Output output) throws Exception {
    LwtMain.run(output.channel().close());
    assertEquals(expected, new String(output.taken().call(), UTF_8));
  }

  @ParameterizedTest
  @EnumSource
  void text(OutputKind kind) throws Exception {
    Output output = open(kind);
    OutputChannel out = output.channel();
    LwtMain.run(out.write("one é "));
    LwtMain.run(out.writeLine("two"));
    LwtMain.run(out.write("é", ISO_8859_1));
    LwtMain.run(out.printf("%d %.1f%n", 3, 4.5));
    LwtMain.run(out.writeLines(LwtStream.of("five", "six")));
    LwtMain.run(out.writeByte(0x137));
    LwtMain.run(out.writeBytes(LwtStream.of((byte) '8')));
    LwtMain.run(out.writeBlocks(LwtStream.of(new byte[] {'9'}, new byte[0])));
    var expected = new ByteArrayOutputStream();
    expected.writeBytes("one é two\n".getBytes(UTF_8));
    expected.write(0xe9);
    expected.writeBytes("3 4.5\nfive\nsix\n789".getBytes(UTF_8));
    assertTaken(expected.toByteArray(), output);
  }

  @ParameterizedTest
  @EnumSource
  void numbers(OutputKind kind) throws Exception {
    Output output = open(kind);
    OutputChannel out = output.channel();
    ByteBuffer expected = ByteBuffer.allocate(100);
    expected.order(BIG_ENDIAN).putShort((short) -2).putInt(-3).putLong(-4).putFloat(1.5f);
    expected.putDouble(-2.5).order(LITTLE_ENDIAN).putShort((short) 0x1234).putInt(0x12345678);
    expected.putLong(Long.MIN_VALUE + 1).putFloat(0.1f).putDouble(Double.MIN_VALUE);
    LwtMain.run(out.writeShort(0x7fffe, BIG_ENDIAN)); // cut silently, as Lwt does
    LwtMain.run(out.writeInt(-3, BIG_ENDIAN));
    LwtMain.run(out.writeLong(-4, BIG_ENDIAN));
    LwtMain.run(out.writeFloat(1.5f, BIG_ENDIAN));
    LwtMain.run(out.writeDouble(-2.5, BIG_ENDIAN));
    LwtMain.run(out.writeShort(0x1234, LITTLE_ENDIAN));
    LwtMain.run(out.writeInt(0x12345678, LITTLE_ENDIAN));
    LwtMain.run(out.writeLong(Long.MIN_VALUE + 1, LITTLE_ENDIAN));
    LwtMain.run(out.writeFloat(0.1f, LITTLE_ENDIAN));
    LwtMain.run(out.writeDouble(Double.MIN_VALUE, LITTLE_ENDIAN));
    assertTaken(Arrays.copyOf(expected.array(), expected.position()), output);
  }

  @ParameterizedTest
  @EnumSource
  void smallAndLargeWrites(OutputKind kind) throws Exception {
    Output output = open(kind);
    OutputChannel out = output.channel();
    var random = new Random(4);
    List<Promise<?>> writes = new ArrayList<>();
    int done = 0;
    while (done < 300_000) {
      int length = random.nextBoolean() ? random.nextInt(30_000) : random.nextInt(100);
      writes.add(write(out, random.nextInt(3), done, length));
      done += length;
      if (random.nextInt(8) == 0) {
        writes.add(out.flush());
      }
      if (random.nextInt(4) == 0) {
        LwtMain.run(writes.getLast());
        assertEquals(done, out.position());
      }
    }
    assertTaken(Arrays.copyOf(LARGE, done), output);
    for (Promise<?> write : writes) {
      LwtMain.run(write);
    }
  }

  private static Promise<?> write(OutputChannel out, int way, int from, int length) {
    return switch (way) {
      case 0 -> out.write(LARGE, from, length);
      case 1 -> out.write(MemorySegment.ofArray(LARGE).asSlice(from, length));
      default -> {
        MemorySegment memory = Arena.ofAuto().allocate(length);
        MemorySegment.copy(LARGE, from, memory, ValueLayout.JAVA_BYTE, 0, length);
        yield out.write(memory);
      }
    };
  }

  @ParameterizedTest
  @EnumSource
  void goesOutByItself(OutputKind kind) throws Exception {
    Output output = open(kind);
    OutputChannel out = output.channel();
    InputChannelTest.value(out.write("by itself"));
    assertEquals(9, out.buffered());
    while (out.buffered() > 0) {
      runLaps();
    }
    assertFalse(out.isBusy());
    assertTaken("by itself", output);
  }

  @ParameterizedTest
  @EnumSource
  void buffer(OutputKind kind) throws Exception {
    Output output = open(kind);
    OutputChannel out = output.channel();
    InputChannelTest.value(out.write("0"));
    InputChannelTest.value(
        out.withBuffer(
            10,
            access -> {
              access.buffer().put((byte) '1').put((byte) '2');
              return Promise.unit();
            }));
    assertEquals(3, out.position());
    int size = out.bufferSize();
    int flushed =
        LwtMain.run(
            out.withBuffer(
                size - 2,
                access -> {
                  assertTrue(access.buffer().remaining() >= size - 2);
                  access.buffer().put((byte) '3');
                  return access
                      .perform()
                      .map(
                          count -> {
                            assertEquals(size, access.buffer().remaining());
                            access.buffer().put((byte) '4');
                            return count;
                          });
                }));
    assertEquals(1, flushed, "the others went before, to make room");
    assertTaken("01234", output);
  }

  @ParameterizedTest
  @EnumSource
  void canceledOperationsDoNotRepeatThemselves(OutputKind kind) throws Exception {
    Output output = open(kind);
    OutputChannel out = output.channel();
    LwtMain.run(out.write("one "));
    out.flush().cancel();
    LwtMain.run(out.write("two "));
    out.flush().cancel();
    Promise<?> last = out.write("three");
    assertTaken("one two three", output);
    LwtMain.run(last);
  }

  @ParameterizedTest
  @EnumSource
  void closedForGood(OutputKind kind) throws Exception {
    Output output = open(kind);
    OutputChannel out = output.channel();
    Promise<?> before = out.write("before");
    Promise<?> closed = out.close();
    assertTrue(out.isClosed());
    assertInstanceOf(ChannelClosedException.class, error(out.write("after")));
    assertInstanceOf(ChannelClosedException.class, error(out.writeByte(1)));
    assertInstanceOf(ChannelClosedException.class, error(out.flush()));
    assertInstanceOf(ChannelClosedException.class, error(out.writeLine("after")));
    assertInstanceOf(ChannelClosedException.class, error(out.write(new byte[20_000])));
    assertSame(closed, out.close());
    assertTaken("before", output);
    LwtMain.run(before);
  }

  @ParameterizedTest
  @EnumSource
  void abortedAtOnce(OutputKind kind) throws Exception {
    Output output = open(kind);
    OutputChannel out = output.channel();
    InputChannelTest.value(out.write("dropped"));
    LwtMain.run(out.abort());
    assertInstanceOf(ChannelClosedException.class, error(out.flush()));
    assertEquals(0, out.buffered());
    assertTaken("", output);
  }

  @ParameterizedTest
  @EnumSource
  void resizes(OutputKind kind) throws Exception {
    Output output = open(kind);
    OutputChannel out = output.channel();
    LwtMain.run(out.write("before "));
    LwtMain.run(out.resizeBuffer(16));
    assertEquals(16, out.bufferSize());
    assertEquals(0, out.buffered());
    LwtMain.run(out.write("with a small buffer "));
    LwtMain.run(out.resizeBuffer(100_000));
    InputChannelTest.value(out.write("x".repeat(90_000)));
    assertEquals(90_000, out.buffered());
    assertTaken("before with a small buffer " + "x".repeat(90_000), output);
  }
}
