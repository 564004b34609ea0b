package io.lwt.testkit;

import static io.lwt.bindings.Epoll.EPOLLET;
import static io.lwt.bindings.Epoll.EPOLLIN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.bindings.Epoll;
import io.lwt.bindings.Posix;
import io.lwt.bindings.Vectors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Against the kernel: a pipe whose reading end is in an epoll, edge-triggered. */
@EnabledOnOs(OS.LINUX)
final class FaultsOnLinuxTest {
  private static final int DATA = 77;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment buffer = arena.allocate(64);
  private final Faults faults = new Faults(Posix.host());
  private final Posix posix = faults.posix();
  private final Epoll epoll = (Epoll) posix;
  private final MemorySegment events = arena.allocate(4 * epoll.epollEventSize());
  private final int[] ends = new int[2];
  private int poller;

  @BeforeEach
  void openPipe() {
    assertEquals(0, posix.pipe(ends));
    poller = epoll.epollCreate();
    assertEquals(0, epoll.epollAdd(poller, ends[0], EPOLLIN | EPOLLET, DATA));
  }

  @AfterEach
  void closeAll() {
    faults.clear();
    assertEquals(0, posix.close(poller));
    assertEquals(0, posix.close(ends[0]));
    assertEquals(0, posix.close(ends[1]));
    arena.close();
  }

  @Test
  void withoutAFaultAnEdgeIsReportedOnce() {
    assertEquals(10, posix.write(ends[1], buffer, 10));
    assertEquals(1, readyNow());
    assertEquals(0, readyNow());
  }

  @Test
  void eagainThatTheKernelDidNotMeanIsFollowedByAnEdge() {
    faults.on("read").call(1).fail("EAGAIN");
    assertEquals(10, posix.write(ends[1], buffer, 10));
    assertEquals(1, readyNow());
    assertEquals(-posix.errno("EAGAIN"), posix.read(ends[0], buffer, 64));
    assertEquals(1, readyNow());
    assertEquals(10, posix.read(ends[0], buffer, 64));
    assertEquals(0, readyNow());
  }

  @Test
  void aShortCountThatTheKernelDidNotMeanIsFollowedByAnEdge() {
    faults.on("read").call(1).shorten(4);
    assertEquals(10, posix.write(ends[1], buffer, 10));
    assertEquals(1, readyNow());
    assertEquals(4, posix.read(ends[0], buffer, 64));
    assertEquals(1, readyNow());
    assertEquals(6, posix.read(ends[0], buffer, 64));
  }

  @Test
  void aCountThatIsShortAnywayIsNotFollowedByAnEdge() {
    faults.on("read").call(1).shorten(32);
    assertEquals(10, posix.write(ends[1], buffer, 10));
    assertEquals(1, readyNow());
    assertEquals(10, posix.read(ends[0], buffer, 64));
    assertEquals(0, readyNow());
  }

  @Test
  void severalPiecesOfMemoryAreShortenedTogether() {
    buffer.copyFrom(MemorySegment.ofArray("0123456789".getBytes(US_ASCII)));
    var pieces = new Vectors();
    pieces.add(buffer.asSlice(0, 3));
    pieces.addGuarded(buffer.asSlice(5, 3));
    pieces.addGuarded(buffer.asSlice(8, 2));
    faults.on("writev").call(1).shorten(5);
    faults.on("writev").call(2).shorten(2);
    assertEquals(5, posix.writev(ends[1], pieces));
    assertEquals(2, posix.writev(ends[1], pieces));
    assertEquals(8, posix.writev(ends[1], pieces));
    faults.on("readv").call(1).shorten(4);
    assertEquals(1, readyNow());
    assertEquals(4, posix.readv(ends[0], pieces));
    assertEquals(1, readyNow());
    assertEquals("0125", text(0, 3) + text(5, 1));
    assertEquals(11, posix.read(ends[0], buffer, 64));
    assertEquals("60101256789", text(0, 11));
  }

  private String text(long offset, long length) {
    return new String(buffer.asSlice(offset, length).toArray(JAVA_BYTE), US_ASCII);
  }

  @Test
  void aWaitThatIsInterruptedLosesNoEvent() {
    faults.on("epollWait").call(1).fail("EINTR");
    assertEquals(10, posix.write(ends[1], buffer, 10));
    assertEquals(-posix.errno("EINTR"), readyNow());
    assertEquals(1, readyNow());
    assertEquals(DATA, epoll.epollData(events, 0));
  }

  @Test
  void aCloseThatIsInterruptedHasClosed() {
    int[] more = new int[2];
    assertEquals(0, posix.pipe(more));
    faults.on("close").everyNth(1).fail("EINTR");
    assertEquals(-posix.errno("EINTR"), posix.close(more[0]));
    assertEquals(-posix.errno("EINTR"), posix.close(more[1]));
    assertEquals(-posix.errno("EBADF"), posix.descriptorFlags(more[0]));
    assertEquals(-posix.errno("EBADF"), posix.descriptorFlags(more[1]));
  }

  private int readyNow() {
    return epoll.epollWait(poller, events, 4, 0);
  }
}
