package io.lwt.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The library does what the model does, step by step, with programs made at random.
 *
 * <p>{@code -Dlwt.model.programs=N} has it try another number of them, {@code -Dlwt.model.seed=S} others.
 */
class ModelTest {
  private static final long FIRST_SEED = Long.getLong("lwt.model.seed", 1_000_000);
  private static final int PROGRAMS = Integer.getInteger("lwt.model.programs", 10_000);

  @Test
  @Tag("slow")
  void theLibraryDoesAsTheModel() {
    for (long seed = FIRST_SEED; seed < FIRST_SEED + PROGRAMS; seed++) {
      Program program = Generator.program(seed);
      if (differs(program, Departure.OURS)) {
        fail("Seed " + seed + "\n" + report(shrunk(program, Departure.OURS)));
      }
    }
  }

  /** The programs would find a library that is not what it means to be, and what they find becomes short. */
  @ParameterizedTest
  @EnumSource
  void aDepartureThatIsMissingIsFound(Departure departure) {
    Set<Departure> others = EnumSet.complementOf(EnumSet.of(departure));
    long seed = 0;
    while (!differs(Generator.program(seed), others)) {
      seed++;
      assertTrue(seed < 5000, "not found");
    }
    Program smallest = shrunk(Generator.program(seed), others);
    assertTrue(smallest.steps().size() <= 12, () -> report(smallest));
  }

  @Test
  void programsAreWrittenAndReadBack() {
    for (long seed = 0; seed < 100; seed++) {
      Program program = Generator.program(seed);
      assertEquals(program, Term.readProgram(Term.write(program)));
    }
  }

  private static boolean differs(Program program, Set<Departure> departures) {
    return !LibraryMachine.trace(program).equals(ModelMachine.trace(program, departures));
  }

  private static Program shrunk(Program program, Set<Departure> departures) {
    return Term.shrink(program, smaller -> differs(smaller, departures));
  }

  private static String report(Program program) {
    return "%s\n%s\nlibrary %s\nmodel   %s"
        .formatted(
            Term.write(program),
            Printer.java(program),
            String.join("\n        ", LibraryMachine.trace(program)),
            String.join("\n        ", ModelMachine.trace(program, Departure.OURS)));
  }
}
