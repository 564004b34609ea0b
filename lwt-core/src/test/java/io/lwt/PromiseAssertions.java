package io.lwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.jspecify.annotations.Nullable;

/** What tests say about promises. */
public final class PromiseAssertions {
  private PromiseAssertions() {}

  public static void assertPending(Promise<?> promise) {
    assertTrue(promise.isPending(), promise::toString);
  }

  public static void assertFulfilled(@Nullable Object value, Promise<?> promise) {
    assertEquals(new State.Fulfilled<@Nullable Object>(value), promise.state());
  }

  public static void assertRejected(Throwable error, Promise<?> promise) {
    assertSame(error, errorOf(promise));
  }

  public static <E extends Throwable> E assertRejected(Class<E> type, Promise<?> promise) {
    return assertInstanceOf(type, errorOf(promise));
  }

  public static void assertCanceled(Promise<?> promise) {
    assertRejected(Canceled.class, promise);
  }

  private static Throwable errorOf(Promise<?> promise) {
    return assertInstanceOf(State.Rejected.class, promise.state(), promise::toString).error();
  }

  /** Null where none is allowed. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  public static <T> T nothing() {
    return null;
  }
}
