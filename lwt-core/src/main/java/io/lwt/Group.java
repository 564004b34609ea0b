package io.lwt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A promise that waits for several, its members: for all ({@link All}) or for the first ({@link Race}). A cancel goes
 * to all of them. It listens to its members, and is run for each.
 *
 * @param <R> the type of the value
 */
abstract class Group<R extends @Nullable Object> extends Listener<R> {
  private final Values<R> values;
  private List<? extends Promise<?>> members;
  private @Nullable Cancellation visitor;

  Group(Scheduler scheduler, List<? extends Promise<?>> members, Values<R> values) {
    super(scheduler, null);
    this.members = members;
    this.values = values;
  }

  /** The promises as they are now, none of them null. Copies once, where List.copyOf copies twice. */
  static List<? extends Promise<?>> copyOf(List<? extends Promise<?>> promises) {
    Promise<?>[] copy = promises.toArray(new Promise<?>[0]);
    for (Promise<?> promise : copy) {
      Objects.requireNonNull(promise, "promise");
    }
    return Arrays.asList(copy);
  }

  final List<? extends Promise<?>> members() {
    return members;
  }

  /** The state of a promise of what {@code values} makes of the members. */
  final @Nullable Object fulfilledState() {
    return Promise.stateOf(values.of(members));
  }

  @Override
  final void release(@Nullable Object newState) {
    super.release(newState);
    members = List.of();
  }

  @Override
  final @Nullable Promise<?> cancel(Cancellation cancellation, Promise<?> self) {
    if (visitor != cancellation) {
      visitor = cancellation;
      cancellation.divide(members);
    }
    return null;
  }

  /** The pending members' scheduler, null if none is pending; throws unless it is one, and the current thread's. */
  static @Nullable Scheduler ownerOfPending(List<? extends Promise<?>> members, String operation) {
    Scheduler owner = null;
    for (Promise<?> member : members) {
      Pending<?> pending = member.pending();
      if (pending != null) {
        Scheduler scheduler = pending.owned(operation).scheduler();
        if (owner != null && owner != scheduler) {
          throw (owner.isClosed() ? owner : scheduler).foreign(operation);
        }
        owner = scheduler;
      }
    }
    return owner;
  }

  /** The state of the first rejected member, in the list's order; null if none is. All that are, are looked at. */
  static @Nullable RejectedCell firstRejected(List<? extends Promise<?>> members) {
    RejectedCell first = null;
    for (Promise<?> member : members) {
      if (member.root().state instanceof RejectedCell rejected) {
        rejected.seen();
        first = first == null ? rejected : first;
      }
    }
    return first;
  }

  /** Waits for all: {@link Lwt#join}, {@link Lwt#all} and {@link Lwt#both}. */
  static final class All<R extends @Nullable Object> extends Group<R> {
    private int pending;
    private @Nullable RejectedCell firstRejected;

    private All(Scheduler scheduler, List<? extends Promise<?>> members, Values<R> values) {
      super(scheduler, members, values);
      this.firstRejected = firstRejected(members);
    }

    /** The promise that all members are resolved: of their values, or rejected as the first one that was rejected. */
    static <R extends @Nullable Object> Promise<R> of(
        List<? extends Promise<?>> members, Values<R> values, String operation) {
      Scheduler owner = ownerOfPending(members, operation);
      if (owner != null) {
        All<R> all = new All<>(owner, members, values);
        all.listen();
        return all;
      }
      RejectedCell rejected = firstRejected(members);
      return rejected == null ? Promise.of(values.of(members)) : Promise.rejected(rejected.copy());
    }

    private void listen() {
      for (Promise<?> member : members()) {
        Pending<?> source = member.pending();
        if (source != null) {
          source.add(this);
          pending++;
        }
      }
    }

    @Override
    void run(Promise<?> resolved) {
      if (firstRejected == null && resolved.state instanceof RejectedCell rejected) {
        firstRejected = rejected;
      }
      if (--pending == 0) {
        scheduler().settle(root(), firstRejected == null ? fulfilledState() : firstRejected.copy());
      }
    }
  }

  /**
   * Waits for the first: {@link Lwt#pick}, {@link Lwt#choose}, {@link Lwt#npick}, {@link Lwt#nchoose} and
   * {@link Lwt#nchooseSplit}. When it is told of one, others may have been resolved as well, so it looks at all of
   * them.
   */
  static final class Race<R extends @Nullable Object> extends Group<R> {
    private final boolean cancelsLosers;
    private List<Runner> runners = new ArrayList<>();

