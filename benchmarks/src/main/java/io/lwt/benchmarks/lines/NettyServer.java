package io.lwt.benchmarks.lines;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lwt.benchmarks.servers.NettyBoot;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;

/** The server on Netty's epoll transport, with its handlers for lines and strings. */
final class NettyServer {
  private static final int MAX_LINE = 8192;

  private NettyServer() {}

  /** Usage: NettyServer [PORT]. */
  public static void main(String[] args) throws InterruptedException {
    NettyBoot.serve(
        args,
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel
                .pipeline()
                .addLast(
                    new LineBasedFrameDecoder(MAX_LINE),
                    new StringDecoder(UTF_8),
                    new StringEncoder(UTF_8),
                    new Echo());
          }
        });
  }

  @SuppressWarnings(
      "FutureReturnValueIgnored") // a void promise: a failed write comes to exceptionCaught
  private static final class Echo extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object line) {
      context.write(line + "\n", context.voidPromise());
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
