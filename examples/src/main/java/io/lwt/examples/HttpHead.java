package io.lwt.examples;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first line and the headers of a request: RFC 9112.
 *
 * @param headers by their names in lower case; the values of several of one name with commas in between
 */
record HttpHead(String method, String target, String version, Map<String, String> headers) {
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern REQUEST_LINE =
      Pattern.compile("(" + TOKEN + ") ([!-~]+) HTTP/(\\d\\.\\d)");
  private static final Pattern HEADER = Pattern.compile("(" + TOKEN + "):[ \t]*(.*?)[ \t]*");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,15}");

  /** What a request must not have twice: two readers could disagree about which one counts. */
  private static final List<String> ONCE = List.of("host", "content-length");

  /**
   * The head that these lines make up.
   *
   * @throws HttpException if they are no request that this server can answer
   */
  static HttpHead parse(String requestLine, List<String> headerLines) throws HttpException {
    Matcher line = matched(REQUEST_LINE, requestLine);
    String version = line.group(3);
    if (!version.equals("1.1") && !version.equals("1.0")) {
      throw new HttpException("505 HTTP Version Not Supported");
    }
    var head = new HttpHead(line.group(1), line.group(2), version, headers(headerLines));
    head.checkLength();
    if (version.equals("1.1") && head.header("host").isEmpty()) {
      throw badRequest();
    }
    return head;
  }

  private static Map<String, String> headers(List<String> lines) throws HttpException {
    Map<String, String> headers = new HashMap<>();
    for (String line : lines) {
      Matcher header = matched(HEADER, line);
      String name = header.group(1).toLowerCase(Locale.ROOT);
      if (headers.containsKey(name) && ONCE.contains(name)) {
        throw badRequest();
      }
      headers.merge(name, header.group(2), (one, next) -> one + ", " + next);
    }
    return headers;
  }

  private static Matcher matched(Pattern pattern, String line) throws HttpException {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.matches()) {
      throw badRequest();
    }
    return matcher;
  }

  static HttpException badRequest() {
    return new HttpException("400 Bad Request");
  }

  /** Where the body ends must be beyond doubt: else what follows it could be taken for a request of its own. */
  private void checkLength() throws HttpException {
    String coding = header("transfer-encoding");
    boolean hasLength = headers.containsKey("content-length");
    if (!coding.isEmpty() && !isChunked()) {
      throw new HttpException("501 Not Implemented");
    }
    if (hasLength && (isChunked() || !LENGTH.matcher(header("content-length")).matches())) {
      throw badRequest();
    }
  }

  /** A header's value; empty without one. */
  String header(String lowerCaseName) {
    return headers.getOrDefault(lowerCaseName, "");
  }

  /** The target without its query. */
  String path() {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }

  boolean isChunked() {
    return header("transfer-encoding").equalsIgnoreCase("chunked");
  }

  /** How long the body is, in bytes, if it is not chunked. */
  long contentLength() {
    String length = header("content-length");
    return length.isEmpty() ? 0 : Long.parseLong(length);
  }

  /** Whether the client waits to be asked for the body. */
  boolean expectsContinue() {
    return version.equals("1.1") && header("expect").equalsIgnoreCase("100-continue");
  }

  /** Whether the connection is to be kept. */
  boolean keepsAlive() {
    return version.equals("1.1")
        && Pattern.compile(",")
            .splitAsStream(header("connection"))
            .noneMatch(option -> option.strip().equalsIgnoreCase("close"));
  }
}
