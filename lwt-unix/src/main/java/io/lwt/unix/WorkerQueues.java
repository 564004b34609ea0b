package io.lwt.unix;

import java.util.function.Function;

/** The calls on a descriptor that may block. */
final class WorkerQueues {
  /** Whatever there is to be done on a file; what is neither read nor write on others. */
  final WorkerQueue calls;

  /** Reads of what is no file. */
  final WorkerQueue reads;

  /** Writes of what is no file. */
  final WorkerQueue writes;

  WorkerQueues(Descriptor descriptor) {
    calls = new WorkerQueue(descriptor, null);
    reads = new WorkerQueue(descriptor, descriptor.reads());
    writes = new WorkerQueue(descriptor, descriptor.writes());
  }

  void rejectAll(Function<? super WorkerCall<?>, ? extends Throwable> error) {
    calls.rejectAll(error);
    reads.rejectAll(error);
    writes.rejectAll(error);
  }
}
