package io.lwt.process;

import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.unix.Fd;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Arrays;

/** Everything that a pipe gives, up to its end. If twice in turn it was full, it is made larger. */
final class Collector {
  private static final int FIRST_SIZE = 8192;

  /** What a pipe holds, if nobody says otherwise, and what one read gives at most. */
  private static final int FULL = 64 * 1024;

  private final Posix posix;
  private final Fd fd;
  private byte[] bytes = new byte[FIRST_SIZE];
  private int count;

  /** How many reads in turn have found it full. */
  private int full;

  private boolean isLarge;

  Collector(Posix posix, Fd fd) {
    this.posix = posix;
    this.fd = fd;
  }

  Promise<byte[]> all() {
    Promise<byte[]> read = read();
    read.onTermination(
        () -> {
          if (isLarge) {
            LargePipes.giveBack();
          }
        });
    return read;
  }

  private Promise<byte[]> read() {
    if (count == bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.multiplyExact(bytes.length, 2));
    }
    return fd.read(bytes, count, bytes.length - count).bind(this::took);
  }

  private Promise<byte[]> took(int more) {
    count += more;
    full = more == FULL ? full + 1 : 0;
    if (full == 2 && !isLarge) {
      isLarge = LargePipes.grow(posix, fd);
    }
    return more == 0 ? Promise.of(Arrays.copyOf(bytes, count)) : read();
  }

  /** The text that the bytes are. */
  static String text(byte[] bytes, Charset charset) throws CharacterCodingException {
    return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
