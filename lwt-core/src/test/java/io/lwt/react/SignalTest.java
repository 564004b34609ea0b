package io.lwt.react;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lwt.FreshScheduler;
import io.lwt.Lwt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Which value signals have, and when they change. */
@ExtendWith(FreshScheduler.class)
class SignalTest {
  private final SignalSource<Integer> source = Signal.create(1);
  private final Signal<Integer> signal = source.signal();
  private final List<@Nullable Object> seen = new ArrayList<>();

  private void listen(Signal<?> to) {
    to.changes().onEach(seen::add);
  }

  private void set(Integer... values) {
    for (Integer value : values) {
      source.set(value);
    }
  }

  private void assertSeen(@Nullable Object... values) {
    assertEquals(Arrays.asList(values), seen);
    seen.clear();
  }

  @Nested
  class Setting {
    @Test
    void changesTheValue() {
      assertEquals(1, signal.value());
      set(2);
      assertEquals(2, signal.value());
    }

    @Test
    void toAnEqualValueIsNoChange() {
      listen(signal);
      set(1, 1000, Integer.valueOf(1000), 1);
      assertSeen(1000, 1);
    }

    @Test
    void byAPredicate() {
      SignalSource<Integer> tens = Signal.create(1, (a, b) -> a / 10 == b / 10);
      listen(tens.signal());
      tens.set(2);
      assertEquals(1, tens.signal().value());
      tens.set(13);
      assertSeen(13);
    }

    @Test
    void toNull() {
      SignalSource<@Nullable String> source = Signal.create(null);
      listen(source.signal());
      source.set(null);
      source.set("a");
      source.set(null);
      assertSeen("a", null);
    }

    @Test
    void aStoppedOneDoesNothing() {
      signal.stop();
      set(2);
      assertEquals(1, signal.value());
    }
  }

  @Nested
  class OneFromAnother {
    @Test
    void map() {
      Signal<Integer> mapped = signal.map(n -> n / 10);
      listen(mapped);
      assertEquals(0, mapped.value());
      set(2, 13, 14);
      assertEquals(1, mapped.value());
      assertSeen(1);
    }

    @Test
    void mapByAPredicate() {
      listen(signal.map(n -> n / 10, (_, _) -> false));
      set(2, 3);
      assertSeen(0, 0);
    }

    @Test
    void filter() {
      Signal<Integer> odd = signal.filter(0, n -> n % 2 == 1);
      Signal<Integer> even = signal.filter(0, n -> n % 2 == 0);
      assertEquals(1, odd.value());
      assertEquals(0, even.value());
      set(2);
      assertEquals(1, odd.value());
      assertEquals(2, even.value());
    }

    @Test
    void filterMap() {
      Function<Integer, Optional<String>> f = n -> n > 1 ? Optional.of("n" + n) : Optional.empty();
      Signal<String> mapped = signal.filterMap("none", f);
      assertEquals("none", mapped.value());
      set(2);
      assertEquals("n2", signal.filterMap("none", f).value());
      set(0);
      assertEquals("n2", mapped.value());
    }

    @Test
    void changesAndDiff() {
      listen(signal);
      signal.diff((now, before) -> now - before).onEach(seen::add);
      set(5, 5, 7);
      assertSeen(5, 4, 7, 2);
    }

    @Test
    void hold() {
      EventSource<Integer> events = Event.create();
      Signal<Integer> held = events.event().hold(0);
      listen(held);
      assertEquals(0, held.value());
      events.send(1);
      events.send(1);
      assertEquals(1, held.value());
      assertSeen(1);
    }

    @Test
    void holdByAPredicate() {
      EventSource<Integer> events = Event.create();
      listen(events.event().hold(0, (_, _) -> false));
      events.send(1);
      events.send(1);
      assertSeen(1, 1);
    }

    @Test
    void whatAFunctionThrowsAtFirstIsThrown() {
      assertThrows(ArithmeticException.class, () -> signal.map(n -> 1 / (n - 1)));
    }

    @Test
    void whatAFunctionThrowsLaterGoesToTheHookAndTheValueStays() {
      List<Throwable> hooked = new ArrayList<>();
      Lwt.setAsyncExceptionHook(hooked::add);
      Signal<Integer> inverse = signal.map(n -> 10 / n);
      set(0);
      assertEquals(10, inverse.value());
      assertEquals(10, inverse.value());
      assertEquals(1, hooked.size());
      set(2);
      listen(inverse);
      set(0, 5);
      assertEquals(2, hooked.size());
      assertEquals(2, inverse.value());
      assertSeen(2);
    }
  }

  @Nested
  class Constants {
    @Test
    void andWhatIsMadeOfThemOnly() {
      Signal<Integer> constant = Signal.of(1);
      assertEquals(2, constant.map(n -> n + 1).value());
      assertEquals(1, constant.filter(0, n -> n > 0).value());
      assertEquals(3, Signal.lift(constant, Signal.of(2), Integer::sum).value());
      assertEquals(7, Event.<Integer>never().hold(7).value());
      listen(constant);
      assertSeen();
    }

    @Test
    void togetherWithOthers() {
      Signal<Integer> sum = Signal.lift(Signal.of(10), signal, Integer::sum);
      set(2);
      assertEquals(12, sum.value());
    }
  }

  @Nested
  class FunctionsOfSignalsNobodyListensTo {
    private int calls;

    private final Signal<Integer> counted =
        signal.map(
            n -> {
              calls++;
              return n * 10;
            });

