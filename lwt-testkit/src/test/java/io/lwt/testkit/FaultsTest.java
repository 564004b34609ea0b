package io.lwt.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lwt.bindings.Epoll;
import io.lwt.bindings.Posix;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Against a system that only writes down what it is asked; {@link FaultsOnLinuxTest} has the real one. */
final class FaultsTest {
  private static final Map<String, Integer> ERRNOS = Map.of("EINTR", 4, "EAGAIN", 11, "EMFILE", 24);

  private final List<String> made = new ArrayList<>();
  private final Posix real =
      (Posix)
          Proxy.newProxyInstance(
              FaultsTest.class.getClassLoader(),
              new Class<?>[] {Posix.class, Epoll.class},
              (_, method, arguments) ->
                  answer(method, arguments == null ? new Object[0] : arguments));
  private final Faults faults = new Faults(real);
  private final Posix posix = faults.posix();
  private final MemorySegment buffer = MemorySegment.ofArray(new byte[16]);

  /** Transfers succeed in full, other calls answer 0, or null where they have more to say. */
  private @Nullable Object answer(Method method, Object[] arguments) {
    if (method.getName().equals("errno")) {
      return ERRNOS.getOrDefault(arguments[0], -1);
    }
    List<String> shown = new ArrayList<>();
    for (Object argument : arguments) {
      shown.add(argument instanceof MemorySegment ? "buffer" : String.valueOf(argument));
    }
    made.add(method.getName() + shown);
    if (method.getName().equals("read") || method.getName().equals("write")) {
      return arguments[2];
    }
    return method.getReturnType() == int.class ? 0 : null;
  }

  @Test
  void callsThatNobodyPlannedAreTheRealOnes() {
    assertEquals(16, posix.read(3, buffer, 16));
    assertEquals(0, assertInstanceOf(Epoll.class, posix).epollCreate());
    assertEquals(List.of("read[3, buffer, 16]"), made.subList(0, 1));
    assertEquals(0, faults.injected());
  }

  @Test
  void oneCallFailsAndIsNotMade() {
    faults.on("read").call(2).fail("EINTR");
    assertEquals(16, posix.read(3, buffer, 16));
    assertEquals(-4, posix.read(3, buffer, 16));
    assertEquals(16, posix.read(3, buffer, 16));
    assertEquals(2, made.size());
    assertEquals(3, faults.calls("read"));
    assertEquals(1, faults.injected());
  }

  @Test
  void aPlanCountsFromWhenItWasMade() {
    assertEquals(0, posix.listen(3, 5));
    faults.on("listen").call(1).fail("EMFILE");
    assertEquals(-24, posix.listen(3, 5));
    assertEquals(0, posix.listen(3, 5));
  }

  @Test
  void everyNthCallFailsUntilThePlansAreCleared() {
    faults.on("listen").everyNth(2).fail("EINTR");
    assertEquals(List.of(0, -4, 0, -4), List.of(listen(), listen(), listen(), listen()));
    faults.clear();
    assertEquals(List.of(0, 0), List.of(listen(), listen()));
  }

  @Test
  void theEarlierOfTwoPlansHasTheCall() {
    faults.on("listen").call(1).fail("EINTR");
    faults.on("listen").everyNth(1).fail("EMFILE");
    assertEquals(List.of(-4, -24), List.of(listen(), listen()));
  }

  private int listen() {
    return posix.listen(3, 5);
  }

  @Test
  void aCallIsAskedForLess() {
    faults.on("write").call(1).shorten(3);
    assertEquals(3, posix.write(3, buffer, 16));
    assertEquals(16, posix.write(3, buffer, 16));
    assertEquals(List.of("write[3, buffer, 3]", "write[3, buffer, 16]"), made);
  }

  @Test
  void closeThatFailsHasClosed() {
    faults.on("close").call(1).fail("EINTR");
    assertEquals(-4, posix.close(3));
    assertEquals(List.of("close[3]"), made);
  }

