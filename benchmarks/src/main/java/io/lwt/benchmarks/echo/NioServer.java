package io.lwt.benchmarks.echo;

import io.lwt.benchmarks.servers.NioBoot;
import java.io.IOException;

/** The server on java.nio. */
final class NioServer {
  private NioServer() {}

  /** Usage: NioServer [PORT]. */
  public static void main(String[] args) throws IOException {
    NioBoot.serve(args, () -> input -> input);
  }
}
