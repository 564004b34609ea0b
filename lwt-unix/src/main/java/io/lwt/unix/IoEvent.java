package io.lwt.unix;

/** A direction of a descriptor. Corresponds to {@code Lwt_unix.io_event}. */
public enum IoEvent {
  /** It can be read. */
  READ,
  /** It can be written. */
  WRITE;

  OperationQueue queue(Descriptor descriptor) {
    return this == READ ? descriptor.reads() : descriptor.writes();
  }
}
