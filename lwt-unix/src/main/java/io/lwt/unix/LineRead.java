package io.lwt.unix;

import io.lwt.Promise;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Optional;

/** A read of one line, which stays in the buffer until it is there as a whole. */
final class LineRead {
  static final byte NEWLINE = '\n';

  private final InputBuffer buffer;
  private final int limit;
  private final Charset charset;

  LineRead(InputBuffer buffer, int limit, Charset charset) {
    this.buffer = buffer;
    this.limit = limit;
    this.charset = charset;
  }

  /** Goes on behind so many bytes that have no newline. */
  Promise<Optional<String>> rest(int searched) throws CharacterCodingException {
    int newline = newline(buffer, searched);
    if (isTooLong(newline)) {
      return Promise.failed(new LineTooLongException(limit));
    }
    if (newline >= 0) {
      return Promise.of(Optional.of(takeLine(buffer, newline, charset)));
    }
    int seen = buffer.count();
    return buffer.fill().bind(more -> more ? rest(seen) : last());
  }

  private boolean isTooLong(int newline) {
    if (newline >= 0) {
      return lineLength(buffer, newline) > limit;
    }
    boolean endsPerhaps = buffer.count() > 0 && buffer.bytes()[buffer.end() - 1] == '\r';
    return (endsPerhaps ? buffer.count() - 1 : buffer.count()) > limit;
  }

  private Promise<Optional<String>> last() throws CharacterCodingException {
    int length = buffer.count();
    if (length > limit) {
      return Promise.failed(new LineTooLongException(limit));
    }
    return Promise.of(
        length == 0 ? Optional.empty() : Optional.of(takeText(buffer, length, charset)));
  }

  /** Where the first newline is, behind so many bytes that have none; negative if there is none. */
  static int newline(InputBuffer buffer, int searched) {
    return ByteArrays.indexOf(NEWLINE, buffer.bytes(), buffer.start() + searched, buffer.end());
  }

  private static int lineLength(InputBuffer buffer, int newline) {
    int length = newline - buffer.start();
    return length > 0 && buffer.bytes()[newline - 1] == '\r' ? length - 1 : length;
  }

  /** Takes the bytes up to a newline. */
  static String takeLine(InputBuffer buffer, int newline, Charset charset)
      throws CharacterCodingException {
    int from = buffer.start();
    int length = lineLength(buffer, newline);
    buffer.take(newline + 1 - from);
    return decode(buffer.bytes(), from, length, charset);
  }

  /** Takes so many bytes. */
  static String takeText(InputBuffer buffer, int length, Charset charset)
      throws CharacterCodingException {
    int from = buffer.start();
    buffer.take(length);
    return decode(buffer.bytes(), from, length, charset);
  }

  private static String decode(byte[] bytes, int from, int length, Charset charset)
      throws CharacterCodingException {
    String text = new String(bytes, from, length, charset);
    if (text.indexOf('\uFFFD') >= 0) {
      // Bytes that are not of the charset, or the character itself: the strict decoder tells.
      return charset.newDecoder().decode(ByteBuffer.wrap(bytes, from, length)).toString();
    }
    return text;
  }
}
