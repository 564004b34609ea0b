package io.lwt.unix;

import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.Promise;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The buffer of a channel, for as long as the function of {@link InputChannel#withBuffer} or
 * {@link OutputChannel#withBuffer} takes: Lwt's {@code direct_access}.
 */
public final class BufferAccess {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Side side;
  private ByteBuffer buffer;
  private boolean over;

  /** What differs between the directions. */
  interface Side {
    /** What may be read, or written to. */
    ByteBuffer view();

    /** So many bytes have been taken or put. */
    void moved(int count);

    /** Reads more, or writes out: how many bytes. */
    Promise<Integer> perform();
  }

  BufferAccess(Side side) {
    this.side = side;
    buffer = side.view();
  }

  /**
   * Of an input channel, the bytes that can be read: those before the buffer's position are taken. Of an output
   * channel, the room there is: what is put before the position is to be written. Not to be used after
   * {@link #perform}, which makes another one, and after the end.
   */
  public ByteBuffer buffer() {
    return buffer;
  }

  /**
   * Reads more behind the bytes that are left, as much as one read gives; or writes what was put, all of it. Lwt's
   * {@code da_perform}.
   *
   * <p>A promise of how many bytes that were, of an input channel 0 at the end; rejected with the error of the source
   * or the sink, and with IllegalStateException after the end. A cancel leaves the bytes where they are.
   */
  public Promise<Integer> perform() {
    if (over) {
      return Promise.failed(new IllegalStateException("the function of withBuffer has ended"));
    }
    account();
    return side.perform()
        .finalizing(
            () -> {
              buffer = side.view();
              return Promise.unit();
            });
  }

  /** Calls a function with it, and ends it with that. */
  <T extends @Nullable Object> Promise<T> during(
      Fn<? super BufferAccess, ? extends Promise<? extends T>> f) {
    return Lwt.<T>finalizing(
        () -> f.apply(this),
        () -> {
          account();
          over = true;
          return Promise.unit();
        });
  }

  private void account() {
    side.moved(buffer.position());
    buffer = NOTHING;
  }
}
