package io.lwt.react;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lwt.FreshScheduler;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What happens in one step, and what waits for the next one. */
@ExtendWith(FreshScheduler.class)
class StepTest {
  private final EventSource<Integer> source = Event.create();
  private final Event<Integer> event = source.event();
  private final List<@Nullable Object> seen = new ArrayList<>();

  @Nested
  class Glitches {
    @Test
    void aDiamondIsUpdatedOnceWithConsistentValues() {
      SignalSource<Integer> a = Signal.create(1);
      Signal<Integer> b = a.signal().map(n -> n + 1);
      Signal<Integer> c = a.signal().map(n -> n + 2).map(n -> n * 10);
      Signal<String> d = Signal.lift(b, c, (x, y) -> note(x + "," + y));
      d.changes().onEach(seen::add);
      seen.clear();
      a.set(2);
      assertEquals(List.of("3,40", "3,40"), seen);
    }

    private String note(String text) {
      seen.add(text);
      return text;
    }

    @Test
    void simultaneousOccurrencesAreMergedWhateverTheirDepth() {
      Event<Integer> deep = event.map(n -> n + 1).map(n -> n + 1).map(n -> n + 1);
      Event.merge(List.of(deep, event), "", (text, n) -> text + n).onEach(seen::add);
      source.send(1);
      assertEquals(List.of("41"), seen);
    }

    @Test
    void listenersSeeSignalsAsTheyAreAfterTheStep() {
      Signal<Integer> deep = event.hold(0).map(n -> n + 1).map(n -> n * 10);
      event.onEach(_ -> seen.add(deep.value()));
      source.send(1);
      assertEquals(List.of(20), seen);
    }
  }

  @Nested
  class SendingInAStep {
    @Test
    void waitsUntilTheListenersHaveBeenCalled() {
      event.filter(n -> n < 3).onEach(n -> source.send(n + 1));
      event.onEach(seen::add);
      source.send(1);
      assertEquals(List.of(1, 2, 3), seen);
    }

    @Test
    void byAFunctionWaitsToo() {
      EventSource<Integer> other = Event.create();
      Event.select(other.event(), event).onEach(seen::add);
      event
          .map(
              n -> {
                other.send(n * 10);
                return n;
              })
          .keep();
      source.send(1);
      assertEquals(List.of(1, 10), seen);
    }

    @Test
    void goesOnForLongWithoutStack() {
      event.filter(n -> n < 1_000_000).onEach(n -> source.send(n + 1));
      Signal<Integer> last = event.hold(0).keep();
      source.send(0);
      assertEquals(1_000_000, last.value());
    }

    @Test
    void settingASignalToWhatItIsByThenIsNoChange() {
      SignalSource<Integer> signal = Signal.create(0);
      signal.signal().changes().onEach(seen::add);
      event.onEach(signal::set);
      event.onEach(signal::set);
      source.send(1);
      assertEquals(List.of(1), seen);
    }
  }

  @Nested
  class MakingInAStep {
    /** Each function makes something from a deep event, which has not been updated by then. */
    private final Event<Integer> deep = event.map(n -> n + 1).map(n -> n + 1).map(n -> n * 10);

    private final Signal<Integer> deepSignal = deep.hold(0).keep();

    @Test
    void anEventOccursAlready() {
      event.once().map(_ -> deep.map(seen::add).keep()).keep();
      source.send(1);
      source.send(2);
      assertEquals(List.of(30, 40), seen);
    }

    @Test
    void aListenerIsCalledAlready() {
      event.once().map(_ -> deep.onEach(seen::add)).keep();
      source.send(1);
      source.send(2);
      assertEquals(List.of(30, 40), seen);
    }

    @Test
    void aSignalHasTheNewValue() {
      event
          .map(n -> deepSignal.map(m -> n + "/" + m).value() + " " + deep.hold(0).value())
          .onEach(seen::add);
      source.send(1);
      assertEquals(List.of("1/30 30"), seen);
    }

