package io.lwt.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.bindings.Posix;
import io.lwt.testkit.RequiresProgram;
import io.lwt.unix.Errno;
import io.lwt.unix.EventLoop;
import io.lwt.unix.LwtMain;
import io.lwt.unix.UnixSignal;
import io.lwt.unix.internal.LoopAccess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits, umask, user and the signal at this process' end, which helpers of the system see to. */
@RequiresProgram("cc")
class MoreThanSpawningTest extends LoopTest {
  @TempDir private static Path folder;

  private static Checker checker = new Checker(Path.of("none"));

  @BeforeAll
  static void compile() throws IOException, InterruptedException {
    checker = Checker.compile(folder);
  }

  @Test
  void theUmaskIsSet() {
    assertEquals("077", checker.run(checker.command().umask(0077)).get("umask"));
    assertEquals("000", checker.run(checker.command().umask(0)).get("umask"));
  }

  @Test
  @RequiresProgram("prlimit")
  void limitsAreSet() {
    Map<String, String> found =
        checker.run(
            checker
                .command()
                .limit(ResourceLimit.NOFILE, 300, 400)
                .limit(ResourceLimit.CPU, 1000, ResourceLimit.UNLIMITED));
    assertEquals("300 400", found.get("nofile"));
    assertEquals("1000 -1", found.get("cpu"));
  }

  @Test
  @RequiresProgram("setpriv")
  void theSignalAtTheEndIsSet() {
    String found =
        checker.run(checker.command().deathSignal(UnixSignal.SIGHUP)).get("death signal");
    assertEquals(Integer.toString(UnixSignal.SIGHUP.number()), found);
  }

  @Test
  @RequiresProgram("setpriv")
  void allTogetherLeaveArgumentsAsTheyAre() {
    Map<String, String> found =
        checker.run(
            checker
                .command("a b", "$1", "--")
                .umask(0027)
                .limit(ResourceLimit.CORE, 0, 0)
                .deathSignal(UnixSignal.SIGKILL)
                .variable("LWT_CHECK", "x")
                .newSession());
    assertEquals("a b $1 --", found.get("arguments"));
    assertEquals("027", found.get("umask"));
    assertEquals("9", found.get("death signal"));
    assertEquals("x", found.get("env"));
    assertEquals(found.get("pid"), found.get("sid"));
    assertEquals("", found.get("blocked"));
    assertEquals("0 1 2", found.get("fds"));
  }

  @Test
  @RequiresProgram("setpriv")
  void theUserIsAnotherWhereThatMayBe() {
    Command other = Command.of("id", "-u").user(65534, 65534).stderr(Redirect.DEV_NULL);
    ExitStatus[] status = new ExitStatus[1];
    String found =
        LwtMain.run(
            LwtProcess.using(
                LwtProcess.openIn(other),
                process -> process.stdout().readAll(UTF_8),
                (ended, text) -> {
                  status[0] = ended;
                  return text;
                }));
    boolean mayBe = System.getProperty("user.name").equals("root");
    assertEquals(mayBe ? "65534\n" : "", found);
    assertEquals(mayBe, status[0].isSuccess());
  }

  @Test
  void whatIsNotThereIsStillNamed() throws IOException {
    Command umask = Command.of("no-such-program").umask(0);
    refused(Errno.ENOENT, "posix_spawn", "no-such-program", LwtProcess.exec(umask));
    Command denied = Command.of("/etc/passwd").umask(0);
    refused(Errno.EACCES, "posix_spawn", "/etc/passwd", LwtProcess.exec(denied));
    refused(
        Errno.ENOENT,
        "chdir",
        "/no/such",
        LwtProcess.exec(Command.of("id").umask(0).directory("/no/such")));
  }

  @Test
  void aHelperThatIsNotThereIsSaid() {
    var search =
        new PathSearch(Posix.host(), LoopAccess.of(EventLoop.current())) {
          @Override
          Optional<String> find(String program) {
            return List.of("sh", "prlimit", "setpriv").contains(program)
                ? Optional.empty()
                : super.find(program);
          }
        };
    Command plain = Command.of("id");
    for (Command command :
        List.of(
            plain.umask(0),
            plain.limit(ResourceLimit.CPU, 1, 1),
            plain.user(1, 1),
            plain.deathSignal(UnixSignal.SIGHUP))) {
      var missing =
          assertThrows(UnsupportedOperationException.class, () -> Helpers.wrap(command, search));
      assertTrue(String.valueOf(missing.getMessage()).contains("which is not in PATH"));
    }
  }
}
