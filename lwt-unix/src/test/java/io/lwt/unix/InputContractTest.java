package io.lwt.unix;

import static io.lwt.unix.InputChannelTest.error;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Promise;
import io.lwt.State;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every input channel does, whatever it is made of. */
class InputContractTest extends LoopTest {
  private static final byte[] LARGE = new byte[150_000];

  static {
    new Random(1).nextBytes(LARGE);
  }

  private final Faults faults = new Faults(Posix.host());
  @TempDir Path folder;
  private @Nullable InputChannel opened;

  @BeforeEach
  void openLoop() {
    EventLoop.open(faults.posix());
  }

  @AfterEach
  void closeChannel() {
    faults.clear();
    if (opened != null) {
      LwtMain.run(opened.close());
      opened = null;
    }
    runLaps(); // the writer learns that nobody reads any more
  }

  private InputChannel open(InputKind kind, byte[] content) {
    closeChannel();
    InputChannel in = kind.over(content, folder, faults);
    opened = in;
    return in;
  }

  private InputChannel open(InputKind kind, String content) {
    return open(kind, content.getBytes(UTF_8));
  }

  private static <T extends @Nullable Object> T get(Promise<T> promise) {
    return LwtMain.run(promise);
  }

  private static Throwable failure(Promise<?> promise) {
    return rejection(promise).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void lines(InputKind kind) {
    String longest = "é".repeat(20_000);
    InputChannel in = open(kind, "one\r\ntwo\nwith \r inside\n\r\n\n" + longest + "\nlast\r");
    assertEquals(Optional.of("one"), get(in.readLine()));
    assertEquals(Optional.of("two"), get(in.readLine()));
    assertEquals(Optional.of("with \r inside"), get(in.readLine()));
    assertEquals(Optional.of(""), get(in.readLine()));
    assertEquals(Optional.of(""), get(in.readLine()));
    assertEquals(Optional.of(longest), get(in.readLine()));
    assertEquals(Optional.of("last\r"), get(in.readLine()));
    assertEquals(Optional.empty(), get(in.readLine()));
    assertEquals(Optional.empty(), get(in.readLine()));
  }

  @ParameterizedTest
  @EnumSource
  void lineThatIsTooLongStays(InputKind kind) {
    InputChannel in = open(kind, "12345\r\n123456\n123456789");
    assertEquals(Optional.of("12345"), get(in.readLine(5)));
    var tooLong = assertInstanceOf(LineTooLongException.class, failure(in.readLine(5)));
    assertEquals(5, tooLong.limit());
    assertEquals("a line of more than 5 bytes", tooLong.getMessage());
    assertEquals(Optional.of("123456"), get(in.readLine(6)));
    assertInstanceOf(LineTooLongException.class, failure(in.readLine(8)));
    assertEquals("123456789", get(in.readAll(UTF_8)));
  }

  @ParameterizedTest
  @EnumSource
  void lineOfAnotherCharset(InputKind kind) {
    InputChannel in = open(kind, "ä\nö".getBytes(ISO_8859_1));
    assertEquals(Optional.of("ä"), get(in.readLine(10, ISO_8859_1)));
    assertInstanceOf(CharacterCodingException.class, failure(in.readLine()));
    assertEquals(Optional.empty(), get(in.readLine()));
  }

  @ParameterizedTest
  @EnumSource
  void streams(InputKind kind) {
    InputChannel in = open(kind, "a\nb\r\nc");
    assertEquals(Optional.of("a"), get(in.lines().get()));
    assertEquals(List.of("b", "c"), get(in.lines().toList()));
    assertFalse(in.isClosed());
    InputChannel bytes = open(kind, "\0ÿ");
    assertEquals(List.of((byte) 0, (byte) 0xc3, (byte) 0xbf), get(bytes.bytes().toList()));
  }

  @ParameterizedTest
  @EnumSource
  void blocks(InputKind kind) {
    var read = new ByteArrayOutputStream();
    get(
        open(kind, LARGE)
            .blocks(1000)
            .iter(
                block -> {
                  assertTrue(block.length > 0 && block.length <= 1000);
                  read.writeBytes(block);
                }));
    assertArrayEquals(LARGE, read.toByteArray());
  }

  @ParameterizedTest
  @EnumSource
  void everything(InputKind kind) {
    InputChannel in = open(kind, LARGE);
    assertArrayEquals(LARGE, get(in.readAll()));
    assertArrayEquals(new byte[0], get(in.readAll()));
    assertEquals(LARGE.length, in.position());
    assertEquals(0, get(in.read(new byte[1])));
    assertEquals(0, get(in.read(1)).length);
  }

  @ParameterizedTest
  @EnumSource
  void smallAndLargeReads(InputKind kind) {
    InputChannel in = open(kind, LARGE);
    var random = new Random(2);
    int done = 0;
    while (done < LARGE.length) {
      int length = random.nextBoolean() ? 1 + random.nextInt(20_000) : 1 + random.nextInt(100);
      byte[] read = someBytes(in, random.nextInt(4), length);
      assertTrue(read.length > 0 && read.length <= length);
      assertArrayEquals(Arrays.copyOfRange(LARGE, done, done + read.length), read);
      done += read.length;
      assertEquals(done, in.position());
    }
    assertArrayEquals(new byte[0], someBytes(in, 1, 20_000));
    assertArrayEquals(new byte[0], someBytes(in, 2, 20_000));
  }

  private static byte[] someBytes(InputChannel in, int way, int length) {
    byte[] array = new byte[length + 1];
    MemorySegment memory = Arena.ofAuto().allocate(length);
    return switch (way) {
      case 0 -> get(in.read(length));
      case 1 -> Arrays.copyOfRange(array, 1, 1 + get(in.read(array, 1, length)));
      case 2 -> memory.asSlice(0, get(in.read(memory))).toArray(ValueLayout.JAVA_BYTE);
      default -> new byte[] {get(in.readByte())};
    };
  }

  @ParameterizedTest
  @EnumSource
  void justSoMany(InputKind kind) {
    InputChannel in = open(kind, LARGE);
    assertArrayEquals(Arrays.copyOf(LARGE, 10), get(in.readExactly(10)));
    byte[] to = new byte[100_000];
    get(in.readFully(to, 10, 99_990));
    assertArrayEquals(Arrays.copyOfRange(LARGE, 10, 100_000), Arrays.copyOfRange(to, 10, 100_000));
    assertEquals(100_000, in.position());

    var early = assertInstanceOf(EOFException.class, failure(in.readExactly(60_000)));
    assertEquals("the end is after 50000 of 60000 bytes", early.getMessage());
    assertEquals(100_000, in.position());
    assertInstanceOf(EOFException.class, failure(in.readFully(new byte[50_001])));
    get(in.readFully(to, 0, 0));
    assertArrayEquals(Arrays.copyOfRange(LARGE, 100_000, 150_000), get(in.readExactly(50_000)));
    assertInstanceOf(EOFException.class, failure(in.readByte()));
    assertEquals(0, get(in.readExactly(0)).length);
  }

  @ParameterizedTest
  @EnumSource
  void numbers(InputKind kind) {
    ByteBuffer numbers = ByteBuffer.allocate(100);
    numbers.order(BIG_ENDIAN).putShort((short) -2).putInt(-3).putLong(-4).putFloat(1.5f);
    numbers.putDouble(-2.5).order(LITTLE_ENDIAN).putShort((short) 0x1234).putInt(0x12345678);
    numbers.putLong(Long.MIN_VALUE + 1).putFloat(Float.NaN).putDouble(Double.MIN_VALUE);
    numbers.putShort((short) 7).put((byte) 8);
    InputChannel in = open(kind, Arrays.copyOf(numbers.array(), numbers.position()));
    assertEquals((short) -2, get(in.readShort(BIG_ENDIAN)));
    assertEquals(-3, get(in.readInt(BIG_ENDIAN)));
    assertEquals(-4, get(in.readLong(BIG_ENDIAN)));
    assertEquals(1.5f, get(in.readFloat(BIG_ENDIAN)));
    assertEquals(-2.5, get(in.readDouble(BIG_ENDIAN)));
    assertEquals((short) 0x1234, get(in.readShort(LITTLE_ENDIAN)));
    assertEquals(0x12345678, get(in.readInt(LITTLE_ENDIAN)));
    assertEquals(Long.MIN_VALUE + 1, get(in.readLong(LITTLE_ENDIAN)));
    assertTrue(Float.isNaN(get(in.readFloat(LITTLE_ENDIAN))));
    assertEquals(Double.MIN_VALUE, get(in.readDouble(LITTLE_ENDIAN)));
    assertInstanceOf(EOFException.class, failure(in.readInt(LITTLE_ENDIAN)));
    assertEquals((short) 7, get(in.readShort(LITTLE_ENDIAN)));
    assertEquals((byte) 8, get(in.readByte()));
  }

  @ParameterizedTest
  @EnumSource
  void textIsNeverCutInACharacter(InputKind kind) {
    String text = "aé€\uD83D\uDE00".repeat(3000);
    for (Charset charset : List.of(UTF_8, UTF_16LE, UTF_16)) {
      var read = new StringBuilder();
      get(
          open(kind, text.getBytes(charset))
              .text(charset)
              .iter(
                  piece -> {
                    assertFalse(Character.isLowSurrogate(piece.charAt(0)));
                    assertFalse(Character.isHighSurrogate(piece.charAt(piece.length() - 1)));
                    read.append(piece);
                  }));
      assertEquals(text, read.toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void textGoesOnBehindWhatIsNoText(InputKind kind) {
    InputChannel in = open(kind, new byte[] {'a', (byte) 0xff, 'b', (byte) 0xe2, (byte) 0x82});
    var text = in.text(UTF_8);
    assertEquals(Optional.of("a"), get(text.get()));
    assertInstanceOf(CharacterCodingException.class, failure(text.get()));
    assertEquals(Optional.of("b"), get(text.get()));
    assertInstanceOf(CharacterCodingException.class, failure(text.get()), "the end in a character");
    assertEquals(Optional.empty(), get(text.get()));
  }

  @ParameterizedTest
  @EnumSource
  void buffer(InputKind kind) {
    InputChannel in = open(kind, "0123456789");
    assertEquals("012", get(in.withBuffer(3, access -> Promise.of(taken(access.buffer(), 3)))));
    String rest =
        get(
            in.withBuffer(
                0,
                access -> {
                  String first = taken(access.buffer(), access.buffer().remaining());
                  return readOn(access, new StringBuilder(first));
                }));
    assertEquals("3456789", rest);
    assertEquals(10, in.position());
    assertInstanceOf(EOFException.class, failure(in.withBuffer(1, _ -> Promise.unit())));
  }

  private static String taken(ByteBuffer buffer, int count) {
    byte[] bytes = new byte[count];
    buffer.get(bytes);
    return new String(bytes, UTF_8);
  }

  private static Promise<String> readOn(BufferAccess access, StringBuilder read) {
    return access
        .perform()
        .bind(
            count -> {
              assertEquals(count, access.buffer().remaining());
              read.append(taken(access.buffer(), count));
              return count == 0 ? Promise.of(read.toString()) : readOn(access, read);
            });
  }

  @ParameterizedTest
  @EnumSource
  void allToAnotherChannel(InputKind kind) {
    InputChannel in = open(kind, LARGE);
    get(in.readExactly(1000));
    byte[] written = new byte[LARGE.length];
    OutputChannel out = OutputChannel.of(written);
    assertEquals(LARGE.length - 1000, get(in.transferTo(out)));
    get(out.flush());
    assertArrayEquals(
        Arrays.copyOfRange(LARGE, 1000, LARGE.length), Arrays.copyOf(written, LARGE.length - 1000));
    assertEquals(kind == InputKind.FILE ? 65_536 : 8192, in.bufferSize());
    get(out.close());
  }

  @ParameterizedTest
  @EnumSource
  void canceledOperationsLeaveTheirBytes(InputKind kind) {
    InputChannel in = open(kind, "0123456789");
    for (int wanted : new int[] {50, 20_000}) {
      Promise<byte[]> tooMany = in.readExactly(wanted);
      tooMany.cancel();
      assertTrue(tooMany.state() instanceof State.Rejected, "canceled, or at the end already");
      Promise<@Nullable Void> full = in.readFully(new byte[wanted]);
      full.cancel();
      assertTrue(full.state() instanceof State.Rejected);
    }
    assertEquals("0123456789", get(in.readAll(UTF_8)));
    assertEquals(10, in.position());
  }

  @ParameterizedTest
  @EnumSource
  void closedForGood(InputKind kind) {
    InputChannel in = open(kind, LARGE);
    get(in.readByte());
    Promise<byte[]> pending = in.readExactly(200_000);
    boolean wasPending = pending.isPending();
    get(in.close());
    assertTrue(in.isClosed());
    Throwable refused = error(pending);
    assertTrue(
        wasPending ? refused instanceof ChannelClosedException : refused instanceof EOFException);
    assertInstanceOf(ChannelClosedException.class, error(in.readByte()));
    assertInstanceOf(ChannelClosedException.class, error(in.readLine()));
    assertInstanceOf(ChannelClosedException.class, error(in.read(new byte[9000])));
    assertInstanceOf(ChannelClosedException.class, error(in.readInt(BIG_ENDIAN)));
    assertInstanceOf(ChannelClosedException.class, error(in.seek(0)));
    assertInstanceOf(ChannelClosedException.class, error(in.atomically(_ -> Promise.unit())));
    assertEquals(0, in.buffered());
  }
}
