package io.lwt.unix;

import io.lwt.Promise;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.util.Optional;

/** Decodes what comes, as far as it is whole characters. The rest stays in the buffer. */
final class TextDecoder {
  private final CharsetDecoder decoder;

  TextDecoder(CharsetDecoder decoder) {
    this.decoder = decoder;
  }

  /** The next piece of text; none at the end. */
  Promise<Optional<String>> next(InputBuffer buffer) throws CharacterCodingException {
    String text = decode(buffer, false);
    return text.isEmpty()
        ? buffer.fill().bind(more -> more ? next(buffer) : Promise.of(last(buffer)))
        : Promise.of(Optional.of(text));
  }

  private Optional<String> last(InputBuffer buffer) throws CharacterCodingException {
    try {
      String text = decode(buffer, true);
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    } finally {
      decoder.reset();
    }
  }

  private String decode(InputBuffer buffer, boolean atEnd) throws CharacterCodingException {
    var in = ByteBuffer.wrap(buffer.bytes(), buffer.start(), buffer.count());
    var out = CharBuffer.allocate((int) (buffer.count() * decoder.maxCharsPerByte()) + 8);
    CoderResult result = decoder.decode(in, out, atEnd);
    buffer.take(in.position() - buffer.start());
    if (result.isError() && out.position() == 0) {
      buffer.take(result.length());
      result.throwException();
    }
    if (atEnd && !result.isError()) {
      decoder.flush(out);
    }
    return out.flip().toString();
  }
}
