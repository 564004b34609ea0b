package io.lwt.testkit;

import io.lwt.bindings.Epoll;
import io.lwt.bindings.Posix;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers which descriptors were added to which epoll, and with what, so that they can be armed again: a kernel that
 * had really answered EAGAIN or cut a transfer short would report the descriptor once more.
 */
final class Rearming {
  private final @Nullable Epoll epoll;
  private final Map<Registration, Interest> registered = new ConcurrentHashMap<>();

  Rearming(Posix real) {
    epoll = real instanceof Epoll has ? has : null;
  }

  private record Registration(int epoll, int fd) {}

  private record Interest(int events, long data) {}

  /** A call is about to be made: a number that is closed may at once be somebody else's. */
  void before(String call, Object[] arguments) {
    if (call.equals("close")) {
      int closed = (int) arguments[0];
      registered.keySet().removeIf(known -> known.fd == closed || known.epoll == closed);
    }
  }

  /** A call was made. */
  void after(String call, Object[] arguments, @Nullable Object result) {
    switch (call) {
      case "epollAdd", "epollModify" -> {
        if (Integer.valueOf(0).equals(result)) {
          registered.put(
              registration(arguments), new Interest((int) arguments[2], (long) arguments[3]));
        }
      }
      case "epollDelete" -> registered.remove(registration(arguments));
      default -> {}
    }
  }

  private static Registration registration(Object[] arguments) {
    return new Registration((int) arguments[0], (int) arguments[1]);
  }

  /** Has what is ready on a call's descriptor, its first argument, reported again. */
  void rearm(Object[] arguments) {
    if (epoll != null && arguments.length > 0 && arguments[0] instanceof Integer fd) {
      registered.forEach(
          (known, interest) -> {
            if (known.fd == fd) {
              epoll.epollModify(known.epoll, fd, interest.events, interest.data);
            }
          });
    }
  }
}
