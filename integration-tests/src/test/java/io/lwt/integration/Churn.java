package io.lwt.integration;

import io.lwt.Loops;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.SockAddr;
import io.lwt.unix.Socket;
import io.lwt.unix.SocketDomain;
import io.lwt.unix.SocketOption;
import io.lwt.unix.SocketType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A program that connects, has a byte echoed and closes, again and again, both sides on one loop. It prints what it
 * holds at a fifth of the way and at the end: the number of descriptors, and the resident memory in KiB.
 *
 * <p>Argument: how often.
 */
final class Churn {
  /** How many connections there are at a time. */
  private static final int CLIENTS = 16;

  private final Socket listener = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);

  private Churn() {
    LwtMain.run(listener.bind(SockAddr.loopback(0)));
    listener.listen(CLIENTS);
  }

  static void main(String... arguments) throws IOException {
    int rounds = Integer.parseInt(arguments[0]);
    var churn = new Churn();
    churn.run(rounds / 5);
    printHoldings();
    churn.run(rounds - rounds / 5);
    printHoldings();
  }

  private void run(int rounds) {
    SockAddr address = listener.getsockname();
    int each = rounds / CLIENTS;
    List<Promise<@Nullable Void>> sides =
        IntStream.range(0, CLIENTS)
            .boxed()
            .flatMap(
                _ ->
                    Stream.of(
                        Loops.forAsync(0, each, _ -> serve()),
                        Loops.forAsync(0, each, _ -> ask(address))))
            .toList();
    LwtMain.run(Lwt.join(sides));
  }

  private Promise<@Nullable Void> serve() {
    byte[] buffer = new byte[16];
    return listener
        .accept()
        .bind(
            accepted ->
                accepted
                    .socket()
                    .read(buffer)
                    .bind(count -> accepted.socket().write(buffer, 0, count))
                    .bind(_ -> accepted.socket().waitRead())
                    .bind(_ -> accepted.socket().close()));
  }

  /** Resets the connection at the end, so that its port can be used again at once. */
  private static Promise<@Nullable Void> ask(SockAddr address) {
    byte[] buffer = {42};
    Socket socket = LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
    socket.set(SocketOption.LINGER, 0);
    return socket
        .connect(address)
        .bind(_ -> socket.write(buffer))
        .bind(_ -> socket.read(buffer))
        .bind(
            count -> {
              if (count != 1 || buffer[0] != 42) {
                throw new IllegalStateException("no echo");
              }
              return socket.close();
            });
  }

  private static void printHoldings() throws IOException {
    System.gc(); // what is garbage is not what is meant
    long descriptors;
    try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
      descriptors = links.count();
    }
    String resident =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow()
            .replaceAll("\\D", "");
    IO.println(descriptors + " " + resident);
  }
}
