package io.lwt.benchmarks.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** What every server answers to every request; {@code httpd.c} holds the same bytes. */
final class Response {
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\nServer: benchmark\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\n";

  /** The body. */
  static final String BODY = "Hello, World!";

  /** The bytes of one response. */
  static final int LENGTH = HEAD.length() + BODY.length();

  /** So many responses go out in one write, if so many requests came in one read. */
  static final int BATCH = 32;

  private Response() {}

  /** The bytes of so many responses, one after the other, in a new array. */
  static byte[] times(int count) {
    return (HEAD + BODY).repeat(count).getBytes(US_ASCII);
  }
}
