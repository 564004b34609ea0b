package io.lwt.benchmarks.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.benchmarks.Machine;
import io.lwt.benchmarks.load.Contender;
import io.lwt.benchmarks.load.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every server that is compared answers, and the same bytes. */
@EnabledOnOs(OS.LINUX)
final class ServersTest {
  private static final String REQUEST = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String RESPONSE = new String(Response.times(1), US_ASCII);

  static List<Contender> contenders() throws IOException, InterruptedException {
    Machine.assumeCompiler();
    return Compare.contenders();
  }

  @ParameterizedTest
  @MethodSource("contenders")
  @Timeout(60)
  void answersRequestsInPiecesAndTogether(Contender contender) throws IOException {
    try (ServerProcess server = ServerProcess.start(contender);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setTcpNoDelay(true);
      assertEquals(RESPONSE, ask(socket, REQUEST, 1));
      send(socket, REQUEST.substring(0, 20));
      assertEquals(RESPONSE, ask(socket, REQUEST.substring(20), 1));
      int several = 2 * Response.BATCH + 1;
      assertEquals(RESPONSE.repeat(several), ask(socket, REQUEST.repeat(several), several));
    }
  }

  @ParameterizedTest
  @MethodSource("contenders")
  @Timeout(60)
  void closesWhenTheClientDoes(Contender contender) throws IOException {
    try (ServerProcess server = ServerProcess.start(contender);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      send(socket, REQUEST);
      socket.shutdownOutput();
      assertEquals(RESPONSE, new String(socket.getInputStream().readAllBytes(), US_ASCII));
    }
  }

  private static String ask(Socket socket, String requests, int responses) throws IOException {
    send(socket, requests);
    return new String(socket.getInputStream().readNBytes(responses * Response.LENGTH), US_ASCII);
  }

  private static void send(Socket socket, String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(US_ASCII));
  }
}
