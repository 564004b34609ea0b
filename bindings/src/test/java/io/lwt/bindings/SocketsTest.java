package io.lwt.bindings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class SocketsTest {
  private final Posix posix = Posix.host();

  @Test
  void loopbackSmoke() {
    try (Arena arena = Arena.ofConfined()) {
      AddressBuffer address = new AddressBuffer(arena);
      int server = posix.socket(posix.AF_INET(), posix.SOCK_STREAM(), 0);
      posix.putInet(address, new byte[] {127, 0, 0, 1}, 0);
      assertEquals(0, posix.bind(server, address));
      assertEquals(0, posix.listen(server, 5));
      assertEquals(0, posix.getsockname(server, address));
      assertArrayEquals(new byte[] {127, 0, 0, 1}, posix.inetAddress(address));
      int client = posix.socket(posix.AF_INET(), posix.SOCK_STREAM(), 0);
      assertEquals(-posix.errno("EINPROGRESS"), posix.connect(client, address));
      int connection = posix.accept(server, address);
      assertEquals(3, posix.descriptorFlags(connection));
      MemorySegment buffer = arena.allocateFrom("hello", UTF_8);
      assertEquals(5, posix.send(client, buffer, 5));
      assertEquals(5, posix.read(connection, buffer, 5));
      assertEquals("Connection refused", posix.strerror(posix.errno("ECONNREFUSED")));
      Epoll epoll = (Epoll) posix;
      int ep = epoll.epollCreate();
      assertEquals(0, epoll.epollAdd(ep, connection, Epoll.EPOLLIN, 42));
      MemorySegment events = arena.allocate(2 * epoll.epollEventSize());
      assertEquals(0, epoll.epollWait(ep, events, 2, 1000));
      posix.send(client, buffer, 5);
      assertEquals(1, epoll.epollWait(ep, events, 2, -1));
      assertEquals(42, epoll.epollData(events, 0));
      for (int fd : new int[] {server, client, connection, ep}) {
        assertEquals(0, posix.close(fd));
      }
    }
  }
}
