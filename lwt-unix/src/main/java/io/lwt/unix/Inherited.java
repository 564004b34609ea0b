package io.lwt.unix;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lwt.bindings.Posix;

/**
 * The number of a descriptor that this loop was given.
 *
 * @param isStandard whether it is the whole process' input, output or error output
 */
record Inherited(int number, boolean isStandard) {
  private static final byte[] NULL_DEVICE = "/dev/null".getBytes(US_ASCII);

  /**
   * Ends its use: close(2). A standard one is closed only if that was asked for, not because a loop ends; and then the
   * null device takes its number, which would else be that of the next file that anybody opens.
   */
  int end(Posix posix, boolean loopEnds) {
    if (!isStandard) {
      return posix.close(number);
    }
    return loopEnds ? 0 : replaceByNullDevice(posix);
  }

  private int replaceByNullDevice(Posix posix) {
    int nullDevice = posix.open(NULL_DEVICE, posix.O_RDWR(), 0);
    if (nullDevice < 0) {
      return nullDevice;
    }
    int result = posix.dup3(nullDevice, number, false);
    posix.close(nullDevice);
    return Math.min(result, 0);
  }
}
