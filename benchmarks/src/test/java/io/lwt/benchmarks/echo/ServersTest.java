package io.lwt.benchmarks.echo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.benchmarks.Machine;
import io.lwt.benchmarks.load.Contender;
import io.lwt.benchmarks.load.ServerProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Random;
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
}
