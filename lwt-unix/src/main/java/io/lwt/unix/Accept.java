package io.lwt.unix;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** accept(2), as an operation of the listening socket. */
final class Accept extends Operation<Accepted> {
  /**
   * Errors of a connection that is already waiting: see accept(2). Its list has EOPNOTSUPP too, which is not one of
   * them here, since sockets that cannot listen answer it for ever.
   */
  private static final Set<Integer> OF_THE_CONNECTION =
      Stream.of(
              Errno.ECONNABORTED,
              Errno.EPROTO,
              Errno.ENOPROTOOPT,
              Errno.ENETDOWN,
              Errno.ENETUNREACH,
              Errno.EHOSTDOWN,
              Errno.EHOSTUNREACH,
              Errno.ENONET)
          .map(errno -> -errno.number())
          .collect(Collectors.toUnmodifiableSet());

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
