package io.lwt.benchmarks.promises;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One thing to do with promises. A subclass has a method for each library that can do it, named as the library is in
 * {@link JmhContender}, and each method does the same work, as the library's users would write it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public abstract class PromiseBenchmark {
  /**
   * Where a method puts what is to be resolved, as a program does: something else resolves it later. One that never
   * left its method would be no object at all once it is compiled.
   */
  @Nullable Object held;

  /** For the use of subclasses. */
  protected PromiseBenchmark() {}
}
