package io.lwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sections that lock a mutex, wait for a condition now and then, and end, are signalled and are cancelled at random, by
 * callbacks too. One at most is inside at any time, and in the end all are done and the mutex is free.
 */
@ExtendWith(FreshScheduler.class)
class RandomConditionTest {
  private static final int STEPS = 300;

  private final LwtMutex mutex = new LwtMutex();
  private final LwtCondition<Integer> condition = new LwtCondition<>();
  private final List<Promise<?>> sections = new ArrayList<>();
  private final List<Resolver<@Nullable Void>> bodies = new ArrayList<>();
  private Random random = new Random(0);
  private int inside;
  private int mostInside;

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 40, 60, 80})
  void oneIsInsideAtMostAndAllComeToTheirEnd(int firstSeed) {
    for (int seed = firstSeed; seed < firstSeed + 20; seed++) {
      random = new Random(seed);
      for (int i = 0; i < STEPS; i++) {
        if (random.nextInt(3) == 0) {
          InsideACallback.run(this::severalSteps);
        } else {
          step();
        }
        check();
      }
      finish();
    }
  }

  private void severalSteps() {
    for (int i = random.nextInt(5); i >= 0; i--) {
      step();
    }
  }

  private void step() {
    switch (random.nextInt(12)) {
      case 0, 1, 2 -> sections.add(mutex.withLock(this::section));
      case 3, 4, 5 -> endABody();
      case 6, 7 -> condition.signal(1);
      case 8 -> condition.broadcast(2);
      case 9 -> condition.broadcastFailure(new IOException("broken"));
      default -> {
        if (!sections.isEmpty()) {
          sections.get(random.nextInt(sections.size())).cancel();
        }
      }
    }
  }

  private void endABody() {
    if (!bodies.isEmpty()) {
      Resolver<@Nullable Void> body = bodies.remove(random.nextInt(bodies.size()));
      if (random.nextBoolean()) {
        body.fulfill(null);
      } else {
        body.reject(new IOException("body"));
      }
    }
  }

  private Promise<@Nullable Void> section() {
    enter();
    return parts(random.nextInt(4)).finalizing(this::leave);
  }

  private Promise<@Nullable Void> parts(int count) {
    if (count == 0) {
      return Promise.unit();
    }
    return part().bind(_ -> parts(count - 1));
  }

  private Promise<@Nullable Void> part() {
    if (random.nextBoolean()) {
      Resolver<@Nullable Void> body =
          random.nextBoolean() ? Resolver.<@Nullable Void>task() : Resolver.waiter();
      bodies.add(body);
      return body.promise();
    }
    leave();
    return condition.await(mutex).finalizing(this::enter).map(_ -> null);
  }

  private Promise<@Nullable Void> enter() {
    inside++;
    mostInside = Math.max(mostInside, inside);
    return Promise.unit();
  }

  private Promise<@Nullable Void> leave() {
    inside--;
    return Promise.unit();
  }

  private void check() {
    assertEquals(mutex.isLocked() ? 1 : 0, inside);
    assertTrue(mostInside <= 1, "two were inside");
    sections.removeIf(section -> !section.isPending());
  }

  private void finish() {
    for (int i = 0; i < STEPS * 20 && !sections.isEmpty(); i++) {
      endABody();
      condition.signal(1);
      check();
    }
    assertEquals(List.of(), sections);
    assertFalse(mutex.isLocked());
    assertTrue(mutex.isEmpty());
  }
}
