package io.lwt.react;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lwt.FreshScheduler;
import io.lwt.Lwt;
import io.lwt.PromiseAssertions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** When events occur, and with which values. */
@ExtendWith(FreshScheduler.class)
class EventTest {
  private final EventSource<Integer> source = Event.create();
  private final Event<Integer> event = source.event();
  private final List<@Nullable Object> seen = new ArrayList<>();

  private void listen(Event<?> to) {
    to.onEach(seen::add);
  }

  private void send(Integer... values) {
    for (Integer value : values) {
      source.send(value);
    }
  }

  private void assertSeen(@Nullable Object... values) {
    assertEquals(Arrays.asList(values), seen);
    seen.clear();
  }

  @Nested
  class Sending {
    @Test
    void callsTheListenersInTheOrderInWhichTheyWereAdded() {
      event.onEach(n -> seen.add("first " + n));
      event.onEach(n -> seen.add("second " + n));
      send(1, 2);
      assertSeen("first 1", "second 1", "first 2", "second 2");
    }

    @Test
    void nullIsAValue() {
      EventSource<@Nullable String> source = Event.create();
      listen(source.event());
      source.send(null);
      assertSeen((Object) null);
    }

    @Test
    void neverOccursNever() {
      assertSame(Event.never(), Event.never());
      listen(Event.never());
      listen(Event.<Integer>never().map(n -> n + 1).fold(0, Integer::sum));
      assertSeen();
    }
  }

  @Nested
  class OneFromAnother {
    @Test
    void map() {
      listen(event.map(n -> n * 10));
      send(1, 2);
      assertSeen(10, 20);
    }

    @Test
    void mapToNull() {
      listen(event.<@Nullable String>map(_ -> null));
      send(1);
      assertSeen((Object) null);
    }

    @Test
    void stamp() {
      listen(event.stamp("tick"));
      send(1, 2);
      assertSeen("tick", "tick");
    }

    @Test
    void filter() {
      listen(event.filter(n -> n > 1));
      send(1, 2, 0, 3);
      assertSeen(2, 3);
    }

    @Test
    void filterMap() {
      listen(event.filterMap(n -> n > 1 ? Optional.of("n" + n) : Optional.empty()));
      send(1, 2, 0, 3);
      assertSeen("n2", "n3");
    }

    @Test
    void once() {
      Event<Integer> once = event.once();
      listen(once);
      listen(once.map(n -> -n));
      send(1, 2);
      assertSeen(1, -1);
    }

    @Test
    void onceDoesNotCountWhatAListenerSendsAtThatMoment() {
      listen(event.once());
      event.once().onEach(n -> source.send(n + 1));
      send(1);
      assertSeen(1);
    }

    @Test
    void dropOnce() {
      listen(event.dropOnce());
      send(1, 2, 3);
      assertSeen(2, 3);
    }

    @Test
    void changes() {
      listen(event.changes());
      send(1, 1, 2, 2, 1);
      assertSeen(1, 2, 1);
    }

    @Test
    void changesByAPredicate() {
      listen(event.changes((a, b) -> a / 10 == b / 10));
      send(1, 2, 11, 12, 3);
      assertSeen(1, 11, 3);
    }

    @Test
    void diff() {
      listen(event.diff((now, before) -> now - before));
      send(1, 3, 10);
      assertSeen(2, 7);
    }

    @Test
    void fold() {
      listen(event.fold("", (text, n) -> text + n));
      send(1, 2, 3);
      assertSeen("1", "12", "123");
    }

    @Test
    void accum() {
      EventSource<Function<Integer, Integer>> functions = Event.create();
      listen(Event.accum(functions.event(), 1));
      functions.send(n -> n + 4);
      functions.send(n -> n * 2);
      assertSeen(5, 10);
    }

    @Test
    void foldCountsWhatOccurredWhileNobodyListened() {
      Event<Integer> sum = event.fold(0, Integer::sum);
      send(1, 2);
      listen(sum);
      send(3);
      assertSeen(6);
    }

