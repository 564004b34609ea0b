package io.lwt.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.bindings.Spawn.Action;
import io.lwt.bindings.Spawn.Close;
import io.lwt.bindings.Spawn.Dup;
import io.lwt.bindings.Spawn.Open;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@link MovePlan}: what comes of it, for plans made at random. */
class MovePlanTest {
  private static final int LARGEST = 12;
  private static final int PLANS = 20_000;

  /** A process that begins with this one's descriptors, each of which leads to what is called as its number. */
  private static Map<Integer, String> run(MovePlan plan) {
    Map<Integer, String> open = new TreeMap<>();
    for (int number = 0; number <= LARGEST; number++) {
      open.put(number, "parent " + number);
    }
    for (Action action : plan.actions()) {
      switch (action) {
        case Dup(int number, int target) -> open.put(target, String.valueOf(open.get(number)));
        case Open(int number, byte[] path, _) ->
            open.put(number, new String(path, java.nio.charset.StandardCharsets.US_ASCII));
        case Close(int number) -> open.remove(number);
      }
    }
    open.keySet().removeIf(number -> number >= plan.closeFrom());
    return open;
  }

  @Test
  void nothingIsOverwrittenThatIsNeeded() {
    var random = new Random(42);
    for (int i = 0; i < PLANS; i++) {
      var plan = new MovePlan();
      Map<Integer, String> expected = new TreeMap<>();
      for (int number = 0; number < 3; number++) {
        expected.put(number, "parent " + number);
      }
      Map<Integer, Integer> chosen = new HashMap<>();
      int count = random.nextInt(8);
      for (int j = 0; j < count; j++) {
        chosen.put(random.nextInt(LARGEST + 1), random.nextInt(LARGEST + 1));
      }
      chosen.forEach((target, source) -> add(random.nextInt(8), plan, source, target, expected));
      assertEquals(expected, run(plan), () -> chosen + ": " + plan.actions());
    }
  }

  private static void add(
      int kind, MovePlan plan, int source, int target, Map<Integer, String> expected) {
    switch (kind) {
      case 0 -> {
        plan.open(target, "file".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 0);
        expected.put(target, "file");
      }
      case 1 -> {
        plan.close(target);
        expected.remove(target);
      }
      default -> {
        plan.dup(source, target);
        expected.put(target, "parent " + source);
      }
    }
  }

  @Test
  void whatIsLikeAnotherIsSetLast() {
    var plan = new MovePlan();
    plan.dup(7, 1);
    plan.like(1, 2);
    plan.like(0, 4);
    assertEquals(Map.of(0, "parent 0", 1, "parent 7", 2, "parent 7", 4, "parent 0"), run(plan));
  }
}
