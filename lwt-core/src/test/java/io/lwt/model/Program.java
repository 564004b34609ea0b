package io.lwt.model;

import java.util.List;

/**
 * A program over promises, as data: it is run by the library ({@link LibraryMachine}) and by the model
 * ({@link ModelMachine}), printed as Java and as OCaml, stored as text and shrunk ({@link Term}).
 *
 * <p>Promises have the names {@code 0} to {@code promises - 1}. Each name stands at first for a promise that is made by
 * {@code Resolver.waiter()}, and {@link Make} has it stand for another: whatever steps are left out, the others still
 * mean something. Names are looked up when a step is done, so programs may tie promises into circles.
 *
 * @param promises how many names there are
 * @param steps what is done, in order; what a step throws is logged
 */
record Program(int promises, List<Step> steps) {
  /** The keys that programs use are 0 and 1. */
  static final int KEYS = 2;

  /** Something that is done at the top of a program or by a function in it. */
  sealed interface Step {}

  /** A name stands for a new promise; for {@link Wait} and {@link Task} also for its resolver. */
  record Make(int name, Expr expr) implements Step {}

  /** {@code fulfill}, or {@code fulfillNow}. */
  record Fulfill(int name, int value, boolean now) implements Step {}

  /** {@code reject}, or {@code rejectNow}. */
  record Reject(int name, Fault error, boolean now) implements Step {}

  /** {@code cancel}. */
  record Cancel(int name) implements Step {}

  /** {@code onSuccess} and the like. */
  record On(Event event, int name, Fun f) implements Step {}

  /** {@code Lwt.async}. */
  record Async(Fun f) implements Step {}

  /** {@code key.with}; 0 stands for no value. */
  record With(int key, int value, List<Step> steps) implements Step {}

  /** Logs a promise's state. */
  record Look(int name) implements Step {}

  /** {@code Scheduler.wakeupPaused}. */
  record WakeupPaused() implements Step {}

  /** What gives a promise. Functions of the library that it is called by have the same name. */
  sealed interface Expr {}

  record Wait() implements Expr {}

  record Task() implements Expr {}

  record Pause() implements Expr {}

  record Of(int value) implements Expr {}

  record Failed(Fault error) implements Expr {}

  record Apply(Fun f) implements Expr {}

  record Bind(int source, Fun f) implements Expr {}

  record Map(int source, Fun f) implements Expr {}

  record Catching(int source, Fun h) implements Expr {}

  record TryBind(int source, Fun f, Fun h) implements Expr {}

  record Finalizing(int source, Fun cleanup) implements Expr {}

  record Copy(Copying kind, int source) implements Expr {}

  /** Lists of values, and promises still pending, are folded into one number. */
  record Group(Grouping kind, List<Integer> members) implements Expr {
    Group {
      if (kind == Grouping.BOTH ? members.size() != 2 : members.isEmpty() && kind.isRace()) {
        throw new IllegalArgumentException(kind + " of " + members.size());
      }
    }
  }

  /** A function: it logs that it was called, does its steps, and ends. Each has its own id. */
  record Fun(int id, List<Step> steps, End end) {}

  /** How a function ends. */
  sealed interface End {}

  /** Gives its argument, 0 if that is no value, and something more: as a promise where one is wanted. */
  record Return(int more) implements End {}

  /** Gives the promise of a name; never where no promise is wanted. */
  record Give(int name) implements End {}

  record Throw(Fault error) implements End {}

  /** What promises are rejected with. */
  enum Fault {
    A,
    B,
    /** {@code Canceled}. */
    CANCELED,
    /** What resolving a promise twice throws. Programs throw only the others. */
    TWICE
  }

  enum Event {
    SUCCESS,
    FAILURE,
    TERMINATION,
    ANY,
    CANCEL
  }

  enum Copying {
    PROTECT,
    NO_CANCEL,
    CANCELABLE
  }

  enum Grouping {
    BOTH,
    JOIN,
    ALL,
    PICK,
    CHOOSE,
    NPICK,
    NCHOOSE,
    NCHOOSE_SPLIT;

    boolean isRace() {
      return this != BOTH && this != JOIN && this != ALL;
    }

    boolean cancelsLosers() {
      return this == PICK || this == NPICK;
    }
  }

  /** Stands between the values and the pending promises of a split that is folded. */
  static final int SPLIT = 500;

  /** Addition that stays small. */
  static int add(int a, int b) {
    return (a + b) % 1000;
  }

  /** One number for several. */
  static int fold(List<Integer> values) {
    int folded = 1;
    for (int value : values) {
      folded = add(folded * 7, value);
    }
    return folded;
  }
}
