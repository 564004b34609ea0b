package io.lwt.unix;

import io.lwt.bindings.AddressBuffer;
import io.lwt.bindings.ControlBuffer;
import io.lwt.bindings.Posix;
import io.lwt.bindings.Vectors;
import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The system calls that a signal may interrupt (EINTR), made again until none does. */
final class Calls {
  /** What a call answers that would have to wait. */
  static final int AGAIN = -Errno.EAGAIN.number();

  /** What a call answers that a signal interrupted. */
  static final int INTERRUPTED = -Errno.EINTR.number();

  private static final int CONNECTED = -Errno.EISCONN.number();

  private Calls() {}

  /** Any call that may be made again when it was interrupted. */
  static long uninterrupted(LongSupplier call) {
    long result;
    do {
      result = call.getAsLong();
    } while (result == INTERRUPTED);
    return result;
  }

  static long read(Posix posix, int fd, MemorySegment buffer, long length) {
    long result;
    do {
      result = posix.read(fd, buffer, length);
    } while (result == INTERRUPTED);
    return result;
  }

  static long write(Posix posix, int fd, MemorySegment buffer, long length) {
    long result;
    do {
      result = posix.write(fd, buffer, length);
    } while (result == INTERRUPTED);
    return result;
  }

  static long recv(Posix posix, int fd, MemorySegment buffer, long length) {
    long result;
    do {
      result = posix.recv(fd, buffer, length);
    } while (result == INTERRUPTED);
    return result;
  }

  static long send(Posix posix, int fd, MemorySegment buffer, long length) {
    long result;
    do {
      result = posix.send(fd, buffer, length);
    } while (result == INTERRUPTED);
    return result;
  }

  static long readv(Posix posix, int fd, Vectors to) {
    long result;
    do {
      result = posix.readv(fd, to);
    } while (result == INTERRUPTED);
    return result;
  }

  static long writev(Posix posix, int fd, Vectors from) {
    long result;
    do {
      result = posix.writev(fd, from);
    } while (result == INTERRUPTED);
    return result;
  }

  static long recvfrom(
      Posix posix,
      int fd,
      int flags,
      @Nullable AddressBuffer from,
      MemorySegment buffer,
      long length) {
    long result;
    do {
      result = posix.recvfrom(fd, flags, from, buffer, length);
    } while (result == INTERRUPTED);
    return result;
  }

  static long sendto(
      Posix posix,
      int fd,
      int flags,
      @Nullable AddressBuffer to,
      MemorySegment buffer,
      long length) {
    long result;
    do {
      result = posix.sendto(fd, flags, to, buffer, length);
    } while (result == INTERRUPTED);
    return result;
  }

  static long recvmsg(
      Posix posix, int fd, int flags, AddressBuffer from, ControlBuffer control, Vectors to) {
    long result;
    do {
      result = posix.recvmsg(fd, flags, from, control, to);
    } while (result == INTERRUPTED);
    return result;
  }

  static long sendmsg(
      Posix posix,
      int fd,
      int flags,
      @Nullable AddressBuffer to,
      @Nullable ControlBuffer control,
      Vectors from) {
    long result;
    do {
      result = posix.sendmsg(fd, flags, to, control, from);
    } while (result == INTERRUPTED);
    return result;
  }

  static int accept(Posix posix, int fd, AddressBuffer peer) {
    int result;
    do {
      result = posix.accept(fd, peer);
    } while (result == INTERRUPTED);
    return result;
  }

  /** connect(2) that was interrupted goes on: the next call then says EALREADY or EISCONN. */
  static int connect(Posix posix, int fd, AddressBuffer address) {
    int result = posix.connect(fd, address);
    boolean interrupted = result == INTERRUPTED;
    while (result == INTERRUPTED) {
      result = posix.connect(fd, address);
    }
    return interrupted && result == CONNECTED ? 0 : result;
  }
}
