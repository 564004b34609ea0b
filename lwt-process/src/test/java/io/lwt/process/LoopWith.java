package io.lwt.process;

import io.lwt.bindings.Posix;
import io.lwt.unix.EventLoop;
import io.lwt.unix.Jobs;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.concurrent.ThreadFactory;

/** Loops that make other system calls. */
final class LoopWith {
  private LoopWith() {}

  /** Makes the current thread's loop, which has none. It makes these system calls. */
  static void calls(Posix posix) {
    open(new Class<?>[] {Posix.class}, posix);
  }

  /** The same, where the system gives no thread for what may block. */
  static void noWorkers() {
    try {
      Constructor<Jobs> pool =
          Jobs.class.getDeclaredConstructor(
              String.class, int.class, int.class, ThreadFactory.class);
      pool.setAccessible(true);
      open(
          new Class<?>[] {Posix.class, Jobs.class},
          Posix.host(),
          pool.newInstance("none", 0, 1, (ThreadFactory) Unstartable::new));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("Jobs", e);
    }
  }

  private static void open(Class<?>[] types, Object... arguments) {
    try {
      Method open = EventLoop.class.getDeclaredMethod("open", types);
      open.setAccessible(true);
      var _ = open.invoke(null, arguments);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("EventLoop.open", e);
    }
  }

  private static final class Unstartable extends Thread {
    Unstartable(Runnable task) {
      super(task);
    }

    @Override
    public void start() {
      throw new OutOfMemoryError("unable to create native thread");
    }
  }
}
