package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Promise;
import io.lwt.bindings.EntryBuffer;
import io.lwt.bindings.Netdb;
import io.lwt.bindings.Posix;
import io.lwt.bindings.Users;
import io.lwt.testkit.Faults;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Names and users, where calls fail, wait or answer oddly; {@link DatabasesOfThisSystemTest} has the right answers. */
class DatabasesTest extends LoopTest {
  private static final String DIGITS = "127.0.0.1";
  private static final long NOBODY_IS = 3_999_999_999L;

  private final Faults faults = new Faults(Posix.host());

  /**
   * A function of {@link LwtUnix} that asks a question that everybody's system can answer.
   *
   * @param call the call, which is the function's name too
   * @param argument what its errors are about
   */
  record Question(String call, String argument, Supplier<Promise<?>> asked) {
    Object answer() {
      return LwtMain.run(asked.get());
    }

    @Override
    public String toString() {
      return call;
    }
  }

  static Stream<Question> questions() {
    InetAddress loopback = InetAddress.ofLiteral(DIGITS);
    return Stream.of(
        new Question("getpwnam", "root", () -> LwtUnix.getpwnam("root")),
        new Question("getpwuid", "0", () -> LwtUnix.getpwuid(0)),
        new Question("getgrnam", "root", () -> LwtUnix.getgrnam("root")),
        new Question("getgrgid", "0", () -> LwtUnix.getgrgid(0)),
        new Question("gethostbyname", DIGITS, () -> LwtUnix.gethostbyname(DIGITS)),
        new Question("gethostbyaddr", DIGITS, () -> LwtUnix.gethostbyaddr(loopback)),
        new Question("getprotobyname", "tcp", () -> LwtUnix.getprotobyname("tcp")),
        new Question("getprotobynumber", "6", () -> LwtUnix.getprotobynumber(6)),
        new Question("getservbyname", "https", () -> LwtUnix.getservbyname("https", "")),
        new Question("getservbyname", "https, tcp", () -> LwtUnix.getservbyname("https", "tcp")),
        new Question("getservbyport", "443", () -> LwtUnix.getservbyport(443, "")),
        new Question("getservbyport", "443, tcp", () -> LwtUnix.getservbyport(443, "tcp")));
  }

  // ---- errors

  @ParameterizedTest
  @MethodSource("questions")
  void anErrorNamesTheCallAndWhatItWasAbout(Question question) {
    EventLoop.open(faults.posix());
    faults.on(question.call).call(1).fail("EMFILE");
    UnixException error = refused(Errno.EMFILE, question::answer);
    assertEquals(question.call, error.call());
    assertEquals(question.argument, error.argument());
  }

  @Test
  void whatIsAboutThisProcessHasNoArgument() {
    EventLoop.open(faults.posix());
    faults.on("getlogin").call(1).fail("EMFILE");
    assertNull(runUntilRefused(Errno.EMFILE, LwtUnix.getlogin()).argument());
    faults.on("gethostname").call(1).fail("EFAULT");
    assertNull(runUntilRefused(Errno.EFAULT, LwtUnix.gethostname()).argument());
  }

  @ParameterizedTest
  @MethodSource("questions")
  void anInterruptedCallIsMadeAgain(Question question) {
    Object answer = question.answer();
    EventLoop.current().close();
    EventLoop.open(faults.posix());
    faults.on(question.call).call(1).fail("EINTR");
    faults.on(question.call).call(2).fail("EINTR");
    assertEquals(answer, question.answer());
    assertEquals(3, faults.calls(question.call));
  }

  @ParameterizedTest
  @CsvSource({
    "getpwnam, ENOENT", "getpwnam, ESRCH", "getpwuid, EBADF", "getpwuid, EPERM",
    "getgrnam, ESRCH", "getgrgid, ENOENT", "getprotobyname, ENOENT", "getservbyport, ENOENT",
  })
  void someErrorsMeanThatThereIsNone(String call, String errno) {
    EventLoop.open(faults.posix());
    faults.on(call).everyNth(1).fail(errno);
    questions()
        .filter(question -> question.call.equals(call))
        .forEach(question -> assertEquals(Optional.empty(), question.answer()));
    assertTrue(faults.injected() > 0);
  }

  @ParameterizedTest
  @CsvSource({"ENXIO", "ENOTTY", "ENOENT", "ENODEV", "EBADF"})
  void whereNobodyLoggedInThereIsNoLogin(String errno) {
    EventLoop.open(faults.posix());
    faults.on("getlogin").call(1).fail(errno);
    assertEquals(Optional.empty(), LwtMain.run(LwtUnix.getlogin()));
  }

