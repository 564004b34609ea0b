package io.lwt.react;

import org.jspecify.annotations.Nullable;

/**
 * A variable that a function keeps.
 *
 * @param <T> the type of its value
 */
final class Ref<T extends @Nullable Object> {
  T value;

  Ref(T value) {
    this.value = value;
  }
}
