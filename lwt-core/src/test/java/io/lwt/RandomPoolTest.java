package io.lwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A pool whose functions do all that they may, at random: succeed, fail, throw, take their time, be cancelled, and use
 * the pool. There are never too many members, nobody waits while there is a place, each member has one user at a time,
 * and in the end each has been disposed of once.
 */
@ExtendWith(FreshScheduler.class)
class RandomPoolTest {
  private static final int MAX = 3;
  private static final int STEPS = 300;

  private static final class Member {
    int users;
    boolean beingDisposed;
  }

  /** What is told how a function has ended, before the pool is. */
  private interface End {
    void ended(boolean well);
  }

  private final VirtualClock clock = new VirtualClock();
  private final List<String> violations = new ArrayList<>();

  /** Ends something that is under way, or does nothing if it has ended. */
  private final List<Runnable> underWay = new ArrayList<>();

  private final List<Promise<?>> uses = new ArrayList<>();
  private final List<Member> members = new ArrayList<>();
  private Random random = new Random(0);
  private LwtPool<Member> pool = newPool();
  private int places;
  private boolean finishing;

  private LwtPool<Member> newPool() {
    LwtPool.Builder<Member> builder =
        LwtPool.builder(MAX, this::create)
            .validate(member -> answer(member, "validate"))
            .check(member -> answer(member, "check"))
            .dispose(this::dispose);
    if (random.nextBoolean()) {
      builder.idleTimeout(Duration.ofSeconds(3));
    }
    if (random.nextBoolean()) {
      builder.acquireTimeout(Duration.ofSeconds(2));
    }
    return builder.build();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 40, 60, 80})
  void keepsItsPromises(int firstSeed) {
    Scheduler.current().setClock(clock);
    Lwt.setAsyncExceptionHook(_ -> {});
    for (int seed = firstSeed; seed < firstSeed + 20; seed++) {
      random = new Random(seed);
      pool = newPool();
      members.clear();
      finishing = false;
      for (int i = 0; i < STEPS; i++) {
        step();
        check();
      }
      finish();
    }
  }

  private void step() {
    switch (random.nextInt(12)) {
      case 0, 1, 2, 3 -> use();
      case 4, 5, 6, 7 -> endOne();
      case 8, 9 -> cancelOne();
      case 10 -> clock.advance(Duration.ofMillis(random.nextInt(1500)));
      default -> {
        if (random.nextInt(4) == 0) {
          pool.clear();
        }
      }
    }
  }

  /** What the functions do now and then. */
  private void disturb() {
    switch (finishing ? -1 : random.nextInt(30)) {
      case 0 -> use();
      case 1 -> endOne();
      case 2 -> cancelOne();
      case 3 -> pool.clear();
      default -> {}
    }
  }

  private void endOne() {
    if (!underWay.isEmpty()) {
      underWay.remove(random.nextInt(underWay.size())).run();
    }
  }

  private void cancelOne() {
    if (!uses.isEmpty()) {
      uses.get(random.nextInt(uses.size())).cancel();
    }
  }

  // ---- the functions

  private void use() {
    uses.add(
        pool.use(
            member -> {
              expect(member.users == 0, "used twice at a time");
              expect(!member.beingDisposed, "used when disposed of");
              member.users++;
              return outcome(1, _ -> member.users--);
            }));
  }

  private Promise<Member> create() throws IOException {
    places++;
    expect(places <= MAX, "too many members");
    Member member = new Member();
    return outcome(
        member,
        well -> {
          if (well) {
            members.add(member);
          } else {
            places--;
          }
        });
  }

  private Promise<Boolean> answer(Member member, String question) throws IOException {
    expect(member.users == 0, question + " while it is used");
    expect(!member.beingDisposed, question + " when disposed of");
    member.users++;
    return outcome(random.nextInt(3) > 0, _ -> member.users--);
  }

  private Promise<Integer> dispose(Member member) throws IOException {
    expect(member.users == 0, "disposed of while it is used");
    expect(!member.beingDisposed, "disposed of twice");
    member.beingDisposed = true;
    return outcome(1, _ -> places--);
  }

  /** A promise that ends some way at some time; or an error. */
  private <T> Promise<T> outcome(T value, End end) throws IOException {
    disturb();
    return switch (random.nextInt(6)) {
      case 0, 1 -> {
        end.ended(true);
        yield Promise.of(value);
      }
      case 2 -> {
        end.ended(false);
        yield Promise.failed(new IOException("rejected"));
      }
      case 3 -> {
        end.ended(false);
        throw new IOException("thrown");
      }
      default -> later(value, end);
    };
  }

  private <T> Promise<T> later(T value, End end) {
    Resolver<T> resolver = random.nextBoolean() ? Resolver.task() : Resolver.waiter();
    resolver.promise().onAny(_ -> end.ended(true), _ -> end.ended(false));
    underWay.add(
        () -> {
          if (random.nextInt(3) > 0) {
            resolver.fulfill(value);
          } else {
            resolver.reject(new IOException("rejected later"));
          }
        });
    return resolver.promise();
  }

  // ---- what must hold

  private void expect(boolean condition, String violation) {
    if (!condition) {
      violations.add(violation);
    }
  }

  private void check() {
    assertEquals(List.of(), violations);
    assertEquals(places, pool.size());
    assertTrue(pool.idle() <= pool.size());
    uses.removeIf(use -> !use.isPending());
    if (pool.waiting() > 0) {
      assertEquals(MAX, pool.size(), "nobody waits while there is a place");
      assertEquals(0, pool.idle(), "nobody waits while a member is idle");
      assertFalse(underWay.isEmpty(), "nobody waits when nothing is under way");
    }
  }

  private void finish() {
    finishing = true;
    if (random.nextBoolean()) {
      endAll();
      assertEquals(List.of(), uses);
      assertEquals(pool.idle(), pool.size());
    }
    Promise<?> closed = pool.close();
    endAll();
    assertEquals(List.of(), uses);
    assertFalse(closed.isPending());
    assertEquals(0, pool.size());
    assertEquals(0, clock.timerCount());
    assertTrue(members.stream().allMatch(member -> member.beingDisposed && member.users == 0));
  }

  private void endAll() {
    while (!underWay.isEmpty()) {
      endOne();
      check();
    }
  }
}
