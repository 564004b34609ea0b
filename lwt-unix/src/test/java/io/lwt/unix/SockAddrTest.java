package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@link SockAddr}. */
class SockAddrTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1:80",
    "255.0.10.1, 255.0.10.1:80",
    "::, [::]:80",
    "::1, [::1]:80",
    "2001:DB8:0:0:1:0:0:1, [2001:db8::1:0:0:1]:80",
    "2001:db8:0:1:1:1:1:1, [2001:db8:0:1:1:1:1:1]:80",
    "1:0:0:0:0:0:0:0, [1::]:80"
  })
  void writesAddressesAsPeopleDo(String literal, String written) {
    assertEquals(written, SockAddr.inet(literal, 80).toString());
  }

  @Test
  void writesScopesAndMappedAddresses() {
    byte[] linkLocal = SockAddr.inet("fe80::1", 0).address();
    assertEquals("[fe80::1%2]:80", new SockAddr.Inet(linkLocal, 80, 2).toString());
    byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
    assertEquals("[::ffff:127.0.0.1]:80", new SockAddr.Inet(mapped, 80, 0).toString());
  }

  @Test
  void writesUnixAddresses() {
    assertEquals("unix:/tmp/s", SockAddr.unix("/tmp/s").toString());
    assertEquals("@name", new SockAddr.Abstract("name").toString());
  }

  @Test
  void writesAddressesOfVirtualMachines() {
    assertEquals("vsock:2:1024", new SockAddr.Vsock(SockAddr.Vsock.HOST, 1024).toString());
    assertEquals(
        "vsock:4294967295:4294967295",
        new SockAddr.Vsock(SockAddr.Vsock.ANY, SockAddr.Vsock.ANY).toString());
    for (long bad : new long[] {-1, 1L << 32}) {
      assertThrows(IllegalArgumentException.class, () -> new SockAddr.Vsock(bad, 1));
      assertThrows(IllegalArgumentException.class, () -> new SockAddr.Vsock(1, bad));
    }
  }

  @Test
  void areValues() {
    assertEquals(SockAddr.loopback(80), SockAddr.inet("127.0.0.1", 80));
    assertEquals(SockAddr.loopback(80).hashCode(), SockAddr.inet("127.0.0.1", 80).hashCode());
    assertNotEquals(SockAddr.loopback(80), SockAddr.loopback(81));
    assertNotEquals(SockAddr.any(80), SockAddr.inet("::", 80));
    byte[] bytes = {127, 0, 0, 1};
    var address = new SockAddr.Inet(bytes, 80, 0);
    bytes[0] = 1;
    address.address()[1] = 1;
    assertEquals(SockAddr.loopback(80), address);
    assertEquals(SockAddr.loopback(81), address.withPort(81));
  }

  @Test
  void badAddressesAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new SockAddr.Inet(new byte[5], 80, 0));
    assertThrows(IllegalArgumentException.class, () -> SockAddr.loopback(65536));
    assertThrows(IllegalArgumentException.class, () -> SockAddr.loopback(-1));
    assertThrows(IllegalArgumentException.class, () -> SockAddr.inet("localhost", 80));
  }

  @Test
  void convertFromAndToThoseOfJavaNet() {
    for (SockAddr address :
        new SockAddr[] {
          SockAddr.loopback(80), SockAddr.inet("2001:db8::1", 443), SockAddr.unix("/tmp/s")
        }) {
      assertEquals(address, SockAddr.of(address.toSocketAddress()));
    }
    assertEquals(SockAddr.unix("s"), SockAddr.of(UnixDomainSocketAddress.of("s")));
    var noName = new SockAddr.Abstract("a");
    assertThrows(UnsupportedOperationException.class, noName::toSocketAddress);
    var machine = new SockAddr.Vsock(1, 1);
    assertThrows(UnsupportedOperationException.class, machine::toSocketAddress);
  }

  @Test
  void anUnresolvedNameIsRefused() {
    var unresolved = InetSocketAddress.createUnresolved("example.com", 80);
    var error = assertThrows(IllegalArgumentException.class, () -> SockAddr.of(unresolved));
    assertTrue(error.toString().contains("example.com"), error.toString());
    assertTrue(error.toString().contains("getaddrinfo"), error.toString());
    var strange =
        new SocketAddress() {
          private static final long serialVersionUID = 1L;
        };
    assertThrows(IllegalArgumentException.class, () -> SockAddr.of(strange));
  }

  @Test
  void tellTheirFamily() {
    assertEquals(SocketDomain.INET, SocketDomain.of(SockAddr.any(0)));
    assertEquals(SocketDomain.INET6, SocketDomain.of(SockAddr.inet("::1", 0)));
    assertEquals(SocketDomain.UNIX, SocketDomain.of(SockAddr.unix("")));
    assertEquals(SocketDomain.VSOCK, SocketDomain.of(new SockAddr.Vsock(1, 1)));
    assertFalse(SockAddr.any(0).isIpv6());
    assertArrayEquals(new byte[4], SockAddr.any(0).address());
  }
}
