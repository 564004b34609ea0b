package io.lwt.react;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.FreshScheduler;
import io.lwt.HeapUse;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.Scheduler;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is kept alive, and by whom; finalisers. */
@ExtendWith(FreshScheduler.class)
class LifetimeTest {
  private final EventSource<Integer> source = Event.create();
  private final Event<Integer> event = source.event();
  private final List<@Nullable Object> seen = new ArrayList<>();

  /** What the test refers to, until it forgets it. */
  private @Nullable Event<Integer> held;

  private WeakReference<?> hold(Event<Integer> event) {
    held = event;
    return new WeakReference<>(event);
  }

  private Event<Integer> held() {
    return Objects.requireNonNull(held);
  }

  private void forget() {
    held = null;
  }

  private static void assertSoon(BooleanSupplier condition) {
    for (int i = 0; i < 200 && !condition.getAsBoolean(); i++) {
      System.gc();
      Scheduler.current().runTasks();
      Thread.onSpinWait();
    }
    assertTrue(condition.getAsBoolean());
  }

  private static void assertCollected(WeakReference<?> reference) {
    assertSoon(() -> reference.get() == null);
  }

  private static void collect() {
    WeakReference<?> garbage = new WeakReference<>(new Object());
    assertCollected(garbage);
  }

  @Nested
  class Collection {
    @Test
    void takesWhatNobodyRefersOrListensTo() {
      assertCollected(new WeakReference<>(event.map(n -> n + 1)));
      assertCollected(new WeakReference<>(event.hold(0).map(n -> n).changes()));
    }

    @Test
    void leavesWhatSomebodyListensTo() {
      listenThroughOthers();
      collect();
      source.send(1);
      assertEquals(List.of(12), seen);
    }

    private Subscription listenThroughOthers() {
      return event.map(n -> n + 1).hold(0).map(n -> n + 10).changes().onEach(seen::add);
    }

    @Test
    void takesItWhenTheListenerIsStopped() {
      WeakReference<?> reference = hold(event.map(n -> n + 1));
      Subscription first = held().onEach(seen::add);
      Subscription second = held().map(n -> n).onEach(seen::add);
      forget();
      first.stop();
      collect();
      source.send(1);
      assertEquals(List.of(2), seen);
      second.stop();
      assertCollected(reference);
    }

    @Test
    void leavesWhatIsKeptUntilItIsStopped() {
      WeakReference<?> reference = keptUntil(event.dropOnce(), event.map(seen::add).stamp(1));
      collect();
      source.send(1);
      assertEquals(List.of(1), seen);
      source.send(2);
      assertCollected(reference);
    }

    /** Stops the shown event when {@code end} occurs. */
    private WeakReference<?> keptUntil(Event<Integer> end, Event<Integer> shown) {
      var reference = new WeakReference<>(shown.keep());
      end.once().onEach(_ -> Objects.requireNonNull(reference.get()).stop());
      return reference;
    }

    @Test
    void leavesFunctionsThatGivePromises() {
      event.map(n -> n * 10).mapS(n -> Promise.of(seen.add(n)));
      collect();
      source.send(1);
      assertEquals(List.of(10), seen);
    }

    @Test
    void leavesWhatAPromiseOfTheNextWaitsFor() {
      Promise<Integer> next = event.map(n -> n + 1).next();
      collect();
      source.send(1);
      assertEquals("Promise[fulfilled: 2]", next.toString());
    }

    @Test
    void leavesWhatWasSwitchedTo() {
      EventSource<Event<Integer>> events = Event.create();
      Event.<Integer>never().switchTo(events.event()).onEach(seen::add);
      events.send(event.map(n -> n + 1));
      collect();
      source.send(1);
      assertEquals(List.of(2), seen);
    }

    @Test
    void takesWhatWasSwitchedFrom() {
      EventSource<Event<Integer>> events = Event.create();
      Event.<Integer>never().switchTo(events.event()).onEach(seen::add);
      WeakReference<?> reference = sendMapped(events);
      events.send(event);
      assertCollected(reference);
    }

    private WeakReference<?> sendMapped(EventSource<Event<Integer>> events) {
      Event<Integer> mapped = event.map(n -> n + 1);
      events.send(mapped);
      return new WeakReference<>(mapped);
    }

    @Test
    void takesASourceWithItsListeners() {
      assertCollected(new WeakReference<>(listened()));
    }

    private EventSource<Integer> listened() {
      EventSource<Integer> listened = Event.create();
      listened.event().map(n -> n).onEach(seen::add);
      return listened;
    }

    @Test
    void ofALongChainNeedsNoStack() {
      Event<Integer> chain = event;
      for (int i = 0; i < 100_000; i++) {
        chain = chain.map(n -> n + 1);
      }
      Subscription subscription = chain.onEach(seen::add);
      source.send(0);
      subscription.stop();
      source.send(0);
      assertEquals(List.of(100_000), seen);
    }
  }

  @Nested
  class WithFinaliser {
    private int finalised;

    /** Lwt's own test. */
    @Test
    void runsWhenTheEventHasBeenCollectedAndNotBefore() {
      hold(event.withFinaliser(() -> finalised++));
      collect();
      Scheduler.current().runTasks();
      assertEquals(0, finalised);
      Promise<Integer> next = held().next();
      forget();
      collect();
      Scheduler.current().runTasks();
      assertEquals(0, finalised);
      source.send(1);
      assertEquals("Promise[fulfilled: 1]", next.toString());
      assertSoon(() -> finalised == 1);
    }

