package io.lwt.unix;

import java.lang.ref.WeakReference;
import java.util.Set;

/**
 * Whoever is to hear of signals, on a loop. The loop keeps it until it is closed or garbage; those who deliver signals,
 * which are not the loop's but the JVM's, do not.
 */
abstract class SignalListener {
  private final EventLoop loop;
  private final Subscription subscription;

  SignalListener(EventLoop loop, Set<UnixSignal> signals) {
    this.loop = loop;
    subscription = new Subscription(this, signals);
  }

  /** What the JVM's side knows of a listener: not to keep it. */
  static final class Subscription extends WeakReference<SignalListener> {
    private final Set<UnixSignal> signals;

    private Subscription(SignalListener listener, Set<UnixSignal> signals) {
      super(listener);
      this.signals = signals;
    }

    /** Whether nobody is left to be told: the loop is garbage, or its thread has ended and no other has it. */
    boolean isForsaken() {
      SignalListener listener = get();
      return listener == null || !listener.loop.isAlive();
    }

    /** Hears of no more signals. On any thread. */
    void end() {
      signals.forEach(signal -> SignalSource.remove(signal, this));
    }
  }

  /**
   * Begins to hear of signals.
   *
   * @throws IllegalArgumentException if one of them cannot be had
   */
  final void begin() {
    try {
      subscription.signals.forEach(signal -> SignalSource.add(signal, subscription));
    } catch (RuntimeException e) {
      subscription.end();
      throw e;
    }
    loop.signals().add(this);
    Garbage.when(this, subscription::end);
  }

  /** Hears of no more signals, from now on. On any thread; the loop keeps it until {@link #end}. */
  final void stop() {
    subscription.end();
  }

  /** Hears of no more signals, and is forgotten. */
  final void end() {
    stop();
    loop.signals().remove(this);
  }

  /** A signal has come. On any thread; runs nothing of the user's. */
  abstract void deliver(UnixSignal signal);

  /** The loop is being closed, and has forgotten it. */
  abstract void drop();

  /** Has something done on the loop, unless that is closed: then nobody is there to hear of it. */
  final void onLoop(Runnable step) {
    loop.executeUnlessClosed(step);
  }

  final EventLoop loop() {
    return loop;
  }
}
