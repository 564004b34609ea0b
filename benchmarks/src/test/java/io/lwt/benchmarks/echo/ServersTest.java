package io.lwt.benchmarks.echo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.benchmarks.Machine;
import io.lwt.benchmarks.load.Contender;
import io.lwt.benchmarks.load.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every server that is compared gives back what it is sent. */
@EnabledOnOs(OS.LINUX)
final class ServersTest {
  static List<Contender> contenders() throws IOException, InterruptedException {
    Machine.assumeCompiler();
    return Compare.contenders();
  }

  @ParameterizedTest
  @MethodSource("contenders")
  @Timeout(60)
  void echoesToTheEnd(Contender contender) throws IOException {
    try (ServerProcess server = ServerProcess.start(contender);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      // One byte, a message, exactly what a server reads at once, and more than that.
      for (int size : new int[] {1, 64, 2048, 5000}) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        socket.getOutputStream().write(bytes);
        assertArrayEquals(bytes, socket.getInputStream().readNBytes(size));
      }
      socket.shutdownOutput();
      assertEquals(-1, socket.getInputStream().read());
    }
  }

  /** All but those in C, which do not wait for clients. */
  static Stream<Contender> patientContenders() throws IOException, InterruptedException {
    Set<String> impatient = Set.of(Contender.C, Contender.C_RECV);
    return contenders().stream().filter(contender -> !impatient.contains(contender.name()));
  }

  /** Reads late, when all buffers are full (or all is sent): until then the server's writes are partial. */
  @ParameterizedTest
  @MethodSource("patientContenders")
  @Timeout(60)
  void aClientThatReadsLateGetsEverything(Contender contender) throws Exception {
    byte[] bytes = new byte[16 << 20];
    new Random(1).nextBytes(bytes);
    try (ServerProcess server = ServerProcess.start(contender);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      var sending = new FutureTask<@Nullable Void>(() -> send(socket, bytes), null);
      Thread.ofPlatform().start(sending);
      try {
        sending.get(100, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        // It waits, as the server does.
      }
      assertArrayEquals(bytes, socket.getInputStream().readNBytes(bytes.length));
      sending.get();
    }
  }

  private static void send(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
