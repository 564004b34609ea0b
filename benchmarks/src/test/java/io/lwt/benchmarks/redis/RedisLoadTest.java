package io.lwt.benchmarks.redis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lwt.benchmarks.load.Load;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class RedisLoadTest {
  private static final String OUTPUT =
      """
      "test","rps","avg_latency_ms","min_latency_ms","p50_latency_ms","p95_latency_ms","p99_latency_ms","max_latency_ms"
      "SET","500000.00","0.570","0.048","0.543","1.103","1.111","1.127"
      "GET","1000000.00","0.665","0.168","0.783","0.919","0.935","0.935"
      """;

  @Test
  void readsWhatRedisBenchmarkPrints() throws IOException {
    Load.Result result = RedisLoad.parse(1000, OUTPUT);
    assertEquals(2000, result.count());
    assertEquals(666_666.7, result.perSecond(), 0.1);
    assertEquals(783, result.p50Micros(), 0.001);
    assertEquals(1111, result.p99Micros(), 0.001);
  }

  @Test
  void anythingElseIsAnError() {
    assertThrows(IOException.class, () -> RedisLoad.parse(1000, ""));
    assertThrows(IOException.class, () -> RedisLoad.parse(1000, OUTPUT.replace(",\"0.935\"", "")));
    assertThrows(
        IOException.class, () -> RedisLoad.parse(1000, "Error from server: ERR unknown command"));
  }
}
