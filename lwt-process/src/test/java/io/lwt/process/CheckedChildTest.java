package io.lwt.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lwt.bindings.Posix;
import io.lwt.testkit.RequiresProgram;
import io.lwt.unix.Errno;
import io.lwt.unix.Fd;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.OpenFlag;
import io.lwt.unix.Pipe;
import io.lwt.unix.SocketDomain;
import io.lwt.unix.SocketPair;
import io.lwt.unix.SocketType;
import io.lwt.unix.UnixException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a program finds, as a program in C sees it. */
@RequiresProgram("cc")
class CheckedChildTest extends LoopTest {
  private static final String SELF = Long.toString(ProcessHandle.current().pid());

  @TempDir private static Path folder;

  private static Checker checker = new Checker(Path.of("none"));

  @BeforeAll
  static void compile() throws IOException, InterruptedException {
    checker = Checker.compile(folder);
  }

  private static String linkOf(int number) throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
  }

  private static Fd file(String name) {
    return LwtMain.run(
        LwtUnix.openfile(
            folder.resolve(name).toString(), Set.of(OpenFlag.RDWR, OpenFlag.CREAT), 0600));
  }

  @Test
  void nothingIsInheritedThatWasNotAskedFor() {
    Pipe pipe = LwtUnix.pipe();
    pipe.in().setCloseOnExec(false); // as some of the JVM's own
    Map<String, String> found = checker.run(checker.command());
    assertEquals("0 1 2", found.get("fds"));
    assertEquals("", found.get("blocked"));
    assertEquals("", found.get("ignored"));
    assertEquals(SELF, found.get("ppid"));
    assertEquals(found.get("parents pgid"), found.get("pgid"));
    assertEquals(found.get("parents sid"), found.get("sid"));
    assertEquals(Path.of("").toAbsolutePath().toString(), found.get("cwd"));
    assertEquals("0", found.get("death signal"));
    pipe.in().close();
    pipe.out().close();
  }

  @Test
  void directoryEnvironmentAndArgumentsAreAsAskedFor() throws IOException {
    String odd = folder.toRealPath() + "/ä b"; // no Path, which depends on the locale
    LwtMain.run(LwtUnix.mkdir(odd, 0700));
    Map<String, String> found =
        checker.run(
            checker.command("one", "", "two words").directory(odd).variable("LWT_CHECK", "ä=b"));
    LwtMain.run(LwtUnix.rmdir(odd));
    assertEquals(odd, found.get("cwd"));
    assertEquals("ä=b", found.get("env"));
    assertEquals("one  two words", found.get("arguments"));
  }

  @Test
  void groupsAndSessionsAreItsOwn() {
    Map<String, String> group = checker.run(checker.command().newProcessGroup());
    assertEquals(group.get("pid"), group.get("pgid"));
    assertEquals(group.get("parents sid"), group.get("sid"));
    Map<String, String> session = checker.run(checker.command().newSession());
    assertEquals(session.get("pid"), session.get("pgid"));
    assertEquals(session.get("pid"), session.get("sid"));
    assertEquals("none", session.get("terminal"));
    Map<String, String> timed = checker.run(checker.command().timeout(Duration.ofSeconds(50)));
    assertEquals(timed.get("pid"), timed.get("pgid"));
  }

  @Test
  void anotherProcessGroupMayBeJoined() {
    ProcessBoth leader = LwtMain.run(LwtProcess.openBoth(Command.of("cat").newProcessGroup()));
    Map<String, String> found = checker.run(checker.command().processGroup(leader.pid()));
    assertEquals(Integer.toString(leader.pid()), found.get("pgid"));
    assertNotEquals(found.get("pid"), found.get("pgid"));
    assertEquals(new ExitStatus.Exited(0), LwtMain.run(leader.close()));
  }

  @Test
  void descriptorsFromThreeOnAreThoseListed() throws IOException {
    Fd first = file("first");
    Fd second = file("second");
    String firstLink = linkOf(first.number());
    String secondLink = linkOf(second.number());
    Map<String, String> found =
        checker.run(
            checker
                .command()
                .descriptor(4, Redirect.copy(first))
                .descriptor(7, Redirect.move(second))
                .descriptor(8, Redirect.like(4))
                .descriptor(9, Redirect.DEV_NULL));
    assertEquals("0 1 2 4 7 8 9", found.get("fds"));
    assertEquals(firstLink, found.get("fd4"));
    assertEquals(secondLink, found.get("fd7"));
    assertEquals(firstLink, found.get("fd8"));
    assertEquals("/dev/null", found.get("fd9"));
    assertEquals(new Fd.State.Closed(), second.state());
    assertEquals(new Fd.State.Opened(), first.state());
    LwtMain.run(first.close());
  }

  @Test
  void numbersMayBeSwapped() throws IOException {
    Fd first = file("first");
    Fd second = file("second");
    int one = first.number();
    int two = second.number();
    Map<String, String> found =
        checker.run(
            checker
                .command()
                .descriptor(one, Redirect.copy(second))
                .descriptor(two, Redirect.copy(first))
                .descriptor(4, Redirect.copy(first))
                .descriptor(5, Redirect.copy(second)));
    assertEquals(linkOf(one), found.get("fd4"));
    assertEquals(linkOf(two), found.get("fd5"));
    if (one < 10 && two < 10) {
      assertEquals(linkOf(two), found.get("fd" + one));
      assertEquals(linkOf(one), found.get("fd" + two));
    }
    LwtMain.run(first.close().bind(_ -> second.close()));
  }

  @Test
  void whatIsGivenBlocksThereAndNotHere() {
    Pipe copied = LwtUnix.pipe();
    Pipe moved = LwtUnix.pipe();
    SocketPair sockets = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM);
    Map<String, String> found =
        checker.run(
            checker
                .command()
                .stdin(Redirect.copy(copied.in()))
                .stdout(Redirect.move(moved.out()))
                .descriptor(3, Redirect.move(sockets.first())));
    assertEquals("", found.get("nonblocking"));
    int flags = Posix.host().descriptorFlags(copied.in().number());
    assertNotEquals(0, flags & io.lwt.bindings.Files.NON_BLOCKING);
    for (Fd fd : List.of(copied.in(), copied.out(), moved.in(), sockets.second())) {
      fd.close();
    }
  }

  /** Each way, with a way to know what the process then has: the file's name; empty if nothing. */
  private static Map<String, Function<Integer, Way>> ways() {
    Map<String, Function<Integer, Way>> ways = new LinkedHashMap<>();
    ways.put("keep", number -> new Way(Redirect.KEEP, link(number)));
    ways.put("null", _ -> new Way(Redirect.DEV_NULL, "/dev/null"));
    ways.put("close", _ -> new Way(Redirect.CLOSE, null));
    ways.put("copy", _ -> of(file("copied"), true));
    ways.put("move", _ -> of(file("moved"), false));
    ways.put(
        "file",
        _ ->
            new Way(
                Redirect.writeTo(folder.resolve("written").toString()),
                real(folder).resolve("written").toString()));
    return ways;
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String link(int number) {
    try {
      return linkOf(number);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Way of(Fd fd, boolean copied) {
    return new Way(copied ? Redirect.copy(fd) : Redirect.move(fd), link(fd.number()), fd);
  }

  /** A redirection, where it leads, and what is to be closed afterwards. */
  private record Way(Redirect redirect, @Nullable String link, @Nullable Fd fd) {
    Way(Redirect redirect, @Nullable String link) {
      this(redirect, link, null);
    }
  }

  @Test
  void everyPairOfRedirectionsWorks() {
    List<Function<Integer, Way>> ways = new ArrayList<>(ways().values());
    for (int left = 0; left < 3; left++) {
      int right = (left + 1) % 3;
      for (Function<Integer, Way> one : ways) {
        for (Function<Integer, Way> other : ways) {
          checkPair(left, one.apply(left), right, other.apply(right));
        }
      }
    }
  }

  private static void checkPair(int left, Way one, int right, Way other) {
    Map<String, String> found =
        checker.run(
            checker.command().descriptor(left, one.redirect()).descriptor(right, other.redirect()));
    String what = left + " " + one + ", " + right + " " + other;
    assertEquals(one.link(), found.get("fd" + left), what);
    assertEquals(other.link(), found.get("fd" + right), what);
    for (Way way : List.of(one, other)) {
      Fd fd = way.fd();
      if (fd != null) {
        assertEquals(way.redirect() instanceof Redirect.Move, fd.isClosed(), what);
        LwtMain.run(fd.close());
      }
    }
  }

  @Test
  void oneOutputMayBeLikeTheOther() {
    Map<String, String> found =
        checker.run(
            checker
                .command()
                .stdout(Redirect.like(2))
                .stderr(Redirect.like(0))
                .stdin(Redirect.DEV_NULL));
    assertEquals("/dev/null", found.get("fd1"));
    assertEquals("/dev/null", found.get("fd2"));
  }

  @Test
  void whatCannotBeGivenIsRefused() {
    Fd closed = file("closed");
    LwtMain.run(closed.close());
    refused(
        Errno.EBADF,
        "dup2",
        closed.toString(),
        LwtProcess.exec(checker.command().stdin(Redirect.copy(closed))));
    refused(
        Errno.ENOENT,
        "open",
        "/no/such",
        LwtProcess.exec(checker.command().stdin(Redirect.readFrom("/no/such"))));
    refused(
        Errno.EBADF,
        "posix_spawn",
        checker.program().toString(),
        LwtProcess.exec(checker.command().descriptor(250, Redirect.KEEP)));
    for (Command circle :
        List.of(
            checker.command().stdout(Redirect.like(2)).stderr(Redirect.like(1)),
            checker.command().stdout(Redirect.like(77)),
            checker.command().stdout(Redirect.CLOSE).stderr(Redirect.like(1)))) {
      rejection(IllegalArgumentException.class, LwtProcess.exec(circle));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> LwtProcess.read(checker.command().stdout(Redirect.KEEP)));
    assertThrows(
        IllegalArgumentException.class, () -> Command.of("x").descriptor(256, Redirect.KEEP));
    assertThrows(IllegalArgumentException.class, () -> Command.of(List.of()));
  }

  @Test
  void whatIsMovedIsClosedThoughNothingIsStarted() {
    Fd moved = file("moved");
    rejection(
        UnixException.class,
        LwtProcess.exec(Command.of("no-such-program").stdin(Redirect.move(moved))));
    assertEquals(new Fd.State.Closed(), moved.state());
  }

  @Test
  void filesAreReadAndWritten() throws IOException {
    Path in = Files.writeString(folder.resolve("in"), "text\n");
    Path out = folder.resolve("out");
    Command cat = Command.of("cat").stdin(Redirect.readFrom(in.toString()));
    LwtMain.run(LwtProcess.exec(cat.stdout(Redirect.writeTo(out.toString()))));
    LwtMain.run(LwtProcess.exec(cat.stdout(Redirect.appendTo(out.toString()))));
    assertEquals("text\ntext\n", Files.readString(out));
  }
}
