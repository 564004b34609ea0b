package io.lwt.integration;

import io.lwt.Lwt;
import io.lwt.LwtDirect;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.unix.EventLoop;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.Pipe;
import io.lwt.unix.Registration;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Ends a JVM in many ways. What goes to the error output is printed with the rest. */
final class ExitProgram {
  /** The status of those that call {@link System#exit}. */
  static final int STATUS = 3;

  /** To begin, also on a machine that is busy. */
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(2);

  private ExitProgram() {}

  /**
   * Runs one of them.
   *
   * @param arguments its name
   */
  public static void main(String[] arguments) throws Exception {
    System.setErr(System.out);
    switch (arguments[0]) {
      case "returns" -> returns();
      case "fails" -> fails();
      case "adds" -> adds();
      case "forgets" -> forgets();
      case "callback" -> callback();
      case "task" -> task();
      case "direct" -> direct();
      case "running" -> running();
      case "waiting" -> waiting();
      case "late" -> late();
      case "exits" -> exits();
      case "stuck" -> stuck();
      case "blocked" -> blocked();
      case "loops" -> loops();
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  private static Registration printAtExit(String line) {
    return LwtMain.atExit(() -> print(line));
  }

  /** Prints a line, some laps later. */
  private static Promise<@Nullable Void> print(String line) {
    return LwtUnix.sleep(Duration.ofNanos(1))
        .bind(_ -> Lwt.pause())
        .map(
            _ -> {
              System.out.println(line);
              return null;
            });
  }

  private static <T> Promise<T> never() {
    return Resolver.<T>waiter().promise();
  }

  private static void returns() {
    printAtExit("first");
    printAtExit("second");
    LwtMain.run(Lwt.pause());
    System.out.println("main");
  }

  private static void fails() {
    printAtExit("the last one");
    LwtMain.atExit(() -> Promise.failed(new Exception("rejected")));
    LwtMain.atExit(
        () -> {
          throw new IllegalStateException("thrown");
        });
  }

  private static void adds() {
    LwtMain.atExit(
        () -> {
          printAtExit("added");
          return Promise.unit();
        });
  }

  /** Hooks that were removed, and those of a closed loop. */
  private static void forgets() {
    printAtExit("closed with its loop");
    EventLoop.current().close();
    Registration removed = printAtExit("removed");
    printAtExit("kept");
    removed.close();
    removed.close();
  }

  /** Exits in the callback of a read; what the hook needs is the same descriptor, and what that left undone. */
  private static void callback() {
    Pipe pipe = LwtUnix.pipe();
    Promise<Integer> read = pipe.in().read(new byte[1]);
    Promise<Integer> next = pipe.in().read(new byte[1]);
    Resolver<String> behind = Resolver.waiter();
    LwtMain.atExit(
        () ->
            Lwt.both(next, behind.promise())
                .map(
                    both -> {
                      System.out.println(both);
                      return null;
                    }));
    read.onSuccess(_ -> behind.fulfill("behind"));
    read.onSuccess(_ -> System.exit(STATUS));
    LwtMain.run(pipe.out().write(new byte[2]).bind(_ -> never()));
  }

  /** Exits in a task; what the hook needs is the next one, and a pause. */
  private static void task() {
    Resolver<String> behind = Resolver.waiter();
    EventLoop loop = EventLoop.current();
    LwtMain.atExit(() -> behind.promise().bind(ExitProgram::print));
    loop.execute(() -> System.exit(STATUS));
    loop.execute(() -> behind.fulfill("the next task"));
    LwtMain.run(never());
  }

  private static void direct() {
    printAtExit("hook");
    LwtMain.run(
        LwtDirect.spawn(
            () -> {
              LwtDirect.await(Lwt.pause());
              System.exit(STATUS);
              return "never";
            }));
  }

  private static void running() {
    printAtExit("hook");
    System.out.println("ready");
    LwtMain.run(never());
  }

  /** Has a loop, and does something else. */
  private static void waiting() throws InterruptedException {
    printAtExit("hook");
    LwtMain.run(Lwt.pause());
    System.out.println("ready");
    new CountDownLatch(1).await();
  }

  private static void late() {
    LwtMain.setExitDeadline(LONG_ENOUGH);
    printAtExit("never called");
    LwtMain.atExit(ExitProgram::never);
    printAtExit("called");
  }

  private static void exits() {
    LwtMain.setExitDeadline(LONG_ENOUGH);
    LwtMain.atExit(
        () -> {
          System.exit(STATUS + 1);
          return Promise.unit();
        });
    System.exit(STATUS);
  }

  private static void stuck() {
    LwtMain.setExitDeadline(Duration.ofMillis(20));
    printAtExit("never called");
    LwtMain.run(
        Lwt.pause()
            .map(
                _ -> {
                  System.out.println("ready");
                  while (true) {
                    Thread.onSpinWait();
                  }
                }));
  }

  /** Writes to a pipe that nobody reads, when it ends. */
  private static void blocked() {
    LwtMain.setExitDeadline(LONG_ENOUGH);
    Pipe pipe = LwtUnix.pipe();
    LwtMain.atExit(() -> pipe.out().write(new byte[1 << 20]).bind(_ -> never()));
  }

  /** One loop runs, one was left behind by its thread; each hook needs the other. */
  private static void loops() throws InterruptedException {
    Resolver<String> here = Resolver.waiter();
    EventLoop loop = EventLoop.current();
    Thread other =
        new Thread(
            () -> {
              Resolver<String> there = Resolver.waiter();
              EventLoop otherLoop = EventLoop.current();
              LwtMain.atExit(
                  () -> {
                    loop.execute(() -> here.fulfill("both"));
                    return there.promise();
                  });
              loop.execute(
                  () ->
                      LwtMain.atExit(
                          () ->
                              here.promise()
                                  .bind(ExitProgram::print)
                                  .map(
                                      _ -> {
                                        otherLoop.execute(() -> there.fulfill("done"));
                                        return null;
                                      })));
            });
    other.start();
    other.join();
    LwtMain.run(Lwt.pause());
    System.out.println("ready");
    LwtMain.run(never());
  }
}
