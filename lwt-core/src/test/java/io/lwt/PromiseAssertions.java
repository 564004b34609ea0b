package io.lwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;

/** What tests say about promises. */
final class PromiseAssertions {
  private PromiseAssertions() {}

  static void assertPending(Promise<?> promise) {
    assertTrue(promise.isPending(), promise::toString);
  }

  static void assertFulfilled(@Nullable Object value, Promise<?> promise) {
    assertEquals(new State.Fulfilled<@Nullable Object>(value), promise.state());
  }

  static void assertRejected(Throwable error, Promise<?> promise) {
    assertSame(error, errorOf(promise));
  }

  static <E extends Throwable> E assertRejected(Class<E> type, Promise<?> promise) {
    return assertInstanceOf(type, errorOf(promise));
  }

  static void assertCanceled(Promise<?> promise) {
    assertRejected(Canceled.class, promise);
  }

  private static Throwable errorOf(Promise<?> promise) {
    return assertInstanceOf(State.Rejected.class, promise.state(), promise::toString).error();
  }

  /** Null where none is allowed. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  static <T> T nothing() {
    return null;
  }
}
