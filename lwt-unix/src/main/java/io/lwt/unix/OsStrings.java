package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;

/**
 * The system's names as Strings and back. Names are bytes without NUL: usually UTF-8, whatever the locale says. A byte
 * that is no UTF-8 travels as a lone surrogate, U+DC80 to U+DCFF, so that every name comes back as it was.
 */
final class OsStrings {
  private static final int ESCAPE = 0xDC00;

  private OsStrings() {}

  /**
   * The bytes of a name.
   *
   * @param what what the name is, for the message: {@code "the path"}
   * @throws IllegalArgumentException if it contains NUL, or half a surrogate pair that stands for no byte
   */
  static byte[] encode(String name, String what) {
    checkNoNul(name, what);
    return bytes(name, what);
  }

  /** The bytes of a name of Linux' abstract namespace: NUL, then the name, which may hold more of them. */
  static byte[] encodeAbstract(String name, String what) {
    return bytes('\0' + name, what);
  }

  private static byte[] bytes(String name, String what) {
    return hasSurrogate(name) ? encodeEscaped(name, what) : name.getBytes(UTF_8);
  }

  /** Throws {@link IllegalArgumentException} if the name contains NUL: C would take what follows for nothing. */
  static void checkNoNul(String name, String what) {
    if (name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          what + " contains NUL: \"" + name.replace("\0", "\\0") + '"');
    }
  }

  private static boolean hasSurrogate(String name) {
    return name.chars().anyMatch(c -> Character.isSurrogate((char) c));
  }

  private static byte[] encodeEscaped(String name, String what) {
    CharsetEncoder encoder = UTF_8.newEncoder().onMalformedInput(CodingErrorAction.REPORT);
    CharBuffer in = CharBuffer.wrap(name);
    ByteBuffer out = ByteBuffer.allocate(name.length() * 3);
    for (CoderResult result = encoder.encode(in, out, true); result.isMalformed(); ) {
      int escaped = in.get() - ESCAPE;
      if (escaped < 0x80 || escaped > 0xFF) {
        throw new IllegalArgumentException(what + " contains half a surrogate pair");
      }
      out.put((byte) escaped);
      result = encoder.reset().encode(in, out, true);
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  /** The name that has these bytes. */
  static String decode(byte[] name) {
    CharsetDecoder decoder = UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(name);
    try {
      return decoder.decode(in).toString();
    } catch (CharacterCodingException e) {
      return decodeEscaped(decoder.reset(), in.rewind());
    }
  }

  private static String decodeEscaped(CharsetDecoder decoder, ByteBuffer in) {
    CharBuffer out = CharBuffer.allocate(in.remaining());
    while (decoder.decode(in, out, true).isMalformed()) {
      out.put((char) (ESCAPE + (in.get() & 0xFF)));
      decoder.reset();
    }
    return out.flip().toString();
  }
}
