package io.lwt.benchmarks.echo;

import io.lwt.benchmarks.servers.ThreadsBoot;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** The server on virtual threads. */
final class ThreadsServer {
  private ThreadsServer() {}

  /** Usage: ThreadsServer [PORT]. */
  public static void main(String[] args) throws IOException {
    ThreadsBoot.serve(args, ThreadsServer::echo);
  }

  private static void echo(InputStream in, OutputStream out) throws IOException {
    byte[] bytes = new byte[ThreadsBoot.INPUT];
    for (int count = in.read(bytes); count > 0; count = in.read(bytes)) {
      out.write(bytes, 0, count);
    }
  }
}
