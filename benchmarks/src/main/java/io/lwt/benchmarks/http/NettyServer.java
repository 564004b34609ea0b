package io.lwt.benchmarks.http;

import io.lwt.benchmarks.servers.NettyBoot;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;

/**
 * The server on Netty's epoll transport, with a handler on the bare bytes: what Netty costs when it does the same work
 * as the others, and no more.
 */
final class NettyServer {
  private NettyServer() {}

  /** Usage: NettyServer [PORT]. */
  public static void main(String[] args) throws InterruptedException {
    NettyBoot.serve(
        args,
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new Answerer());
          }
        });
  }

  @SuppressWarnings(
      "FutureReturnValueIgnored") // a void promise: a failed write comes to exceptionCaught
  private static final class Answerer extends ChannelInboundHandlerAdapter {
    private static final byte[] BATCH = Response.times(Response.BATCH);
    private static final ByteBuf RESPONSES =
        Unpooled.unreleasableBuffer(Unpooled.directBuffer(BATCH.length).writeBytes(BATCH))
            .asReadOnly();

    private final RequestEnds ends = new RequestEnds();

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      bytes.forEachByte(ends);
      bytes.release();
      for (int left = ends.take(); left > 0; left -= Response.BATCH) {
        int length = Math.min(left, Response.BATCH) * Response.LENGTH;
        context.write(RESPONSES.slice(0, length), context.voidPromise());
      }
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
