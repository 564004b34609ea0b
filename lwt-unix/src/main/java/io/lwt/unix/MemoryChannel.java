package io.lwt.unix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.lwt.Promise;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** Memory that a channel reads or writes, and where it stands there. */
final class MemoryChannel {
  private final MemorySegment memory;
  private long place;

  MemoryChannel(MemorySegment memory) {
    this.memory = Objects.requireNonNull(memory, "memory");
  }

  private int left(int length) {
    return (int) Math.min(length, memory.byteSize() - place);
  }

  Promise<Integer> read(byte[] to, int offset, int length) {
    int count = left(length);
    MemorySegment.copy(memory, JAVA_BYTE, place, to, offset, count);
    place += count;
    return Promise.of(count);
  }

  Promise<Integer> write(byte[] from, int offset, int length) {
    int count = left(length);
    if (count == 0) {
      return Promise.failed(
          new IOException("the memory of " + memory.byteSize() + " bytes is full"));
    }
    MemorySegment.copy(from, offset, memory, JAVA_BYTE, place, count);
    place += count;
    return Promise.of(count);
  }

  Promise<Long> seek(long offset, SeekCommand command) {
    long wanted =
        switch (command) {
          case SET -> offset;
          case CUR -> place + offset;
          case END -> memory.byteSize() + offset;
        };
    if (wanted < 0 || wanted > memory.byteSize()) {
      return Promise.failed(
          new IOException("place " + wanted + " is outside of " + memory.byteSize() + " bytes"));
    }
    place = wanted;
    return Promise.of(place);
  }
}
