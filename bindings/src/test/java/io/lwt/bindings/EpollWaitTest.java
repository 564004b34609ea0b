package io.lwt.bindings;

import static io.lwt.bindings.EpollWait.Way.MILLISECONDS;
import static io.lwt.bindings.EpollWait.Way.NANOSECONDS;
import static io.lwt.bindings.EpollWait.Way.NANOSECONDS_BY_NUMBER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An older C library is one in which names are hidden; an older kernel, one whose calls are replaced. */
class EpollWaitTest {
  private final Descriptors descriptors = new Descriptors();
  private final Epoll epoll = (Epoll) descriptors.posix;
  private final MemorySegment events = descriptors.arena.allocate(epoll.epollEventSize());

  @TempDir private Path folder;

  @AfterEach
  void close() {
    descriptors.close();
  }

  private static SymbolLookup without(Set<String> hidden) {
    return name -> hidden.contains(name) ? Optional.empty() : SystemLibrary.LOOKUP.find(name);
  }

  /** Both new functions fail with an errno, as on a kernel that has them not, or in a sandbox. */
  @SuppressWarnings("restricted")
  private SymbolLookup failingWith(String errno) throws IOException, InterruptedException {
    String fail = "() { errno = " + errno + "; return -1; }\n";
    String source = "#include <errno.h>\nint epoll_pwait2" + fail + "long syscall" + fail;
    Path library = CompiledC.compile(folder, source, "-shared", "-fPIC");
    return SymbolLookup.libraryLookup(library, descriptors.arena).or(SystemLibrary.LOOKUP);
  }

  @Test
  void newLibraryIsUsed() {
    SymbolLookup here = SystemLibrary.LOOKUP;
    EpollWait.Way best =
        here.find("epoll_pwait2").isPresent() ? NANOSECONDS : NANOSECONDS_BY_NUMBER;
    // An old kernel has neither.
    assertTrue(EnumSet.of(best, MILLISECONDS).contains(EpollWait.choose(here).way()));
  }

  @Test
  void libraryWithoutTheFunctionIsPassedOver() {
    EpollWait.Way way = EpollWait.choose(without(Set.of("epoll_pwait2"))).way();
    assertTrue(EnumSet.of(NANOSECONDS_BY_NUMBER, MILLISECONDS).contains(way));
  }

  @Test
  void libraryWithoutBothLeavesMilliseconds() {
    assertEquals(MILLISECONDS, EpollWait.choose(without(Set.of("epoll_pwait2", "syscall"))).way());
  }

  @Test
  void kernelWithoutTheCallLeavesMilliseconds() throws IOException, InterruptedException {
    CompiledC.assumeCompiler();
    assertEquals(MILLISECONDS, EpollWait.choose(failingWith("ENOSYS")).way());
  }

  @Test
  void sandboxThatForbidsTheCallLeavesMilliseconds() throws IOException, InterruptedException {
    CompiledC.assumeCompiler();
    assertEquals(MILLISECONDS, EpollWait.choose(failingWith("EPERM")).way());
  }

  @Test
  void otherAnswersMeanThatItIsThere() throws IOException, InterruptedException {
    CompiledC.assumeCompiler();
    assertEquals(NANOSECONDS, EpollWait.choose(failingWith("EBADF")).way());
  }

  @Test
  void everyWayReportsEventsAndKeepsTime() {
    int poller = descriptors.add(epoll.epollCreate(), Files.CLOSE_ON_EXEC);
    int fd = descriptors.add(((EventFd) epoll).eventfd());
    assertEquals(0, epoll.epollAdd(poller, fd, Epoll.EPOLLIN | Epoll.EPOLLET, 5));
    EpollWait.Way best = EpollWait.choose(SystemLibrary.LOOKUP).way();
    for (EpollWait.Way way :
        best == MILLISECONDS ? EnumSet.of(MILLISECONDS) : EnumSet.range(best, MILLISECONDS)) {
      EpollWait wait = EpollWait.of(SystemLibrary.LOOKUP, way);
      assertEquals(0, ((EventFd) epoll).eventfdSignal(fd));
      assertEquals(1, wait.call(poller, events, 1, -1), way.name());
      assertEquals(5, epoll.epollData(events, 0));
      assertEquals(0, wait.call(poller, events, 1, 0));
      long start = System.nanoTime();
      assertEquals(0, wait.call(poller, events, 1, 1_200_000));
      assertTrue(System.nanoTime() - start >= 1_200_000);
      assertEquals(descriptors.failure("EBADF"), wait.call(-1, events, 1, 0));
    }
  }

  @Test
  void millisecondsAreRoundedUpAndBounded() {
    assertEquals(-1, EpollWait.milliseconds(-1));
    assertEquals(-1, EpollWait.milliseconds(Long.MIN_VALUE));
    assertEquals(0, EpollWait.milliseconds(0));
    assertEquals(1, EpollWait.milliseconds(1));
    assertEquals(1, EpollWait.milliseconds(1_000_000));
    assertEquals(2, EpollWait.milliseconds(1_000_001));
    assertEquals(Integer.MAX_VALUE, EpollWait.milliseconds(Long.MAX_VALUE));
  }
}