  @ParameterizedTest
  @CsvSource({"gethostbyname, EPERM", "getservbyname, EPERM", "getprotobynumber, EBADF"})
  void otherErrorsOfTheNetworkAreErrors(String call, String errno) {
    EventLoop.open(faults.posix());
    faults.on(call).everyNth(1).fail(errno);
    Question question =
        questions().filter(each -> each.call.equals(call)).findFirst().orElseThrow();
    refused(Errno.valueOf(errno), question::answer);
  }

  @Test
  void aResolverThatCannotTellRejects() {
    EventLoop.open(
        answering(
            Map.of(
                "gethostbyname", Netdb.UNANSWERED,
                "gethostbyaddr", Netdb.UNANSWERED,
                "hostError", new Netdb.HostError(2, "TRY_AGAIN", "ask later"))));
    LookupException byName =
        assertThrows(
            LookupException.class, () -> LwtMain.run(LwtUnix.gethostbyname("slow.example")));
    assertEquals("gethostbyname: TRY_AGAIN (ask later): slow.example", byName.getMessage());
    assertEquals(2, byName.code());
    assertEquals("TRY_AGAIN", byName.codeName());
    assertEquals("ask later", byName.text());
    LookupException byAddress =
        assertThrows(
            LookupException.class,
            () -> LwtMain.run(LwtUnix.gethostbyaddr(InetAddress.ofLiteral("::1"))));
    assertTrue(byAddress.toString().contains("gethostbyaddr: TRY_AGAIN"), byAddress.toString());
  }

  // ---- large entries

  @Test
  void anEntryThatDoesNotFitGetsMoreRoom() {
    EventLoop.open(faults.posix());
    List<Long> sizes = sizesAsked("getgrgid");
    faults.on("getgrgid").call(1).fail("ERANGE");
    faults.on("getgrgid").call(2).fail("ERANGE");
    assertEquals(0, LwtMain.run(LwtUnix.getgrgid(0)).orElseThrow().gid());
    assertEquals(List.of(1024L, 4096L, 16_384L), sizes);
  }

  @Test
  void anEntryThatNeverFitsIsAnError() {
    EventLoop.open(faults.posix());
    List<Long> sizes = sizesAsked("getpwnam");
    faults.on("getpwnam").everyNth(1).fail("ERANGE");
    runUntilRefused(Errno.ERANGE, LwtUnix.getpwnam("root"));
    assertEquals(64L << 20, sizes.getLast());
    assertEquals(9, sizes.size());
  }

  private List<Long> sizesAsked(String call) {
    List<Long> sizes = Collections.synchronizedList(new ArrayList<>());
    faults.watch(
        made -> {
          if (made.name().equals(call)
              && made.arguments().getLast() instanceof EntryBuffer buffer) {
            sizes.add(buffer.size());
          }
        });
    return sizes;
  }

  @Test
  void aGroupMayHaveVeryManyMembers() {
    byte[] member = "member".getBytes(StandardCharsets.US_ASCII);
    var crowd = new Users.Group(member, new byte[0], 7, Collections.nCopies(100_000, member));
    EventLoop.open(answering(Map.of("getgrnam", 1, "group", crowd)));
    GroupEntry group = LwtMain.run(LwtUnix.getgrnam("crowd")).orElseThrow();
    assertEquals(100_000, group.members().size());
    assertEquals("member", group.members().getLast());
  }

  // ---- names

  @Test
  void bytesThatAreNoTextTravelAsSurrogates() {
    List<byte[]> asked = Collections.synchronizedList(new ArrayList<>());
    faults.watch(
        made -> {
          if (made.name().equals("getpwnam")) {
            asked.add((byte[]) made.arguments().getFirst());
          }
        });
    EventLoop.open(faults.posix());
    assertEquals(Optional.empty(), LwtMain.run(LwtUnix.getpwnam("caf\uDCE9")));
    assertEquals("caf\u00E9", new String(asked.getFirst(), StandardCharsets.ISO_8859_1));
    EventLoop.current().close();
    byte[] latin1 = "Ren\u00E9".getBytes(StandardCharsets.ISO_8859_1);
    byte[] none = {};
    var user = new Users.Passwd(latin1, none, 4_000_000_000L, 1, latin1, none, none);
    EventLoop.open(answering(Map.of("getpwuid", 1, "passwd", user)));
    assertEquals(
        new UserEntry("Ren\uDCE9", "", 4_000_000_000L, 1, "Ren\uDCE9", "", ""),
        LwtMain.run(LwtUnix.getpwuid(4_000_000_000L)).orElseThrow());
  }

