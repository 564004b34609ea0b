package io.lwt.unix;

import java.util.Set;
import java.util.function.Consumer;

/** A function that is called each time a signal comes. */
final class SignalHandler extends SignalListener implements Registration {
  private final Consumer<? super UnixSignal> function;
  private boolean closed;

  SignalHandler(EventLoop loop, UnixSignal signal, Consumer<? super UnixSignal> function) {
    super(loop, Set.of(signal));
    this.function = function;
  }

  @Override
  void deliver(UnixSignal signal) {
    onLoop(() -> call(signal));
  }

  private void call(UnixSignal signal) {
    if (!closed) {
      function.accept(signal);
    }
  }

  @Override
  public void close() {
    loop().checkThread("close of a signal's handler");
    drop();
    end();
  }

  @Override
  void drop() {
    closed = true;
  }
}
