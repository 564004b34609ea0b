package io.lwt.benchmarks.servers;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * What the servers on Netty have in common: its epoll transport, on one event loop thread. It reads as much at once as
 * the others do: left to itself it would adapt to short messages until they fill what it offers, and read twice.
 */
public final class NettyBoot {
  private NettyBoot() {}

  /** Serves on the port that the arguments name, until this JVM is ended: each connection as it is set up here. */
  @SuppressWarnings("deprecation") // Netty has no other option for it
  public static void serve(String[] args, ChannelInitializer<Channel> connection)
      throws InterruptedException {
    int port = Boot.begin(args);
    Channel listener =
        new ServerBootstrap()
            .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, Boot.BACKLOG)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.RCVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(Boot.INPUT))
            .childHandler(connection)
            .bind(InetAddress.getLoopbackAddress(), port)
            .sync()
            .channel();
    Boot.listens(((InetSocketAddress) listener.localAddress()).getPort());
    listener.closeFuture().sync();
  }
}
