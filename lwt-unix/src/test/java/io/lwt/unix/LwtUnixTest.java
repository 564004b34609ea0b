package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.LwtTimeoutException;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.State;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@link LwtUnix}. */
class LwtUnixTest extends LoopTest {

  // ---- time

  @Test
  void timeoutRejects() {
    var error =
        assertThrows(
            LwtTimeoutException.class, () -> LwtMain.run(LwtUnix.timeout(Duration.ofMillis(1))));
    assertEquals(Duration.ofMillis(1), error.limit());
    assertEquals("not done within PT0.001S", error.getMessage());
  }

  @Test
  void withTimeoutCancelsWhatIsLate() {
    Resolver<String> never = Resolver.task();
    assertThrows(
        LwtTimeoutException.class,
        () -> LwtMain.run(LwtUnix.withTimeout(Duration.ofMillis(1), never::promise)));
    assertThrows(Canceled.class, () -> LwtMain.run(never.promise()));
  }

  @Test
  void withTimeoutGivesWhatIsInTime() {
    assertEquals(
        "in time",
        LwtMain.run(
            LwtUnix.withTimeout(
                Duration.ofHours(1), () -> LwtUnix.sleep(Duration.ZERO).map(_ -> "in time"))));
    assertEquals(0, EventLoop.current().scheduler().clock().timerCount());
  }

  @Test
  void whatIsResolvedIsNeverTooLate() {
    Promise<Integer> now = LwtUnix.withTimeout(Duration.ZERO, () -> Promise.of(1));
    assertEquals(new State.Fulfilled<>(1), now.state());
  }

  @Test
  void withTimeoutRejectsWithWhatIsThrown() {
    Promise<Integer> failed =
        LwtUnix.withTimeout(
            Duration.ofHours(1),
            () -> {
              throw new IllegalArgumentException("mine");
            });
    assertThrows(IllegalArgumentException.class, () -> LwtMain.run(failed));
  }

  @Test
  void aSleepMayBeCancelled() {
    Promise<@Nullable Void> sleep = LwtUnix.sleep(Duration.ofHours(1));
    sleep.cancel();
    assertThrows(Canceled.class, () -> LwtMain.run(sleep));
  }

  // ---- names

  @Test
  void findsAddressesInDigits() {
    Hints stream = Hints.NONE.withType(SocketType.STREAM).withNumericHost();
    List<AddrInfo> found = LwtMain.run(LwtUnix.getaddrinfo("127.0.0.1", "80", stream));
    assertEquals(1, found.size());
    AddrInfo first = found.getFirst();
    assertEquals(SockAddr.loopback(80), first.address());
    assertEquals(SocketDomain.INET, first.domain());
    assertEquals(SocketType.STREAM, first.type());
    assertEquals(Posix.host().IPPROTO_TCP(), first.protocol());
    assertTrue(first.canonicalName().isEmpty());
  }

  @Test
  void findsWhatTheHintsAskFor() {
    Hints v6 = Hints.NONE.withDomain(SocketDomain.INET6).withType(SocketType.DGRAM);
    AddrInfo loopback = LwtMain.run(LwtUnix.getaddrinfo("::1", "53", v6)).getFirst();
    assertEquals("[::1]:53", loopback.address().toString());
    assertEquals(SocketType.DGRAM, loopback.type());
    Hints tcp = Hints.NONE.withProtocol(Posix.host().IPPROTO_TCP()).withCanonicalName();
    AddrInfo named = LwtMain.run(LwtUnix.getaddrinfo("127.0.0.1", "", tcp)).getFirst();
    assertEquals(SockAddr.loopback(0), named.address());
    assertEquals("127.0.0.1", named.canonicalName().orElseThrow());
    Hints passive = Hints.NONE.withPassive().withDomain(SocketDomain.INET);
    AddrInfo any = LwtMain.run(LwtUnix.getaddrinfo("", "80", passive)).getFirst();
    assertEquals(SockAddr.any(80), any.address());
  }

