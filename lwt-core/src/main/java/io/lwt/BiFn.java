package io.lwt;

import org.jspecify.annotations.Nullable;

/**
 * A function of two arguments that may throw anything: {@link Fn} for folds, and for elements with their index.
 *
 * @param <A> what it takes first
 * @param <B> what it takes second
 * @param <C> what it gives
 */
@FunctionalInterface
public interface BiFn<
    A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> {
  /** Applies the function. */
  C apply(A a, B b) throws Exception;
}
