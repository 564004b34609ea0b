package io.lwt.benchmarks.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lwt.benchmarks.servers.NettyBoot;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;

/**
 * The server as programs on Netty are usually written, with its HTTP codec. It does more than the others, as it takes
 * every request apart: it shows what of Netty's cost is the codec.
 */
final class NettyCodecServer {
  private NettyCodecServer() {}

  /** Usage: NettyCodecServer [PORT]. */
  public static void main(String[] args) throws InterruptedException {
    NettyBoot.serve(
        args,
        new ChannelInitializer<>() {
          @Override
          protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new HttpServerCodec(), new Answerer());
          }
        });
  }

  @SuppressWarnings(
      "FutureReturnValueIgnored") // a void promise: a failed write comes to exceptionCaught
  private static final class Answerer extends SimpleChannelInboundHandler<HttpObject> {
    private static final ByteBuf BODY =
        Unpooled.unreleasableBuffer(
                Unpooled.directBuffer().writeBytes(Response.BODY.getBytes(US_ASCII)))
            .asReadOnly();
    private static final HttpHeaders HEADERS =
        DefaultHttpHeadersFactory.headersFactory()
            .newHeaders()
            .set("Server", "benchmark")
            .set("Content-Type", "text/plain")
            .set("Content-Length", Response.BODY.length());
    private static final HttpHeaders NO_TRAILERS =
        DefaultHttpHeadersFactory.trailersFactory().newEmptyHeaders();

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
      if (message instanceof HttpRequest) {
        context.write(
            new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.OK,
                BODY.duplicate(),
                HEADERS,
                NO_TRAILERS),
            context.voidPromise());
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
