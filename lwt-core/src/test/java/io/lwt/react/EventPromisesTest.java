package io.lwt.react;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.Fn;
import io.lwt.FreshScheduler;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.Scheduler;
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

/** What events do with promises: Lwt_react's module E. */
@ExtendWith(FreshScheduler.class)
class EventPromisesTest {
  private final IOException error = new IOException("broken");
  private final EventSource<Integer> source = Event.create();
  private final Event<Integer> event = source.event();
  private final List<@Nullable Object> seen = new ArrayList<>();
  private final List<Throwable> hooked = new ArrayList<>();

  /** The promises of the functions under test, by what the functions were called with. */
  private final Map<Object, Resolver<Object>> calls = new HashMap<>();

  private final List<@Nullable Object> called = new ArrayList<>();

  @BeforeEach
  void setHook() {
    Lwt.setAsyncExceptionHook(hooked::add);
  }

  private void listen(Event<?> to) {
    to.onEach(seen::add);
  }

  private void send(Integer... values) {
    for (Integer value : values) {
      source.send(value);
    }
  }

  /** A call of a function under test, whose promise the test resolves. */
  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // the test gives what the call wants
  private <U> Promise<U> call(Object argument) {
    called.add(argument);
    Resolver<Object> resolver = Resolver.task();
    calls.put(argument, resolver);
    return (Promise<U>) resolver.promise();
  }

  private void fulfill(Object argument, Object value) {
    Objects.requireNonNull(calls.get(argument)).fulfill(value);
  }

  private void reject(Object argument) {
    Objects.requireNonNull(calls.get(argument)).reject(error);
  }

  private void assertSeen(@Nullable Object... values) {
    assertEquals(Arrays.asList(values), seen);
    seen.clear();
  }

  private void assertCalled(Object... arguments) {
    assertEquals(Arrays.asList(arguments), called);
    called.clear();
  }

  @Nested
  class Next {
    @Test
    void isTheNextValue() {
      send(1);
      Promise<Integer> next = event.next();
      assertPending(next);
      send(2, 3);
      assertFulfilled(2, next);
    }

    @Test
    void canBeCancelled() {
      Promise<Integer> next = event.next();
      next.cancel();
      assertCanceled(next);
      send(1);
      assertCanceled(next);
    }

    @Test
    void askedForByItsOwnCallback() {
      event.next().bind(_ -> event.next()).onSuccess(seen::add);
      send(1, 2, 3);
      assertSeen(2);
    }

    @Test
    void cancelledByAnEarlierListener() {
      List<Promise<Integer>> promises = new ArrayList<>();
      event.onEach(_ -> promises.forEach(Promise::cancel));
      promises.add(event.next());
      send(1);
      assertCanceled(promises.getFirst());
    }
  }

  @Nested
  class InSeries {
    @Test
    void theNextCallWaitsForThePromiseOfTheOneBefore() {
      listen(event.mapS(EventPromisesTest.this::call));
      send(1, 2, 3);
      assertCalled(1);
      fulfill(1, "one");
      assertCalled(2);
      assertSeen("one");
      fulfill(2, "two");
      fulfill(3, "three");
      assertSeen("two", "three");
    }

    @Test
    void withAPromiseThatIsResolved() {
      listen(event.mapS(n -> Promise.of(n * 10)));
      send(1, 2);
      assertSeen(10, 20);
    }

    /** Lwt's own test. */
    @Test
    void theFunctionIsCalledAtOnceThoughNobodyListens() {
      event.mapS(
          n -> {
            seen.add(n);
            return Promise.unit();
          });
      send(1);
      assertSeen(1);
    }

    @Test
    void aRejectionGoesToTheHookAndTheNextIsCalled() {
      listen(event.mapS(EventPromisesTest.this::call));
      send(1, 2);
      reject(1);
      assertEquals(List.of(error), hooked);
      fulfill(2, "two");
      assertSeen("two");
    }

    @Test
    void whatTheFunctionThrowsGoesToTheHookAndTheNextIsCalled() {
      listen(
          event.mapS(
              n -> {
                if (n == 1) {
                  throw error;
                }
                return Promise.of(n);
              }));
      send(1, 2);
      assertEquals(List.of(error), hooked);
      assertSeen(2);
    }

    @Test
    void stoppedItCallsNoMore() {
      Event<Object> mapped = event.mapS(EventPromisesTest.this::call);
      listen(mapped);
      send(1, 2);
      mapped.stop();
      fulfill(1, "one");
      send(3);
      assertCalled(1);
      assertSeen();
    }

    @Test
    void filterS() {
      listen(event.filterS(EventPromisesTest.this::call));
      send(1, 2);
      fulfill(1, true);
      fulfill(2, false);
      assertSeen(1);
    }

