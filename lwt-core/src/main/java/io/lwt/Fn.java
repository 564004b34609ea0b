package io.lwt;

import org.jspecify.annotations.Nullable;

/**
 * A function that may throw anything: what {@link Promise}'s combinators take.
 *
 * @param <A> what it takes
 * @param <B> what it gives
 */
@FunctionalInterface
public interface Fn<A extends @Nullable Object, B extends @Nullable Object> {
  /** Applies the function. */
  B apply(A a) throws Exception;
}
