package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;

/** Sockets for datagrams, and what tests of messages do with them. */
final class Datagrams {
  private Datagrams() {}

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  static Socket datagrams(SocketDomain domain) {
    return LwtUnix.socket(domain, SocketType.DGRAM);
  }

  static Socket bound(SockAddr address) {
    Socket socket = datagrams(SocketDomain.of(address));
    LwtMain.run(socket.bind(address));
    return socket;
  }

  static Socket udp() {
    return bound(SockAddr.loopback(0));
  }

  static SockAddr abstractName(String name) {
    return new SockAddr.Abstract("lwt-" + name + "-" + ProcessHandle.current().pid());
  }

  static Faults faultyLoop() {
    var faults = new Faults(Posix.host());
    EventLoop.open(faults.posix());
    return faults;
  }

  static int count(Promise<Integer> transfer) {
    return LwtMain.run(transfer);
  }

  /** The next message, which has to fit into 100 bytes. */
  static String next(Socket socket) {
    byte[] buffer = new byte[100];
    return new String(buffer, 0, count(socket.recv(buffer)), UTF_8);
  }
}
