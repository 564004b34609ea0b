package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@link OsStrings}. */
class OsStringsTest {

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void textIsUtf8() {
    assertArrayEquals(
        bytes('a', 0xC3, 0xA9, 0xF0, 0x9F, 0x98, 0x80), OsStrings.encode("aé😀", "it"));
    assertEquals("aé😀", OsStrings.decode(bytes('a', 0xC3, 0xA9, 0xF0, 0x9F, 0x98, 0x80)));
  }

  @Test
  void bytesThatAreNoTextTravelAsSurrogates() {
    byte[] latin1 = bytes('c', 'a', 'f', 0xE9, '/', 0xFF, 0xC3);
    assertEquals("caf\uDCE9/\uDCFF\uDCC3", OsStrings.decode(latin1));
    assertArrayEquals(latin1, OsStrings.encode("caf\uDCE9/\uDCFF\uDCC3", "it"));
  }

  @Test
  void everyNameComesBack() {
    var random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] name = new byte[random.nextInt(12)];
      for (int at = 0; at < name.length; at++) {
        name[at] =
            (byte) (random.nextBoolean() ? 1 + random.nextInt(127) : 0x80 + random.nextInt(128));
      }
      assertArrayEquals(name, OsStrings.encode(OsStrings.decode(name), "it"));
    }
  }

  @Test
  void nulIsRefused() {
    var error =
        assertThrows(IllegalArgumentException.class, () -> OsStrings.encode("a\0b", "the path"));
    assertEquals("the path contains NUL: \"a\\0b\"", error.getMessage());
    assertArrayEquals(bytes(0, 'a', 0), OsStrings.encodeAbstract("a\0", "the name"));
  }

  @Test
  void halfASurrogatePairIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> OsStrings.encode("a\uD83D", "it"));
    assertThrows(IllegalArgumentException.class, () -> OsStrings.encode("\uDC00", "it"));
  }
}