    @Test
    void filterMapS() {
      listen(event.<String>filterMapS(EventPromisesTest.this::call));
      send(1, 2);
      fulfill(1, Optional.empty());
      fulfill(2, Optional.of("two"));
      assertSeen("two");
    }

    @Test
    void diffS() {
      listen(event.<Object>diffS((now, before) -> call(before + "->" + now)));
      send(1, 2, 3);
      assertCalled("1->2");
      fulfill("1->2", "a");
      assertCalled("2->3");
      assertSeen("a");
    }

    @Test
    void sampleS() {
      Signal<Integer> doubled = event.map(n -> n * 2).hold(0);
      listen(event.<Integer, Object>sampleS(doubled, (n, twice) -> call(n + "/" + twice)));
      send(1);
      fulfill("1/2", "a");
      assertSeen("a");
    }

    @Test
    void foldS() {
      listen(event.<String>foldS("0", (before, n) -> call(before + "," + n)));
      send(1, 2, 3);
      assertCalled("0,1");
      fulfill("0,1", "a");
      reject("a,2");
      fulfill("a,3", "b");
      assertSeen("a", "b");
      assertEquals(List.of(error), hooked);
    }

    @Test
    void accumS() {
      EventSource<Fn<Integer, Promise<Integer>>> functions = Event.create();
      listen(Event.accumS(functions.event(), 1));
      functions.send(n -> Lwt.pause().map(_ -> n + 4));
      functions.send(n -> Promise.of(n * 2));
      assertSeen();
      Scheduler.current().wakeupPaused();
      assertSeen(5, 10);
    }

    @Test
    void mergeS() {
      Event<Integer> negative = event.map(n -> -n);
      listen(
          Event.<Integer, String>mergeS(
              List.of(event, negative), "0", (before, n) -> call(before + "," + n)));
      send(1);
      assertCalled("0,1");
      fulfill("0,1", "a");
      assertCalled("a,-1");
      fulfill("a,-1", "b");
      assertSeen("b");
    }

    @Test
    void appS() {
      Event<Fn<Integer, Promise<Object>>> functions = event.map(_ -> EventPromisesTest.this::call);
      listen(Event.appS(functions, event));
      send(1, 2);
      assertCalled(1);
      fulfill(1, "one");
      fulfill(2, "two");
      assertSeen("one", "two");
    }

    @Test
    void runS() {
      EventSource<Promise<Integer>> promises = Event.create();
      listen(Event.runS(promises.event()));
      Resolver<Integer> first = Resolver.waiter();
      promises.send(first.promise());
      promises.send(Promise.of(2));
      assertSeen();
      first.fulfill(1);
      assertSeen(1, 2);
    }
  }

  @Nested
  class InParallel {
    @Test
    void aLaterValueMayComeFirst() {
      listen(event.mapP(EventPromisesTest.this::call));
      send(1, 2, 3);
      assertCalled(1, 2, 3);
      fulfill(3, "three");
      reject(1);
      fulfill(2, "two");
      assertSeen("three", "two");
      assertEquals(List.of(error), hooked);
    }

    /** Lwt's own test. */
    @Test
    void theFunctionIsCalledAtOnceThoughNobodyListens() {
      event.mapP(
          n -> {
            seen.add(n);
            return Promise.unit();
          });
      send(1);
      assertSeen(1);
    }

    @Test
    void filterP() {
      listen(event.filterP(EventPromisesTest.this::call));
      send(1, 2, 3);
      fulfill(3, true);
      fulfill(1, true);
      fulfill(2, false);
      assertSeen(3, 1);
    }

    @Test
    void filterMapP() {
      listen(event.<String>filterMapP(EventPromisesTest.this::call));
      send(1, 2);
      fulfill(2, Optional.of("two"));
      fulfill(1, Optional.empty());
      assertSeen("two");
    }

    @Test
    void appP() {
      Event<Fn<Integer, Promise<Object>>> functions = event.map(_ -> EventPromisesTest.this::call);
      listen(Event.appP(functions, event));
      send(1, 2);
      fulfill(2, "two");
      fulfill(1, "one");
      assertSeen("two", "one");
    }

    @Test
    void runP() {
      EventSource<Promise<Integer>> promises = Event.create();
      listen(Event.runP(promises.event()));
      Resolver<Integer> first = Resolver.waiter();
      promises.send(first.promise());
      promises.send(Promise.of(2));
      first.fulfill(1);
      assertSeen(2, 1);
    }
  }

  @Nested
  class Limit {
    private final VirtualClock clock = new VirtualClock();

    @BeforeEach
    void setClock() {
      Scheduler.current().setClock(clock);
    }

