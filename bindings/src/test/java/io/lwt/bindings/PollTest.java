package io.lwt.bindings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PollTest {
  private final Descriptors descriptors = new Descriptors();
  private final Posix posix = descriptors.posix;
  private final Poll poll = (Poll) posix;
  private final MemorySegment fds = descriptors.arena.allocate(3 * poll.pollfdSize(), 4);

  @AfterEach
  void close() {
    descriptors.close();
  }

  @Test
  void everyEntryIsAnsweredInItsPlace() {
    int[] ends = descriptors.pipe();
    poll.setPollfd(fds, 0, ends[0], Poll.POLLIN);
    poll.setPollfd(fds, 1, ends[1], Poll.POLLIN | Poll.POLLOUT);
    poll.setPollfd(fds, 2, 1 << 20, Poll.POLLIN);
    assertEquals(2, poll.poll(fds, 3, -1));
    assertEquals(0, poll.pollfdRevents(fds, 0));
    assertEquals(Poll.POLLOUT, poll.pollfdRevents(fds, 1));
    assertEquals(Poll.POLLNVAL, poll.pollfdRevents(fds, 2));
    assertEquals(ends[1], poll.pollfdFd(fds, 1));
    assertEquals(Poll.POLLIN | Poll.POLLOUT, poll.pollfdEvents(fds, 1));
    posix.write(ends[1], descriptors.arena.allocate(1), 1);
    assertEquals(1, poll.poll(fds, 1, -1));
    assertEquals(Poll.POLLIN, poll.pollfdRevents(fds, 0));
  }

  @Test
  void hangUpIsReportedUnasked() {
    int[] ends = descriptors.pipe();
    poll.setPollfd(fds, 0, ends[0], 0);
    assertEquals(0, poll.poll(fds, 1, 0));
    descriptors.close(ends[1]);
    assertEquals(1, poll.poll(fds, 1, -1));
    assertEquals(Poll.POLLHUP, poll.pollfdRevents(fds, 0));
  }

  @Test
  void waitIsNeverShorterThanAsked() {
    for (long nanos : new long[] {1, 999, 1_000_000, 3_400_000}) {
      long start = System.nanoTime();
      assertEquals(0, poll.poll(fds, 0, nanos));
      assertTrue(System.nanoTime() - start >= nanos);
    }
  }

  @Test
  void moreEntriesThanTheMemoryHoldsNeverReachC() {
    assertThrows(IndexOutOfBoundsException.class, () -> poll.poll(fds, 4, 0));
  }
}
