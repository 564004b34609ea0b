package io.lwt.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.Lwt;
import io.lwt.LwtStream;
import io.lwt.Promise;
import io.lwt.process.ExitStatus.Exited;
import io.lwt.process.ExitStatus.Signaled;
import io.lwt.testkit.HangGuard;
import io.lwt.testkit.OpenDescriptors;
import io.lwt.unix.Errno;
import io.lwt.unix.LwtMain;
import io.lwt.unix.UnixException;
import io.lwt.unix.UnixSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many processes: some are killed at some moment, some cannot be started, some leave others behind. */
@Tag("slow")
class TortureTest extends LoopTest {
  private static final int PROCESSES = 20_000;
  private static final int AT_ONCE = 32;
  private static final int PAUSES = 50;
  private static final List<UnixSignal> DEADLY =
      List.of(UnixSignal.SIGKILL, UnixSignal.SIGTERM, UnixSignal.SIGHUP, UnixSignal.SIGQUIT);

  private final Random random = new Random(7);

  @Test
  @HangGuard.Limit(seconds = 300)
  void everyStatusIsToldAndNothingIsLeft() {
    LwtMain.run(LwtProcess.exec(Command.of("true"))); // the loop has its descriptors
    var before = OpenDescriptors.now();
    List<Integer> numbers = IntStream.range(0, PROCESSES).boxed().toList();
    LwtMain.run(LwtStream.ofIterable(numbers).iterN(AT_ONCE, _ -> one()));
    assertEquals(0, ProcessHandle.current().children().count());
    assertEquals(before, OpenDescriptors.now());
  }

  private Promise<@Nullable Void> one() {
    int kind = random.nextInt(100);
    if (kind < 10) {
      return killed(DEADLY.get(random.nextInt(DEADLY.size())), random.nextInt(PAUSES));
    }
    if (kind < 15) {
      return notStarted();
    }
    return kind < 20 ? withAGrandchild(random.nextInt(256)) : ended(random.nextInt(256));
  }

  private static Promise<@Nullable Void> ended(int code) {
    return LwtProcess.exec(Command.shell("exit " + code))
        .bind(status -> check(new Exited(code), status));
  }

  private static Promise<@Nullable Void> check(ExitStatus expected, ExitStatus status) {
    assertEquals(expected, status);
    return Promise.unit();
  }

  private static Promise<@Nullable Void> killed(UnixSignal signal, int pauses) {
    return LwtProcess.open(Command.of("sleep", "1000"))
        .bind(
            process ->
                pause(pauses)
                    .bind(
                        _ -> {
                          process.kill(signal);
                          return process.close();
                        }))
        .bind(status -> check(new Signaled(signal.number(), false), withoutCore(status)));
  }

  private static ExitStatus withoutCore(ExitStatus status) {
    return status instanceof Signaled(int number, _) ? new Signaled(number, false) : status;
  }

  private static Promise<@Nullable Void> pause(int count) {
    return count == 0 ? Promise.unit() : Lwt.pause().bind(_ -> pause(count - 1));
  }

  private static Promise<@Nullable Void> notStarted() {
    return LwtProcess.exec(Command.of("/no/such/program"))
        .tryBind(
            status -> Promise.failed(new AssertionError(status)),
            error -> {
              assertEquals(Errno.ENOENT, ((UnixException) error).errno());
              return Promise.unit();
            });
  }

  /** It has the output, and goes on for a while. */
  private static Promise<@Nullable Void> withAGrandchild(int code) {
    return LwtProcess.openIn(Command.shell("sleep 0.1 & exit " + code))
        .bind(
            process ->
                process
                    .status()
                    .bind(_ -> process.close())
                    .bind(status -> check(new Exited(code), status)));
  }

  @Test
  void aThousandRunAtOnce() {
    List<ProcessNone> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      all.add(LwtMain.run(LwtProcess.open(Command.of("sleep", "1000"))));
    }
    all.forEach(RunningProcess::terminate);
    for (ProcessNone each : all) {
      assertEquals(new Signaled(9, false), LwtMain.run(each.close()));
    }
  }
}
