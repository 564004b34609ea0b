package io.lwt.unix;

import java.util.List;
import java.util.Set;

/** accept(2), as an operation of the listening socket. */
final class Accept extends Operation<Accepted> {
  /**
   * Errors of a connection that is already waiting: see accept(2). Its list has EOPNOTSUPP too, which is not one of
   * them here, since sockets that cannot listen answer it for ever.
   */
  private static final Set<Integer> OF_THE_CONNECTION =
      Set.copyOf(
          List.of(
              -Errno.ECONNABORTED.number(),
              -Errno.EPROTO.number(),
              -Errno.ENOPROTOOPT.number(),
              -Errno.ENETDOWN.number(),
              -Errno.ENETUNREACH.number(),
              -Errno.EHOSTDOWN.number(),
              -Errno.EHOSTUNREACH.number(),
              -Errno.ENONET.number()));

  private final Socket listener;

  Accept(Socket listener) {
    super(listener.descriptor().reads());
    this.listener = listener;
  }

  @Override
  long attempt() {
    return call(listener);
  }

  @Override
  void succeed(long number) {
    fulfill(accepted(listener, (int) number));
  }

  /** Makes the system call; the peer is in the loop's memory then. */
  static int call(Socket listener) {
    int result;
    do {
      result = Calls.accept(listener.posix(), listener.number(), listener.address());
    } while (result < 0 && OF_THE_CONNECTION.contains(result));
    return result;
  }

  /** The connection that the last call gave. */
  static Accepted accepted(Socket listener, int number) {
    return new Accepted(
        listener.accepted(number), SockAddrs.get(listener.posix(), listener.address()));
  }

  @Override
  String call() {
    return "accept";
  }
}
