package io.lwt.bindings;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NamesTest {
  private final Descriptors descriptors = new Descriptors();
  private final Posix posix = descriptors.posix;
  private final AddressBuffer buffer = new AddressBuffer(descriptors.arena);
  private final int numeric = posix.AI_NUMERICHOST() | posix.AI_NUMERICSERV();

  @AfterEach
  void close() {
    descriptors.close();
  }

  private void load(Names.Address address) {
    MemorySegment.copy(
        MemorySegment.ofArray(address.sockaddr()), 0, buffer.bytes(), 0, address.sockaddr().length);
    buffer.setLength(address.sockaddr().length);
  }

  @Test
  void numericAddressIsFound() {
    Names.AddressLookup lookup =
        posix.getaddrinfo("192.0.2.7", "8080", numeric, posix.AF_UNSPEC(), posix.SOCK_STREAM(), 0);
    assertEquals(0, lookup.code());
    assertEquals("", lookup.codeName());
    assertEquals("", lookup.text());
    Names.Address address = lookup.found().getFirst();
    assertEquals(1, lookup.found().size());
    assertEquals(posix.AF_INET(), address.family());
    assertEquals(posix.SOCK_STREAM(), address.type());
    assertEquals(posix.IPPROTO_TCP(), address.protocol());
    assertNull(address.canonicalName());
    load(address);
    assertArrayEquals(new byte[] {(byte) 192, 0, 2, 7}, posix.inetAddress(buffer));
    assertEquals(8080, posix.port(buffer));
  }

  @Test
  void numericInet6AddressIsFoundForEachType() {
    Names.AddressLookup lookup =
        posix.getaddrinfo("::1", null, posix.AI_NUMERICHOST(), posix.AF_INET6(), 0, 0);
    assertFalse(lookup.found().isEmpty());
    for (Names.Address address : lookup.found()) {
      load(address);
      assertEquals(posix.AF_INET6(), posix.family(buffer));
      assertEquals(1, posix.inetAddress(buffer)[15]);
      assertEquals(0, posix.port(buffer));
    }
  }

  @Test
  void noNodeMeansLoopbackOrAny() {
    int inet = posix.AF_INET();
    load(posix.getaddrinfo(null, "80", posix.AI_NUMERICSERV(), inet, 0, 0).found().getFirst());
    assertArrayEquals(new byte[] {127, 0, 0, 1}, posix.inetAddress(buffer));
    int passive = posix.AI_NUMERICSERV() | posix.AI_PASSIVE();
    load(posix.getaddrinfo(null, "80", passive, inet, 0, 0).found().getFirst());
    assertArrayEquals(new byte[4], posix.inetAddress(buffer));
  }

  @Test
  void canonicalNameIsOnTheFirst() {
    Names.AddressLookup lookup =
        posix.getaddrinfo("127.0.0.1", "1", numeric | posix.AI_CANONNAME(), 0, 0, 0);
    assertEquals("127.0.0.1", lookup.found().getFirst().canonicalName());
    assertNull(lookup.found().getLast().canonicalName());
  }

  @Test
  void failingNameCarriesTheResolversCode() {
    Names.AddressLookup lookup = posix.getaddrinfo("not an address", "80", numeric, 0, 0, 0);
    assertEquals("EAI_NONAME", lookup.codeName());
    assertEquals("Name or service not known", lookup.text());
    assertEquals(0, lookup.errno());
    assertEquals(List.of(), lookup.found());
  }

  @Test
  void codeMinusOneIsNoErrno() {
    Names.AddressLookup lookup = posix.getaddrinfo("127.0.0.1", null, -1, 0, 0, 0);
    assertEquals(-1, lookup.code());
    assertEquals("EAI_BADFLAGS", lookup.codeName());
  }

  @Test
  void unknownCodeHasANumber() {
    assertEquals("EAI -77", LinuxNames.Resolver.name(-77));
    assertEquals("Unknown error", LinuxNames.Resolver.text(-77));
  }

  @Test
  void systemErrorCarriesErrno() {
    ThreadMemory.current().capture().set(ValueLayout.JAVA_INT, 0, 24);
    assertEquals(24, LinuxNames.Resolver.errno(LinuxAbi.EAI_SYSTEM));
    assertEquals(0, LinuxNames.Resolver.errno(-2));
  }

  @Test
  void nulInANameIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> posix.getaddrinfo("127.0.0.1\0.example", null, 0, 0, 0, 0));
  }

  @Test
  void addressGetsItsNumericName() {
    posix.putInet(buffer, new byte[] {127, 0, 0, 1}, 7);
    Names.NameLookup name =
        posix.getnameinfo(buffer, posix.NI_NUMERICHOST() | posix.NI_NUMERICSERV());
    assertEquals(new Names.NameLookup(0, "", "", 0, "127.0.0.1", "7"), name);
    posix.putInet6(buffer, new byte[16], 65535, 0);
    name =
        posix.getnameinfo(
            buffer, posix.NI_NUMERICHOST() | posix.NI_NUMERICSERV() | posix.NI_DGRAM());
    assertEquals("::", name.host());
    assertEquals("65535", name.service());
  }

  @Test
  void addressOfNoFamilyHasNoName() {
    buffer.setLength(0);
    Names.NameLookup name = posix.getnameinfo(buffer, posix.NI_NAMEREQD());
    assertEquals("EAI_FAMILY", name.codeName());
    assertEquals("", name.host());
  }
}
