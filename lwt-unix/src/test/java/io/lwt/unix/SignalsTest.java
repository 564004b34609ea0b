package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@link Signals}, with signals that this process sends to itself. */
class SignalsTest extends LoopTest {
  private static final JvmSignal USR1 = new JvmSignal(UnixSignal.SIGUSR1);
  private static final JvmSignal TERM = new JvmSignal(UnixSignal.SIGTERM);

  private final List<String> called = new ArrayList<>();

  @AfterEach
  void nothingIsLeft() throws Exception {
    EventLoop.current().close();
    assertEquals(0, Signals.count());
    assertSame(JvmSignal.defaultAction(), USR1.handler());
  }

  /** A handler that notes that it was called. */
  private Registration note(String text) {
    return Signals.on(UnixSignal.SIGUSR1, _ -> called.add(text));
  }

  /** Sends SIGUSR1, and runs the loop until its handlers have been called. */
  private static void raiseAndServe() throws Exception {
    Resolver<@Nullable Void> served = Resolver.waiter();
    try (var _ = Signals.on(UnixSignal.SIGUSR1, _ -> served.fulfill(null))) {
      USR1.raise();
      LwtMain.run(served.promise());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = UnixSignal.class,
      names = {
        "SIGHUP", "SIGINT", "SIGABRT", "SIGUSR1", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD",
        "SIGCONT", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGVTALRM", "SIGWINCH",
        "SIGIO", "SIGPWR", "SIGSYS"
      })
  void theseCanBeHad(UnixSignal signal) throws Exception {
    Object before = new JvmSignal(signal).handler();
    Resolver<UnixSignal> first = Resolver.waiter();
    try (var _ = Signals.on(signal, first::fulfill)) {
      new JvmSignal(signal).raise();
      assertEquals(signal, LwtMain.run(first.promise()));
    }
    assertEquals(before.getClass(), new JvmSignal(signal).handler().getClass());
  }

  @ParameterizedTest
  @CsvSource({
    "SIGKILL, no process",
    "SIGSTOP, no process",
    "SIGSEGV, machine code",
    "SIGBUS, machine code",
    "SIGFPE, machine code",
    "SIGILL, machine code",
    "SIGTRAP, machine code",
    "SIGPIPE, fails with an error",
    "SIGXFSZ, fails with an error",
    "SIGQUIT, stacks",
    "SIGUSR2, no samples",
    "SIGPROF, JFR",
    "SIGINFO, no such signal"
  })
  void theseCannot(UnixSignal signal, String reason) {
    for (Runnable attempt :
        List.<Runnable>of(
            () -> Signals.on(signal, _ -> {}), () -> Signals.next(UnixSignal.SIGUSR1, signal))) {
      var error = assertThrows(IllegalArgumentException.class, attempt::run);
      String message = String.valueOf(error.getMessage());
      assertTrue(message.startsWith(signal + " cannot be handled: "), message);
      assertTrue(message.contains(reason), message);
    }
    assertEquals(0, Signals.count());
  }

  @Test
  void handlersAreCalledInTheirOrder() throws Exception {
    note("first");
    note("second");
    note("third");
    assertEquals(3, Signals.count());
    raiseAndServe();
    assertEquals(List.of("first", "second", "third"), called);
    raiseAndServe();
    assertEquals(6, called.size());
  }

  @Test
  void oneThatIsRemovedIsNotCalledAnyMore() throws Exception {
    Registration first = note("first");
    note("second");
    first.close();
    first.close();
    assertEquals(1, Signals.count());
    raiseAndServe();
    assertEquals(List.of("second"), called);
  }

  @Test
  void oneThatIsRemovedDoesNotSeeWhatHasComeBefore() {
    Registration first = note("first");
    note("second");
    Signals.notify(UnixSignal.SIGUSR1);
    first.close();
    runLaps();
    assertEquals(List.of("second"), called);
  }

  @Test
  void aHandlerMayRemoveItselfAndOthers() {
    List<Registration> registrations = new ArrayList<>();
    registrations.add(
        Signals.on(
            UnixSignal.SIGUSR1,
            _ -> {
              called.add("once");
              registrations.forEach(Registration::close);
            }));
    registrations.add(note("never"));
    Signals.notify(UnixSignal.SIGUSR1);
    Signals.notify(UnixSignal.SIGUSR1);
    runLaps();
    assertEquals(List.of("once"), called);
  }

  @Test
  void itIsRemovedOnItsOwnThread() {
    Registration registration = note("mine");
    CompletableFuture.runAsync(() -> assertThrows(IllegalStateException.class, registration::close))
        .join();
    assertEquals(1, Signals.count());
  }

  @Test
  void whatAHandlerThrowsGoesToTheHook() throws Exception {
    var error = new IllegalArgumentException("mine");
    List<Throwable> reported = new ArrayList<>();
    Lwt.setAsyncExceptionHook(reported::add);
    Signals.on(
        UnixSignal.SIGUSR1,
        _ -> {
          throw error;
        });
    note("second");
    raiseAndServe();
    assertEquals(List.of(error), reported);
    assertEquals(List.of("second"), called);
  }

  // ---- with what else handles signals

  @Test
  void aFormerHandlerIsCalledToo() throws Exception {
    var formerCalls = new Semaphore(0);
    Object former = JvmSignal.handler(_ -> formerCalls.release());
    Object defaultAction = USR1.handle(former);
    Registration registration = note("ours");
    raiseAndServe();
    formerCalls.acquire();
    assertEquals(List.of("ours"), called);

    Signals.notify(UnixSignal.SIGUSR1);
    runLaps();
    assertEquals(2, called.size());
    registration.close();
    assertSame(former, USR1.handle(defaultAction));
    assertEquals(0, formerCalls.availablePermits());
  }

  @Test
  void whoTookTheSignalMeanwhileKeepsIt() throws Exception {
    Object later = JvmSignal.handler(_ -> {});
    Registration registration = note("ours");
    USR1.handle(later);
    registration.close();
    assertSame(later, USR1.handle(JvmSignal.defaultAction()));
  }

  @Test
  void aSignalCanBeTakenAgain() throws Exception {
    note("ours");
    var laterCalls = new Semaphore(0);
    Object ours = USR1.handle(JvmSignal.handler(_ -> laterCalls.release()));
    USR1.raise();
    laterCalls.acquire();
    assertEquals(List.of(), called);

    CompletableFuture.runAsync(() -> Signals.reinstall(UnixSignal.SIGUSR1)).join();
    assertSame(ours, USR1.handler());
    raiseAndServe();
    assertEquals(List.of("ours"), called);
    Signals.reinstall(UnixSignal.SIGWINCH);
    assertSame(JvmSignal.defaultAction(), new JvmSignal(UnixSignal.SIGWINCH).handler());
  }

  @Test
  void theJvmsOwnHandlerIsNotCalledAndIsPutBack() throws Exception {
    Object own = TERM.handler();
    assertNotEquals(JvmSignal.defaultAction(), own);
    Promise<UnixSignal> next = Signals.next(UnixSignal.SIGTERM);
    TERM.raise();
    assertEquals(UnixSignal.SIGTERM, LwtMain.run(next));
    assertSame(own.getClass(), TERM.handler().getClass());
  }

  // ---- several threads

  @Test
  void signalsAreInjectedFromAnyThread() {
    note("ours");
    CompletableFuture.runAsync(() -> Signals.notify(UnixSignal.SIGUSR1)).join();
    Signals.notify(UnixSignal.SIGKILL);
    assertEquals(List.of(), called);
    runLaps();
    assertEquals(List.of("ours"), called);
  }

  @Test
  void eachLoopHasItsHandlers() throws Exception {
    var registered = new CountDownLatch(1);
    var other =
        CompletableFuture.supplyAsync(
            () -> {
              Promise<UnixSignal> next = Signals.next(UnixSignal.SIGUSR1);
              registered.countDown();
              UnixSignal signal = LwtMain.run(next);
              EventLoop.current().close();
              return signal;
            });
    registered.await();
    note("ours");
    raiseAndServe();
    assertEquals(UnixSignal.SIGUSR1, other.join());
    assertEquals(List.of("ours"), called);
  }

  @Test
  void aClosedLoopForgetsItsHandlers() {
    note("ours");
    Promise<UnixSignal> next = Signals.next(UnixSignal.SIGUSR1);
    Signals.notify(UnixSignal.SIGWINCH);
    EventLoop.current().close();
    assertEquals(0, Signals.count());
    assertEquals(List.of(), called);
    assertThrows(Canceled.class, () -> EventLoop.resultOf(next));
  }

  @Test
  void aLoopThatIsGarbageHasNoHandlers() throws Exception {
    Thread thread = new Thread(() -> Signals.on(UnixSignal.SIGUSR1, _ -> called.add("gone")));
    thread.start();
    thread.join();
    assertEquals(1, Signals.count());
    EventLoop.current(); // so that the other one is not the latest
    while (Signals.count() > 0) { // the run has a limit
      System.gc();
      Thread.onSpinWait();
    }
  }

  /** A loop with a handler and a promise of the next signal, left behind by its thread. */
  private EventLoop leftBehind() throws InterruptedException {
    List<EventLoop> loops = new ArrayList<>();
    Thread thread =
        new Thread(
            () -> {
              note("left behind");
              Promise<UnixSignal> next = Signals.next(UnixSignal.SIGUSR1, UnixSignal.SIGWINCH);
              next.onSuccess(signal -> called.add("next " + signal));
              loops.add(EventLoop.current());
            });
    thread.start();
    thread.join();
    return loops.getFirst();
  }

  @Test
  void ifItsThreadHasEndedWhatWasThereBeforeGetsTheSignal() throws Exception {
    var formerCalls = new Semaphore(0);
    Object former = JvmSignal.handler(_ -> formerCalls.release());
    Object defaultAction = USR1.handle(former);
    EventLoop loop = leftBehind();
    assertEquals(3, Signals.count());
    USR1.raise();
    formerCalls.acquire();
    assertEquals(0, Signals.count());
    assertSame(former, USR1.handle(defaultAction));
    assertEquals(0, formerCalls.availablePermits(), "once");
    assertFalse(loop.isAlive());
  }

  @Test
  void ifItsThreadHasEndedTheHandlersOfOtherLoopsAreCalledStill() throws Exception {
    EventLoop loop = leftBehind();
    note("ours");
    raiseAndServe();
    assertEquals(List.of("ours"), called);
    assertEquals(1, Signals.count());
    assertFalse(loop.isAlive());
  }

  @Test
  void aLoopThatWasTakenOverKeepsItsHandlers() throws Exception {
    EventLoop loop = leftBehind();
    var taken = new Thread(() -> serveTaken(loop));
    taken.start();
    taken.join();
    assertEquals(List.of("left behind", "next SIGUSR1", "mine"), called);
  }

  private void serveTaken(EventLoop loop) {
    loop.scheduler().takeOver();
    Resolver<@Nullable Void> served = Resolver.waiter();
    Signals.on(
        UnixSignal.SIGUSR1,
        _ -> {
          called.add("mine");
          served.fulfill(null);
        });
    try {
      USR1.raise();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    LwtMain.run(served.promise());
    loop.close();
  }

  @Test
  void thereAreNoHandlersOnVirtualThreads() throws InterruptedException {
    Thread thread =
        Thread.ofVirtual()
            .start(() -> assertThrows(IllegalStateException.class, () -> note("virtual")));
    thread.join();
    assertEquals(0, Signals.count());
  }

  // ---- the next one

  @Test
  void theNextOfSeveralIsTheFirstThatComes() throws Exception {
    Promise<UnixSignal> next = Signals.next(UnixSignal.SIGUSR1, UnixSignal.SIGWINCH);
    assertEquals(2, Signals.count());
    USR1.raise();
    assertEquals(UnixSignal.SIGUSR1, LwtMain.run(next));
    assertEquals(0, Signals.count());
  }

  @Test
  void theOneAfterTheNextIsNobodys() {
    Promise<UnixSignal> next = Signals.next(UnixSignal.SIGUSR1, UnixSignal.SIGWINCH);
    Signals.notify(UnixSignal.SIGWINCH);
    assertEquals(0, Signals.count(), "already, though the loop does not know");
    Signals.notify(UnixSignal.SIGUSR1);
    assertEquals(UnixSignal.SIGWINCH, LwtMain.run(next));
  }

  @Test
  void theNextMayBeCancelled() {
    Promise<UnixSignal> next = Signals.next(UnixSignal.SIGUSR1);
    note("other");
    next.cancel();
    assertEquals(1, Signals.count());
    Signals.notify(UnixSignal.SIGUSR1);
    runLaps();
    assertEquals(List.of("other"), called);
    assertThrows(Canceled.class, () -> LwtMain.run(next));
  }

  @Test
  void aCancelAfterTheSignalCameButBeforeTheLoopSawItWins() {
    Promise<UnixSignal> next = Signals.next(UnixSignal.SIGUSR1);
    Signals.notify(UnixSignal.SIGUSR1);
    next.cancel();
    runLaps();
    assertThrows(Canceled.class, () -> LwtMain.run(next));
    assertFalse(next.isPending());
  }

  @Test
  void theNextOfNoneIsAnError() {
    var error = assertThrows(IllegalArgumentException.class, Signals::next);
    assertEquals("next: name a signal to wait for", error.getMessage());
  }

  @Test
  @SuppressWarnings("NullAway") // what programs may give that are not checked
  void nullIsNoSignal() {
    var error =
        assertThrows(
            NullPointerException.class, () -> Signals.next(UnixSignal.SIGUSR1, (UnixSignal) null));
    assertEquals("signal", error.getMessage());
  }
}
