package io.lwt.examples;

import io.lwt.Promise;
import io.lwt.unix.InputChannel;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the requests of a connection, none of which may be larger than these bounds. */
final class HttpReader {
  /** How long a body may be, in bytes. */
  static final int MAX_BODY = 1 << 20;

  /** How long a line may be, in bytes. */
  private static final int MAX_LINE = 8192;

  private static final int MAX_HEADERS = 100;

  private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,8})[ \t]*(;.*)?");

  private final InputChannel in;

  HttpReader(InputChannel in) {
    this.in = in;
  }

  /**
   * The next request's head; empty at the end. Rejected with {@link HttpException} if it is none, with EOFException if
   * the connection ends within it.
   */
  Promise<Optional<HttpHead>> nextHead() {
    return in.readLine(MAX_LINE)
        .bind(
            line -> {
              if (line.isEmpty()) {
                return Promise.of(Optional.empty());
              }
              String requestLine = line.get();
              return requestLine.isEmpty() // some send one after a body
                  ? nextHead()
                  : headerLines(new ArrayList<>())
                      .map(headers -> Optional.of(HttpHead.parse(requestLine, headers)));
            });
  }

  private Promise<List<String>> headerLines(List<String> lines) {
    return line()
        .bind(
            line -> {
              if (line.isEmpty()) {
                return Promise.of(lines);
              }
              if (lines.size() == MAX_HEADERS) {
                throw new HttpException("431 Request Header Fields Too Large");
              }
              lines.add(line);
              return headerLines(lines);
            });
  }

  private Promise<String> line() {
    return in.readLine(MAX_LINE).map(line -> line.orElseThrow(EOFException::new));
  }

  /** The body of the request with this head. Rejected as {@link #nextHead}. */
  Promise<byte[]> body(HttpHead head) {
    return head.isChunked()
        ? chunks(new ByteArrayOutputStream()).map(ByteArrayOutputStream::toByteArray)
        : in.readExactly((int) head.contentLength());
  }

  private Promise<ByteArrayOutputStream> chunks(ByteArrayOutputStream body) {
    return line()
        .bind(
            line -> {
              int length = chunkLength(line);
              if (length > MAX_BODY - body.size()) {
                throw new HttpException("413 Content Too Large");
              }
              return length == 0
                  ? headerLines(new ArrayList<>())
                      .map(_ -> body) // the trailers, which tell nothing
                  : chunk(length, body).bind(_ -> chunks(body));
            });
  }

  private static int chunkLength(String line) throws HttpException {
    Matcher chunk = CHUNK.matcher(line);
    if (!chunk.matches()) {
      throw HttpHead.badRequest();
    }
    return (int) Math.min(Long.parseLong(chunk.group(1), 16), Integer.MAX_VALUE);
  }

  private Promise<String> chunk(int length, ByteArrayOutputStream body) {
    return in.readExactly(length)
        .bind(
            bytes -> {
              body.writeBytes(bytes);
              return line();
            })
        .map(
            end -> {
              if (!end.isEmpty()) {
                throw HttpHead.badRequest();
              }
              return end;
            });
  }
}
