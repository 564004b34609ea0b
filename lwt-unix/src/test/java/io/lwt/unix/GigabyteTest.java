package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Lwt;
import io.lwt.Promise;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gigabyte from a file to a socket and back: it is the same, and nobody holds it, while the reader pauses. */
@Tag("slow")
class GigabyteTest extends LoopTest {
  private static final long SIZE = 1L << 30;
  private static final int MEGABYTE = 1 << 20;
  private static final long BETWEEN_PAUSES = SIZE / 16;

  @TempDir private Path folder;

  private final CRC32C received = new CRC32C();
  private final List<Long> used = new ArrayList<>();
  private long count;

  /** A file with a hole in each megabyte, and something at another place in each. */
  private Path file() throws IOException {
    Path path = folder.resolve("gigabyte");
    var random = new Random(SIZE);
    byte[] block = new byte[MEGABYTE / 16];
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long at = 0; at < SIZE; at += MEGABYTE) {
        random.nextBytes(block);
        file.write(ByteBuffer.wrap(block), at + random.nextInt(MEGABYTE - block.length));
      }
      file.write(ByteBuffer.wrap(new byte[1]), SIZE - 1);
    }
    return path;
  }

  private static long checksum(Path path) throws IOException {
    var checksum = new CRC32C();
    byte[] buffer = new byte[MEGABYTE];
    try (InputStream in = Files.newInputStream(path)) {
      for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
        checksum.update(buffer, 0, length);
      }
    }
    return checksum.getValue();
  }

  @Test
  void comesBackAsItWas() throws IOException {
    Path path = file();
    Server server =
        LwtMain.run(
            LwtIo.establishServer(
                SockAddr.loopback(0), connection -> connection.in().transferTo(connection.out())));
    LwtMain.run(
        LwtIo.withConnection(
            server.address(),
            connection -> Lwt.both(send(path, connection), receive(connection.in()))));
    LwtMain.run(server.shutdownGracefully(Duration.ofMinutes(1)));

    assertEquals(SIZE, count);
    assertEquals(checksum(path), received.getValue());
    long growth = used.getLast() - used.getFirst();
    assertTrue(growth < 4 * MEGABYTE, () -> "memory in use: " + used);
  }

  private static Promise<?> send(Path path, Connection connection) {
    return LwtIo.withInput(path.toString(), in -> in.transferTo(connection.out()))
        .bind(_ -> connection.out().close());
  }

  private Promise<@Nullable Void> receive(InputChannel in) {
    return receive(in, new byte[4 * 65_536]);
  }

  private Promise<@Nullable Void> receive(InputChannel in, byte[] buffer) {
    return in.read(buffer)
        .bind(
            length -> {
              received.update(buffer, 0, length);
              long before = count;
              count += length;
              boolean pauses = before / BETWEEN_PAUSES < count / BETWEEN_PAUSES;
              return length == 0
                  ? Promise.unit()
                  : (pauses ? pause() : Promise.unit()).bind(_ -> receive(in, buffer));
            });
  }

  /** Everybody else is waiting when it is over. */
  private Promise<@Nullable Void> pause() {
    return LwtUnix.sleep(Duration.ofMillis(10))
        .map(
            _ -> {
              System.gc();
              Runtime runtime = Runtime.getRuntime();
              used.add(runtime.totalMemory() - runtime.freeMemory());
              return null;
            });
  }
}
