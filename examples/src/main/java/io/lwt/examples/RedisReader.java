package io.lwt.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lwt.Promise;
import io.lwt.unix.InputChannel;
import io.lwt.unix.LineTooLongException;
import java.io.EOFException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads a client's commands: lists of strings, of one character for each byte. A program sends a list as {@code *2},
 * and each string as {@code $5} and five bytes, each with CR LF behind; a person may type the words in one line.
 */
final class RedisReader {
  private static final int MAX_LINE = 64 * 1024;
  private static final int MAX_STRINGS = 1024;
  private static final int MAX_LENGTH = 1024 * 1024;
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private final InputChannel in;

  RedisReader(InputChannel in) {
    this.in = in;
  }

  /** What a client sends is no command. */
  static final class ProtocolException extends Exception {
    private static final long serialVersionUID = 1L;

    ProtocolException(String reason) {
      super(reason, null, false, false);
    }
  }

  /**
   * The next command, of one word at least; empty at the end. Rejected with {@link ProtocolException} if it is none,
   * with EOFException if the connection ends within it.
   */
  Promise<Optional<List<String>>> next() {
    return anyCommand()
        .catching(LineTooLongException.class, _ -> bad("too big inline request"))
        .catching(CharacterCodingException.class, _ -> bad("a line that is not UTF-8"));
  }

  private static Promise<Optional<List<String>>> bad(String reason) {
    return Promise.failed(new ProtocolException(reason));
  }

  private Promise<Optional<List<String>>> anyCommand() {
    return in.readLine(MAX_LINE)
        .bind(
            line ->
                line.isEmpty()
                    ? Promise.of(Optional.empty())
                    : command(line.get()).bind(this::orNext));
  }

  /** Nothing is no command: the client may send as much of it as it likes. */
  private Promise<Optional<List<String>>> orNext(List<String> words) {
    return words.isEmpty() ? anyCommand() : Promise.of(Optional.of(words));
  }

  private Promise<List<String>> command(String line) throws ProtocolException {
    return line.startsWith("*")
        ? strings(number(line, MAX_STRINGS), new ArrayList<>())
        : Promise.of(words(line));
  }

  private static List<String> words(String line) {
    return SPACE
        .splitAsStream(new String(line.getBytes(UTF_8), ISO_8859_1))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private Promise<List<String>> strings(int count, List<String> read) {
    return read.size() == count
        ? Promise.of(read)
        : string()
            .bind(
                string -> {
                  read.add(string);
                  return strings(count, read);
                });
  }

  private Promise<String> string() {
    return in.readLine(MAX_LINE)
        .bind(
            line -> {
              int length = length(line.orElseThrow(EOFException::new));
              return in.readExactly(length + 2)
                  .map(bytes -> new String(bytes, 0, length, ISO_8859_1));
            });
  }

  private static int length(String line) throws ProtocolException {
    if (!line.startsWith("$")) {
      throw new ProtocolException("expected '$'");
    }
    return number(line, MAX_LENGTH);
  }

  /** The number behind a line's first character. */
  private static int number(String line, int most) throws ProtocolException {
    try {
      int number = Integer.parseInt(line, 1, line.length(), 10);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // then it is none
    }
    throw new ProtocolException("invalid length");
  }
}
