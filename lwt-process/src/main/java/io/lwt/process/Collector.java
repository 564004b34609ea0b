package io.lwt.process;

import io.lwt.Promise;
import io.lwt.unix.Fd;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Arrays;

/** Everything that a descriptor gives, up to its end. */
final class Collector {
  private static final int FIRST_SIZE = 8192;

  private final Fd fd;
  private byte[] bytes = new byte[FIRST_SIZE];
  private int count;

  Collector(Fd fd) {
    this.fd = fd;
  }

  Promise<byte[]> all() {
    if (count == bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.multiplyExact(bytes.length, 2));
    }
    return fd.read(bytes, count, bytes.length - count).bind(this::took);
  }

  private Promise<byte[]> took(int more) {
    count += more;
    return more == 0 ? Promise.of(Arrays.copyOf(bytes, count)) : all();
  }

  /** The text that the bytes are. */
  static String text(byte[] bytes, Charset charset) throws CharacterCodingException {
    return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }
}
