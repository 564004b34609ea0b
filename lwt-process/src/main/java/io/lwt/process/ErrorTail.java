package io.lwt.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.unix.Fd;
import java.util.Arrays;

/** Reads what a process writes to its error output, so that it need not wait, and keeps the end of it. */
final class ErrorTail {
  private static final int KEPT = 4096;

  /** For how many laps of the loop there may still be more, when the process has ended. A pipe is empty before. */
  private static final int MOST_LAPS = 100;

  private final Fd fd;
  private final byte[] buffer = new byte[2 * KEPT];

  /** How many bytes of the buffer were read. */
  private int count;

  private final Promise<?> reading;

  ErrorTail(Fd fd) {
    this.fd = fd;
    reading = read().finalizing(fd::close);
    reading.onFailure(_ -> {});
  }

  private Promise<Integer> read() {
    return fd.read(buffer, count, buffer.length - count)
        .bind(
            more -> {
              append(more);
              return more == 0 ? Promise.of(0) : read();
            });
  }

  private void append(int more) {
    count += more;
    if (count > KEPT) {
      System.arraycopy(buffer, count - KEPT, buffer, 0, KEPT);
      count = KEPT;
    }
  }

  /** What is there when the process has ended, though others may have its error output too, and never end. */
  Promise<String> text() {
    return text(MOST_LAPS);
  }

  private Promise<String> text(int laps) {
    if (laps > 0 && reading.isPending() && fd.isReadable()) {
      return Lwt.pause().bind(_ -> text(laps - 1));
    }
    close();
    return Promise.of(new String(Arrays.copyOf(buffer, count), UTF_8));
  }

  void close() {
    var _ = fd.close();
  }
}
