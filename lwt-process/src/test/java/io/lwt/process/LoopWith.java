package io.lwt.process;

import io.lwt.bindings.Posix;
import io.lwt.unix.EventLoop;
import java.lang.reflect.Method;

/** Loops that make other system calls. */
final class LoopWith {
  private LoopWith() {}

  /** Makes the current thread's loop, which has none. It makes these system calls. */
  static void calls(Posix posix) {
    try {
      Method open = EventLoop.class.getDeclaredMethod("open", Posix.class);
      open.setAccessible(true);
      var _ = open.invoke(null, posix);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("EventLoop.open", e);
    }
  }
}
