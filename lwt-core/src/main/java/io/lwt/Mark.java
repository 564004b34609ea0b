package io.lwt;

/** The state of a pending promise, which is a {@link Pending}. */
final class Mark extends Cell {
  /** It is resolved by itself: by its resolver, or when what it listens to is resolved. */
  static final Mark OPEN = new Mark();

  /** It is resolved by another one, which has become its proxy: see {@link Derived.Into#become}. */
  static final Mark MERGED = new Mark();

  private Mark() {}
}
