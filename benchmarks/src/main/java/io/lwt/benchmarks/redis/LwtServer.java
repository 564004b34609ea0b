package io.lwt.benchmarks.redis;

import io.lwt.benchmarks.servers.ChannelBoot;
import io.lwt.examples.RedisServer;

/** The example. */
final class LwtServer {
  private LwtServer() {}

  /** Usage: LwtServer [PORT]. */
  public static void main(String[] args) {
    ChannelBoot.serve(args, new RedisServer()::serve);
  }
}
