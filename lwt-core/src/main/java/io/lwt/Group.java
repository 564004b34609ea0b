package io.lwt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The pending state of a promise that waits for several, its members: for all ({@link All}) or for the first
 * ({@link Race}). A cancel goes to all of them.
 *
 * @param <R> the type of the result's value
 */
abstract class Group<R extends @Nullable Object> extends PendingCell {
  final List<? extends Promise<?>> members;
  final Promise<R> result = new Promise<>(this);

  private @Nullable Cancellation visitor;

  Group(Scheduler scheduler, List<? extends Promise<?>> members) {
    super(scheduler);
    this.members = members;
  }

  /** One of the members has been resolved. */
  abstract void resolved(Promise<?> member);

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
      if (member.root().state instanceof PendingCell cell) {
        Scheduler scheduler = cell.owned(operation).scheduler;
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

  /** What tells the group of a member. */
  private static final class Member extends Listener.Removable {
    private final Group<?> group;

    Member(Group<?> group, Promise<?> source) {
      super(group.scheduler, source);
      this.group = group;
    }

    @Override
    void run() {
      group.resolved(source.root());
    }
  }

  /** Waits for all: {@link Lwt#join}, {@link Lwt#all} and {@link Lwt#both}. */
  static final class All<R extends @Nullable Object> extends Group<R> {
    private final Values<R> values;
    private int pending;
    private @Nullable RejectedCell firstRejected;

    private All(Scheduler scheduler, List<? extends Promise<?>> members, Values<R> values) {
      super(scheduler, members);
      this.values = values;
      this.firstRejected = firstRejected(members);
      for (Promise<?> member : members) {
        if (member.root().state instanceof PendingCell cell) {
          cell.add(new Member(this, member));
          pending++;
        }
      }
    }

    /** The promise that all members are resolved: of their values, or rejected as the first one that was rejected. */
    static <R extends @Nullable Object> Promise<R> of(
        List<? extends Promise<?>> members, Values<R> values, String operation) {
      Scheduler owner = ownerOfPending(members, operation);
      if (owner != null) {
        return new All<>(owner, members, values).result;
      }
      RejectedCell rejected = firstRejected(members);
      return rejected == null ? Promise.of(values.of(members)) : Promise.rejected(rejected.copy());
    }

    @Override
    void resolved(Promise<?> member) {
      if (firstRejected == null && member.state instanceof RejectedCell rejected) {
        firstRejected = rejected;
      }
      if (--pending == 0) {
        scheduler.settle(
            result.root(),
            firstRejected == null ? Promise.stateOf(values.of(members)) : firstRejected.copy());
      }
    }
  }

  /**
   * Waits for the first: {@link Lwt#pick}, {@link Lwt#choose}, {@link Lwt#npick}, {@link Lwt#nchoose} and
   * {@link Lwt#nchooseSplit}. When it is told of one, others may have been resolved as well, so it looks at all of
   * them.
   */
  static final class Race<R extends @Nullable Object> extends Group<R> {
    private final Values<R> values;
    private final boolean cancelsLosers;
    private final List<Member> listeners = new ArrayList<>();

    private Race(
        Scheduler scheduler,
        List<? extends Promise<?>> members,
        Values<R> values,
        boolean cancelsLosers) {
      super(scheduler, members);
      this.values = values;
      this.cancelsLosers = cancelsLosers;
      for (Promise<?> member : members) {
        Member listener = new Member(this, member);
        ((PendingCell) Objects.requireNonNull(member.root().state)).add(listener);
        listeners.add(listener);
      }
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
        return new Race<>(owner, members, values, cancelsLosers).result;
      }
      Object outcome = outcome(members, values);
      if (cancelsLosers) {
        members.forEach(Promise::cancel);
      }
      return Promise.resolved(outcome);
    }

    private static boolean allPending(List<? extends Promise<?>> members) {
      for (Promise<?> member : members) {
        if (!member.isPending()) {
          return false;
        }
      }
      return true;
    }

    private static <R extends @Nullable Object> @Nullable Object outcome(
        List<? extends Promise<?>> members, Values<R> values) {
      RejectedCell rejected = firstRejected(members);
      return rejected == null ? Promise.stateOf(values.of(members)) : rejected.copy();
    }

    @Override
    void resolved(Promise<?> member) {
      if (listeners.isEmpty()) {
        return;
      }
      Object outcome = outcome(members, values);
      listeners.forEach(Listener.Removable::leave);
      listeners.clear();
      if (cancelsLosers) {
        members.forEach(Promise::cancel);
      }
      scheduler.settle(result.root(), outcome);
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

  /** The value of the first fulfilled member, in the list's order. */
  @SuppressWarnings("TypeParameterUnusedInFormals") // the members are promises of T
  static <T extends @Nullable Object> T first(List<? extends Promise<?>> members) {
    for (Promise<?> member : members) {
      Object state = member.root().state;
      if (!(state instanceof PendingCell)) {
        return Promise.valueOf(state);
      }
    }
    throw new AssertionError("no member is resolved");
  }

  /** The values of the fulfilled members, in the list's order. */
  static <T extends @Nullable Object> List<T> fulfilled(List<? extends Promise<?>> members) {
    List<T> values = new ArrayList<>();
    for (Promise<?> member : members) {
      Object state = member.root().state;
      if (!(state instanceof PendingCell)) {
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