    @Test
    void sampleHasTheSignalsValueOfTheSameStep() {
      Signal<Integer> doubled = event.map(n -> n * 2).hold(0);
      listen(event.sample(doubled, (n, twice) -> n + "/" + twice));
      send(1, 2);
      assertSeen("1/2", "2/4");
    }

    @Test
    void sampleDoesNotOccurWhenTheSignalChanges() {
      SignalSource<Integer> signal = Signal.create(0);
      listen(event.sample(signal.signal(), Integer::sum));
      signal.set(5);
      assertSeen();
      send(1);
      assertSeen(6);
    }
  }

  @Nested
  class Several {
    private final EventSource<Integer> other = Event.create();
    private final Event<Integer> negative = event.map(n -> -n);

    @Test
    void selectTakesTheFirstOfThoseThatOccurAtOnce() {
      listen(Event.select(other.event(), negative, event));
      send(1);
      other.send(2);
      assertSeen(-1, 2);
    }

    @Test
    void mergeFoldsThoseThatOccurAtOnceInTheListsOrder() {
      listen(Event.merge(List.of(event, other.event(), negative), "", (text, n) -> text + n));
      send(1);
      other.send(2);
      assertSeen("1-1", "2");
    }

    @Test
    void ofNoneNeverOccurs() {
      listen(Event.select());
      listen(Event.merge(List.<Event<Integer>>of(), 0, Integer::sum));
      send(1);
      assertSeen();
    }

    @Test
    void anEventTwice() {
      listen(Event.merge(List.of(event, event), 0, Integer::sum));
      send(2);
      assertSeen(4);
    }

    @Test
    void appOccursWhenBothDo() {
      EventSource<Function<Integer, String>> functions = Event.create();
      Event<Function<Integer, String>> large = event.filter(n -> n > 9).map(_ -> n -> "large " + n);
      listen(Event.app(Event.select(functions.event(), large), event));
      send(1, 10);
      functions.send(n -> "function alone " + n);
      assertSeen("large 10");
    }
  }

  @Nested
  class Switching {
    private final EventSource<Event<Integer>> next = Event.create();
    private final EventSource<Integer> other = Event.create();

    @Test
    void followsTheLastOne() {
      listen(event.switchTo(next.event()));
      send(1);
      next.send(other.event());
      send(2);
      other.send(3);
      next.send(event);
      other.send(4);
      send(5);
      assertSeen(1, 3, 5);
    }

    @Test
    void toTheSameAgain() {
      listen(event.switchTo(next.event()));
      next.send(event);
      next.send(event);
      send(1);
      assertSeen(1);
    }

    @Test
    void toNeverAndBack() {
      listen(Event.<Integer>never().switchTo(next.event()));
      send(1);
      next.send(event);
      send(2);
      next.send(Event.never());
      send(3);
      next.send(event);
      send(4);
      assertSeen(2, 4);
    }

    /** The new event counts already in the step in which it is switched to. */
    @Test
    void inTheStepInWhichTheNewOneOccurs() {
      Event<Integer> deep = event.map(n -> n + 1).map(n -> n + 1).map(n -> n + 1);
      listen(event.switchTo(event.filter(n -> n == 7).map(_ -> deep)));
      send(1, 7, 8);
      assertSeen(1, 10, 11);
    }

    @Test
    void toAnEventMadeInThatStep() {
      listen(Event.<Integer>never().switchTo(event.map(n -> event.map(m -> n * 100 + m))));
      send(1, 2);
      assertSeen(101, 202);
    }

    @Test
    void whatDependsOnItIsUpdatedAfterADeeperOneCame() {
      Event<Integer> deep = event.map(n -> n + 1).map(n -> n + 1).map(n -> n + 1);
      Event<Integer> switched = event.switchTo(next.event());
      listen(Event.merge(List.of(switched, event.map(n -> 1000 * n), deep), 0, Integer::sum));
      next.send(deep);
      send(1);
      assertSeen(4 + 1000 + 4);
    }

