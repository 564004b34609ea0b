package io.lwt.unix;

import io.lwt.Promise;
import org.jspecify.annotations.Nullable;

/** A read of just so many bytes. What it has taken is put back unless it gets all. */
final class FullRead {
  private final InputBuffer buffer;
  private final byte[] to;
  private final int offset;
  private final int length;
  private int done;

  FullRead(InputBuffer buffer, byte[] to, int offset, int length) {
    this.buffer = buffer;
    this.to = to;
    this.offset = offset;
    this.length = length;
  }

  Promise<@Nullable Void> rest() {
    return all()
        .catching(
            error -> {
              buffer.putBack(to, offset, done);
              return Promise.failed(error);
            });
  }

  private Promise<@Nullable Void> all() {
    done += buffer.takeInto(to, offset + done, length - done);
    int left = length - done;
    if (left == 0) {
      return Promise.unit();
    }
    return buffer.isPassedBy(left)
        ? buffer.pass(to, offset + done, left).bind(this::more)
        : buffer.fill().bind(more -> more ? all() : ended());
  }

  private Promise<@Nullable Void> more(int count) {
    done += count;
    return count == 0 ? ended() : all();
  }

  private Promise<@Nullable Void> ended() {
    return Promise.failed(InputBuffer.tooShort(length, done));
  }
}