    @Test
    void areCalledWhenTheValueIsAskedForAndMayHaveChanged() {
      assertEquals(10, counted.value());
      assertEquals(1, calls);
      set(2, 3);
      assertEquals(1, calls);
      assertEquals(31, counted.map(n -> n + 1).value());
      assertEquals(30, counted.value());
      assertEquals(2, calls);
    }

    @Test
    void areCalledAtEachChangeWhileSomebodyListens() {
      Subscription subscription = counted.map(n -> n + 1).changes().onEach(seen::add);
      set(2, 3);
      assertEquals(30, counted.value());
      assertEquals(3, calls);
      subscription.stop();
      set(4, 5);
      assertEquals(3, calls);
      assertEquals(50, counted.value());
      assertSeen(21, 31);
    }

    @Test
    void areCalledOnceForEachOfManyInARow() {
      Signal<Integer> last = counted;
      for (int i = 0; i < 100_000; i++) {
        last = last.map(n -> n + 1);
      }
      set(2);
      assertEquals(100_020, last.value());
      assertEquals(2, calls);
    }

    @Test
    void listenedToWithinItsOwnFunction() {
      List<Subscription> subscriptions = new ArrayList<>();
      Signal<Integer> mapped =
          counted.map(
              n -> {
                subscriptions.forEach(Subscription::stop);
                subscriptions.add(counted.changes().onEach(_ -> {}));
                return n;
              });
      listen(mapped);
      set(2, 3, 4);
      assertSeen(20, 30, 40);
    }
  }

  @Nested
  class Several {
    private final SignalSource<Integer> other = Signal.create(10);

    @Test
    void liftOfTwo() {
      Signal<Integer> sum = Signal.lift(signal, other.signal(), Integer::sum);
      assertEquals(11, sum.value());
      set(2);
      other.set(20);
      assertEquals(22, sum.value());
    }

    @Test
    void liftOfMany() {
      Signal<Integer> third = signal.map(n -> -n);
      Signal<String> text =
          Signal.lift(
              () -> signal.value() + ", " + other.signal().value() + ", " + third.value(),
              signal,
              other.signal(),
              third);
      listen(text);
      assertEquals("1, 10, -1", text.value());
      set(2);
      other.set(20);
      assertSeen("2, 10, -2", "2, 20, -2");
    }

    @Test
    void merge() {
      Signal<String> text =
          Signal.merge(List.of(signal, other.signal(), signal), "", (all, n) -> all + n);
      assertEquals("1101", text.value());
      set(2);
      assertEquals("2102", text.value());
      assertEquals(5, Signal.merge(List.<Signal<Integer>>of(), 5, Integer::sum).value());
    }

    @Test
    void app() {
      SignalSource<Function<Integer, Integer>> function = Signal.create(n -> n + 1);
      Signal<Integer> applied = Signal.app(function.signal(), signal);
      assertEquals(2, applied.value());
      set(3);
      assertEquals(4, applied.value());
      function.set(n -> n * 100);
      assertEquals(300, applied.value());
    }
  }

  @Nested
  class Switching {
    private final SignalSource<Integer> other = Signal.create(10);

    @Test
    void followsTheSignalThatIsTheValueNow() {
      SignalSource<Signal<Integer>> signals = Signal.create(signal);
      Signal<Integer> switched = Signal.switchTo(signals.signal());
      listen(switched);
      assertEquals(1, switched.value());
      set(2);
      other.set(20);
      signals.set(other.signal());
      set(3);
      other.set(30);
      signals.set(Signal.of(40));
      assertSeen(2, 20, 30, 40);
      assertEquals(40, switched.value());
    }

    @Test
    void toADeeperOne() {
      SignalSource<Signal<Integer>> signals = Signal.create(signal);
      Signal<Integer> deep = signal.map(n -> n + 1).map(n -> n + 1).map(n -> n * 10);
      Signal<Integer> switched = Signal.switchTo(signals.signal());
      listen(Signal.lift(switched, deep, (a, b) -> a + "=" + b));
      signals.set(deep);
      set(2);
      assertSeen("30=30", "40=40");
    }

    @Test
    void bind() {
      Signal<Integer> bound = signal.bind(n -> n < 5 ? other.signal() : signal.map(m -> -m));
      listen(bound);
      assertEquals(10, bound.value());
      other.set(11);
      set(6);
      other.set(12);
      set(7);
      set(1);
      assertSeen(11, -6, -7, 12);
    }

    @Test
    void toItselfIsRefused() {
      List<Throwable> hooked = new ArrayList<>();
      Lwt.setAsyncExceptionHook(hooked::add);
      SignalSource<Signal<Integer>> signals = Signal.create(signal);
      Signal<Integer> switched = Signal.switchTo(signals.signal());
      listen(switched);
      signals.set(switched.map(n -> n + 1));
      assertEquals(IllegalStateException.class, hooked.getFirst().getClass());
      assertEquals(1, switched.value());
    }
  }

  @Nested
  class Stopping {
    @Test
    void keepsTheValue() {
      Signal<Integer> mapped = signal.map(n -> n * 10);
      Signal<Integer> further = mapped.map(n -> n + 1);
      mapped.stop();
      set(2);
      assertEquals(10, mapped.value());
      assertEquals(11, further.value());
    }

    @Test
    void keepGivesTheSame() {
      assertSame(signal, signal.keep());
    }
  }
}
