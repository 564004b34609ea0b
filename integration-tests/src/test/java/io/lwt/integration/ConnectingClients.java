package io.lwt.integration;

import io.lwt.Lwt;
import io.lwt.LwtList;
import io.lwt.Promise;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.SockAddr;
import io.lwt.unix.Socket;
import io.lwt.unix.SocketDomain;
import io.lwt.unix.SocketOption;
import io.lwt.unix.SocketType;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A program that opens connections, has some bytes echoed on each while all of them are open, and prints how many there
 * were.
 *
 * <p>Arguments: the port on the loopback, and how many connections.
 */
final class ConnectingClients {
  /** How many connect at once: fewer than a server's backlog holds. */
  private static final int STEP = 200;

  private ConnectingClients() {}

  static void main(String... arguments) {
    SockAddr server = SockAddr.loopback(Integer.parseInt(arguments[0]));
    List<Integer> clients = IntStream.range(0, Integer.parseInt(arguments[1])).boxed().toList();
    long echoed =
        LwtMain.run(
            LwtList.mapN(STEP, clients, _ -> connect(server))
                .bind(
                    sockets ->
                        Lwt.all(sockets.stream().map(ConnectingClients::echo).toList())
                            .bind(_ -> closeAll(sockets))
                            .map(_ -> (long) sockets.size())));
    IO.println(echoed);
  }

  /** It will be reset at its end, so that its port can be used again at once. */
  private static Promise<Socket> connect(SockAddr server) {
    Socket socket = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
    socket.set(SocketOption.LINGER, 0);
    return socket.connect(server).map(_ -> socket);
  }

  private static Promise<@Nullable Void> echo(Socket socket) {
    byte[] sent = {(byte) socket.number(), 1, 2};
    byte[] read = new byte[8];
    return socket
        .write(sent)
        .bind(_ -> socket.read(read))
        .map(
            count -> {
              if (count != sent.length || read[0] != sent[0]) {
                throw new IllegalStateException("another echo on " + socket);
              }
              return null;
            });
  }

  private static Promise<@Nullable Void> closeAll(List<Socket> sockets) {
    return Lwt.join(sockets.stream().map(Socket::close).toList());
  }
}
