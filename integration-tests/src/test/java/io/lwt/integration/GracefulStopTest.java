package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import org.junit.jupiter.api.Test;

/** The example, on the module path. */
final class GracefulStopTest {

  @Test
  void whoIsServedIsServedToTheEnd() throws Exception {
    try (var server = new RunningExample("GracefulStop");
        var client = new Socket(InetAddress.getLoopbackAddress(), server.portNumber())) {
      assertEchoes(client);
      server.terminate();
      awaitRefusal(server.portNumber());
      assertEchoes(client);
      client.shutdownOutput();
      assertEquals("stopped", server.line());
      assertEquals(0, server.status());
    }
  }

  private static void assertEchoes(Socket client) throws IOException {
    client.getOutputStream().write('x');
    assertEquals('x', client.getInputStream().read());
  }

  private static void awaitRefusal(int port) throws IOException {
    while (true) {
      try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
        Thread.onSpinWait();
      } catch (ConnectException refused) {
        return;
      }
    }
  }
}
