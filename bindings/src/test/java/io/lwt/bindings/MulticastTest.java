package io.lwt.bindings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MulticastTest {
  private static final byte[] GROUP = {(byte) 239, (byte) 192, 7, 7};
  private static final byte[] SOURCE = {127, 0, 0, 1};
  private static final byte[] GROUP6 = HexFormat.of().parseHex("ff020000000000000000000000070007");
  private static final byte[] SOURCE6 = HexFormat.of().parseHex("00000000000000000000000000000001");

  private final Descriptors descriptors = new Descriptors();
  private final Posix posix = descriptors.posix;
  private final int loopback = posix.interfaceIndex("lo".getBytes(UTF_8));

  @AfterEach
  void close() {
    descriptors.close();
  }

  private int socket(int family) {
    return descriptors.add(posix.socket(family, posix.SOCK_DGRAM(), 0));
  }

  @Test
  void interfacesHaveNumbers() {
    assertEquals(1, loopback);
    assertEquals(
        descriptors.failure("ENODEV"), posix.interfaceIndex("no-such-thing".getBytes(UTF_8)));
  }

  @Test
  void aGroupIsJoinedOnce() {
    int fd = socket(posix.AF_INET());
    assertEquals(0, posix.joinGroup(fd, loopback, GROUP));
    assertEquals(descriptors.failure("EADDRINUSE"), posix.joinGroup(fd, loopback, GROUP));
    assertEquals(0, posix.leaveGroup(fd, loopback, GROUP));
    assertEquals(descriptors.failure("EADDRNOTAVAIL"), posix.leaveGroup(fd, loopback, GROUP));
    assertEquals(descriptors.failure("EINVAL"), posix.joinGroup(fd, loopback, SOURCE));
  }

  @Test
  void aGroupOfIpv6IsJoinedOnce() {
    int fd = socket(posix.AF_INET6());
    assertEquals(0, posix.joinGroup(fd, loopback, GROUP6));
    assertEquals(descriptors.failure("EADDRINUSE"), posix.joinGroup(fd, loopback, GROUP6));
    assertEquals(0, posix.leaveGroup(fd, loopback, GROUP6));
    assertEquals(descriptors.failure("EADDRNOTAVAIL"), posix.leaveGroup(fd, loopback, GROUP6));
  }

  @Test
  void aSourceIsJoinedOnce() {
    int fd = socket(posix.AF_INET());
    assertEquals(0, posix.joinSource(fd, loopback, GROUP, SOURCE));
    assertEquals(
        descriptors.failure("EADDRNOTAVAIL"), posix.joinSource(fd, loopback, GROUP, SOURCE));
    assertEquals(0, posix.leaveSource(fd, loopback, GROUP, SOURCE));
    assertEquals(descriptors.failure("EINVAL"), posix.leaveSource(fd, loopback, GROUP, SOURCE));
    int fd6 = socket(posix.AF_INET6());
    assertEquals(0, posix.joinSource(fd6, loopback, GROUP6, SOURCE6));
    assertEquals(0, posix.leaveSource(fd6, loopback, GROUP6, SOURCE6));
  }

  @Test
  void theInterfaceIsChosen() {
    int fd = socket(posix.AF_INET());
    assertEquals(0, posix.setMulticastInterface(fd, loopback));
    assertEquals(0, posix.setMulticastInterface(fd, 0));
    assertEquals(descriptors.failure("EADDRNOTAVAIL"), posix.setMulticastInterface(fd, 1 << 30));
    int fd6 = socket(posix.AF_INET6());
    assertEquals(0, posix.setMulticastInterface6(fd6, loopback));
    assertEquals(descriptors.failure("ENODEV"), posix.setMulticastInterface6(fd6, 1 << 30));
  }
}
