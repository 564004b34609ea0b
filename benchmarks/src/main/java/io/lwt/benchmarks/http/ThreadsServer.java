package io.lwt.benchmarks.http;

import io.lwt.benchmarks.servers.ThreadsBoot;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The server on virtual threads. */
final class ThreadsServer {
  private static final byte[] RESPONSES = Response.times(Response.BATCH);

  private ThreadsServer() {}

  /** Usage: ThreadsServer [PORT]. */
  public static void main(String[] args) throws IOException {
    ThreadsBoot.serve(args, ThreadsServer::serve);
  }

  private static void serve(InputStream in, OutputStream out) throws IOException {
    byte[] input = new byte[ThreadsBoot.INPUT];
    var ends = new RequestEnds();
    for (int count = in.read(input); count > 0; count = in.read(input)) {
      for (int left = ends.count(input, count); left > 0; left -= Response.BATCH) {
        out.write(RESPONSES, 0, Math.min(left, Response.BATCH) * Response.LENGTH);
      }
    }
  }
}
