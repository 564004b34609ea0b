package io.lwt.unix;

import io.lwt.bindings.FileStatus;
import io.lwt.bindings.Posix;
import io.lwt.unix.Descriptor.Kind;
import java.util.Optional;

/** Descriptors that were opened by somebody else: {@link LwtUnix#adopt}, {@link LwtUnix#share}. */
final class Adoption {
  private final EventLoop loop;
  private final Posix posix;
  private final int number;

  private Adoption(EventLoop loop, int number) {
    this.loop = loop;
    this.posix = loop.posix();
    this.number = number;
  }

  /** Takes over a descriptor that nobody else uses. */
  static Fd adopt(EventLoop loop, int number) {
    return new Adoption(loop, number).adopt();
  }

  /** Takes over a descriptor whose open file others use too. */
  static Fd share(EventLoop loop, int number) {
    return new Adoption(loop, number).share(new Inherited(number, false));
  }

  /** Takes part in the use of one of the process' standard descriptors. */
  static Fd standard(EventLoop loop, int number) {
    return new Adoption(loop, number).share(new Inherited(number, true));
  }

  /**
   * Takes over a close-on-exec descriptor that came in a message, from somebody who may use its open file too. It is
   * closed if it cannot be used.
   */
  static Optional<Fd> received(EventLoop loop, int number) {
    var adoption = new Adoption(loop, number);
    FileKind kind;
    try {
      kind = adoption.kind();
    } catch (UnixException unknown) {
      loop.posix().close(number);
      return Optional.empty();
    }
    try {
      return Optional.of(adoption.share(kind, new Inherited(number, false)));
    } catch (UnixException refused) { // it is closed
      return Optional.empty();
    }
  }

  private Fd adopt() {
    FileKind kind = kind();
    check(posix.setCloseOnExec(number, true), "fcntl");
    return switch (kind) {
      case REGULAR, DIRECTORY, BLOCK_DEVICE -> new Fd(new Descriptor(loop, number, Kind.FILE));
      case SOCKET -> {
        check(posix.setNonBlocking(number, true), "fcntl");
        yield Socket.of(loop, number);
      }
      default -> new Fd(Descriptor.watchedIfPossible(loop, number));
    };
  }

  private Fd share(Inherited inherited) {
    FileKind kind = kind();
    if (!inherited.isStandard()) {
      check(posix.setCloseOnExec(number, true), "fcntl");
    }
    return share(kind, inherited);
  }

  private Fd share(FileKind kind, Inherited inherited) {
    return switch (kind) {
      case REGULAR, DIRECTORY, BLOCK_DEVICE ->
          new Fd(new Descriptor(loop, number, Kind.FILE, inherited));
      case SOCKET -> Socket.shared(loop, inherited);
      default -> new Fd(stream(inherited));
    };
  }

  /** With an open file of its own, if it can be had: that does not block, and the others' is as it was. */
  private Descriptor stream(Inherited inherited) {
    int reopened = (int) Calls.uninterrupted(() -> posix.reopenNonBlocking(number));
    if (reopened >= 0) {
      return new Descriptor(loop, reopened, Kind.STREAM, inherited);
    }
    var descriptor = new Descriptor(loop, number, Kind.BLOCKING, inherited);
    try {
      descriptor.isWatchable();
    } catch (UnixException refused) {
      descriptor.close();
      throw refused;
    }
    return descriptor;
  }

  private FileKind kind() {
    loop.checkUsable();
    if (loop.hasOpen(number)) {
      throw new IllegalStateException("fd " + number + " is open on this loop already");
    }
    FileStatus[] status = new FileStatus[1];
    check((int) Calls.uninterrupted(() -> posix.fstat(number, status)), "fstat");
    return FileKind.of(status[0].mode());
  }

  private void check(int result, String call) {
    if (result < 0) {
      throw new UnixException(-result, call, "fd " + number);
    }
  }
}
