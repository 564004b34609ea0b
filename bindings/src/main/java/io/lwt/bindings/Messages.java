package io.lwt.bindings;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Messages on sockets: who they are from and to, and what stands beside their bytes. No call here blocks, even if the
 * socket does. Constants keep their C names and have this system's values.
 */
public interface Messages {

  int MSG_OOB();

  int MSG_PEEK();

  int MSG_DONTROUTE();

  int MSG_TRUNC();

  /**
   * socketpair(2): two sockets, connected to each other, close-on-exec and non-blocking from birth.
   *
   * @param ends receives them; at least two long
   * @return 0 or {@code -errno}
   */
  int socketpair(int family, int type, int protocol, int[] ends);

  /**
   * recvfrom(2), and without an address recv(2): of up to {@code length} bytes to the beginning of {@code buffer},
   * which is native memory.
   *
   * @param flags of {@link #MSG_OOB}, {@link #MSG_PEEK}, and {@link #MSG_TRUNC}, which has the whole length of a
   *     message be the result, also if it did not fit; not for streams, which would skip bytes
   * @param from receives who sent it; empty if the system does not tell, as for a stream
   */
  long recvfrom(int fd, int flags, @Nullable AddressBuffer from, MemorySegment buffer, long length);

  /**
   * sendto(2), and without an address send(2): of {@code length} bytes from the beginning of {@code buffer}, which is
   * native memory. A closed peer is {@code -EPIPE} without a signal.
   *
   * @param flags of {@link #MSG_OOB}, {@link #MSG_DONTROUTE}
   */
  long sendto(int fd, int flags, @Nullable AddressBuffer to, MemorySegment buffer, long length);

  /**
   * recvmsg(2): as {@link #recvfrom}, with the descriptors that came along, which are close-on-exec from birth.
   *
   * @param control receives them, for {@link #descriptors}; what has no room is closed
   */
  long recvmsg(int fd, int flags, @Nullable AddressBuffer from, ControlBuffer control, Vectors to);

  /**
   * sendmsg(2): as {@link #sendto}, with descriptors.
   *
   * @param control what {@link #putDescriptors} wrote, or null
   */
  long sendmsg(
      int fd, int flags, @Nullable AddressBuffer to, @Nullable ControlBuffer control, Vectors from);

  /** The most descriptors that a message takes. */
  int maxDescriptors();

  /** How many bytes of control as many descriptors take, with whatever else a system may tell. */
  long controlSize(int descriptors);

  /** Writes what sends descriptors: at least one, and no more than there is room for. */
  void putDescriptors(ControlBuffer to, int[] descriptors);

  /** The descriptors that a message brought. They are open, and the caller's from now on. */
  int[] descriptors(ControlBuffer from);

  /** Whether there was more than could be received: for lack of room, or of free numbers. */
  boolean isControlTruncated(ControlBuffer from);

  /**
   * SO_PEERCRED: who made the socket that this one is connected to.
   *
   * @param credentials receives the process, the user and the group, in this order; at least three long
   * @return 0 or {@code -errno}: ENOTCONN if there is nobody, or it is not known
   */
  int peerCredentials(int fd, int[] credentials);
}