  @Test
  void nulInANameIsRejected() {
    List<Promise<?>> asked =
        List.of(
            LwtUnix.getpwnam("a\0b"),
            LwtUnix.getgrnam("a\0b"),
            LwtUnix.gethostbyname("a\0b"),
            LwtUnix.getprotobyname("a\0b"),
            LwtUnix.getservbyname("a\0b", "tcp"),
            LwtUnix.getservbyname("http", "a\0b"),
            LwtUnix.getservbyport(80, "a\0b"));
    for (Promise<?> promise : asked) {
      var error = assertThrows(IllegalArgumentException.class, () -> LwtMain.run(promise));
      assertTrue(error.toString().endsWith(" contains NUL: \"a\\0b\""), error.toString());
    }
  }

  @Test
  void numbersOutOfBoundsThrow() {
    for (int port : new int[] {-1, 65_536}) {
      var error =
          assertThrows(IllegalArgumentException.class, () -> LwtUnix.getservbyport(port, "tcp"));
      assertEquals("port " + port + ": not within 0 to 65535", error.getMessage());
    }
    for (long id : new long[] {-1, 1L << 32}) {
      assertThrows(IllegalArgumentException.class, () -> LwtUnix.getpwuid(id));
      assertThrows(IllegalArgumentException.class, () -> LwtUnix.getgrgid(id));
    }
  }

  // ---- what there is not

  @Test
  void whatThereIsNotIsAbsent() {
    List<Promise<? extends Optional<?>>> asked =
        List.of(
            LwtUnix.getpwnam("no such user"),
            LwtUnix.getpwuid(NOBODY_IS),
            LwtUnix.getgrnam("no such group"),
            LwtUnix.getgrgid(NOBODY_IS),
            LwtUnix.gethostbyname("300.300.300.300"),
            LwtUnix.gethostbyaddr(InetAddress.ofLiteral("::")),
            LwtUnix.getprotobyname("no such protocol"),
            LwtUnix.getprotobynumber(-1),
            LwtUnix.getservbyname("no such service", ""),
            LwtUnix.getservbyname("https", "no such protocol"),
            LwtUnix.getservbyport(65_531, "tcp"));
    asked.forEach(promise -> assertEquals(Optional.empty(), LwtMain.run(promise)));
  }

  // ---- waiting

  @Test
  void aStuckResolverKeepsNeitherFilesNorOtherPoolsWaiting() {
    var release = new Semaphore(0);
    EventLoop.open(stuck("gethostbyname", new CountDownLatch(1), release));
    List<Promise<?>> lookups =
        Stream.generate(() -> LwtUnix.gethostbyname(DIGITS))
            .<Promise<?>>map(it -> it)
            .limit(50)
            .toList();
    assertEquals("file", LwtMain.run(Jobs.files().run(() -> "file")));
    assertEquals("own", LwtMain.run(new Jobs("databases-test", 1).run(() -> "own")));
    assertFalse(LwtMain.run(LwtUnix.gethostname()).isEmpty());
    assertTrue(lookups.stream().allMatch(Promise::isPending));
    release.release(50);
    lookups.forEach(LwtMain::run);
  }

  @Test
  void aCancelDetaches() throws InterruptedException {
    var begun = new CountDownLatch(1);
    var release = new Semaphore(0);
    EventLoop.open(stuck("getpwnam", begun, release));
    Promise<?> lookup = LwtUnix.getpwnam("root");
    begun.await();
    lookup.cancel();
    assertThrows(Canceled.class, () -> LwtMain.run(lookup));
    release.release();
    assertTrue(LwtMain.run(LwtUnix.getpwuid(0)).isPresent());
  }

  private Posix stuck(String call, CountDownLatch begun, Semaphore release) {
    faults.watch(
        made -> {
          if (made.name().equals(call)) {
            begun.countDown();
            release.acquireUninterruptibly();
          }
        });
    return faults.posix();
  }

  /** The real system, except that these methods give these answers. */
  private Posix answering(Map<String, Object> answers) {
    Posix real = faults.posix();
    return (Posix)
        Proxy.newProxyInstance(
            DatabasesTest.class.getClassLoader(),
            real.getClass().getInterfaces(),
            (_, method, arguments) -> {
              Object answer = answers.get(method.getName());
              try {
                return answer == null ? method.invoke(real, arguments) : answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
