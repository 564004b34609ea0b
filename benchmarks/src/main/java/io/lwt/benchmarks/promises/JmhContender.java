package io.lwt.benchmarks.promises;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** A library of the JVM's, measured by JMH. */
enum JmhContender implements Contender {
  LWT("lwt", "lwt"),
  COMPLETABLE_FUTURE("CompletableFuture", "completableFuture"),
  VERTX("Vert.x", "vertx"),
  NETTY("Netty", "netty");

  /** The flags of every JVM. The last two spare them warnings that this JDK would print. */
  static final List<String> JVM_FLAGS =
      List.of(
          "-XX:+UseG1GC",
          "-Xms1g",
          "-Xmx1g",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow");

  private static final int ITERATIONS = 4;

  /** What {@link GCProfiler} calls the bytes allocated by an operation. */
  private static final String BYTES = "gc.alloc.rate.norm";

  private final String title;

  /** The name of its methods in the rows' benchmarks. */
  private final String method;

  JmhContender(String title, String method) {
    this.title = title;
    this.method = method;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public boolean takesPart(Row row) {
    return Arrays.stream(row.benchmark.getMethods())
        .anyMatch(m -> m.getName().equals(method) && m.isAnnotationPresent(Benchmark.class));
  }

  @Override
  public Cost measure(Row row, Duration warmup, Duration time) throws IOException {
    var options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(row.benchmark.getName() + "." + method) + "$")
            .forks(1)
            .jvmArgs(JVM_FLAGS.toArray(String[]::new))
            .warmupIterations(ITERATIONS)
            .warmupTime(iteration(warmup))
            .measurementIterations(ITERATIONS)
            .measurementTime(iteration(time))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    try {
      RunResult result = new Runner(options).runSingle();
      var allocated = Objects.requireNonNull(result.getSecondaryResults().get(BYTES), BYTES);
      return new Cost(result.getPrimaryResult().getScore(), allocated.getScore());
    } catch (RunnerException e) {
      throw new IOException(e);
    }
  }

  private static TimeValue iteration(Duration time) {
    return TimeValue.nanoseconds(time.toNanos() / ITERATIONS);
  }
}
