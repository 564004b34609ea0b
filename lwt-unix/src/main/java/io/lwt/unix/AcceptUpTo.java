package io.lwt.unix;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** accept(2) of all the connections that wait, as one operation of the listening socket. */
final class AcceptUpTo extends Operation<AcceptedBatch> {
  private final Socket listener;
  private final int most;
  private final List<Accepted> connections = new ArrayList<>();
  private @Nullable UnixException error;

  AcceptUpTo(Socket listener, int most) {
    super(listener.descriptor().reads());
    this.listener = listener;
    this.most = most;
  }

  @Override
  long attempt() {
    long result = 0;
    while (result >= 0 && connections.size() < most) {
      result = Accept.call(listener);
      if (result >= 0) {
        connections.add(Accept.accepted(listener, (int) result));
      }
    }
    return connections.isEmpty() ? result : some(result);
  }

  /** What the last call answered is told beside the connections that came before. */
  private long some(long last) {
    if (last == Calls.AGAIN) {
      queue.notReady();
    } else if (last < 0) {
      error = new UnixException((int) -last, call(), argument());
    }
    return connections.size();
  }

  @Override
  void succeed(long result) {
    fulfill(new AcceptedBatch(List.copyOf(connections), Optional.ofNullable(error)));
  }

  @Override
  String call() {
    return "accept";
  }
}
