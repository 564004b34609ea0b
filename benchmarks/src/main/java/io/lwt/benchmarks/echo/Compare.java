package io.lwt.benchmarks.echo;

import io.lwt.benchmarks.load.Comparison;
import io.lwt.benchmarks.load.Contender;
import io.lwt.benchmarks.load.Options;
import io.lwt.benchmarks.load.SystemCall;
import io.lwt.benchmarks.load.Target;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Compares the echo servers, with messages of 64 bytes. */
final class Compare {
  private static final Options DEFAULT =
      new Options(List.of(1, 16, 64, 256, 1000), 7, Duration.ofSeconds(2), Duration.ofSeconds(10));

  private static final List<Target> TARGETS =
      List.of(
          new Target.Cpu(64, Contender.LWT, Contender.C, 1.08, 1.03),
          new Target.Cpu(64, Contender.LWT, Contender.NETTY, 0.98, 0.90),
          new Target.Cpu(1000, Contender.LWT, Contender.C, 1.15, 1.03),
          new Target.Cpu(1000, Contender.LWT, Contender.NETTY, 1.00, 0.90),
          new Target.Calls(1, SystemCall.READ, 1),
          new Target.Calls(1, SystemCall.WRITE, 1),
          new Target.Calls(1, SystemCall.ARM, 0),
          new Target.Calls(64, SystemCall.WAIT, 0.05));

  private Compare() {}

  /** Usage: [--connections 1,16,64,256,1000] [--rounds 7] [--seconds 2] [--warmup 10]. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Comparison.benchmark("echo", DEFAULT, Compare::subject).main(args);
  }

  /** What is compared; programs in other languages are compiled now. */
  static Comparison.Subject subject() throws IOException, InterruptedException {
    return new Comparison.Subject(
        "TCP echo of 64 bytes", "echo", "echoes", contenders(), EchoLoad.compiled(), TARGETS);
  }

  /** The servers; the one in OCaml only where it can be compiled. */
  static List<Contender> contenders() throws IOException, InterruptedException {
    List<Contender> contenders = new ArrayList<>();
    contenders.add(Contender.c("echod.c"));
    contenders.add(Contender.c(Contender.C_RECV, "echod_recv.c"));
    contenders.add(Contender.java(Contender.LWT, LwtServer.class));
    contenders.add(Contender.java(Contender.NETTY, NettyServer.class));
    contenders.add(Contender.java(Contender.NIO, NioServer.class));
    contenders.add(Contender.java(Contender.THREADS, ThreadsServer.class));
    Contender.ocaml("echod.ml").ifPresent(contenders::add);
    return contenders;
  }
}