    /** Lwt's own test. */
    @Test
    void runsWhenTheSignalHasBeenCollectedAndNotBefore() {
      SignalSource<Integer> signal = Signal.create(0);
      Promise<Integer> next = signal.signal().withFinaliser(() -> finalised++).changes().next();
      collect();
      Scheduler.current().runTasks();
      assertEquals(0, finalised);
      signal.set(1);
      assertEquals("Promise[fulfilled: 1]", next.toString());
      assertSoon(() -> finalised == 1);
    }

    @Test
    void runsOnceWhenItIsStopped() {
      hold(event.withFinaliser(() -> finalised++));
      held().onEach(seen::add);
      source.send(1);
      held().stop();
      assertEquals(1, finalised);
      held().stop();
      source.send(2);
      assertEquals(List.of(1), seen);
      forget();
      collect();
      Scheduler.current().runTasks();
      assertEquals(1, finalised);
    }

    @Test
    void aSignalIsTheSameOtherwise() {
      SignalSource<Integer> signal = Signal.create(0, (_, _) -> false);
      Signal<Integer> watched = signal.signal().withFinaliser(() -> finalised++);
      watched.changes().onEach(seen::add);
      signal.set(0);
      assertEquals(0, watched.value());
      assertEquals(List.of(0), seen);
      watched.stop();
      assertEquals(1, finalised);
    }

    @Test
    void whatItThrowsGoesToTheHook() {
      List<Throwable> hooked = new ArrayList<>();
      Lwt.setAsyncExceptionHook(hooked::add);
      var error = new IllegalStateException("thrown by the finaliser");
      Runnable failing =
          () -> {
            finalised++;
            throw error;
          };
      event.withFinaliser(failing).stop();
      assertEquals(List.of(error), hooked);
      event.withFinaliser(failing);
      assertSoon(() -> finalised == 2);
      assertEquals(List.of(error, error), hooked);
    }

    @Test
    void doesNotRunOnAClosedScheduler() {
      event.withFinaliser(() -> finalised++);
      Scheduler.current().close();
      collect();
      Scheduler.current().runTasks();
      assertEquals(0, finalised);
    }

    @Test
    void fromEndsWhenNobodyIsThereAnyMore() {
      Resolver<Integer> call = Resolver.task();
      hold(Event.from(call::promise));
      Scheduler.current().wakeupPaused();
      held().map(n -> n);
      collect();
      Scheduler.current().runTasks();
      assertTrue(call.isPending());
      forget();
      assertSoon(() -> !call.isPending());
    }
  }

  /** A source that lives on, and what is made from it again and again. */
  @Nested
  @Tag("slow")
  class ConstantHeap {
    private static final int ROUNDS = 1_000_000;

    private final SignalSource<Integer> signal = Signal.create(0);

    enum Use {
      DROPPED,
      HELD,
      STOPPED_LISTENER,
      CANCELLED_NEXT,
      STOPPED_TRANSFORM,
      ONCE;

      boolean remembers() {
        return this == HELD;
      }

      void of(Event<Integer> event) {
        switch (this) {
          case DROPPED -> event.map(n -> n + 1).filter(n -> n > 0);
          case HELD -> event.hold(0).map(n -> n + 1);
          case STOPPED_LISTENER -> event.map(n -> n).onEach(_ -> {}).stop();
          case CANCELLED_NEXT -> event.next().cancel();
          case STOPPED_TRANSFORM -> event.mapS(Promise::of).stop();
          case ONCE -> event.once().keep();
        }
      }
    }

    @ParameterizedTest
    @EnumSource
    void ofAnEventThatIsSent(Use use) {
      event.onEach(_ -> {});
      long before = HeapUse.now();
      for (int i = 0; i < ROUNDS; i++) {
        use.of(event);
        if (!use.remembers() || i % 100_000 == 0) { // else it is updated until it is collected
          source.send(i);
        }
      }
      collect();
      source.send(ROUNDS);
      HeapUse.assertNotAbove(before);
    }

    @Test
    void ofASignalThatNeverChanges() {
      signal.signal().map(n -> n + 1).keep();
      long before = HeapUse.now();
      for (int i = 0; i < ROUNDS; i++) {
        signal.signal().map(n -> n + 1);
        signal.signal().changes().onEach(_ -> {}).stop();
      }
      HeapUse.assertNotAbove(before);
    }

    /** What was bound before is not updated any more, though it is not collected yet. */
    @Test
    void ofASignalThatIsBoundAgainAndAgain() {
      SignalSource<Integer> other = Signal.create(0);
      Signal<Integer> bound = signal.signal().bind(n -> other.signal().map(m -> m + n)).keep();
      long before = HeapUse.now();
      for (int i = 0; i < ROUNDS; i++) {
        signal.set(i);
        other.set(i);
      }
      assertEquals(2 * (ROUNDS - 1), bound.value());
      HeapUse.assertNotAbove(before);
    }

    @Test
    void ofFunctionsThatGivePromises() {
      event.mapS(n -> Promise.of(n + 1)).foldS(0, (sum, n) -> Promise.of(sum + n));
      event.mapP(Promise::of).limit(Promise::unit);
      long before = HeapUse.now();
      for (int i = 0; i < ROUNDS; i++) {
        source.send(i);
      }
      HeapUse.assertNotAbove(before);
    }
  }
}
