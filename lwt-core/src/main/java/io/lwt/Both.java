package io.lwt;

import org.jspecify.annotations.Nullable;

/** Two values: what {@link Lwt#both} promises. */
public record Both<A extends @Nullable Object, B extends @Nullable Object>(A first, B second) {}
