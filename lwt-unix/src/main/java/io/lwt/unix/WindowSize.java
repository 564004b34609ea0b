package io.lwt.unix;

/**
 * The size of a terminal's window: tcgetwinsize(3). Each is 0 to 65535, and 0 if it is not known.
 *
 * @param rows lines of characters
 * @param columns characters in a line
 * @param xPixels how wide it is, in pixels
 * @param yPixels how high it is, in pixels
 */
public record WindowSize(int rows, int columns, int xPixels, int yPixels) {
  private static final int LARGEST = 0xFFFF;

  /**
   * A size.
   *
   * @throws IllegalArgumentException if one is not within 0 to 65535
   */
  public WindowSize {
    check(rows);
    check(columns);
    check(xPixels);
    check(yPixels);
  }

  /** A size in characters alone. */
  public WindowSize(int rows, int columns) {
    this(rows, columns, 0, 0);
  }

  private static void check(int size) {
    if (size < 0 || size > LARGEST) {
      throw new IllegalArgumentException("window size " + size + ": not within 0 to " + LARGEST);
    }
  }

  static WindowSize of(int[] size) {
    return new WindowSize(size[0], size[1], size[2], size[3]);
  }

  int[] toArray() {
    return new int[] {rows, columns, xPixels, yPixels};
  }
}
