package io.lwt.benchmarks.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class RequestEndsTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final RequestEnds ends = new RequestEnds();

  @Test
  void countsRequestsThatComeTogether() {
    assertEquals(3, count(REQUEST.repeat(3)));
  }

  @Test
  void aRequestMayComeInPieces() {
    for (int cut = 1; cut < REQUEST.length(); cut++) {
      assertEquals(0, count(REQUEST.substring(0, cut)));
      assertEquals(1, count(REQUEST.substring(cut)));
    }
  }

  @Test
  void onlyAnEmptyLineEndsOne() {
    assertEquals(0, count("\n\n\r\n\n\r\r\n\rx\r\nx\r"));
    assertEquals(1, count("\r\n\r\n"));
  }

  @Test
  void onlyTheGivenLengthCounts() {
    byte[] bytes = REQUEST.getBytes(US_ASCII);
    assertEquals(0, ends.count(bytes, bytes.length - 1));
  }

  private int count(String bytes) {
    return ends.count(bytes.getBytes(US_ASCII), bytes.length());
  }
}
