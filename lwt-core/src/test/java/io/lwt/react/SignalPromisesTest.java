package io.lwt.react;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.lwt.Fn;
import io.lwt.FreshScheduler;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.Scheduler;
import io.lwt.State;
import io.lwt.VirtualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What signals do with promises: Lwt_react's module S. */
@ExtendWith(FreshScheduler.class)
class SignalPromisesTest {
  private final IOException error = new IOException("broken");
  private final SignalSource<Integer> source = Signal.create(0);
  private final Signal<Integer> signal = source.signal();
  private final List<@Nullable Object> seen = new ArrayList<>();
  private final List<Throwable> hooked = new ArrayList<>();
  private final Map<Object, Resolver<Object>> calls = new HashMap<>();

  @BeforeEach
  void setHook() {
    Lwt.setAsyncExceptionHook(hooked::add);
  }

  /** A call of a function under test, whose promise the test resolves. */
  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // the test gives what the call wants
  private <U> Promise<U> call(Object argument) {
    Resolver<Object> resolver = Resolver.task();
    calls.put(argument, resolver);
    return (Promise<U>) resolver.promise();
  }

  private void fulfill(Object argument, Object value) {
    Objects.requireNonNull(calls.get(argument)).fulfill(value);
  }

  private static <T> Signal<T> valueOf(Promise<Signal<T>> promise) {
    if (promise.state() instanceof State.Fulfilled<Signal<T>>(Signal<T> signal)) {
      return signal;
    }
    throw new AssertionError(promise);
  }

  private <T> Signal<T> listenedTo(Promise<Signal<T>> promise) {
    Signal<T> signal = valueOf(promise);
    signal.changes().onEach(seen::add);
    return signal;
  }

  private void assertSeen(@Nullable Object... values) {
    assertEquals(Arrays.asList(values), seen);
    seen.clear();
  }

  @Nested
  class MapS {
    private final Promise<Signal<Object>> promise = signal.mapS(SignalPromisesTest.this::call);

    @Test
    void promisesASignalOnceTheFirstValueIsThere() {
      assertPending(promise);
      fulfill(0, "zero");
      assertEquals("zero", listenedTo(promise).value());
      source.set(1);
      source.set(2);
      fulfill(1, "one");
      assertSeen("one");
      fulfill(2, "two");
      assertSeen("two");
    }

    @Test
    void changesBeforeTheFirstValueIsThereComeAfterwards() {
      source.set(1);
      source.set(2);
      fulfill(0, "zero");
      Signal<Object> mapped = listenedTo(promise);
      assertEquals("zero", mapped.value());
      fulfill(1, "one");
      fulfill(2, "two");
      assertSeen("one", "two");
      assertEquals("two", mapped.value());
    }

    @Test
    void isRejectedAsTheFirstPromise() {
      source.set(1);
      Objects.requireNonNull(calls.get(0)).reject(error);
      assertRejected(error, promise);
      source.set(2);
      assertEquals(1, calls.size());
      assertEquals(List.of(), hooked);
    }

    @Test
    void laterRejectionsGoToTheHook() {
      fulfill(0, "zero");
      Signal<Object> mapped = listenedTo(promise);
      source.set(1);
      Objects.requireNonNull(calls.get(1)).reject(error);
      assertEquals(List.of(error), hooked);
      assertEquals("zero", mapped.value());
      source.set(2);
      fulfill(2, "two");
      assertSeen("two");
    }

    @Test
    void aCancelGoesToTheFirstPromise() {
      promise.cancel();
      assertCanceled(promise);
      assertCanceled(Objects.requireNonNull(calls.get(0)).promise());
      source.set(1);
      assertEquals(1, calls.size());
    }

    @Test
    void stoppedItCallsNoMore() {
      fulfill(0, "zero");
      valueOf(promise).stop();
      source.set(1);
      assertEquals(1, calls.size());
    }
  }

  @Test
  void mapSInsideAStepHasItsFirstValueAtOnce() {
    signal.changes().onEach(_ -> seen.add(valueOf(signal.mapS(n -> Promise.of(n * 10))).value()));
    source.set(1);
    assertSeen(10);
  }

  @Test
  void filterS() {
    Promise<Signal<Integer>> promise = signal.filterS(-1, SignalPromisesTest.this::call);
    fulfill(0, false);
    assertEquals(-1, listenedTo(promise).value());
    source.set(1);
    fulfill(1, true);
    source.set(2);
    fulfill(2, false);
    assertSeen(1);
    Promise<Signal<Integer>> second = signal.filterS(-1, _ -> Promise.of(true));
    assertEquals(2, valueOf(second).value());
  }

  @Test
  void filterMapS() {
    Promise<Signal<String>> promise =
        signal.<String>filterMapS("none", SignalPromisesTest.this::call);
    fulfill(0, Optional.empty());
    assertEquals("none", listenedTo(promise).value());
    source.set(1);
    fulfill(1, Optional.of("one"));
    assertSeen("one");
  }

