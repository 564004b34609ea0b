package io.lwt.benchmarks.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the servers on java.nio have in common: one thread with a selector, which is asked for keys one by one, without
 * a set of them, and one direct buffer for what is read, as all is done with it before the next read. Only a client
 * that does not take its answers has memory of its own, and is waited for.
 */
public final class NioBoot {
  /** What a server does on one connection. */
  @FunctionalInterface
  public interface Protocol {
    /** What is to be sent for the bytes that came; it is written before the next call. */
    ByteBuffer answer(ByteBuffer input);
  }

  private final Supplier<Protocol> protocols;
  private final Selector selector = Selector.open();
  private final ServerSocketChannel listener = ServerSocketChannel.open();
  private final ByteBuffer input = ByteBuffer.allocateDirect(Boot.INPUT);

  private NioBoot(Supplier<Protocol> protocols) throws IOException {
    this.protocols = protocols;
  }

  /** Serves on the port that the arguments name, until this JVM is ended: each connection with a new protocol. */
  public static void serve(String[] args, Supplier<Protocol> protocols) throws IOException {
    int port = Boot.begin(args);
    new NioBoot(protocols).run(port);
  }

  private void run(int port) throws IOException {
    listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), Boot.BACKLOG);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
    Boot.listens(listener.socket().getLocalPort());
    while (selector.isOpen()) {
      selector.select(this::ready);
    }
  }

  private void ready(SelectionKey key) {
    if (key.attachment() instanceof Connection connection) {
      connection.ready();
    } else {
      acceptAll();
    }
  }

  private void acceptAll() {
    try {
      SocketChannel channel = listener.accept();
      while (channel != null) {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        key.attach(new Connection(channel, key, protocols.get()));
        channel = listener.accept();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Connection {
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Protocol protocol;
    private @Nullable ByteBuffer unsent;

    Connection(SocketChannel channel, SelectionKey key, Protocol protocol) {
      this.channel = channel;
      this.key = key;
      this.protocol = protocol;
    }

    /** An error is the client's: it has broken the connection. */
    void ready() {
      try {
        if (unsent == null) {
          read();
        } else {
          write(unsent);
        }
      } catch (IOException _) {
        close();
      }
    }

    private void read() throws IOException {
      input.clear();
      if (channel.read(input) < 0) {
        close();
      } else {
        write(protocol.answer(input.flip()));
      }
    }

    private void write(ByteBuffer bytes) throws IOException {
      channel.write(bytes);
      if (bytes.hasRemaining()) {
        waitToWrite(bytes);
      } else if (unsent != null) {
        unsent = null;
        key.interestOps(SelectionKey.OP_READ);
      }
    }

    private void waitToWrite(ByteBuffer bytes) {
      if (unsent == null) {
        unsent = ByteBuffer.allocateDirect(bytes.remaining()).put(bytes).flip();
        key.interestOps(SelectionKey.OP_WRITE);
      }
    }

    private void close() {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