    @Test
    void changesDoNotOccurYet() {
      event
          .once()
          .map(
              _ ->
                  Event.select(deepSignal.changes(), deepSignal.diff(Integer::sum))
                      .onEach(seen::add))
          .keep();
      source.send(1);
      assertEquals(List.of(), seen);
      source.send(2);
      assertEquals(List.of(40), seen);
    }

    @Test
    void aValueIsReadAsItWillBe() {
      event.map(_ -> deepSignal.value()).onEach(seen::add);
      source.send(1);
      assertEquals(List.of(30), seen);
    }

    @Test
    void whatDependsOnTheFunctionItselfIsAsItWasBefore() {
      List<Signal<Integer>> signals = new ArrayList<>();
      Event<Integer> mapped = event.map(n -> n * 100 + signals.getFirst().value());
      Signal<Integer> held = mapped.hold(0);
      signals.add(held.map(n -> n + 1));
      mapped.onEach(seen::add);
      source.send(1);
      source.send(2);
      assertEquals(List.of(101, 302), seen);
    }

    @Test
    void whatWasReadTooEarlyIsReadAnew() {
      List<Signal<Integer>> signals = new ArrayList<>();
      Signal<Integer> held =
          event
              .map(
                  n -> {
                    seen.add(signals.getFirst().value());
                    return n;
                  })
              .hold(0);
      Signal<Integer> next = held.map(n -> n + 1);
      signals.add(next);
      held.changes().map(_ -> next.value()).onEach(seen::add);
      source.send(5);
      assertEquals(List.of(1, 6), seen);
    }

    @Test
    void anEventFromTheOneWhoseFunctionMakesItOccursOnce() {
      List<Event<Integer>> events = new ArrayList<>();
      Event<Integer> mapped =
          event.map(
              n -> {
                events.getFirst().fold(0, Integer::sum).onEach(seen::add);
                return n;
              });
      events.add(Event.merge(List.of(mapped, event), 0, Integer::sum));
      mapped.keep();
      source.send(1);
      assertEquals(List.of(2), seen);
    }

    @Test
    void aFunctionIsCalledOnceInAStep() {
      int[] calls = {0};
      Event<Integer> counted =
          deep.map(
              n -> {
                calls[0]++;
                return n;
              });
      event.map(_ -> counted.hold(0).value()).onEach(seen::add);
      counted.onEach(seen::add);
      source.send(1);
      assertEquals(1, calls[0]);
      assertEquals(List.of(30, 30), seen);
    }
  }

  @Nested
  class Simultaneously {
    private final SignalSource<Integer> x = Signal.create(1);
    private final SignalSource<Integer> y = Signal.create(1);
    private final EventSource<Integer> other = Event.create();

    @Test
    void severalSignalsAreSetInOneStep() {
      Signal.lift(x.signal(), y.signal(), (a, b) -> a + "," + b).changes().onEach(seen::add);
      Step.simultaneously(
          () -> {
            x.set(2);
            y.set(7);
            y.set(3);
            assertEquals(1, x.signal().value());
          });
      assertEquals(List.of("2,3"), seen);
    }

    @Test
    void severalEventsOccurAtOnce() {
      Event.merge(List.of(event, other.event()), "", (text, n) -> text + n).onEach(seen::add);
      Step.simultaneously(
          () -> {
            other.send(2);
            Step.simultaneously(() -> source.send(1));
          });
      assertEquals(List.of("12"), seen);
    }

    @Test
    void anEventOccursOnceOnly() {
      event.onEach(seen::add);
      assertThrows(
          IllegalStateException.class,
          () ->
              Step.simultaneously(
                  () -> {
                    source.send(1);
                    source.send(2);
                  }));
      assertEquals(List.of(), seen);
      source.send(3);
      assertEquals(List.of(3), seen);
    }

    @Test
    void insideAStepItWaits() {
      Event.select(event, other.event()).onEach(seen::add);
      event.once().onEach(n -> Step.simultaneously(() -> source.send(n + 1)));
      source.send(1);
      assertEquals(List.of(1, 2), seen);
    }
  }
}
