package io.lwt.benchmarks.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** What the servers on Netty have in common: its epoll transport, on one event loop thread. */
final class NettyBoot {
  private NettyBoot() {}

  /** Serves on loopback, on the port that the arguments name (0, the default: any), until this JVM is ended. */
  static void serve(String[] args, ChannelInitializer<Channel> connection)
      throws InterruptedException {
    Lifeline.hold();
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
    Channel listener =
        new ServerBootstrap()
            .group(new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 4096)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(connection)
            .bind(InetAddress.getLoopbackAddress(), port)
            .sync()
            .channel();
    System.out.println(((InetSocketAddress) listener.localAddress()).getPort());
    listener.closeFuture().sync();
  }
}
