package io.lwt.unix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.bindings.Posix;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Nothing is missed with an engine that tells changes only, whatever the sizes of reads and writes and however they
 * fall between each other: no byte, and not the end. What is written is random; so is when it is written.
 */
class EdgesTest extends LoopTest {
  private static final int SEEDS = 20;
  private static final int LENGTH = 200_000;

  @TempDir private Path folder;

  /** What connects a writer with a reader. */
  enum Kind {
    TCP {
      @Override
      Ends open(Path folder) {
        Loopback connection = Loopback.tcp();
        return new Ends(connection.server(), connection.client());
      }
    },
    UNIX_STREAM {
      @Override
      Ends open(Path folder) {
        Socket listener = Loopback.listen(SockAddr.unix(folder.resolve("socket").toString()));
        Loopback connection = Loopback.connect(listener);
        return new Ends(connection.client(), connection.server());
      }
    },
    PIPE {
      @Override
      Ends open(Path folder) {
        Pipe pipe = LwtUnix.pipe();
        return new Ends(pipe.in(), pipe.out());
      }
    },
    FIFO {
      @Override
      Ends open(Path folder) {
        return fifo(folder, false);
      }
    },
    SHARED_FIFO {
      @Override
      Ends open(Path folder) {
        return fifo(folder, true);
      }
    },
    ADOPTED_SOCKET {
      @Override
      Ends open(Path folder) {
        Loopback connection = Loopback.tcp();
        int number = Posix.host().dup(connection.server().number());
        LwtMain.run(connection.server().close());
        return new Ends(LwtUnix.adopt(number), connection.client());
      }
    },
    SHARED_SOCKET {
      @Override
      Ends open(Path folder) {
        Loopback connection = Loopback.tcp();
        int number = Posix.host().dup(connection.server().number());
        LwtMain.run(connection.server().close());
        Posix.host().setNonBlocking(number, false);
        return new Ends(LwtUnix.share(number), connection.client());
      }
    };

    abstract Ends open(Path folder);

    /** The reader first: a FIFO has no writer without one. */
    private static Ends fifo(Path folder, boolean shared) {
      Posix posix = Posix.host();
      byte[] path = folder.resolve("fifo").toString().getBytes(UTF_8);
      posix.mkfifo(path, 0600);
      int reader = posix.open(path, posix.O_RDONLY() | posix.O_NONBLOCK(), 0);
      int writer = posix.open(path, posix.O_WRONLY() | posix.O_NONBLOCK(), 0);
      posix.setNonBlocking(reader, !shared);
      return shared
          ? new Ends(LwtUnix.share(reader), LwtUnix.share(writer))
          : new Ends(LwtUnix.adopt(reader), LwtUnix.adopt(writer));
    }
  }

  record Ends(Fd reader, Fd writer) {}

  static Stream<Arguments> kindsAndSeeds() {
    return Arrays.stream(Kind.values())
        .flatMap(kind -> LongStream.range(0, SEEDS).mapToObj(seed -> Arguments.of(kind, seed)));
  }

  @ParameterizedTest
  @MethodSource("kindsAndSeeds")
  void everyByteAndTheEndAreRead(Kind kind, long seed) {
    Ends ends = kind.open(folder);
    var random = new Random(seed);
    byte[] sent = new byte[random.nextInt(LENGTH)];
    random.nextBytes(sent);
    var read = new ByteArrayOutputStream();
    Promise<@Nullable Void> reading = readAll(ends.reader(), new Random(seed + 1), read);
    Promise<@Nullable Void> writing =
        writeAll(ends.writer(), sent, 0, new Random(seed + 2)).bind(_ -> ends.writer().close());
    LwtMain.run(Lwt.both(reading, writing));
    assertArrayEquals(sent, read.toByteArray());
    LwtMain.run(ends.reader().close());
  }

  /** Sizes from a byte to more than there is; sometimes with a pause, so that more comes together. */
  private static Promise<@Nullable Void> readAll(Fd fd, Random random, ByteArrayOutputStream to) {
    byte[] buffer = new byte[size(random)];
    return sometimesPaused(random)
        .bind(_ -> fd.read(buffer))
        .bind(
            count -> {
              to.write(buffer, 0, count);
              return count == 0 ? Promise.unit() : readAll(fd, random, to);
            });
  }

  private static Promise<@Nullable Void> writeAll(Fd fd, byte[] bytes, int from, Random random) {
    if (from == bytes.length) {
      return Promise.unit();
    }
    int length = Math.min(size(random), bytes.length - from);
    return sometimesPaused(random)
        .bind(_ -> fd.write(bytes, from, length))
        .bind(count -> writeAll(fd, bytes, from + count, random));
  }

  private static int size(Random random) {
    return 1 + random.nextInt(1 << random.nextInt(18));
  }

  private static Promise<@Nullable Void> sometimesPaused(Random random) {
    return random.nextInt(4) == 0 ? Lwt.pause() : Promise.unit();
  }

  @ParameterizedTest
  @MethodSource("kindsAndSeeds")
  void whatComesWithTheEndIsReadBeforeIt(Kind kind, long seed) {
    Ends ends = kind.open(folder);
    int length = 1 + (int) seed;
    Promise<String> all = Loopback.readAll(ends.reader(), 7);
    runLaps();
    LwtMain.run(ends.writer().write(new byte[length]).bind(_ -> ends.writer().close()));
    assertEquals(length, LwtMain.run(all).length());
  }

  /** Urgent data stops a read before its mark: the read is short though there is more. */
  @Test
  void urgentDataHidesNothing() {
    Loopback connection = Loopback.tcp();
    Promise<String> all = Loopback.readAll(connection.server(), 100);
    LwtMain.run(connection.client().write("abc".getBytes(ISO_8859_1)));
    LwtMain.run(connection.client().send(new byte[] {'!'}, MessageFlag.OUT_OF_BAND));
    LwtMain.run(connection.client().write("def".getBytes(ISO_8859_1)));
    runLaps();
    LwtMain.run(connection.client().write("gh".getBytes(ISO_8859_1)));
    LwtMain.run(connection.client().close());
    assertEquals("abcdefgh", LwtMain.run(all));
  }
}
