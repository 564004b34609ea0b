package io.lwt.selftest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lwt.Loops;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.unix.Connection;
import io.lwt.unix.Errno;
import io.lwt.unix.EventLoop;
import io.lwt.unix.Fd;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.Pipe;
import io.lwt.unix.SockAddr;
import io.lwt.unix.Socket;
import io.lwt.unix.SocketDomain;
import io.lwt.unix.SocketPair;
import io.lwt.unix.SocketType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an engine does: time, wake-ups, and descriptors that become ready. */
final class LoopChecks {
  private static final String TEXT = "to and fro, \u00fcber alles Wasser";
  private static final int WAKE_UPS = 100;
  private static final Duration NAP = Duration.ofMillis(20);

  /** What a machine without a family of addresses answers. */
  private static final Set<Errno> NO_SUCH_ADDRESSES =
      Set.of(Errno.EAFNOSUPPORT, Errno.EADDRNOTAVAIL, Errno.ENETUNREACH, Errno.ENODEV);

  private LoopChecks() {}

  static List<Check> ofEngine() {
    return List.of(
        new Check("timer", LoopChecks::timer),
        new Check("wake-up by a thread", LoopChecks::wakeUps),
        new Check("pipe", LoopChecks::pipe),
        new Check("Unix sockets", LoopChecks::socketPair),
        new Check("Unix server, by name", () -> echo(new SockAddr.Abstract("lwt-" + nonce()))),
        new Check("TCP over IPv4", () -> echo(SockAddr.loopback(0))),
        new Check("TCP over IPv6", () -> echo(SockAddr.inet("::1", 0))),
        new Check("UDP", LoopChecks::udp));
  }

  private static long nonce() {
    return System.nanoTime();
  }

  private static Promise<String> timer() {
    long start = System.nanoTime();
    return LwtUnix.sleep(NAP)
        .map(
            _ -> {
              long late = System.nanoTime() - start - NAP.toNanos();
              if (late < 0) {
                throw new IllegalStateException("early by " + -late + " ns");
              }
              return "%d ms, late by %.3f ms".formatted(NAP.toMillis(), late / 1e6);
            });
  }

  private static Promise<String> wakeUps() {
    EventLoop loop = EventLoop.current();
    long start = System.nanoTime();
    return Loops.forAsync(0, WAKE_UPS, _ -> wakeUp(loop))
        .map(
            _ -> {
              double each = (System.nanoTime() - start) / 1e6 / WAKE_UPS;
              return "%d of them, %.3f ms each with their threads".formatted(WAKE_UPS, each);
            });
  }

  private static Promise<@Nullable Void> wakeUp(EventLoop loop) {
    Resolver<@Nullable Void> woken = Resolver.waiter();
    Thread.ofPlatform()
        .daemon()
        .name("selftest-waker")
        .start(() -> loop.execute(() -> woken.fulfill(null)));
    return woken.promise();
  }

  private static Promise<String> pipe() {
    Pipe pipe = LwtUnix.pipe();
    return through(pipe.in(), pipe.out());
  }

  private static Promise<String> socketPair() {
    SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM);
    return through(pair.first(), pair.second());
  }

  /** Begins to read before there is something, so that the engine has to tell. */
  private static Promise<String> through(Fd from, Fd to) {
    byte[] received = new byte[100];
    Promise<Integer> read = from.read(received);
    return to.write(TEXT.getBytes(UTF_8))
        .bind(_ -> read)
        .map(count -> same(new String(received, 0, count, UTF_8)))
        .finalizing(() -> from.close().bind(_ -> to.close()));
  }

  private static String same(String received) {
    if (!received.equals(TEXT)) {
      throw new IllegalStateException("sent \"" + TEXT + "\", received \"" + received + "\"");
    }
    return "";
  }

  /** A server, and a client that has a text sent back. */
  static Promise<String> echo(SockAddr address) {
    return LwtIo.establishServer(address, LoopChecks::sendBack)
        .bind(
            server ->
                LwtIo.withConnection(server.address(), LoopChecks::roundTrip)
                    .finalizing(server::shutdown)
                    .map(_ -> String.valueOf(server.address())))
        .catching(NotHereException.when(NO_SUCH_ADDRESSES));
  }

  private static Promise<@Nullable Void> sendBack(Connection connection) {
    return connection.in().readLine().bind(line -> connection.out().writeLine(line.orElseThrow()));
  }

  private static Promise<String> roundTrip(Connection connection) {
    return connection
        .out()
        .writeLine(TEXT)
        .bind(_ -> connection.in().readLine())
        .map(line -> same(line.orElse("nothing")));
  }

  private static Promise<String> udp() {
    Socket receiver = LwtUnix.socket(SocketDomain.INET, SocketType.DGRAM);
    Socket sender = LwtUnix.socket(SocketDomain.INET, SocketType.DGRAM);
    byte[] received = new byte[100];
    return receiver
        .bind(SockAddr.loopback(0))
        .bind(
            _ -> {
              var coming = receiver.recvFrom(received);
              return sender
                  .sendTo(TEXT.getBytes(UTF_8), receiver.getsockname())
                  .bind(_ -> coming)
                  .map(it -> same(new String(Arrays.copyOf(received, it.count()), UTF_8)));
            })
        .finalizing(() -> receiver.close().bind(_ -> sender.close()))
        .catching(NotHereException.when(NO_SUCH_ADDRESSES));
  }
}
