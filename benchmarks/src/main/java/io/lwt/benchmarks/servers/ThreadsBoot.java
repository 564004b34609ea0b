package io.lwt.benchmarks.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * What the servers on virtual threads have in common: blocking sockets, and a virtual thread for each connection. The
 * JVM gives these as many threads of the system as there are cores it may use.
 */
public final class ThreadsBoot {
  /** How much a connection reads at once. */
  public static final int INPUT = Boot.INPUT;

  /** What a server does on one connection. */
  @FunctionalInterface
  public interface Protocol {
    /** Serves the client until the end of the input. */
    void serve(InputStream in, OutputStream out) throws IOException;
  }

  private ThreadsBoot() {}

  /** Serves on the port that the arguments name, until this JVM is ended: each connection as the protocol says. */
  public static void serve(String[] args, Protocol protocol) throws IOException {
    int port = Boot.begin(args);
    try (var listener = new ServerSocket(port, Boot.BACKLOG, InetAddress.getLoopbackAddress())) {
      Boot.listens(listener.getLocalPort());
      while (!listener.isClosed()) {
        Socket socket = listener.accept();
        socket.setTcpNoDelay(true);
        Thread.startVirtualThread(() -> serve(socket, protocol));
      }
    }
  }

  private static void serve(Socket socket, Protocol protocol) {
    try (socket) {
      protocol.serve(socket.getInputStream(), socket.getOutputStream());
    } catch (IOException _) {
      // It is the client's: it has broken the connection.
    }
  }
}
