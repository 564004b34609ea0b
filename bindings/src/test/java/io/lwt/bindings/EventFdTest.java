package io.lwt.bindings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EventFdTest {
  private final Descriptors descriptors = new Descriptors();
  private final Posix posix = descriptors.posix;
  private final EventFd eventFd = (EventFd) posix;

  @AfterEach
  void close() {
    descriptors.close();
  }

  @Test
  void signalsAddUpAndDrainTakesThemAll() {
    int fd = descriptors.add(eventFd.eventfd());
    assertEquals(0, eventFd.eventfdSignal(fd));
    assertEquals(0, eventFd.eventfdSignal(fd));
    MemorySegment counter = descriptors.arena.allocate(ValueLayout.JAVA_LONG);
    assertEquals(8, posix.read(fd, counter, 8));
    assertEquals(2, counter.get(ValueLayout.JAVA_LONG, 0));
    assertEquals(0, eventFd.eventfdSignal(fd));
    assertEquals(0, eventFd.eventfdDrain(fd));
    assertEquals(descriptors.failure("EAGAIN"), posix.read(fd, counter, 8));
  }

  @Test
  void drainingZeroAndFillingUpAreNoErrors() {
    int fd = descriptors.add(eventFd.eventfd());
    assertEquals(0, eventFd.eventfdDrain(fd));
    MemorySegment most = descriptors.arena.allocateFrom(ValueLayout.JAVA_LONG, -2);
    assertEquals(8, posix.write(fd, most, 8));
    assertEquals(0, eventFd.eventfdSignal(fd));
  }

  @Test
  void badDescriptorIsEbadf() {
    assertEquals(descriptors.failure("EBADF"), eventFd.eventfdSignal(-1));
    assertEquals(descriptors.failure("EBADF"), eventFd.eventfdDrain(-1));
  }
}