  @Test
  void whatTheKernelDidNotMeanArmsTheDescriptorAgain() {
    Epoll epoll = assertInstanceOf(Epoll.class, posix);
    epoll.epollAdd(9, 3, Epoll.EPOLLIN, 33);
    epoll.epollAdd(9, 4, Epoll.EPOLLIN, 44);
    epoll.epollModify(9, 3, Epoll.EPOLLOUT, 34);
    faults.on("read").call(1).fail("EAGAIN");
    faults.on("read").call(2).shorten(3);
    faults.on("read").call(3).fail("EINTR");
    faults.on("read").call(4).shorten(16);
    made.clear();
    for (int i = 0; i < 4; i++) {
      posix.read(3, buffer, 16);
    }
    assertEquals(
        List.of(
            "epollModify[9, 3, 4, 34]",
            "read[3, buffer, 3]",
            "epollModify[9, 3, 4, 34]",
            "read[3, buffer, 16]"),
        made);
  }

  @Test
  void aDescriptorThatWasClosedOrTakenOutIsNotArmedAgain() {
    Epoll epoll = assertInstanceOf(Epoll.class, posix);
    epoll.epollAdd(9, 3, Epoll.EPOLLIN, 33);
    epoll.epollDelete(9, 3);
    epoll.epollAdd(9, 4, Epoll.EPOLLIN, 44);
    posix.close(4);
    epoll.epollAdd(8, 5, Epoll.EPOLLIN, 44);
    posix.close(8);
    faults.on("read").everyNth(1).fail("EAGAIN");
    made.clear();
    for (int fd = 3; fd <= 5; fd++) {
      assertEquals(-11, posix.read(fd, buffer, 16));
    }
    assertEquals(List.of(), made);
  }

  @Test
  void aWatcherSeesWhatTheCallerSees() {
    var seen = new ConcurrentLinkedQueue<Faults.Call>();
    faults.watch(seen::add);
    faults.on("listen").call(1).fail("EINTR");
    posix.listen(3, 5);
    posix.getaddrinfo(null, "80", 0, 0, 0, 0);
    assertEquals("listen", seen.peek().name());
    assertEquals(List.of(3, 5), seen.peek().arguments());
    assertEquals(-4, seen.remove().result());
    assertEquals("getaddrinfo", seen.remove().name());
  }

  @Test
  void callsAreCountedOverAllThreads() throws Exception {
    faults.on("listen").call(1000).fail("EINTR");
    var failed = new ConcurrentLinkedQueue<Integer>();
    var threads = new ArrayList<Thread>();
    for (int t = 0; t < 4; t++) {
      threads.add(Thread.ofPlatform().start(() -> listenOften(failed)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(-4), List.copyOf(failed));
    assertEquals(1000, faults.calls("listen"));
  }

  private void listenOften(ConcurrentLinkedQueue<Integer> failed) {
    for (int i = 0; i < 250; i++) {
      int result = listen();
      if (result != 0) {
        failed.add(result);
      }
    }
  }

  @Test
  void aSweepEndsWithARunThatNothingTouched() throws Exception {
    var results = new ArrayList<List<Integer>>();
    Faults.sweep(
        real,
        "listen",
        "EINTR",
        run -> results.add(List.of(run.posix().listen(3, 5), run.posix().listen(3, 5))));
    assertEquals(List.of(List.of(-4, 0), List.of(0, -4), List.of(0, 0)), results);
  }

  @Test
  void whatCannotBePlannedIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> faults.on("raed"));
    assertThrows(IllegalArgumentException.class, () -> faults.on("read").call(1).fail("EWHAT"));
    assertThrows(IllegalArgumentException.class, () -> faults.on("read").call(1).shorten(0));
    assertThrows(IllegalArgumentException.class, () -> faults.on("listen").call(1).shorten(1));
    assertThrows(
        IllegalArgumentException.class, () -> faults.on("getaddrinfo").call(1).fail("EINTR"));
  }
}
