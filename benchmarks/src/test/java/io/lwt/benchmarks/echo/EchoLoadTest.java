package io.lwt.benchmarks.echo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.benchmarks.Machine;
import io.lwt.benchmarks.load.Contender;
import io.lwt.benchmarks.load.Load;
import io.lwt.benchmarks.load.Meter;
import io.lwt.benchmarks.load.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
@Timeout(60)
final class EchoLoadTest {
  private static final Duration SHORT = Duration.ofMillis(50);

  @Test
  void countsWhatCameBack() throws Exception {
    Machine.assumeCompiler();
    try (ServerProcess server = ServerProcess.start(Contender.c("echod.c"))) {
      var meter = new Steps();
      Load.Result result = EchoLoad.compiled().run(server.port(), 3, SHORT, List.of(), meter);
      assertEquals("start stop ", meter.steps.toString());
      assertTrue(result.count() > 3, result::toString);
      assertTrue(result.perSecond() <= result.count() / 0.05, result::toString);
      assertTrue(0 < result.p50Micros(), result::toString);
      assertTrue(result.p50Micros() <= result.p99Micros(), result::toString);
    }
  }

  /** Servers that get one thing wrong, each. */
  @Test
  void aServerThatDoesNotEchoIsAnError() throws Exception {
    Machine.assumeCompiler();
    EchoLoad load = EchoLoad.compiled();
    assertFails("other bytes came", load, bytes -> new byte[bytes.length]);
    assertFails("more bytes came", load, bytes -> Arrays.copyOf(bytes, bytes.length + 1));
    assertFails("closed a connection", load, _ -> new byte[0]);
  }

  private static void assertFails(String reason, EchoLoad load, UnaryOperator<byte[]> answer)
      throws Exception {
    try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread server = Thread.ofPlatform().start(() -> answerOnce(listener, answer));
      IOException error =
          assertThrows(
              IOException.class,
              () -> load.run(listener.getLocalPort(), 1, SHORT, List.of(), new Steps()));
      assertTrue(error.toString().contains(reason), error::toString);
      server.join();
    }
  }

  private static void answerOnce(ServerSocket listener, UnaryOperator<byte[]> answer) {
    try (Socket socket = listener.accept()) {
      byte[] message = socket.getInputStream().readNBytes(64);
      socket.getOutputStream().write(answer.apply(message));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void readsWhatTheLoadPrints() throws IOException {
    assertEquals(
        new Load.Result(421_338, 210_669, 148.3, 212.9),
        EchoLoad.parse("echoes 421338 seconds 2.000000 p50 148.3 p99 212.9"));
    assertThrows(IOException.class, () -> EchoLoad.parse("echoes"));
    assertThrows(IOException.class, () -> EchoLoad.parse(null));
  }

  private static final class Steps implements Meter {
    private final StringBuilder steps = new StringBuilder();

    @Override
    public void start() {
      steps.append("start ");
    }

    @Override
    public void stop() {
      steps.append("stop ");
    }
  }
}