    private Race(
        Scheduler scheduler,
        List<? extends Promise<?>> members,
        Values<R> values,
        boolean cancelsLosers) {
      super(scheduler, members, values);
      this.cancelsLosers = cancelsLosers;
    }

    /** The promise of what {@code values} makes of the members as soon as one is resolved. */
    static <R extends @Nullable Object> Promise<R> of(
        List<? extends Promise<?>> members,
        Values<R> values,
        boolean cancelsLosers,
        String operation) {
      if (members.isEmpty()) {
        throw new IllegalArgumentException(
            "Lwt." + operation + " of no promises would be pending for ever");
      }
      Scheduler owner = ownerOfPending(members, operation);
      if (owner != null && allPending(members)) {
        Race<R> race = new Race<>(owner, members, values, cancelsLosers);
        race.listen();
        return race;
      }
      RejectedCell rejected = firstRejected(members);
      Promise<R> result =
          rejected == null ? Promise.of(values.of(members)) : Promise.rejected(rejected.copy());
      if (cancelsLosers) {
        members.forEach(Promise::cancel);
      }
      return result;
    }

    private static boolean allPending(List<? extends Promise<?>> members) {
      for (Promise<?> member : members) {
        if (!member.isPending()) {
          return false;
        }
      }
      return true;
    }

    private void listen() {
      for (Promise<?> member : members()) {
        Pending<?> source = Objects.requireNonNull(member.pending());
        Runner runner = new Runner(scheduler(), source, this);
        source.add(runner);
        runners.add(runner);
      }
    }

    @Override
    void run(Promise<?> resolved) {
      RejectedCell rejected = firstRejected(members());
      Object outcome = rejected == null ? fulfilledState() : rejected.copy();
      runners.forEach(Removable::leave);
      runners = List.of();
      if (cancelsLosers) {
        members().forEach(Promise::cancel);
      }
      scheduler().settle(root(), outcome);
    }

    /** Tells a race of a member, and no more once the race is over. */
    private static final class Runner extends Listener.Removable<@Nullable Void> {
      private final Race<?> race;

      Runner(Scheduler scheduler, Promise<?> source, Race<?> race) {
        super(scheduler, source);
        this.race = race;
      }

      @Override
      void run(Promise<?> resolved) {
        race.run(resolved);
      }
    }
  }

  /** Makes the result's value from the members, of which at least those that matter are fulfilled. */
  @FunctionalInterface
  interface Values<R extends @Nullable Object> {
    R of(List<? extends Promise<?>> members);
  }

  /** No value. */
  static @Nullable Void nothing(List<? extends Promise<?>> members) {
    return null;
  }

  /** The values of two members. */
  static <A extends @Nullable Object, B extends @Nullable Object> Both<A, B> both(
      List<? extends Promise<?>> members) {
    return new Both<>(
        Promise.<A>valueOf(members.get(0).root().state),
        Promise.<B>valueOf(members.get(1).root().state));
  }

  /** The value of the first fulfilled member, in the list's order. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // the members are promises of T
  static <T extends @Nullable Object> T first(List<? extends Promise<?>> members) {
    int index = 0;
    while (members.get(index).isPending()) {
      index++;
    }
    return Promise.valueOf(members.get(index).root().state);
  }

  /** The values of the fulfilled members, in the list's order. */
  static <T extends @Nullable Object> List<T> fulfilled(List<? extends Promise<?>> members) {
    List<T> values = new ArrayList<>();
    for (Promise<?> member : members) {
      Object state = member.root().state;
      if (!(state instanceof Mark)) {
        values.add(Promise.<T>valueOf(state));
      }
    }
    return Collections.unmodifiableList(values);
  }

  /** The values of the fulfilled members and the members that are pending, in the list's order. */
  @SuppressWarnings("unchecked") // the members are promises of T
  static <T extends @Nullable Object> Split<T> split(List<? extends Promise<?>> members) {
    List<Promise<T>> pending = new ArrayList<>();
    for (Promise<?> member : members) {
      if (member.isPending()) {
        pending.add((Promise<T>) member);
      }
    }
    return new Split<>(fulfilled(members), Collections.unmodifiableList(pending));
  }
}
