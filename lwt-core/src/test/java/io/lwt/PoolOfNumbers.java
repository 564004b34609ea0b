package io.lwt;

import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Pools for tests. Their members are numbers, counted from 1. */
abstract class PoolOfNumbers {
  final VirtualClock clock = new VirtualClock();
  final IOException error = new IOException("broken");
  final IOException otherError = new IOException("broken too");
  final List<Throwable> toHook = new ArrayList<>();
  final List<Integer> disposed = new ArrayList<>();
  int created;

  PoolOfNumbers() {
    // here rather than before each test, since the classes inside use their pools as they are made
    Scheduler.current().setClock(clock);
  }

  Promise<Integer> create() {
    return Promise.of(++created);
  }

  Promise<@Nullable Void> dispose(Integer member) {
    disposed.add(member);
    return Promise.unit();
  }

  LwtPool.Builder<Integer> builder(int max) {
    return LwtPool.builder(max, this::create).dispose(this::dispose);
  }

  static void assertState(LwtPool<?> pool, int size, int idle, int waiting) {
    assertEquals(size, pool.size(), "size");
    assertEquals(idle, pool.idle(), "idle");
    assertEquals(size - idle, pool.inUse(), "inUse");
    assertEquals(waiting, pool.waiting(), "waiting");
  }

  /** A use of a pool that goes on until it is ended. */
  static final class Use {
    final Resolver<String> body = Resolver.task();
    final List<Integer> members = new ArrayList<>();
    final Promise<String> result;

    Use(LwtPool<Integer> pool) {
      result =
          pool.use(
              member -> {
                members.add(member);
                return body.promise();
              });
    }

    void assertHas(int member) {
      assertEquals(List.of(member), members);
      assertPending(result);
    }

    void assertWaits() {
      assertEquals(List.of(), members);
      assertPending(result);
    }

    void end() {
      body.fulfill("done");
      assertFulfilled("done", result);
    }
  }
}
