package io.lwt.benchmarks.lines;

import io.lwt.benchmarks.echo.EchoLoad;
import io.lwt.benchmarks.load.Comparison;
import io.lwt.benchmarks.load.Contender;
import io.lwt.benchmarks.load.Options;
import io.lwt.benchmarks.load.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Compares the servers that send back lines, of 63 letters. */
final class Compare {
  private static final Options DEFAULT =
      new Options(List.of(64, 1000), 7, Duration.ofSeconds(2), Duration.ofSeconds(10));

  private static final List<Target> TARGETS =
      List.of(
          new Target.Cpu(64, Contender.LWT, Contender.NETTY, 1.00, 0.90),
          new Target.Cpu(64, Contender.LWT, Contender.OCAML_IO, 0.70, 0.60),
          new Target.Cpu(1000, Contender.LWT, Contender.NETTY, 1.00, 0.90),
          new Target.Cpu(1000, Contender.LWT, Contender.OCAML_IO, 0.70, 0.60));

  private Compare() {}

  /** Usage: [--connections 64,1000] [--rounds 7] [--seconds 2] [--warmup 10]. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Comparison.benchmark("lines", DEFAULT, Compare::subject).main(args);
  }

  /** What is compared; programs in other languages are compiled now. */
  static Comparison.Subject subject() throws IOException, InterruptedException {
    return new Comparison.Subject(
        "TCP echo of lines of 64 bytes",
        "line",
        "lines",
        contenders(),
        EchoLoad.ofLines(),
        TARGETS);
  }

  /** The servers; the one in OCaml only where it can be compiled. */
  static List<Contender> contenders() throws IOException, InterruptedException {
    List<Contender> contenders = new ArrayList<>();
    contenders.add(Contender.java(Contender.LWT, LwtServer.class));
    contenders.add(Contender.java(Contender.NETTY, NettyServer.class));
    Contender.ocamlChannels("lined.ml").ifPresent(contenders::add);
    return contenders;
  }
}
