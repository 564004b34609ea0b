package io.lwt.benchmarks.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lwt.benchmarks.load.Load;
import java.io.IOException;
import org.junit.jupiter.api.Test;

final class WrkTest {
  private static final String OUTPUT =
      """
      Running 3s test @ http://127.0.0.1:18081/
        1 threads and 64 connections
        Thread Stats   Avg      Stdev     Max   +/- Stdev
          Latency   156.21us   59.37us   2.18ms   94.79%
          Req/Sec   216.93k     3.50k  226.57k    74.19%
        Latency Distribution
           50%  149.00us
           75%  170.00us
           90%  201.00us
           99%    1.25ms
        668344 requests in 3.10s, 61.83MB read
      Requests/sec: 215665.66
      Transfer/sec:     19.95MB
      """;

  @Test
  void readsWhatWrkPrints() throws IOException {
    assertEquals(new Load.Result(668_344, 215_665.66, 149, 1250), Wrk.parse(OUTPUT));
  }

  @Test
  void failedRequestsAreAnError() {
    String failed = "  Socket errors: connect 0, read 3, write 0, timeout 0\n";
    assertThrows(IOException.class, () -> Wrk.parse(OUTPUT + failed));
    assertThrows(IOException.class, () -> Wrk.parse(OUTPUT + "  Non-2xx or 3xx responses: 7\n"));
  }

  @Test
  void slowRequestsAreNoError() throws IOException {
    String slow = "  Socket errors: connect 0, read 0, write 0, timeout 223\n";
    assertEquals(668_344, Wrk.parse(OUTPUT + slow).count());
  }

  @Test
  void anythingElseIsAnError() {
    assertThrows(
        IOException.class,
        () -> Wrk.parse("unable to connect to 127.0.0.1:1 Connection refused\n"));
  }
}
