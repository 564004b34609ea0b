package io.lwt.benchmarks.startup;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each server greets its first connection, and ends. */
@Tag("slow")
class ServersTest {
  @ParameterizedTest
  @ValueSource(classes = {LwtServer.class, NioServer.class})
  void greetsAndEnds(Class<?> server) throws Exception {
    assertTrue(Compare.server(System.getProperty("java.class.path"), server).take() > 0);
  }
}
