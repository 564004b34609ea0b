package io.lwt.unix;

import io.lwt.bindings.Posix;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How a socket carries data: socket(2). Corresponds to {@code Unix.socket_type}. */
public enum SocketType {
  /** A stream of bytes: TCP, or a Unix stream. */
  STREAM,
  /** Single messages: UDP, or Unix datagrams. */
  DGRAM,
  /** Messages in order, over a connection. */
  SEQPACKET;

  /** The type of a number; null if it is none of these. */
  static @Nullable SocketType of(Posix posix, int number) {
    return Arrays.stream(values())
        .filter(type -> type.number(posix) == number)
        .findFirst()
        .orElse(null);
  }

  int number(Posix posix) {
    return switch (this) {
      case STREAM -> posix.SOCK_STREAM();
      case DGRAM -> posix.SOCK_DGRAM();
      case SEQPACKET -> posix.SOCK_SEQPACKET();
    };
  }
}
