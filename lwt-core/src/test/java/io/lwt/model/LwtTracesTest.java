package io.lwt.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * With no departure the model does what OCaml's Lwt 5.6.1 does: each program of {@code lwt-traces.txt.gz} was run there
 * by {@code scripts/record-lwt-traces}. The file has a program's text, then a line for each of its steps.
 */
class LwtTracesTest {
  private record Recorded(Program program, List<String> trace) {}

  private static final List<Recorded> RECORDED = new ArrayList<>();

  @BeforeAll
  static void read() throws IOException {
    var file = Objects.requireNonNull(LwtTracesTest.class.getResourceAsStream("lwt-traces.txt.gz"));
    try (var lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Program program = Term.readProgram(line);
        List<String> trace = new ArrayList<>();
        for (int i = 0; i < program.steps().size(); i++) {
          trace.add(lines.readLine());
        }
        RECORDED.add(new Recorded(program, trace));
      }
    }
  }

  @Test
  void theModelDoesAsLwt() {
    assertTrue(RECORDED.size() >= 2000);
    for (Recorded recorded : RECORDED) {
      assertEquals(
          recorded.trace,
          ModelMachine.trace(recorded.program, Departure.LWT),
          () -> Term.write(recorded.program));
    }
  }

  /** Each departure is one: a model that has it is not what was recorded. Two are about what Lwt never ends. */
  @ParameterizedTest
  @EnumSource(
      mode = Mode.EXCLUDE,
      names = {"CIRCLES_END", "PROTECT_SURVIVES"})
  void eachDepartureDeparts(Departure departure) {
    Set<Departure> one = EnumSet.of(departure);
    assertTrue(
        RECORDED.stream().anyMatch(it -> !it.trace.equals(ModelMachine.trace(it.program, one))));
  }
}
