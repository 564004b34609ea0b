package io.lwt.react;

import org.jspecify.annotations.Nullable;

/**
 * A signal, and what changes it: {@link Signal#create}.
 *
 * @param <T> the type of the values
 */
public final class SignalSource<T extends @Nullable Object> {
  private final Signal<T> signal;

  SignalSource(Signal<T> signal) {
    this.signal = signal;
  }

  /** The signal. */
  public Signal<T> signal() {
    return signal;
  }

  /**
   * Sets the value, in a new step. When this returns all that depends on it is up to date and the listeners have been
   * called. Inside a step, so in a listener, it waits until that one is over, and this returns at once. Does nothing if
   * the value is the same as before, or the signal was stopped.
   *
   * @throws IllegalStateException on another thread
   */
  public void set(T value) {
    signal.checkThread("set");
    Step.current().send(signal, signal.becoming(value));
  }
}
