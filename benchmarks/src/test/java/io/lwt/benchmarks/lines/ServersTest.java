package io.lwt.benchmarks.lines;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.benchmarks.Machine;
import io.lwt.benchmarks.echo.EchoLoad;
import io.lwt.benchmarks.load.Contender;
import io.lwt.benchmarks.load.Meter;
import io.lwt.benchmarks.load.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every server that is compared sends back lines, and lets itself be loaded. */
@EnabledOnOs(OS.LINUX)
final class ServersTest {
  static List<Contender> contenders() throws IOException, InterruptedException {
    Machine.assumeCompiler();
    return Compare.contenders();
  }

  @ParameterizedTest
  @MethodSource("contenders")
  @Timeout(60)
  void sendsBackLinesInPiecesAndTogether(Contender contender) throws Exception {
    try (ServerProcess server = ServerProcess.start(contender);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      assertEquals("one\n\nthré\n", ask(socket, "one\n\nthré\n"));
      socket.getOutputStream().write("in p".getBytes(UTF_8));
      assertEquals("in pieces\n", ask(socket, "ieces\n", 10));
      String many = "a line\n".repeat(10_000);
      assertEquals(many, ask(socket, many));
      EchoLoad.ofLines().run(server.port(), 2, Duration.ofMillis(50), List.of(), new NoMeter());
    }
  }

  private static String ask(Socket socket, String lines) throws IOException {
    return ask(socket, lines, lines.getBytes(UTF_8).length);
  }

  private static String ask(Socket socket, String lines, int answer) throws IOException {
    socket.getOutputStream().write(lines.getBytes(UTF_8));
    return new String(socket.getInputStream().readNBytes(answer), UTF_8);
  }

  private static final class NoMeter implements Meter {
    @Override
    public void start() {}

    @Override
    public void stop() {}
  }
}
