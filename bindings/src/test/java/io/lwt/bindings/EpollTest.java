package io.lwt.bindings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EpollTest {
  private final Descriptors descriptors = new Descriptors();
  private final Posix posix = descriptors.posix;
  private final Epoll epoll = (Epoll) posix;
  private final int poller = descriptors.add(epoll.epollCreate(), Files.CLOSE_ON_EXEC);
  private final MemorySegment events = descriptors.arena.allocate(4 * epoll.epollEventSize());

  @AfterEach
  void close() {
    descriptors.close();
  }

  @Test
  void eventsCarryMaskAndData() {
    int[] first = descriptors.pipe();
    int[] second = descriptors.pipe();
    assertEquals(0, epoll.epollAdd(poller, first[0], Epoll.EPOLLIN, 0x0123_4567_89ab_cdefL));
    assertEquals(0, epoll.epollAdd(poller, second[1], Epoll.EPOLLOUT | Epoll.EPOLLET, -2));
    posix.write(first[1], descriptors.arena.allocate(1), 1);
    assertEquals(2, epoll.epollWait(poller, events, 4, 0));
    Map<Long, Integer> seen = new HashMap<>();
    for (int i = 0; i < 2; i++) {
      seen.put(epoll.epollData(events, i), epoll.epollEvents(events, i));
    }
    assertEquals(Map.of(0x0123_4567_89ab_cdefL, Epoll.EPOLLIN, -2L, Epoll.EPOLLOUT), seen);
  }

  @Test
  void modifyReportsAnewAndDeleteEndsIt() {
    int[] ends = descriptors.pipe();
    assertEquals(0, epoll.epollAdd(poller, ends[1], Epoll.EPOLLOUT | Epoll.EPOLLET, 1));
    assertEquals(1, epoll.epollWait(poller, events, 4, 0));
    assertEquals(0, epoll.epollWait(poller, events, 4, 0));
    assertEquals(0, epoll.epollModify(poller, ends[1], Epoll.EPOLLOUT | Epoll.EPOLLET, 2));
    assertEquals(1, epoll.epollWait(poller, events, 4, -1));
    assertEquals(2, epoll.epollData(events, 0));
    assertEquals(0, epoll.epollDelete(poller, ends[1]));
    assertEquals(descriptors.failure("ENOENT"), epoll.epollDelete(poller, ends[1]));
  }

  @Test
  void hangUpIsReported() {
    int[] ends = descriptors.pipe();
    assertEquals(
        0, epoll.epollAdd(poller, ends[0], Epoll.EPOLLIN | Epoll.EPOLLRDHUP | Epoll.EPOLLPRI, 7));
    descriptors.close(ends[1]);
    assertEquals(1, epoll.epollWait(poller, events, 4, -1));
    assertEquals(Epoll.EPOLLHUP, epoll.epollEvents(events, 0));
    int[] other = descriptors.pipe();
    assertEquals(0, epoll.epollAdd(poller, other[1], 0, 8));
    assertEquals(0, epoll.epollDelete(poller, ends[0]));
    descriptors.close(other[0]);
    assertEquals(1, epoll.epollWait(poller, events, 4, -1));
    assertEquals(Epoll.EPOLLERR, epoll.epollEvents(events, 0));
  }

  @Test
  void waitIsNeverShorterThanAsked() {
    for (long nanos : new long[] {1, 999, 1_000_000, 3_400_000}) {
      long start = System.nanoTime();
      assertEquals(0, epoll.epollWait(poller, events, 4, nanos));
      assertTrue(System.nanoTime() - start >= nanos);
    }
  }

  @Test
  void errorsAreAnswered() {
    assertEquals(descriptors.failure("EBADF"), epoll.epollWait(-1, events, 4, 0));
    assertEquals(descriptors.failure("EINVAL"), epoll.epollWait(poller, events, 0, 0));
    assertEquals(descriptors.failure("EBADF"), epoll.epollAdd(poller, -1, Epoll.EPOLLIN, 0));
    assertEquals(descriptors.failure("EINVAL"), epoll.epollAdd(poller, poller, Epoll.EPOLLIN, 0));
  }

  @Test
  void moreEventsThanTheMemoryHoldsNeverReachC() {
    assertThrows(IndexOutOfBoundsException.class, () -> epoll.epollWait(poller, events, 5, 0));
  }
}
