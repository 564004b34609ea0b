package io.lwt.unix;

import java.lang.ref.Cleaner;

/** What is done for objects that nothing refers to any more, on a thread of its own, made for the first of them. */
final class Garbage {
  private static final Cleaner CLEANER = Cleaner.create();

  private Garbage() {}

  /** Has something done once an object is garbage, or when its result is cleaned; it must not refer to the object. */
  static Cleaner.Cleanable when(Object object, Runnable action) {
    return CLEANER.register(object, action);
  }
}
