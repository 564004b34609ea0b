package io.lwt.unix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random operations on input channels beside the same on a string. The seed is told with whatever fails. The property
 * {@code io.lwt.test.fuzzSeconds} has it go on for longer with each kind of channel; half a second otherwise.
 */
@Tag("slow")
class ChannelFuzzTest {
  private static final long SEED = Long.getLong("io.lwt.test.fuzzSeed", 42);
  private static final Duration TIME =
      Duration.ofMillis(1000L * Integer.getInteger("io.lwt.test.fuzzSeconds", 0) + 500);

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void readsAsAStringWould(InputKind kind) {
    long end = System.nanoTime() + TIME.toNanos();
    for (long seed = SEED; System.nanoTime() - end < 0; seed++) {
      try {
        oneRun(kind, seed);
      } catch (Throwable error) {
        throw new AssertionError("with io.lwt.test.fuzzSeed=" + seed + ": " + error, error);
      }
    }
  }

  private void oneRun(InputKind kind, long seed) {
    var random = new Random(seed);
    var faults = new Faults(Posix.host());
    EventLoop loop = EventLoop.open(faults.posix());
    String content = content(random);
    InputChannel in = kind.over(content.getBytes(ISO_8859_1), folder, faults);
    new Run(random, in, content).run();
    faults.clear();
    LwtMain.run(in.close());
    LoopTest.runLaps();
    loop.close();
  }

  /** Few letters, so that lines, their ends and lone returns are often met. */
  private static String content(Random random) {
    int length = random.nextBoolean() ? random.nextInt(40) : random.nextInt(30_000);
    int newlines = 1 + random.nextInt(200);
    var content = new StringBuilder();
    for (int i = 0; i < length; i++) {
      int letter = random.nextInt(newlines + 3);
      content.append(letter == 0 ? '\n' : letter == 1 ? '\r' : (char) ('a' + letter % 26));
    }
    return content.toString();
  }

  /** A channel, and the string that it has to give. */
  private static final class Run {
    private final Random random;
    private final InputChannel in;
    private String left;
    private long position;

    Run(Random random, InputChannel in, String content) {
      this.random = random;
      this.in = in;
      left = content;
    }

    void run() {
      for (int i = 0; i < 60; i++) {
        step();
        assertEquals(position, in.position());
      }
      assertEquals(left, LwtMain.run(in.readAll(ISO_8859_1)));
    }

    private int length() {
      return random.nextBoolean() ? 1 + random.nextInt(12) : 1 + random.nextInt(12_000);
    }

    private void step() {
      switch (random.nextInt(9)) {
        case 0 -> line(Integer.MAX_VALUE);
        case 1 -> line(length());
        case 2 -> exactly(length());
        case 3 -> some(length());
        case 4 -> aByte();
        case 5 -> number();
        case 6 -> canceled(in.readExactly(length() + left.length()));
        case 7 -> intoArray(length());
        default -> buffer();
      }
    }

    private void line(int limit) {
      int newline = left.indexOf('\n');
      String line = newline < 0 ? left : left.substring(0, newline);
      int taken = newline < 0 ? left.length() : newline + 1;
      if (newline >= 0 && line.endsWith("\r")) {
        line = line.substring(0, line.length() - 1);
      }
      if (line.length() > limit) {
        assertEquals(LineTooLongException.class, refusal(in.readLine(limit, ISO_8859_1)));
      } else {
        Optional<String> expected = left.isEmpty() ? Optional.empty() : Optional.of(line);
        assertEquals(expected, LwtMain.run(in.readLine(limit, ISO_8859_1)));
        take(taken);
      }
    }

    private void exactly(int count) {
      if (count > left.length()) {
        assertEquals(EOFException.class, refusal(in.readExactly(count)));
      } else {
        assertEquals(left.substring(0, count), text(LwtMain.run(in.readExactly(count))));
        take(count);
      }
    }

    private void some(int most) {
      accept(text(LwtMain.run(in.read(most))), most);
    }

    private void intoArray(int most) {
      byte[] to = new byte[most];
      int count = LwtMain.run(in.read(to));
      accept(new String(to, 0, count, ISO_8859_1), most);
    }

    private void accept(String read, int most) {
      assertEquals(left.isEmpty(), read.isEmpty());
      assertEquals(left.substring(0, Math.min(read.length(), most)), read);
      take(read.length());
    }

    private void aByte() {
      if (left.isEmpty()) {
        assertEquals(EOFException.class, refusal(in.readByte()));
      } else {
        assertEquals((byte) left.charAt(0), LwtMain.run(in.readByte()));
        take(1);
      }
    }

    private void number() {
      if (left.length() < 4) {
        assertEquals(EOFException.class, refusal(in.readInt(java.nio.ByteOrder.BIG_ENDIAN)));
      } else {
        int expected = ByteBuffer.wrap(left.substring(0, 4).getBytes(ISO_8859_1)).getInt();
        assertEquals(expected, LwtMain.run(in.readInt(java.nio.ByteOrder.BIG_ENDIAN)));
        take(4);
      }
    }

    private void canceled(Promise<?> tooMany) {
      tooMany.onFailure(_ -> {}); // it may be at the end already
      for (int laps = random.nextInt(3); laps > 0 && tooMany.isPending(); laps--) {
        LwtMain.run(io.lwt.Lwt.pause());
      }
      tooMany.cancel();
    }

    private void buffer() {
      String read =
          LwtMain.run(
              in.withBuffer(
                  0,
                  access -> {
                    byte[] some = new byte[random.nextInt(access.buffer().remaining() + 1)];
                    access.buffer().get(some);
                    return Promise.of(text(some));
                  }));
      assertEquals(left.substring(0, read.length()), read);
      take(read.length());
    }

    private void take(int count) {
      left = left.substring(count);
      position += count;
    }

    private static String text(byte[] bytes) {
      return new String(bytes, ISO_8859_1);
    }

    private static Class<?> refusal(Promise<?> promise) {
      return LoopTest.rejection(promise).<Class<?>>map(Object::getClass).orElse(Void.class);
    }
  }
}
