package io.lwt.benchmarks.startup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Accepts one connection with a selector of java.nio, greets it with a byte, and ends. */
final class NioServer {
  private NioServer() {}

  /** Prints the port. */
  public static void main(String[] args) throws IOException {
    try (Selector selector = Selector.open();
        ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
      listener.configureBlocking(false);
      listener.register(selector, SelectionKey.OP_ACCEPT);
      System.out.println(listener.socket().getLocalPort());
      selector.select();
      try (SocketChannel accepted = listener.accept()) {
        accepted.configureBlocking(false);
        accepted.write(ByteBuffer.wrap(new byte[1]));
      }
    }
  }
}
