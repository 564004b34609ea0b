package io.lwt.react;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.FreshScheduler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Events and signals made from each other at random, before and between the steps and inside them, compared with a model
 * that computes everything anew in each step, in the order in which it was made.
 */
@ExtendWith(FreshScheduler.class)
class RandomStepsTest {
  private static final int NODES = 60;
  private static final int STEPS = 60;

  /** What an event is in each step of the model; the event itself; and what it occurred with. */
  private static final class EventModel {
    final Event<Integer> event;
    final Supplier<Optional<Integer>> compute;
    Optional<Integer> now = Optional.empty();
    final List<Integer> occurred = new ArrayList<>();
    final List<Integer> expected = new ArrayList<>();

    EventModel(Event<Integer> event, Supplier<Optional<Integer>> compute) {
      this.event = event;
      this.compute = compute;
      event.onEach(occurred::add);
    }
  }

  /** The same of a signal. */
  private static final class SignalModel {
    final Signal<Integer> signal;
    final Function<Integer, Integer> compute;
    int value;
    boolean changed;

    SignalModel(Signal<Integer> signal, Function<Integer, Integer> compute) {
      this.signal = signal;
      this.compute = compute;
      value = signal.value();
    }
  }

  private final List<EventSource<Integer>> sources = new ArrayList<>();
  private final List<Optional<Integer>> sent = new ArrayList<>();
  private final List<EventModel> events = new ArrayList<>();
  private final List<SignalModel> signals = new ArrayList<>();

  /** In the order in which they were made, which is one in which they can be computed. */
  private final List<Runnable> model = new ArrayList<>();

  private Random random = new Random(0);

  @ParameterizedTest
  @ValueSource(ints = {0, 20, 40, 60, 80})
  void isWhatComputingEverythingAnewGives(int firstSeed) {
    for (int seed = firstSeed; seed < firstSeed + 20; seed++) {
      random = new Random(seed);
      List.of(sources, sent, events, signals, model).forEach(List::clear);
      for (int i = 0; i < 3; i++) {
        addSource();
      }
      addSignal(events.getFirst().event.hold(0), before -> eventNow(0).orElse(before));
      for (int i = 0; i < NODES; i++) {
        addNode();
      }
      for (int i = 0; i < STEPS; i++) {
        step();
        if (random.nextInt(3) == 0) {
          addNode();
        }
      }
    }
  }

  private void step() {
    for (int i = 0; i < sent.size(); i++) {
      sent.set(i, random.nextInt(2) == 0 ? Optional.of(random.nextInt(10)) : Optional.empty());
    }
    model.forEach(Runnable::run);
    Step.simultaneously(
        () -> {
          for (int i = 0; i < sources.size(); i++) {
            sent.get(i).ifPresent(sources.get(i)::send);
          }
        });
    events.forEach(each -> assertEquals(each.expected, each.occurred));
    signals.forEach(each -> assertEquals(each.value, each.signal.value()));
  }

  private Optional<Integer> eventNow(int index) {
    return events.get(index).now;
  }

  private void addSource() {
    EventSource<Integer> source = Event.create();
    int index = sources.size();
    sources.add(source);
    sent.add(Optional.empty());
    addEvent(source.event(), () -> sent.get(index));
  }

  private EventModel addEvent(Event<Integer> event, Supplier<Optional<Integer>> compute) {
    var added = new EventModel(event, compute);
    events.add(added);
    model.add(
        () -> {
          added.now = added.compute.get();
          added.now.ifPresent(added.expected::add);
        });
    return added;
  }

  private void addSignal(Signal<Integer> signal, Function<Integer, Integer> compute) {
    var added = new SignalModel(signal, compute);
    signals.add(added);
    model.add(
        () -> {
          int before = added.value;
          added.value = added.compute.apply(before);
          added.changed = added.value != before;
        });
  }

  private static int mixed(int a, int b) {
    return (a * 31 + b * 7) % 101;
  }

  private static boolean chosen(int n) {
    return n % 3 != 0;
  }

  private void addNode() {
    EventModel e = events.get(random.nextInt(events.size()));
    EventModel f = events.get(random.nextInt(events.size()));
    SignalModel s = signals.get(random.nextInt(signals.size()));
    SignalModel t = signals.get(random.nextInt(signals.size()));
    switch (random.nextInt(15)) {
      case 0 -> addEvent(e.event.map(n -> mixed(n, 1)), () -> e.now.map(n -> mixed(n, 1)));
      case 1 ->
          addEvent(
              e.event.filter(RandomStepsTest::chosen), () -> e.now.filter(RandomStepsTest::chosen));
      case 2 ->
          addEvent(
              Event.merge(List.of(e.event, f.event), 5, RandomStepsTest::mixed),
              () -> {
                int first = e.now.map(n -> mixed(5, n)).orElse(5);
                int both = f.now.map(n -> mixed(first, n)).orElse(first);
                return e.now.or(() -> f.now).map(_ -> both);
              });
      case 3 -> addEvent(Event.select(e.event, f.event), () -> e.now.or(() -> f.now));
      case 4 -> {
        var total = new Ref<>(0);
        addEvent(
            e.event.fold(0, RandomStepsTest::mixed),
            () -> {
              e.now.ifPresent(n -> total.value = mixed(total.value, n));
              return e.now.map(_ -> total.value);
            });
      }
      case 5 ->
          addEvent(
              e.event.sample(s.signal, RandomStepsTest::mixed),
              () -> e.now.map(n -> mixed(n, s.value)));
      case 6 ->
          addEvent(s.signal.changes(), () -> s.changed ? Optional.of(s.value) : Optional.empty());
      case 7 -> addSignal(e.event.hold(s.value), before -> e.now.orElse(before));
      case 8, 9 -> addSignal(s.signal.map(n -> n / 3), _ -> s.value / 3);
      case 10, 11 ->
          addSignal(
              Signal.lift(s.signal, t.signal, RandomStepsTest::mixed),
              _ -> mixed(s.value, t.value));
      case 12 -> {
        int index = signals.size();
        addSignal(
            s.signal.bind(n -> signals.get(n % index).signal),
            _ -> signals.get(s.value % index).value);
      }
      case 13 -> {
        int index = events.size();
        var now = new Ref<>(f);
        addEvent(
            f.event.switchTo(e.event.map(n -> events.get(n % index).event)),
            () -> {
              e.now.ifPresent(n -> now.value = events.get(n % index));
              return now.value.now;
            });
      }
      default -> // made anew in each step
          addEvent(
              e.event.map(n -> s.signal.map(m -> mixed(m, n)).value()),
              () -> e.now.map(n -> mixed(s.value, n)));
    }
  }
}
