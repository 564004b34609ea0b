package io.lwt;

import org.jspecify.annotations.Nullable;

/**
 * The values of keys: an immutable list, shared by whatever was attached while it was current. Null is the empty one.
 */
final class Storage {
  private final LwtKey<?> key;
  private final Object value;
  private final @Nullable Storage rest;

  private Storage(LwtKey<?> key, Object value, @Nullable Storage rest) {
    this.key = key;
    this.value = value;
    this.rest = rest;
  }

  static @Nullable Object get(@Nullable Storage storage, LwtKey<?> key) {
    for (Storage entry = storage; entry != null; entry = entry.rest) {
      if (entry.key == key) {
        return entry.value;
      }
    }
    return null;
  }

  /** With a value for a key; without one if it is null. */
  static @Nullable Storage with(@Nullable Storage storage, LwtKey<?> key, @Nullable Object value) {
    Storage others = get(storage, key) == null ? storage : without(storage, key);
    return value == null ? others : new Storage(key, value, others);
  }

  private static @Nullable Storage without(@Nullable Storage storage, LwtKey<?> key) {
    if (storage == null) {
      return null;
    }
    return storage.key == key
        ? storage.rest
        : new Storage(storage.key, storage.value, without(storage.rest, key));
  }
}
