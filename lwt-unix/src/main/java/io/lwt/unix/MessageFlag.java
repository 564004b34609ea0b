package io.lwt.unix;

import io.lwt.bindings.Posix;

/**
 * How a message is sent or received: send(2), recv(2). Corresponds to {@code Unix.msg_flag}.
 *
 * <p>There is none of what only a call that blocks can do: MSG_WAITALL means nothing to others, MSG_DONTWAIT goes
 * without saying.
 */
public enum MessageFlag {
  /** MSG_OOB: the urgent byte of a stream, which is received apart from the others: tcp(7), unix(7). */
  OUT_OF_BAND,
  /** MSG_DONTROUTE: only to hosts on a network that this one is on itself. For sending. */
  DONT_ROUTE,
  /** MSG_PEEK: what is received stays where it is, and is received again. For receiving. */
  PEEK;

  /** The flags as recv(2) has them. Throws IllegalArgumentException if one is for sending. */
  static int forReceiving(Posix posix, MessageFlag[] flags) {
    return numbers(posix, flags, DONT_ROUTE, "receiving");
  }

  /** The flags as send(2) has them. Throws IllegalArgumentException if one is for receiving. */
  static int forSending(Posix posix, MessageFlag[] flags) {
    return numbers(posix, flags, PEEK, "sending");
  }

  private static int numbers(Posix posix, MessageFlag[] flags, MessageFlag refused, String what) {
    int numbers = 0;
    for (MessageFlag flag : flags) {
      if (flag == refused) {
        throw new IllegalArgumentException(refused + " is not for " + what);
      }
      numbers |= flag.number(posix);
    }
    return numbers;
  }

  private int number(Posix posix) {
    return switch (this) {
      case OUT_OF_BAND -> posix.MSG_OOB();
      case DONT_ROUTE -> posix.MSG_DONTROUTE();
      case PEEK -> posix.MSG_PEEK();
    };
  }
}
