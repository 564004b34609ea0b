package io.lwt.model;

import java.util.EnumSet;
import java.util.Set;

/** Where the library means to be different from Lwt, as far as programs can see; each can be switched in the model. */
enum Departure {
  /** Callbacks of one promise run in the order in which they were added. Lwt: the last one first. */
  CALLBACKS_IN_ORDER,

  /** What a function throws is a rejection, also if the promise was resolved already. Lwt: there it escapes. */
  NOTHING_ESCAPES,

  /**
   * pick and choose give the first rejected promise of the list, else the first fulfilled one, of those that are
   * resolved before anything is cancelled. Lwt: the one whose callback is the first to run; if several are resolved
   * already, one that is drawn, and pick then looks again after each cancel.
   */
  WINNER_IN_LIST_ORDER,

  /** {@code nchooseSplit} keeps the list's order. Lwt: it turns over the pending ones when some are resolved already. */
  SPLIT_KEEPS_ORDER,

  /** A cancel runs the callbacks of the tasks it has found in the order in which it found them. Lwt: the last first. */
  CANCEL_IN_ORDER_FOUND,

  /** What is deferred while a cancel runs callbacks waits for the last of its tasks. Lwt: for each one. */
  CANCEL_DEFERS_TO_ITS_END,

  /** A cancel that comes round a circle ends. Lwt: it goes round until there is no stack left. */
  CIRCLES_END,

  /** What {@code cancelable} was made from is cancelled together with it. Lwt: by a callback, after it. */
  CANCELABLE_GOES_ON_AT_ONCE,

  /** {@code protect} survives that its promise is resolved while its own cancel runs callbacks. Lwt: it crashes. */
  PROTECT_SURVIVES,

  /** The hook sees the keys of where the work was started. Lwt: those of the callback that ran before. */
  HOOK_SEES_KEYS,

  /** {@code wakeupPaused} in a callback defers the callbacks of what it fulfils. Lwt: it runs them at once. */
  WAKEUP_PAUSED_DEFERS;

  /** Lwt 5.6.1. */
  static final Set<Departure> LWT = EnumSet.noneOf(Departure.class);

  /** This library. */
  static final Set<Departure> OURS = EnumSet.allOf(Departure.class);
}
