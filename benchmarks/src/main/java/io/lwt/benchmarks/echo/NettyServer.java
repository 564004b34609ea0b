package io.lwt.benchmarks.echo;

import io.lwt.benchmarks.servers.NettyBoot;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;

/** The server on Netty's epoll transport: what was read is written, without a copy. */
final class NettyServer {
  private NettyServer() {}

  /** Usage: NettyServer [PORT]. */
  public static void main(String[] args) throws InterruptedException {
    NettyBoot.serve(
        args,
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new Echo());
          }
        });
  }

  @SuppressWarnings(
      "FutureReturnValueIgnored") // a void promise: a failed write comes to exceptionCaught
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      context.write(message, context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.close();
    }
  }
}
