package io.lwt;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The values of keys on a scheduler: an immutable list, shared by whatever was attached while it was current. Each
 * scheduler has an empty one, its root.
 */
final class Storage {
  final Scheduler scheduler;
  private final @Nullable LwtKey<?> key;
  private final @Nullable Object value;

  /** The other entries; null for a root. */
  private final @Nullable Storage rest;

  private Storage(
      Scheduler scheduler,
      @Nullable LwtKey<?> key,
      @Nullable Object value,
      @Nullable Storage rest) {
    this.scheduler = scheduler;
    this.key = key;
    this.value = value;
    this.rest = rest;
  }

  static Storage root(Scheduler scheduler) {
    return new Storage(scheduler, null, null, null);
  }

  @Nullable Object get(LwtKey<?> key) {
    for (Storage entry = this; entry.rest != null; entry = entry.rest) {
      if (entry.key == key) {
        return entry.value;
      }
    }
    return null;
  }

  /** With a value for a key; without one if it is null. */
  Storage with(LwtKey<?> key, @Nullable Object value) {
    Storage others = get(key) == null ? this : without(key);
    return value == null ? others : new Storage(scheduler, key, value, others);
  }

  /** Without the key, which it has. */
  private Storage without(LwtKey<?> key) {
    Storage others = Objects.requireNonNull(rest);
    return this.key == key ? others : new Storage(scheduler, this.key, value, others.without(key));
  }
}
