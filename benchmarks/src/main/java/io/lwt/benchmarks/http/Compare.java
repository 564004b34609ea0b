package io.lwt.benchmarks.http;

import io.lwt.benchmarks.load.Comparison;
import io.lwt.benchmarks.load.Contender;
import io.lwt.benchmarks.load.Options;
import io.lwt.benchmarks.load.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Compares the HTTP servers. */
final class Compare {
  private static final Options DEFAULT =
      new Options(List.of(1, 16, 64, 256, 1000), 7, Duration.ofSeconds(2), Duration.ofSeconds(12));

  private static final List<Target> TARGETS =
      List.of(
          new Target.Cpu(64, Contender.LWT, Contender.C, 1.10, 1.03),
          new Target.Cpu(64, Contender.LWT, Contender.NETTY, 1.00, 0.90),
          new Target.Cpu(1000, Contender.LWT, Contender.C, 1.10, 1.03),
          new Target.Cpu(1000, Contender.LWT, Contender.NETTY, 1.00, 0.90),
          new Target.Cpu(64, Contender.LWT_CHANNELS, Contender.C, 1.25, 1.10),
          new Target.Cpu(64, Contender.LWT_CHANNELS, Contender.OCAML_IO, 0.85, 0.70));

  private Compare() {}

  /** Usage: [--connections 1,16,64,256,1000] [--rounds 7] [--seconds 2] [--warmup 12]. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Comparison.benchmark("http", DEFAULT, Compare::subject).main(args);
  }

  private static Comparison.Subject subject() throws IOException, InterruptedException {
    return new Comparison.Subject(
        "HTTP/1.1 keep-alive", "request", "requests", contenders(), new Wrk(), TARGETS);
  }

  /** The servers; those in OCaml only where they can be compiled. */
  static List<Contender> contenders() throws IOException, InterruptedException {
    List<Contender> contenders = new ArrayList<>();
    contenders.add(Contender.c("httpd.c"));
    contenders.add(Contender.java(Contender.LWT, LwtServer.class));
    contenders.add(Contender.java(Contender.LWT_CHANNELS, ChannelServer.class));
    contenders.add(Contender.java(Contender.NETTY, NettyServer.class));
    contenders.add(Contender.java("Netty, HTTP codec", NettyCodecServer.class));
    contenders.add(Contender.java(Contender.NIO, NioServer.class));
    contenders.add(Contender.java(Contender.THREADS, ThreadsServer.class));
    Contender.ocaml("httpd.ml").ifPresent(contenders::add);
    Contender.ocamlChannels("httpd_io.ml").ifPresent(contenders::add);
    return contenders;
  }
}
