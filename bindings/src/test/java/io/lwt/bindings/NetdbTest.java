package io.lwt.bindings;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** None of these questions goes to a name server. */
class NetdbTest {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private final Posix posix = Posix.host();
  private final EntryBuffer buffer = new EntryBuffer(Arena.ofAuto(), 4096);
  private final EntryBuffer small = new EntryBuffer(Arena.ofAuto(), 1);
  private final int tooSmall = -posix.errno("ERANGE");

  private static byte[] ascii(String name) {
    return name.getBytes(US_ASCII);
  }

  @Test
  void hostHasAName() {
    assertEquals(1, posix.gethostname(buffer));
    assertTrue(posix.hostname(buffer).length > 0);
    assertTrue(posix.gethostname(small) < 0);
  }

  @Test
  void addressInDigitsIsItsOwnName() {
    assertEquals(1, posix.gethostbyname(ascii("127.0.0.1"), buffer));
    Netdb.Hostent host = posix.hostent(buffer);
    assertArrayEquals(ascii("127.0.0.1"), host.name());
    assertEquals(List.of(), host.aliases());
    assertEquals(1, host.addresses().size());
    assertArrayEquals(LOOPBACK, host.addresses().getFirst());
    assertEquals(tooSmall, posix.gethostbyname(ascii("127.0.0.1"), small));
  }

  @Test
  void loopbackHasAName() {
    assertEquals(1, posix.gethostbyaddr(LOOPBACK, buffer));
    Netdb.Hostent host = posix.hostent(buffer);
    assertTrue(host.name().length > 0);
    assertArrayEquals(LOOPBACK, host.addresses().getFirst());
    assertEquals(tooSmall, posix.gethostbyaddr(LOOPBACK, small));
  }

  @Test
  void hostThatThereIsNotIsZero() {
    assertEquals(1, posix.gethostbyname(ascii("127.0.0.1"), buffer));
    assertEquals(0, posix.gethostbyname(ascii("300.300.300.300"), buffer));
    assertEquals(0, posix.gethostbyaddr(new byte[16], buffer));
  }

  @Test
  void addressOfNoFamilyIsAnErrno() {
    assertEquals(-posix.errno("EAFNOSUPPORT"), posix.gethostbyaddr(new byte[3], buffer));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 0",
    "0, 2, 2",
    "0, 3, 2",
    "11, 2, 2",
    "0, 4, 0",
    "2, 1, 0", // h_errno tells
    "34, -1, -34",
    "12, -1, -12",
    "12, 0, -12",
    "0, 0, 0" // the error number does
  })
  void answerIsTakenFromTheErrorAndTheHostError(int error, int hostError, int answer) {
    buffer.clear();
    MemorySegment place =
        SystemLibrary.memory(buffer.hostErrorPointer(), ValueLayout.JAVA_INT.byteSize());
    place.set(ValueLayout.JAVA_INT, 0, hostError);
    assertEquals(answer, LinuxNetdb.HostErrors.answer(buffer, error));
    SystemLibrary.memory(buffer.found(), Long.BYTES)
        .set(ValueLayout.JAVA_LONG, 0, buffer.strings());
    assertEquals(1, LinuxNetdb.HostErrors.answer(buffer, 0));
    buffer.clear();
    assertEquals(0, LinuxNetdb.HostErrors.answer(buffer, 0));
  }

  @Test
  void hostErrorsHaveNamesAndTexts() {
    assertEquals(
        new Netdb.HostError(2, "TRY_AGAIN", "Host name lookup failure"),
        LinuxNetdb.HostErrors.of(2));
    assertEquals(
        new Netdb.HostError(3, "NO_RECOVERY", "Unknown server error"), LinuxNetdb.HostErrors.of(3));
    buffer.clear();
    assertEquals(0, posix.hostError(buffer).code());
  }

  @Test
  void protocolIsFoundByNameAliasAndNumber() {
    assumeTrue(java.nio.file.Files.exists(Path.of("/etc/protocols")));
    for (byte[] name : List.of(ascii("tcp"), ascii("TCP"))) {
      assertEquals(1, posix.getprotobyname(name, buffer));
      checkTcp(posix.protoent(buffer));
    }
    assertEquals(1, posix.getprotobynumber(6, buffer));
    checkTcp(posix.protoent(buffer));
    assertEquals(tooSmall, posix.getprotobyname(ascii("tcp"), small));
    assertEquals(tooSmall, posix.getprotobynumber(6, small));
    assertEquals(0, posix.getprotobyname(ascii("nosuch"), buffer));
    assertEquals(0, posix.getprotobynumber(-1, buffer));
  }

  private static void checkTcp(Netdb.Protoent tcp) {
    assertArrayEquals(ascii("tcp"), tcp.name());
    assertArrayEquals(ascii("TCP"), tcp.aliases().getFirst());
    assertEquals(6, tcp.number());
  }

  @Test
  void serviceIsFoundByNameAndPort() {
    assumeTrue(java.nio.file.Files.exists(Path.of("/etc/services")));
    for (byte[] protocol : new byte[][] {ascii("tcp"), null}) {
      assertEquals(1, posix.getservbyname(ascii("https"), protocol, buffer));
      checkHttps(posix.servent(buffer));
      assertEquals(1, posix.getservbyport(443, protocol, buffer));
      checkHttps(posix.servent(buffer));
      assertEquals(tooSmall, posix.getservbyname(ascii("https"), protocol, small));
      assertEquals(tooSmall, posix.getservbyport(443, protocol, small));
    }
    assertEquals(0, posix.getservbyname(ascii("https"), ascii("nosuch"), buffer));
    assertEquals(0, posix.getservbyname(ascii("nosuch"), null, buffer));
    assertEquals(0, posix.getservbyport(65531, null, buffer));
  }

  private static void checkHttps(Netdb.Servent https) {
    assertArrayEquals(ascii("https"), https.name());
    assertEquals(443, https.port());
    assertFalse(https.protocol().length == 0);
  }

  @Test
  void portsAreSwappedToNetworkOrderAndBack() {
    for (int port : new int[] {0, 1, 443, 0x8000, 65535}) {
      assertEquals(port, LinuxNetdb.NetworkOrder.swap(LinuxNetdb.NetworkOrder.swap(port)));
    }
  }

  @Test
  void nulInANameIsRefused() {
    byte[] bad = ascii("tcp\0");
    assertThrows(IllegalArgumentException.class, () -> posix.gethostbyname(bad, buffer));
    assertThrows(IllegalArgumentException.class, () -> posix.getprotobyname(bad, buffer));
    assertThrows(IllegalArgumentException.class, () -> posix.getservbyname(bad, null, buffer));
    assertThrows(IllegalArgumentException.class, () -> posix.getservbyport(443, bad, buffer));
  }
}
