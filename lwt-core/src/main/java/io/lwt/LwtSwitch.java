package io.lwt;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Resources that are given up together: each registers a hook that does it, and turning the switch off calls them all.
 * Corresponds to {@code Lwt_switch}.
 *
 * <p>{@link #withSwitch} is the form to use. A function that acquires something for its caller takes a switch, and
 * registers the release there.
 *
 * <p>As with promises, only the thread that made it may use it; on another, all but the questions throw
 * {@link IllegalStateException}.
 *
 * @apiNote What a block of try with resources is for what releases at once. Here resources may come at any time, and
 *     their releases are asynchronous and run concurrently.
 */
public final class LwtSwitch {
  private final Scheduler scheduler = Scheduler.current();
  private final List<Callable<? extends Promise<?>>> hooks = new ArrayList<>();

  /** What {@link #turnOff} gives; null while the switch is on. */
  private @Nullable Promise<@Nullable Void> off;

  /** The switch is off already. Lwt's {@code Off}. */
  public static final class Off extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private Off() {
      super("the switch is off");
    }
  }

  /** A switch that is on, without hooks. Lwt's {@code create}. */
  public LwtSwitch() {}

  /**
   * Calls {@code f} with a new switch, and turns that off when what {@code f} promises is resolved either way, or when
   * {@code f} throws. Lwt's {@code with_switch}.
   *
   * <p>Resolved when the hooks are done: as what {@code f} promises, or rejected with what it throws; but if a hook
   * fails, with that error. A cancel goes to what {@code f} promises, then to the hooks' promises.
   */
  public static <T extends @Nullable Object> Promise<T> withSwitch(
      Fn<? super LwtSwitch, ? extends Promise<? extends T>> f) {
    Objects.requireNonNull(f, "f");
    LwtSwitch newSwitch = new LwtSwitch();
    return Lwt.<T>applyOwned(() -> f.apply(newSwitch)).finalizing(newSwitch::turnOff);
  }

  /** Whether it has not been turned off. Lwt's {@code is_on}. */
  public boolean isOn() {
    return off == null;
  }

  /**
   * Does nothing if it is on. Lwt's {@code check}.
   *
   * @throws Off if it is off
   */
  public void check() {
    if (off != null) {
      throw new Off();
    }
  }

  /**
   * Turns it off, and calls the hooks: all of them now, the last one added first. Lwt's {@code turn_off}.
   *
   * <p>The switch is off before the first hook is called. The promise is resolved when all that the hooks promise is,
   * even if some are rejected; then rejected as the one that was rejected first. Every call gives the same promise. A
   * cancel goes to the hooks' promises.
   */
  public Promise<@Nullable Void> turnOff() {
    scheduler.checkThread("LwtSwitch.turnOff");
    if (off != null) {
      return off;
    }
    Resolver<@Nullable Void> start = Resolver.waiter();
    Promise<@Nullable Void> done = start.promise().bind(_ -> callHooks());
    off = done; // there before the hooks are called, since one may ask for it
    start.fulfillNow(null);
    return done;
  }

  private Promise<@Nullable Void> callHooks() {
    List<Promise<?>> promises = new ArrayList<>(hooks.size());
    for (Callable<? extends Promise<?>> hook : hooks.reversed()) {
      promises.add(Lwt.applyOwned(hook));
    }
    hooks.clear();
    return Lwt.join(promises);
  }

  /**
   * Has {@code hook} called when the switch is turned off. Lwt's {@code add_hook}.
   *
   * @throws Off if it is off; the hook is not called
   */
  public void addHook(Callable<? extends Promise<?>> hook) {
    Objects.requireNonNull(hook, "hook");
    scheduler.checkThread("LwtSwitch.addHook");
    check();
    hooks.add(hook);
  }

  /**
   * Has {@code hook} called when the switch is turned off, or calls it now if it is off. Lwt's
   * {@code add_hook_or_exec}.
   *
   * @return if the switch is on, a fulfilled promise; else resolved as what the hook promises, or rejected with what it
   *     throws
   */
  public Promise<@Nullable Void> addHookOrExec(Callable<? extends Promise<?>> hook) {
    Objects.requireNonNull(hook, "hook");
    scheduler.checkThread("LwtSwitch.addHookOrExec");
    if (off != null) {
      return Lwt.<@Nullable Object>applyOwned(hook).map(_ -> null);
    }
    hooks.add(hook);
    return Promise.unit();
  }
}
