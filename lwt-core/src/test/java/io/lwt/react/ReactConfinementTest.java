package io.lwt.react;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.FreshScheduler;
import io.lwt.OtherThread;
import io.lwt.Promise;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Events and signals belong to the thread that made them; constants to nobody. */
@ExtendWith(FreshScheduler.class)
class ReactConfinementTest {

  private final EventSource<Integer> events = Event.create();
  private final SignalSource<Integer> signals = Signal.create(0);

  /** What is done with an event and a signal. */
  @FunctionalInterface
  interface Operation {
    void on(EventSource<Integer> events, SignalSource<Integer> signals);
  }

  static Stream<Named<Operation>> operations() {
    return Stream.of(
        Named.of("send", (events, _) -> events.send(1)),
        Named.of("stop", (events, _) -> events.event().stop()),
        Named.of("keep", (events, _) -> events.event().keep()),
        Named.of("map", (events, _) -> events.event().map(n -> n)),
        Named.of("select", (events, _) -> Event.select(Event.never(), events.event())),
        Named.of("sample", (_, s) -> Event.never().sample(s.signal(), (_, n) -> n)),
        Named.of("onEach", (events, _) -> events.event().onEach(_ -> {})),
        Named.of("next", (events, _) -> events.event().next()),
        Named.of("mapS", (events, _) -> events.event().mapS(Promise::of)),
        Named.of("set", (_, signals) -> signals.set(1)),
        Named.of("value", (_, signals) -> signals.signal().value()),
        Named.of("stop", (_, signals) -> signals.signal().stop()),
        Named.of("keep", (_, signals) -> signals.signal().keep()),
        Named.of("map", (_, signals) -> signals.signal().map(n -> n)),
        Named.of("changes", (_, signals) -> signals.signal().changes()),
        Named.of("limit", (_, signals) -> signals.signal().limit(Promise::unit)));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void anotherThreadIsRefused(Operation operation) {
    OtherThread.run(
        () -> {
          var thrown =
              assertThrows(IllegalStateException.class, () -> operation.on(events, signals));
          String message = String.valueOf(thrown.getMessage());
          assertTrue(message.contains("used on thread " + OtherThread.NAME), message);
        });
  }

  @ParameterizedTest
  @MethodSource("operations")
  void theOwnThreadIsNot(Operation operation) {
    operation.on(events, signals);
  }

  @Test
  void constantsAreShared() {
    Signal<Integer> constant = Signal.of(1).map(n -> n + 1);
    Event<Integer> never = Event.<Integer>never().map(n -> n + 1);
    List<Integer> seen =
        OtherThread.get(
            () -> {
              never.onEach(_ -> {}).stop();
              SignalSource<Integer> own = Signal.create(10);
              return List.of(
                  constant.value(), Signal.lift(constant, own.signal(), Integer::sum).value());
            });
    assertEquals(List.of(2, 12), seen);
  }

  @Test
  void anEventOfAnotherThreadIsNotSwitchedTo() {
    EventSource<Integer> foreign = OtherThread.get(Event::create);
    assertThrows(IllegalStateException.class, () -> foreign.send(1));
    assertThrows(IllegalStateException.class, () -> Event.select(events.event(), foreign.event()));
  }
}