    @Test
    void toWhatDependsOnItIsRefused() {
      List<Throwable> errors = new ArrayList<>();
      Lwt.setAsyncExceptionHook(errors::add);
      Event<Integer> switched = event.switchTo(next.event());
      listen(switched);
      next.send(switched.map(n -> n + 1));
      next.send(switched);
      assertEquals(2, errors.size());
      errors.forEach(error -> assertEquals(IllegalStateException.class, error.getClass()));
      send(1);
      assertSeen(1);
    }
  }

  @Nested
  class Listening {
    @Test
    void endsWhenStopped() {
      Subscription subscription = event.onEach(seen::add);
      send(1);
      subscription.stop();
      subscription.stop();
      send(2);
      assertSeen(1);
    }

    @Test
    void endsWithinTheStep() {
      List<Subscription> later = new ArrayList<>();
      event.onEach(_ -> later.forEach(Subscription::stop));
      later.add(event.onEach(seen::add));
      send(1);
      assertSeen();
    }

    @Test
    void aListenerAddedByAListenerIsCalledFromTheNextTimeOn() {
      event.once().onEach(_ -> listen(event));
      send(1, 2);
      assertSeen(2);
    }
  }

  @Nested
  class Stopping {
    @Test
    void nothingThatDependsOnItOccursAnyMore() {
      Event<Integer> mapped = event.map(n -> n);
      listen(mapped);
      listen(mapped.map(n -> -n));
      send(1);
      mapped.stop();
      mapped.stop();
      send(2);
      assertSeen(1, -1);
    }

    @Test
    void aStoppedSourceMayBeSent() {
      listen(event);
      event.stop();
      send(1);
      assertSeen();
    }

    @Test
    void theOtherSourcesOfADependentGoOn() {
      EventSource<Integer> other = Event.create();
      listen(Event.select(event, other.event()));
      event.stop();
      send(1);
      other.send(2);
      assertSeen(2);
    }

    @Test
    void insideAStepItDoesNotOccurAnyMore() {
      Event<Integer> late = event.map(n -> n).map(n -> n);
      listen(late);
      event
          .map(
              n -> {
                late.stop();
                return n;
              })
          .keep();
      send(1);
      assertSeen();
    }

    @Test
    void whatIsMadeFromAStoppedOneNeverOccurs() {
      event.stop();
      listen(event.map(n -> n));
      send(1);
      assertSeen();
    }
  }

  @Nested
  class Errors {
    private final IllegalStateException error = new IllegalStateException("thrown by a function");
    private final List<Throwable> hooked = new ArrayList<>();

    @BeforeEach
    void setHook() {
      Lwt.setAsyncExceptionHook(hooked::add);
    }

    @Test
    void ofAFunctionGoToTheHookAndTheOthersGoOn() {
      Event<Integer> failing = event.map(this::failOn1);
      listen(failing);
      listen(event.map(n -> -n));
      listen(Event.select(failing, event.map(_ -> 0)));
      send(1, 2);
      assertEquals(List.of(error), hooked);
      assertSeen(-1, 0, 2, -2, 2);
    }

    @Test
    void ofAListenerGoToTheHookAndTheOthersAreCalled() {
      event.onEach(this::failOn1);
      listen(event);
      send(1, 2);
      assertEquals(List.of(error), hooked);
      assertSeen(1, 2);
    }

    @Test
    void anErrorThatIsLetThroughLeavesSend() {
      Lwt.setErrorFilter(thrown -> thrown != error);
      listen(event.map(this::failOn1));
      assertSame(error, assertThrows(IllegalStateException.class, () -> send(1)));
      assertEquals(List.of(), hooked);
    }

    private int failOn1(int n) {
      if (n == 1) {
        throw error;
      }
      return n;
    }

    @Test
    void aFunctionIsNeeded() {
      assertThrows(NullPointerException.class, () -> event.map(PromiseAssertions.nothing()));
      assertThrows(NullPointerException.class, () -> event.onEach(PromiseAssertions.nothing()));
      assertThrows(NullPointerException.class, () -> event.mapS(PromiseAssertions.nothing()));
    }
  }
}
