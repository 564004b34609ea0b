package io.lwt.bindings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class AddressesTest {
  private final Posix posix = Posix.host();
  private final AddressBuffer buffer = new AddressBuffer(Arena.ofAuto());

  private String hex() {
    return HexFormat.of()
        .formatHex(buffer.bytes().asSlice(0, buffer.length()).toArray(ValueLayout.JAVA_BYTE));
  }

  @Test
  void inetIsInNetworkOrder() {
    posix.putInet(buffer, new byte[] {(byte) 192, 0, 2, 1}, 0xfedc);
    assertEquals("0200fedcc00002010000000000000000", hex());
    assertEquals(posix.AF_INET(), posix.family(buffer));
    assertArrayEquals(new byte[] {(byte) 192, 0, 2, 1}, posix.inetAddress(buffer));
    assertEquals(0xfedc, posix.port(buffer));
    assertEquals(0, posix.scope(buffer));
  }

  @Test
  void inet6HasAScope() {
    byte[] address = HexFormat.of().parseHex("fe800000000000000123456789abcdef");
    posix.putInet6(buffer, address, 80, 0x01020304);
    assertEquals("0a00005000000000fe800000000000000123456789abcdef04030201", hex());
    assertArrayEquals(address, posix.inetAddress(buffer));
    assertEquals(80, posix.port(buffer));
    assertEquals(0x01020304, posix.scope(buffer));
  }

  @Test
  void nothingOfTheFormerAddressIsLeft() {
    posix.putUnix(buffer, "/a/rather/long/path".getBytes(UTF_8));
    posix.putInet(buffer, new byte[4], 0);
    assertEquals("02" + "00".repeat(15), hex());
  }

  @Test
  void inetRefusesWhatDoesNotFit() {
    assertThrows(IllegalArgumentException.class, () -> posix.putInet(buffer, new byte[16], 1));
    assertThrows(IllegalArgumentException.class, () -> posix.putInet6(buffer, new byte[4], 1, 0));
    assertThrows(IllegalArgumentException.class, () -> posix.putInet(buffer, new byte[4], 65536));
    assertThrows(IllegalArgumentException.class, () -> posix.putInet(buffer, new byte[4], -1));
  }

  @Test
  void unixPathEndsWithNul() {
    posix.putUnix(buffer, "/s".getBytes(UTF_8));
    assertEquals("01002f7300", hex());
    assertEquals("/s", new String(posix.unixPath(buffer), UTF_8));
  }

  @Test
  void abstractNameEndsWithItsLength() {
    posix.putUnix(buffer, new byte[] {0, 'a', 0});
    assertEquals("0100006100", hex());
    assertArrayEquals(new byte[] {0, 'a', 0}, posix.unixPath(buffer));
  }

  @Test
  void emptyPathIsTheUnnamedAddress() {
    posix.putUnix(buffer, new byte[0]);
    assertEquals("0100", hex());
    assertArrayEquals(new byte[0], posix.unixPath(buffer));
  }

  @Test
  void unixRefusesWhatDoesNotFit() {
    assertEquals(107, posix.maxUnixPath());
    byte[] path = "x".repeat(108).getBytes(UTF_8);
    assertThrows(IllegalArgumentException.class, () -> posix.putUnix(buffer, path));
    assertThrows(IllegalArgumentException.class, () -> posix.putUnix(buffer, new byte[109]));
    assertThrows(
        IllegalArgumentException.class, () -> posix.putUnix(buffer, new byte[] {'/', 0, 'x'}));
  }

  @Test
  void kernelMaySayMoreThanSunPathHolds() {
    posix.putUnix(buffer, "x".repeat(107).getBytes(UTF_8));
    buffer.bytes().set(ValueLayout.JAVA_BYTE, 109, (byte) 'y');
    buffer.setLength(111);
    assertEquals("x".repeat(107) + "y", new String(posix.unixPath(buffer), UTF_8));
  }

  @Test
  void virtualMachinesHaveNumbers() {
    posix.putVsock(buffer, 3, 0xfedcba98);
    assertEquals("2800000098badcfe0300000000000000", hex());
    assertEquals(posix.AF_VSOCK(), posix.family(buffer));
    assertEquals(3, posix.vsockCid(buffer));
    assertEquals(0xfedcba98, posix.vsockPort(buffer));
  }

  @Test
  void accessorsRefuseAnotherFamily() {
    posix.putUnix(buffer, new byte[0]);
    assertThrows(IllegalArgumentException.class, () -> posix.vsockCid(buffer));
    assertThrows(IllegalArgumentException.class, () -> posix.vsockPort(buffer));
    assertThrows(IllegalArgumentException.class, () -> posix.port(buffer));
    assertThrows(IllegalArgumentException.class, () -> posix.inetAddress(buffer));
    posix.putInet(buffer, new byte[4], 0);
    assertThrows(IllegalArgumentException.class, () -> posix.unixPath(buffer));
    buffer.setLength(0);
    assertEquals(posix.AF_UNSPEC(), posix.family(buffer));
    assertThrows(IllegalArgumentException.class, () -> posix.scope(buffer));
  }
}