    private Promise<@Nullable Void> second() {
      return clock.sleep(Duration.ofSeconds(1));
    }

    /** Lwt's own test. */
    @Test
    void keepsTheLastOfWhatComesMeanwhile() {
      listen(event.limit(this::second));
      send(1, 0, 2);
      assertSeen(1);
      clock.advance(Duration.ofSeconds(1));
      assertSeen(2);
      send(3);
      assertSeen();
      clock.advance(Duration.ofSeconds(1));
      assertSeen(3);
      clock.advance(Duration.ofSeconds(1));
      send(4);
      assertSeen(4);
    }

    /** Lwt's own test of the race: whoever is told first that the limiter has ended, there is one value a second. */
    @Test
    void whatIsSentAsTheLimiterEndsIsLimitedToo() {
      listen(
          event.limit(
              () -> {
                Promise<@Nullable Void> limiter = second();
                clock.sleep(Duration.ofMillis(100)).onSuccess(_ -> limiter.onSuccess(_ -> send(2)));
                return limiter;
              }));
      send(0, 1);
      clock.advance(Duration.ofMillis(500));
      assertSeen(0);
      clock.advance(Duration.ofSeconds(1));
      assertSeen(1);
      clock.advance(Duration.ofSeconds(1));
      assertSeen(2);
    }

    @Test
    void whatIsSentJustBeforeReplacesWhatWasHeldBack() {
      listen(
          event.limit(
              () -> {
                Promise<@Nullable Void> limiter = second();
                limiter.onSuccess(_ -> send(2, 3));
                return limiter;
              }));
      send(0, 1);
      clock.advance(Duration.ofMillis(1500));
      assertSeen(0, 2);
      clock.advance(Duration.ofSeconds(1));
      assertSeen(2);
    }

    @Test
    void aRejectionGoesToTheHookAndEndsTheWaiting() {
      listen(event.limit(() -> second().bind(_ -> Promise.failed(error))));
      send(1, 2);
      clock.advance(Duration.ofSeconds(1));
      assertSeen(1, 2);
      assertEquals(List.of(error), hooked);
    }

    @Test
    void whatTheFunctionThrowsGoesToTheHook() {
      listen(
          event.limit(
              () -> {
                throw error;
              }));
      send(1, 2);
      assertSeen(1, 2);
      assertEquals(List.of(error, error), hooked);
    }

    @Test
    void stoppedItLetsNothingPass() {
      int[] calls = {0};
      Event<Integer> limited =
          event.limit(
              () -> {
                calls[0]++;
                return second();
              });
      listen(limited);
      send(1, 2);
      limited.stop();
      clock.advance(Duration.ofSeconds(1));
      send(3);
      assertSeen(1);
      assertEquals(1, calls[0]);
    }
  }

  @Nested
  class From {
    private int count;

    @Test
    void occursWithOneAfterTheOther() {
      listen(Event.from(() -> call(++count)));
      assertCalled();
      Scheduler.current().wakeupPaused();
      assertCalled(1);
      fulfill(1, "one");
      fulfill(2, "two");
      assertCalled(2, 3);
      assertSeen("one", "two");
    }

    @Test
    void aRejectionEndsItAndGoesToTheHook() {
      listen(Event.from(() -> call(++count)));
      Scheduler.current().wakeupPaused();
      fulfill(1, "one");
      reject(2);
      assertSeen("one");
      assertCalled(1, 2);
      assertEquals(List.of(error), hooked);
    }

    @Test
    void stoppingCancels() {
      Event<Object> from = Event.from(() -> call(++count));
      Scheduler.current().wakeupPaused();
      from.stop();
      assertCanceled(Objects.requireNonNull(calls.get(1)).promise());
      assertEquals(List.of(), hooked);
    }

    @Test
    void stoppedAtOnceItCallsNothing() {
      Event.from(() -> call(++count)).stop();
      Scheduler.current().wakeupPaused();
      assertCalled();
    }
  }

  @Nested
  class Delay {
    private final Resolver<Event<Integer>> promised = Resolver.waiter();

    @Test
    void occursAsThePromisedOneFromThenOn() {
      listen(Event.delay(promised.promise()));
      send(1);
      promised.fulfill(event);
      send(2, 3);
      assertSeen(2, 3);
    }

    @Test
    void ofAResolvedPromise() {
      listen(Event.delay(Promise.of(event)));
      send(1);
      assertSeen(1);
    }

    @Test
    void aRejectionGoesToTheHook() {
      listen(Event.delay(promised.promise()));
      promised.reject(error);
      send(1);
      assertSeen();
      assertEquals(List.of(error), hooked);
    }
  }
}
