package io.lwt.model;

import static io.lwt.model.Departure.*;
import static io.lwt.model.Program.*;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The model: what Lwt's documentation says, word for word and by recursion, with no thought of speed or stack.
 *
 * <p>All that there is are values: lists that cannot be changed, and records. A field is given another value, but
 * nothing that was read from it changes afterwards, so what is walked through stays as it is whatever callbacks do.
 *
 * <p>Promises are numbers, places in {@link #nodes}. To read first: {@link #then}, {@link #settle}, {@link #become}.
 */
final class Model {
  // ---- the values

  sealed interface State {}

  /** Pending; {@code cancelCallbacks} are those of onCancel. */
  record Pending(List<Callback> callbacks, List<Callback> cancelCallbacks, CancelRule cancelRule)
      implements State {}

  sealed interface Outcome extends State {}

  record Fulfilled(int value) implements Outcome {}

  record Rejected(Fault error) implements Outcome {}

  record Proxy(int of) implements State {}

  /** No promise but a variable: what {@code join} waits for and what it will be; or callbacks that run once. */
  record Counter(int left, Outcome result) implements State {}

  /** What a cancel does to a pending promise: rejects it, and goes on to others. */
  private record CancelRule(boolean rejects, List<Integer> goesOnTo) {}

  /** A callback, which is skipped once its counter has come to 0. */
  private record Callback(int counter, Action action) {}

  /** Callbacks that wait to be run. */
  private record Deferred(Pending callbacks, Outcome outcome) {}

  /** What a callback does. */
  interface Action {
    void on(Outcome outcome);
  }

  /** What a function of the program makes of an outcome: a promise, or it throws. */
  interface Handler {
    int handle(Outcome outcome);
  }

  /** What a function of the program throws. */
  static final class Thrown extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final Fault error;

    Thrown(Fault error) {
      super(error.name(), null, false, false);
      this.error = error;
    }
  }

  /** What is to happen now is not said: Lwt draws lots, goes on for ever, or crashes. */
  static final class Undetermined extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Undetermined(String why) {
      super(why, null, false, false);
    }
  }

  private static final CancelRule STOPS = new CancelRule(false, List.of());
  private static final CancelRule IS_TASK = new CancelRule(true, List.of());

  /** Without a value. */
  private static final Outcome DONE = new Fulfilled(0);

  private static final Outcome CANCELED = new Rejected(Fault.CANCELED);

  // ---- the world

  /** The counter of callbacks that are never skipped. */
  private static final int ALWAYS = 0;

  private final Set<Departure> departures;
  private final Consumer<Fault> hook;
  private List<State> nodes = List.of(new Counter(1, DONE));
  private List<Deferred> deferred = List.of();
  private List<Integer> paused = List.of();
  private List<Integer> keys = Collections.nCopies(KEYS, 0);
  private int depth = 0;

  Model(Set<Departure> departures, Consumer<Fault> hook) {
    this.departures = departures;
    this.hook = hook;
  }

  private boolean has(Departure departure) {
    return departures.contains(departure);
  }

  private static <E> List<E> plus(List<E> list, E element) {
    return concat(list, List.of(element));
  }

  private static <E> List<E> concat(List<E> first, List<E> second) {
    List<E> both = new ArrayList<>(first);
    both.addAll(second);
    return Collections.unmodifiableList(both);
  }

  static <E> List<E> with(List<E> list, int index, E element) {
    List<E> copy = new ArrayList<>(list);
    copy.set(index, element);
    return Collections.unmodifiableList(copy);
  }

  // ---- promises

  int add(State state) {
    nodes = plus(nodes, state);
    return nodes.size() - 1;
  }

  int waiter() {
    return pending(STOPS);
  }

  int task() {
    return pending(IS_TASK);
  }

  private int pending(CancelRule rule) {
    return add(new Pending(List.of(), List.of(), rule));
  }

  int of(int value) {
    return add(new Fulfilled(value));
  }

  private void set(int node, State state) {
    nodes = with(nodes, node, state);
  }

  private int root(int node) {
    return nodes.get(node) instanceof Proxy(int of) ? root(of) : node;
  }

  State stateOf(int node) {
    return nodes.get(root(node));
  }

  private boolean isPending(int node) {
    return stateOf(node) instanceof Pending;
  }

  // ---- callbacks

  /** Adds a callback, which is skipped once the counter has come to 0. */
  private void listen(int node, int counter, Action action) {
    Pending p = (Pending) stateOf(node);
    set(
        root(node),
        new Pending(
            added(p.callbacks, new Callback(counter, action)), p.cancelCallbacks, p.cancelRule));
  }

  private void listenToCancel(int node, Action action) {
    Pending p = (Pending) stateOf(node);
    Callback callback = new Callback(ALWAYS, action);
    set(root(node), new Pending(p.callbacks, added(p.cancelCallbacks, callback), p.cancelRule));
  }

  private List<Callback> added(List<Callback> callbacks, Callback callback) {
    return has(CALLBACKS_IN_ORDER)
        ? plus(callbacks, callback)
        : concat(List.of(callback), callbacks);
  }

  /** The counter of callbacks of which one runs, once. */
  private int newCounter() {
    return add(new Counter(1, DONE));
  }

  private void runCallbacks(Pending callbacks, Outcome outcome) {
    if (outcome.equals(CANCELED)) {
      callbacks.cancelCallbacks.forEach(callback -> run(callback, outcome));
    }
    callbacks.callbacks.forEach(callback -> run(callback, outcome));
  }

  private void run(Callback callback, Outcome outcome) {
    if (((Counter) nodes.get(callback.counter)).left > 0) {
      callback.action.on(outcome);
    }
  }

  // ---- resolution

  /** Runs callbacks; the outermost then runs what was deferred. Keys are put back. */
  private void resolving(Runnable callbacks) {
    depth++;
    List<Integer> before = keys;
    callbacks.run();
    while (depth == 1 && !deferred.isEmpty()) {
      Deferred first = deferred.getFirst();
      deferred = deferred.subList(1, deferred.size());
      runCallbacks(first.callbacks, first.outcome);
    }
    depth--;
    keys = before;
  }

  /** What a resolver does: within callbacks it only sets the state, unless it is to run the promise's callbacks now. */
  void wakeup(int node, Outcome outcome, boolean now) {
    switch (stateOf(node)) {
      case Pending callbacks -> {
        set(root(node), outcome);
        if (depth > 0 && !now) {
          deferred = plus(deferred, new Deferred(callbacks, outcome));
        } else {
          resolving(() -> runCallbacks(callbacks, outcome));
        }
      }
      case Rejected rejected when rejected.equals(CANCELED) -> {}
      default -> throw new Thrown(Fault.TWICE);
    }
  }

  /** Resolves a promise that a combinator has made: its callbacks run at once. */
  private void settle(int node, Outcome outcome) {
    Pending callbacks = (Pending) stateOf(node);
    set(root(node), outcome);
    resolving(() -> runCallbacks(callbacks, outcome));
  }

  /** Has a pending promise be the same as one that a function has given. */
  private void become(int target, int given) {
    int outer = root(target);
    int inner = root(given);
    if (nodes.get(inner) instanceof Outcome outcome) {
      settle(outer, outcome);
    } else if (inner != outer) {
      Pending o = (Pending) nodes.get(outer);
      Pending i = (Pending) nodes.get(inner);
      set(
          outer,
          new Pending(
              concat(o.callbacks, i.callbacks),
              concat(o.cancelCallbacks, i.cancelCallbacks),
              i.cancelRule));
      set(inner, new Proxy(outer));
    }
  }

  // ---- combinators of one promise

  /** What bind, map, catching and tryBind have in common. Where a handler is null, the outcome is handed on. */
  int then(int source, @Nullable Handler onValue, @Nullable Handler onError) {
    if (stateOf(source) instanceof Outcome outcome) {
      Handler handler = outcome instanceof Fulfilled ? onValue : onError;
      if (handler == null) {
        return source;
      }
      return has(NOTHING_ESCAPES)
          ? attempt(() -> handler.handle(outcome))
          : handler.handle(outcome);
    }
    int target = pending(new CancelRule(false, List.of(source)));
    List<Integer> keysNow = keys;
    listen(
        source,
        ALWAYS,
        outcome -> {
          Handler handler = outcome instanceof Fulfilled ? onValue : onError;
          if (handler == null) {
            settle(target, outcome);
          } else {
            keys = keysNow;
            become(target, attempt(() -> handler.handle(outcome)));
          }
        });
    return target;
  }

  /** The promise that is given, or one that is rejected with what is thrown. */
  int attempt(Supplier<Integer> function) {
    try {
      return function.get();
    } catch (Thrown thrown) {
      return add(new Rejected(thrown.error));
    }
  }

  int finalizing(int source, Supplier<Integer> cleanup) {
    Handler handler = outcome -> then(cleanup.get(), _ -> add(outcome), null);
    return then(source, handler, handler);
  }

  int copy(Copying kind, int source) {
    if (!isPending(source)) {
      return source;
    }
    return switch (kind) {
      case NO_CANCEL -> copy(source, newCounter(), STOPS);
      case PROTECT -> {
        int counter = newCounter();
        int target = copy(source, counter, IS_TASK);
        listenToCancel(target, _ -> finish(counter));
        yield target;
      }
      case CANCELABLE ->
          has(CANCELABLE_GOES_ON_AT_ONCE)
              ? copy(source, newCounter(), new CancelRule(true, List.of(source)))
              : wrapInCancelable(source);
    };
  }

  private int copy(int source, int counter, CancelRule rule) {
    int target = pending(rule);
    listen(
        source,
        counter,
        outcome -> {
          finish(counter);
          if (isPending(target)) {
            settle(target, outcome);
          } else if (!has(PROTECT_SURVIVES)) {
            throw new Undetermined("crashes");
          }
        });
    return target;
  }

  /** As Lwt does it, by what it has already. */
  private int wrapInCancelable(int source) {
    int target = task();
    on(Event.CANCEL, target, _ -> cancel(source));
    on(Event.ANY, source, outcome -> wakeup(target, outcome, true));
    return target;
  }

  private void finish(int counter) {
    set(counter, new Counter(0, DONE));
  }

  // ---- combinators of several promises

  /** {@code all}, and {@code both}: a {@code join} of the promises' {@code bind}s, as in Lwt. */
  int all(List<Integer> members) {
    int all = join(members.stream().map(member -> then(member, _ -> of(0), null)).toList());
    return then(all, _ -> of(fold(valuesOf(members))), null);
  }

  int join(List<Integer> members) {
    Outcome already = firstRejection(members);
    List<Integer> waitsFor = members.stream().filter(this::isPending).toList();
    if (waitsFor.isEmpty()) {
      return add(already);
    }
    int target = pending(new CancelRule(false, members));
    int counter = add(new Counter(waitsFor.size(), already));
    for (int member : waitsFor) {
      listen(
          member,
          counter,
          outcome -> {
            Counter was = (Counter) nodes.get(counter);
            boolean isFirst = was.result == DONE && outcome instanceof Rejected;
            Counter now = new Counter(was.left - 1, isFirst ? outcome : was.result);
            set(counter, now);
            if (now.left == 0) {
              settle(target, now.result);
            }
          });
    }
    return target;
  }

  int race(Grouping kind, List<Integer> members) {
    if (!members.stream().allMatch(this::isPending)) {
      return add(alreadyDecided(kind, members));
    }
    int target = pending(new CancelRule(false, members));
    int counter = newCounter();
    for (int member : members) {
      listen(
          member,
          counter,
          outcome -> {
            finish(counter);
            boolean oneWins = kind == Grouping.PICK || kind == Grouping.CHOOSE;
            Outcome result =
                oneWins && !has(WINNER_IN_LIST_ORDER) ? outcome : decide(kind, members, false);
            if (kind.cancelsLosers()) {
              members.forEach(this::cancel);
            }
            settle(target, result);
          });
    }
    return target;
  }

  private Outcome alreadyDecided(Grouping kind, List<Integer> members) {
    boolean oneWins = kind == Grouping.PICK || kind == Grouping.CHOOSE;
    if (oneWins && !has(WINNER_IN_LIST_ORDER)) {
      boolean anyRejected = firstRejection(members) != DONE;
      List<State> candidates =
          members.stream().map(this::stateOf).filter(Outcome.class::isInstance).toList();
      if (candidates.stream().filter(it -> it instanceof Rejected || !anyRejected).count() > 1) {
        throw new Undetermined("draws lots");
      }
      if (kind == Grouping.PICK && !anyRejected) {
        return cancelUntilResolved(members);
      }
    }
    Outcome result = decide(kind, members, !has(SPLIT_KEEPS_ORDER));
    if (kind.cancelsLosers()) {
      members.forEach(this::cancel);
    }
    return result;
  }

  /** Lwt's pick: the callbacks of what it cancels may resolve another one before it comes to the one it knew of. */
  private Outcome cancelUntilResolved(List<Integer> members) {
    for (int i = 0; ; i++) {
      if (stateOf(members.get(i)) instanceof Outcome outcome) {
        members.subList(i + 1, members.size()).forEach(this::cancel);
        return outcome;
      }
      cancel(members.get(i));
    }
  }

  /** What comes of a race, some of whose members are resolved now. */
  private Outcome decide(Grouping kind, List<Integer> members, boolean pendingReversed) {
    Outcome rejection = firstRejection(members);
    if (rejection != DONE) {
      return rejection;
    }
    List<Integer> values = valuesOf(members);
    List<Integer> pending = members.stream().filter(this::isPending).map(members::indexOf).toList();
    return new Fulfilled(
        switch (kind) {
          case PICK, CHOOSE -> values.getFirst();
          case NCHOOSE_SPLIT ->
              fold(concat(plus(values, SPLIT), pendingReversed ? pending.reversed() : pending));
          default -> fold(values);
        });
  }

  /** The outcome of the first member of the list that is rejected; {@link #DONE} if none is. */
  private Outcome firstRejection(List<Integer> members) {
    for (int member : members) {
      if (stateOf(member) instanceof Rejected rejected) {
        return rejected;
      }
    }
    return DONE;
  }

  private List<Integer> valuesOf(List<Integer> members) {
    return members.stream()
        .map(this::stateOf)
        .filter(Fulfilled.class::isInstance)
        .map(state -> ((Fulfilled) state).value)
        .toList();
  }

  // ---- cancelling

  void cancel(int node) {
    List<Pending> found = cancelFrom(node, List.of());
    List<Pending> ordered = has(CANCEL_IN_ORDER_FOUND) ? found : found.reversed();
    Runnable runAll = () -> ordered.forEach(task -> resolving(() -> runCallbacks(task, CANCELED)));
    if (has(CANCEL_DEFERS_TO_ITS_END)) {
      resolving(runAll);
    } else {
      runAll.run();
    }
  }

  /** Rejects what is found from here on; gives the callbacks, in the order in which they were found. */
  private List<Pending> cancelFrom(int node, List<Integer> way) {
    int root = root(node);
    if (!(nodes.get(root) instanceof Pending pending)) {
      return List.of();
    }
    if (way.contains(root)) {
      if (has(CIRCLES_END)) {
        return List.of();
      }
      throw new Undetermined("goes on for ever");
    }
    List<Pending> found = List.of();
    if (pending.cancelRule.rejects) {
      set(root, CANCELED);
      found = List.of(pending);
    }
    for (int next : pending.cancelRule.goesOnTo) {
      found = concat(found, cancelFrom(next, plus(way, root)));
    }
    return found;
  }

  // ---- callbacks without a promise

  /** {@code onSuccess} and the like. What {@code f} throws goes to the hook. */
  void on(Event event, int node, Action f) {
    List<Integer> keysNow = keys;
    Action action =
        outcome -> {
          if (concerns(event, outcome)) {
            keys = keysNow;
            try {
              f.on(outcome);
            } catch (Thrown thrown) {
              hook.accept(thrown.error);
            }
          }
        };
    if (stateOf(node) instanceof Outcome outcome) {
      action.on(outcome);
    } else if (event == Event.CANCEL) {
      listenToCancel(node, action);
    } else {
      listen(node, ALWAYS, action);
    }
  }

  private static boolean concerns(Event event, Outcome outcome) {
    return switch (event) {
      case SUCCESS -> outcome instanceof Fulfilled;
      case FAILURE -> outcome instanceof Rejected;
      case TERMINATION, ANY -> true;
      case CANCEL -> outcome.equals(CANCELED);
    };
  }

  void async(Supplier<Integer> f) {
    int node = attempt(f);
    List<Integer> keysNow = keys;
    Action report =
        outcome -> {
          if (outcome instanceof Rejected(Fault error)) {
            keys = has(HOOK_SEES_KEYS) ? keysNow : keys;
            hook.accept(error);
          }
        };
    if (stateOf(node) instanceof Outcome outcome) {
      report.on(outcome);
    } else {
      listen(node, ALWAYS, report);
    }
  }

  // ---- keys and pauses

  int key(int key) {
    return keys.get(key);
  }

  void withKey(int key, int value, Runnable f) {
    List<Integer> before = keys;
    keys = with(keys, key, value);
    try {
      f.run();
    } finally {
      keys = before;
    }
  }

  int pause() {
    int node = task();
    paused = plus(paused, node);
    return node;
  }

  int pausedCount() {
    return paused.size();
  }

  void wakeupPaused() {
    List<Integer> woken = paused;
    paused = List.of();
    woken.forEach(node -> wakeup(node, DONE, !has(WAKEUP_PAUSED_DEFERS)));
  }
}
