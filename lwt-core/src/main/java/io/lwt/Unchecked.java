package io.lwt;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Casts that the compiler cannot check, each with the reason why it holds. */
final class Unchecked {
  private Unchecked() {}

  /** A promise of a subtype is a promise of its supertype, since nothing can be put into a promise. */
  @SuppressWarnings("unchecked")
  static <U extends @Nullable Object> Promise<U> covariant(@Nullable Promise<? extends U> promise) {
    return (Promise<U>)
        Objects.requireNonNull(promise, "the callback returned null instead of a promise");
  }

  /** Throws any error as if it were unchecked. Returns nothing; the type lets the caller write {@code throw}. */
  @SuppressWarnings("unchecked")
  static <E extends Throwable> RuntimeException sneaky(Throwable error) throws E {
    throw (E) error;
  }
}