  @Test
  void aSocketWithoutHintsLeavesOutRawAddresses() {
    List<AddrInfo> found = LwtMain.run(LwtUnix.getaddrinfo("127.0.0.1", "80", Hints.NONE));
    assertEquals(
        List.of(SocketType.STREAM, SocketType.DGRAM), found.stream().map(AddrInfo::type).toList());
  }

  @Test
  void aNameThatDoesNotResolveIsRejected() {
    Promise<?> lookup = LwtUnix.getaddrinfo("nosuch", "80", Hints.NONE.withNumericHost());
    LookupException error = assertThrows(LookupException.class, () -> LwtMain.run(lookup));
    assertEquals("EAI_NONAME", error.codeName());
    assertEquals("getaddrinfo: EAI_NONAME (" + error.text() + "): nosuch, 80", error.getMessage());
    assertFalse(error.text().isEmpty());
    assertNull(error.getCause());
  }

  @Test
  void nulInANameIsRejected() {
    for (Promise<?> lookup :
        List.of(
            LwtUnix.getaddrinfo("a\0b", "80", Hints.NONE),
            LwtUnix.getaddrinfo("a", "8\0", Hints.NONE))) {
      var error = assertThrows(IllegalArgumentException.class, () -> LwtMain.run(lookup));
      assertTrue(error.toString().contains("contains NUL"), error.toString());
    }
  }

  @Test
  void aLookupMayBeCancelled() {
    Promise<?> lookup = LwtUnix.getaddrinfo("127.0.0.1", "80", Hints.NONE);
    lookup.cancel();
    assertThrows(Canceled.class, () -> LwtMain.run(lookup));
  }

  @Test
  void namesAnAddress() {
    NameInfo digits =
        LwtMain.run(
            LwtUnix.getnameinfo(
                SockAddr.loopback(80),
                NameInfo.Option.NUMERIC_HOST,
                NameInfo.Option.NUMERIC_SERVICE));
    assertEquals(new NameInfo("127.0.0.1", "80"), digits);
    NameInfo v6 =
        LwtMain.run(
            LwtUnix.getnameinfo(
                SockAddr.inet("::1", 9),
                NameInfo.Option.NUMERIC_HOST,
                NameInfo.Option.NUMERIC_SERVICE,
                NameInfo.Option.DATAGRAM));
    assertEquals(new NameInfo("::1", "9"), v6);
  }

  @Test
  void anAddressThatCannotBeNamedIsRejected() {
    Promise<?> lookup =
        LwtUnix.getnameinfo(
            SockAddr.loopback(80), NameInfo.Option.NUMERIC_HOST, NameInfo.Option.NAME_REQUIRED);
    LookupException error = assertThrows(LookupException.class, () -> LwtMain.run(lookup));
    assertEquals("EAI_NONAME", error.codeName());
    assertTrue(error.toString().endsWith(": 127.0.0.1:80"), error.toString());
  }

  // ---- descriptors

  @Test
  void noDescriptorsLeftIsToldAtOnce() {
    var faults = new Faults(Posix.host());
    EventLoop.open(faults.posix());
    faults.on("pipe").call(1).fail("EMFILE");
    assertEquals(
        "pipe: EMFILE (Too many open files)", refused(Errno.EMFILE, LwtUnix::pipe).getMessage());
    faults.on("socket").call(1).fail("EMFILE");
    UnixException error =
        refused(Errno.EMFILE, () -> LwtUnix.socket(SocketDomain.INET, SocketType.STREAM));
    assertEquals("socket: EMFILE (Too many open files): INET, STREAM", error.getMessage());
  }

  @Test
  void everySortOfSocketIsMade() {
    var made = new ArrayList<Socket>();
    for (SocketDomain domain :
        List.of(SocketDomain.UNIX, SocketDomain.INET, SocketDomain.INET6)) { // VSOCK: VsockTest
      made.add(LwtUnix.socket(domain, SocketType.STREAM));
      made.add(LwtUnix.socket(domain, SocketType.DGRAM));
    }
    made.add(LwtUnix.socket(SocketDomain.UNIX, SocketType.SEQPACKET));
    assertEquals(7, made.stream().map(Fd::number).distinct().count());
    assertInstanceOf(SockAddr.Unix.class, made.getLast().getsockname());
  }
}
