package io.lwt.unix;

import io.lwt.Resolver;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** A promise of the next of some signals. The one after it is nobody's already, whatever the loop is doing. */
final class NextSignal extends Resolver<UnixSignal> {
  private final Listener listener;

  NextSignal(EventLoop loop, Set<UnixSignal> signals) {
    listener = new Listener(loop, signals);
    listener.begin();
  }

  private final class Listener extends SignalListener {
    private final AtomicBoolean delivered = new AtomicBoolean();

    private Listener(EventLoop loop, Set<UnixSignal> signals) {
      super(loop, signals);
    }

    @Override
    void deliver(UnixSignal signal) {
      if (delivered.compareAndSet(false, true)) {
        stop();
        onLoop(() -> arrived(signal));
      }
    }

    private void arrived(UnixSignal signal) {
      end();
      fulfill(signal);
    }

    @Override
    void drop() {
      cancel();
    }
  }

  @Override
  protected void canceled() {
    listener.end();
  }
}