  @Test
  void diffS() {
    signal.<Object>diffS((now, before) -> call(before + "->" + now)).onEach(seen::add);
    source.set(1);
    source.set(2);
    fulfill("0->1", "a");
    fulfill("1->2", "b");
    assertSeen("a", "b");
  }

  @Test
  void mergeS() {
    SignalSource<Integer> other = Signal.create(10);
    Promise<Signal<String>> promise =
        Signal.<Integer, String>mergeS(
            List.of(signal, other.signal()),
            "",
            (before, n) -> Lwt.pause().map(_ -> before + "," + n));
    assertPending(promise);
    Scheduler.current().wakeupPaused();
    Scheduler.current().wakeupPaused();
    assertEquals(",0,10", listenedTo(promise).value());
    other.set(11);
    Scheduler.current().wakeupPaused();
    Scheduler.current().wakeupPaused();
    assertSeen(",0,11");
  }

  @Test
  void appSFollowsTheFunctionAndTheValue() {
    SignalSource<Fn<Integer, Promise<Integer>>> function = Signal.create(n -> Promise.of(n + 1));
    Signal<Integer> applied = listenedTo(Signal.appS(function.signal(), signal));
    assertEquals(1, applied.value());
    source.set(5);
    function.set(n -> Promise.of(n * 10));
    assertSeen(6, 50);
  }

  @Test
  void liftAndMapSIsWhatL2SAndTheOthersAre() {
    SignalSource<Integer> other = Signal.create(10);
    Signal<Integer> sum =
        valueOf(Signal.lift(signal, other.signal(), Integer::sum).mapS(Promise::of));
    other.set(20);
    source.set(1);
    assertEquals(21, sum.value());
  }

  @Test
  void runS() {
    SignalSource<Promise<Integer>> promises = Signal.create(Promise.of(1));
    Signal<Integer> run = listenedTo(Signal.runS(promises.signal()));
    Resolver<Integer> second = Resolver.waiter();
    promises.set(second.promise());
    promises.set(Promise.of(3));
    assertEquals(1, run.value());
    second.fulfill(2);
    assertSeen(2, 3);
  }

  @Nested
  class BindS {
    private final SignalSource<String> first = Signal.create("a");
    private final SignalSource<String> second = Signal.create("b");
    private final Promise<Signal<String>> promise =
        signal.<String>bindS(SignalPromisesTest.this::call);

    @Test
    void hasTheValueOfTheSignalThatIsPromised() {
      fulfill(0, first.signal());
      Signal<String> bound = listenedTo(promise);
      assertEquals("a", bound.value());
      first.set("a2");
      source.set(1);
      first.set("a3");
      fulfill(1, second.signal());
      first.set("a4");
      second.set("b2");
      assertSeen("a2", "a3", "b", "b2");
    }

    @Test
    void stoppedItCallsNoMore() {
      fulfill(0, first.signal());
      Signal<String> bound = valueOf(promise);
      bound.stop();
      source.set(1);
      first.set("a2");
      assertEquals(1, calls.size());
      assertEquals("a", bound.value());
    }
  }

  @Nested
  class Limit {
    private final VirtualClock clock = new VirtualClock();

    /** Lwt's own test. */
    @Test
    void keepsTheLastOfWhatComesMeanwhile() {
      Signal<Integer> limited = signal.limit(this::second);
      limited.changes().onEach(seen::add);
      clock.advance(Duration.ofSeconds(1));
      source.set(1);
      source.set(0);
      source.set(2);
      assertSeen(1);
      assertEquals(1, limited.value());
      clock.advance(Duration.ofSeconds(1));
      assertSeen(2);
      source.set(3);
      clock.advance(Duration.ofSeconds(1));
      source.set(4);
      clock.advance(Duration.ofSeconds(1));
      assertSeen(3, 4);
    }

    /** Lwt's own test of the race: one change in a second. */
    @Test
    void whatIsSetAsTheLimiterEndsIsLimitedToo() {
      signal
          .limit(
              () -> {
                Promise<@Nullable Void> limiter = second();
                clock
                    .sleep(Duration.ofMillis(100))
                    .onSuccess(_ -> limiter.onSuccess(_ -> source.set(2)));
                return limiter;
              })
          .changes()
          .onEach(seen::add);
      source.set(1);
      clock.advance(Duration.ofMillis(999));
      assertSeen();
      clock.advance(Duration.ofSeconds(1));
      assertSeen(1);
      clock.advance(Duration.ofMillis(1));
      assertSeen(2);
    }

    @Test
    void aRejectionGoesToTheHook() {
      signal.limit(() -> second().bind(_ -> Promise.failed(error))).changes().onEach(seen::add);
      source.set(1);
      clock.advance(Duration.ofSeconds(1));
      assertSeen(1);
      assertInstanceOf(IOException.class, hooked.getFirst());
    }

    private Promise<@Nullable Void> second() {
      return clock.sleep(Duration.ofSeconds(1));
    }
  }
}
