package io.lwt.unix;

import static java.lang.invoke.MethodHandles.byteArrayViewVarHandle;

import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bytes of arrays, several at a time. */
final class ByteArrays {
  private static final VarHandle LONG =
      byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGH_BITS = 0x8080808080808080L;

  private ByteArrays() {}

  /** Where the first such byte is, from one index to before another; negative if there is none. */
  static int indexOf(byte value, byte[] bytes, int from, int to) {
    long pattern = ONES * (value & 0xff);
    int index = from;
    for (; index <= to - Long.BYTES; index += Long.BYTES) {
      long others = (long) LONG.get(bytes, index) ^ pattern;
      long found =
          (others - ONES) & ~others & HIGH_BITS; // the lowest bit is that of the first zero
      if (found != 0) {
        return index + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    for (; index < to; index++) {
      if (bytes[index] == value) {
        return index;
      }
    }
    return -1;
  }

  /** The number in as many bytes, at most eight. */
  static long get(byte[] bytes, int from, int size, ByteOrder order) {
    long number = 0;
    for (int i = 0; i < size; i++) {
      int index = order == ByteOrder.BIG_ENDIAN ? i : size - 1 - i;
      number = (number << 8) | (bytes[from + index] & 0xff);
    }
    return number;
  }

  /** Puts a number into as many bytes, at most eight. */
  static void put(byte[] bytes, int from, int size, ByteOrder order, long number) {
    for (int i = 0; i < size; i++) {
      int shift = 8 * (order == ByteOrder.BIG_ENDIAN ? size - 1 - i : i);
      bytes[from + i] = (byte) (number >>> shift);
    }
  }
}
