package io.lwt.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.testkit.RequiresProgram;
import io.lwt.unix.EventLoop;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.SockAddr;
import io.lwt.unix.Socket;
import io.lwt.unix.SocketDomain;
import io.lwt.unix.SocketType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** {@link LwtUnix#listenFds} in a program that another one, a shell, starts with a socket at hand. */
@RequiresProgram("bash")
class InheritedSocketTest {
  private static final List<String> FLAGS =
      List.of("--illegal-native-access=deny", "--enable-native-access=ALL-UNNAMED");

  @AfterEach
  void closeLoop() {
    EventLoop.current().close();
  }

  @Test
  void theProgramUsesWhatItWasHanded() throws Exception {
    assertEquals("chat is fd 3 to ", said("LISTEN_PID=$$").replaceAll("127.*", ""));
  }

  @Test
  void whatIsMeantForAnotherProcessIsLeftAlone() throws Exception {
    assertEquals("", said("LISTEN_PID=1"));
  }

  /** What the program says over a connection that a shell has made for it. */
  private static String said(String pid) throws Exception {
    Socket listener = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
    LwtMain.run(listener.bind(SockAddr.loopback(0)));
    listener.listen(1);
    int port = ((SockAddr.Inet) listener.getsockname()).port();
    String script =
        "exec 3<>/dev/tcp/127.0.0.1/"
            + port
            + "; export LISTEN_FDS=1 LISTEN_FDNAMES=chat "
            + pid
            + "; exec \"$@\"";
    List<String> shell = new ArrayList<>(List.of("bash", "-c", script, "bash"));
    shell.addAll(Project.ofTheseTests(FLAGS, "InheritedSocketProgram"));
    Outcome.of(Path.of("/"), shell).assertStatus(0);
    Socket connection = LwtMain.run(listener.accept()).socket();
    byte[] buffer = new byte[100];
    return new String(buffer, 0, LwtMain.run(connection.read(buffer)), US_ASCII);
  }
}
