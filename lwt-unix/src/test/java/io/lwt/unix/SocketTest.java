package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.Lwt;
import io.lwt.Promise;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sockets, over loopback. */
class SocketTest {

  @AfterEach
  void closeLoop() {
    EventLoop.current().close();
  }

  static Socket listener() {
    Socket listener = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
    LwtMain.run(listener.bind(SockAddr.loopback(0)));
    listener.listen(128);
    return listener;
  }

  /** Writes back what comes, until the end. */
  static Promise<@Nullable Void> echo(Socket socket, byte[] buffer) {
    return socket
        .read(buffer)
        .bind(
            count ->
                count == 0
                    ? socket.close()
                    : socket.write(buffer, 0, count).bind(_ -> echo(socket, buffer)));
  }

  @Test
  void echoes() {
    Socket listener = listener();
    Socket client = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
    byte[] buffer = new byte[100];
    Promise<String> answer =
        client
            .connect(listener.getsockname())
            .bind(_ -> client.write("hello".getBytes(UTF_8)))
            .bind(_ -> client.read(buffer))
            .map(count -> new String(Arrays.copyOf(buffer, count), UTF_8))
            .bind(text -> client.close().map(_ -> text));
    Promise<@Nullable Void> server =
        listener.accept().bind(accepted -> echo(accepted.socket(), new byte[100]));
    assertEquals("hello", LwtMain.run(Lwt.both(answer, server)).first());
    LwtMain.run(listener.close());
  }
}
