package io.lwt.benchmarks.http;

import io.lwt.benchmarks.servers.NioBoot;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The server on java.nio: all responses to what one read brought go out in one write. */
final class NioServer {
  /** A request ends with four bytes, so one read brings no more than 512 ends. */
  private static final byte[] RESPONSES = Response.times(512);

  private NioServer() {}

  /** Usage: NioServer [PORT]. */
  public static void main(String[] args) throws IOException {
    ByteBuffer responses = ByteBuffer.allocateDirect(RESPONSES.length).put(RESPONSES);
    NioBoot.serve(
        args,
        () -> {
          var ends = new RequestEnds();
          return input -> {
            while (input.hasRemaining()) {
              ends.process(input.get());
            }
            return responses.limit(ends.take() * Response.LENGTH).position(0);
          };
        });
  }
}
