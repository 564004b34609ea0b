package io.lwt;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Work that ends together. What is started in a scope is over when the scope's promise is resolved: the scope waits for
 * all of it, and if one part fails, or the scope is cancelled, it cancels the others, says why, and waits for them
 * still.
 *
 * <pre>{@code
 * Promise<Page> page = LwtScope.run(scope -> {
 *   scope.cancelAfter(Duration.ofSeconds(2));
 *   Promise<Text> text = scope.start(() -> fetchText());
 *   Promise<Ads> ads = scope.start(() -> fetchAds());
 *   return Lwt.both(text, ads).map(both -> new Page(both.first(), both.second()));
 * });
 * }</pre>
 *
 * <p>Where {@link Promise#cancel} goes backwards along what a promise waits for, and so misses work that nobody waits
 * for, a scope's cancel reaches whatever was started in it; also what is just running a callback, at the moment it
 * waits again. A part that is to survive a cancel hides behind {@link Promise#noCancel}. Scopes may be nested: the
 * inner one is a part of the outer. Lwt has no such thing.
 *
 * <p>A scope belongs to the thread that made it.
 */
public final class LwtScope {
  private final Scheduler scheduler = Scheduler.current();

  /** What goes on, the body among it. */
  private final Set<Part> parts = new LinkedHashSet<>();

  /** How many parts are just being started, which are not among the others yet. */
  private int starting;

  /** The promise of {@link #run}, pending while the scope goes on. */
  private final Promise<?> whole = new Whole();

  private @Nullable Promise<?> body;
  private @Nullable Canceled reason;
  private @Nullable RejectedCell failure;
  private @Nullable Promise<?> deadline;

  private LwtScope() {}

  /**
   * Calls {@code body} with a new scope; a promise that is resolved when the body's promise is, and all that was
   * started in the scope.
   *
   * <p>Fulfilled with the body's value. Rejected with the error of the part that failed first, the body being one; of
   * those that fail after it nothing is told. If no part failed but the scope was cancelled, the body's outcome counts:
   * usually the {@link Canceled} that says why. A cancel of the promise cancels the scope.
   */
  @SuppressWarnings("unchecked") // it ends as the body does
  public static <T extends @Nullable Object> Promise<T> run(
      Fn<? super LwtScope, ? extends Promise<? extends T>> body) {
    Objects.requireNonNull(body, "body");
    LwtScope scope = new LwtScope();
    scope.body = scope.add(scope.scheduler.<LwtScope, T>call(body, scope));
    scope.resolveIfOver();
    return (Promise<T>) scope.whole;
  }

  /**
   * Calls {@code f} now, and has the scope wait for its promise, which it gives. If {@code f} throws or its promise is
   * rejected, with anything but {@link Canceled}, the whole scope fails.
   *
   * <p>In a scope that was cancelled {@code f} is not called, and the promise is rejected with the reason.
   *
   * @throws IllegalStateException if the scope has ended
   */
  public <T extends @Nullable Object> Promise<T> start(Callable<? extends Promise<? extends T>> f) {
    Objects.requireNonNull(f, "f");
    checkOpen("start");
    return reason == null ? add(called(f)) : Promise.failed(reason);
  }

  private <T extends @Nullable Object> Promise<T> called(
      Callable<? extends Promise<? extends T>> f) {
    starting++;
    try {
      return Lwt.<T>apply(f);
    } finally {
      starting--;
    }
  }

  /** Cancels all that goes on in the scope and what will be started in it; {@code reason} is the Canceled's message. */
  public void cancel(String reason) {
    cancel(new Canceled(reason));
  }

  /**
   * Cancels all that goes on in the scope, and what will be started in it. Only the first reason counts; a further
   * cancel goes to what goes on all the same, such as a cleanup.
   */
  public void cancel(Canceled reason) {
    Objects.requireNonNull(reason, "reason");
    scheduler.checkThread("LwtScope.cancel");
    whole.cancel(reason);
  }

  /**
   * Cancels the scope when the time has passed, unless it ends before. A further call replaces the former one.
   *
   * @throws IllegalStateException if the scope has ended
   */
  public void cancelAfter(Duration time) {
    checkOpen("cancelAfter");
    stopDeadline();
    Promise<@Nullable Void> timer = scheduler.clock().sleep(time);
    deadline = timer;
    timer.onSuccess(_ -> cancel("the scope's time is over: " + time));
  }

  /** Why the scope was cancelled, if it was. */
  public Optional<Canceled> reason() {
    return Optional.ofNullable(reason);
  }

  private void checkOpen(String operation) {
    scheduler.checkThread("LwtScope." + operation);
    if (!whole.isPending()) {
      throw new IllegalStateException("LwtScope." + operation + ": the scope has ended");
    }
  }

  private <T extends @Nullable Object> Promise<T> add(Promise<T> promise) {
    Pending<T> pending = promise.pending();
    if (pending != null) {
      Part part = new Part(pending.owned("LwtScope"));
      pending.add(part);
      parts.add(part);
      if (reason != null) {
        Cancellation.cancelPersistently(pending, scheduler, reason);
      }
    } else if (promise.root().state instanceof RejectedCell rejected) {
      partFailed(rejected);
    }
    resolveIfOver();
    return promise;
  }

  private void partFailed(RejectedCell rejected) {
    rejected.seen();
    if (failure == null && !rejected.isCanceled()) {
      failure = rejected;
      whole.cancel(new Canceled("another part of the scope failed", rejected.error));
    }
  }

  private void resolveIfOver() {
    if (isOver()) {
      scheduler.resolve(whole.root().owned("LwtScope"), end(), false);
    }
  }

  private boolean isOver() {
    return parts.isEmpty() && starting == 0 && body != null && whole.isPending();
  }

  /** The state of the promise of {@link #run} when it is over. */
  private @Nullable Object end() {
    stopDeadline();
    return failure == null
        ? RejectedCell.anew(Objects.requireNonNull(body).root().state)
        : failure.copy();
  }

  private void stopDeadline() {
    if (deadline != null) {
      deadline.cancel();
    }
  }

  /** Something that goes on in the scope. */
  private final class Part extends Listener<@Nullable Void> {
    private final Promise<?> promise;

    Part(Promise<?> promise) {
      super(scheduler, promise);
      this.promise = promise;
    }

    @Override
    void run(Promise<?> resolved) {
      parts.remove(this);
      if (resolved.state instanceof RejectedCell rejected) {
        partFailed(rejected);
      }
      if (isOver()) {
        scheduler.settle(whole.root(), end());
      }
    }
  }

  /** The state of the scope's promise while it is pending: a cancel goes to all parts. */
  private final class Whole extends Pending<@Nullable Object> {
    private @Nullable Cancellation visitor;

    Whole() {
      super(scheduler.root());
    }

    @Override
    @Nullable Promise<?> cancel(Cancellation cancellation, Promise<?> self) {
      if (visitor != cancellation) {
        visitor = cancellation;
        if (reason == null) {
          reason = cancellation.reason();
        }
        cancellation.persist();
        cancellation.divide(parts.stream().map(part -> part.promise).toList());
      }
      return null;
    }
  }
}
