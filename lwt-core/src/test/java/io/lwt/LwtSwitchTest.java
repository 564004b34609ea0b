package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(FreshScheduler.class)
class LwtSwitchTest {
  private final LwtSwitch sw = new LwtSwitch();
  private final List<String> log = new ArrayList<>();
  private final IOException error = new IOException("broken");
  private final IOException otherError = new IOException("broken too");

  private Callable<Promise<@Nullable Void>> logged(String name) {
    return () -> {
      log.add(name);
      return Promise.unit();
    };
  }

  private static <T> Callable<Promise<T>> failing(Exception error) {
    return () -> {
      throw error;
    };
  }

  @Nested
  class TurningOff {
    @Test
    void callsTheHooksTheLastOneFirst() {
      sw.addHook(logged("first"));
      sw.addHook(logged("second"));
      assertEquals(List.of(), log);
      assertFulfilled(null, sw.turnOff());
      assertEquals(List.of("second", "first"), log);
    }

    @Test
    void callsThemOnceAndGivesTheSamePromise() {
      Resolver<Integer> hook = Resolver.waiter();
      sw.addHook(
          () -> {
            log.add("called");
            return hook.promise();
          });
      Promise<?> off = sw.turnOff();
      assertSame(off, sw.turnOff());
      assertPending(off);
      hook.fulfill(1);
      assertFulfilled(null, off);
      assertSame(off, sw.turnOff());
      assertEquals(List.of("called"), log);
    }

    @Test
    void isOffBeforeTheFirstHookIsCalled() {
      sw.addHook(
          () -> {
            log.add("on: " + sw.isOn());
            return Promise.unit();
          });
      sw.turnOff();
      assertEquals(List.of("on: false"), log);
    }

    @Test
    void aHookThatTurnsItOffIsGivenTheSamePromise() {
      List<Promise<?>> seen = new ArrayList<>();
      sw.addHook(
          () -> {
            seen.add(sw.turnOff());
            return Promise.unit();
          });
      sw.addHook(logged("other"));
      Promise<?> off = sw.turnOff();
      assertFulfilled(null, off);
      assertSame(off, seen.getFirst());
      assertEquals(1, seen.size());
      assertEquals(List.of("other"), log);
    }

    @Test
    void callsThemAtOnceInsideACallbackToo() {
      sw.addHook(logged("hook"));
      InsideACallback.run(
          () -> {
            sw.turnOff();
            log.add("after");
          });
      assertEquals(List.of("hook", "after"), log);
    }

    @Test
    void startsAllAndWaitsForAllEvenIfOneFails() {
      Resolver<Integer> first = Resolver.waiter();
      Resolver<Integer> second = Resolver.waiter();
      sw.addHook(first::promise);
      sw.addHook(failing(error));
      sw.addHook(second::promise);
      sw.addHook(failing(otherError));
      Promise<?> off = sw.turnOff();
      assertPending(off);
      first.fulfill(1);
      assertPending(off);
      second.reject(otherError);
      assertRejected(otherError, off);
    }

    @ParameterizedTest
    @EnumSource
    void isRejectedWithTheErrorOfAHook(When when) {
      When.Source<Integer> hook = when.rejected(error);
      sw.addHook(hook::promise);
      Promise<?> off = sw.turnOff();
      hook.resolve().run();
      assertRejected(error, off);
    }

    @Test
    void aHookThatGivesAPromiseOfAnotherThreadKeepsNoneOfTheOthers() {
      Promise<Integer> foreign = OtherThread.get(() -> Resolver.<Integer>waiter().promise());
      sw.addHook(logged("first"));
      sw.addHook(() -> foreign);
      assertRejected(IllegalStateException.class, sw.turnOff());
      assertEquals(List.of("first"), log);
    }

    @Test
    void aCancelGoesToTheHooks() {
      Resolver<Integer> hook = Resolver.task();
      sw.addHook(hook::promise);
      Promise<?> off = sw.turnOff();
      off.cancel();
      assertCanceled(hook.promise());
      assertCanceled(off);
    }

    @Test
    void aHundredThousandSwitchesThatTurnEachOtherOff() {
      LwtSwitch outer = sw;
      for (int i = 0; i < 100_000; i++) {
        LwtSwitch inner = new LwtSwitch();
        outer.addHook(inner::turnOff);
        outer = inner;
      }
      outer.addHook(logged("innermost"));
      assertFulfilled(null, sw.turnOff());
      assertEquals(List.of("innermost"), log);
    }
  }

  @Nested
  class Asking {
    @Test
    void whileItIsOn() {
      assertTrue(sw.isOn());
      sw.check();
    }

    @Test
    void whenItIsOff() {
      sw.turnOff();
      assertFalse(sw.isOn());
      assertThrows(LwtSwitch.Off.class, sw::check);
    }
  }

  @Nested
  class AddingAHook {
    @Test
    void toOneThatIsOffThrows() {
      sw.turnOff();
      assertThrows(LwtSwitch.Off.class, () -> sw.addHook(logged("hook")));
      assertEquals(List.of(), log);
    }

    @Test
    void orCallingItKeepsItWhileItIsOn() {
      assertFulfilled(null, sw.addHookOrExec(logged("hook")));
      assertEquals(List.of(), log);
      sw.turnOff();
      assertEquals(List.of("hook"), log);
    }

    @ParameterizedTest
    @EnumSource
    void orCallingItCallsItWhenItIsOff(When when) {
      sw.turnOff();
      When.Source<Integer> fulfilled = when.fulfilled(1);
      Promise<?> first = sw.addHookOrExec(fulfilled::promise);
      fulfilled.resolve().run();
      assertFulfilled(null, first);
      When.Source<Integer> rejected = when.rejected(error);
      Promise<?> second = sw.addHookOrExec(rejected::promise);
      rejected.resolve().run();
      assertRejected(error, second);
      assertRejected(error, sw.addHookOrExec(failing(error)));
    }

    @Test
    void orCallingItCallsItWhileTheOthersAreUnderWay() {
      Resolver<Integer> hook = Resolver.waiter();
      sw.addHook(hook::promise);
      Promise<?> off = sw.turnOff();
      assertFulfilled(null, sw.addHookOrExec(logged("late")));
      assertEquals(List.of("late"), log);
      assertPending(off);
    }

    @Test
    void refusesNull() {
      assertThrows(NullPointerException.class, () -> sw.addHook(nothing()));
      assertThrows(NullPointerException.class, () -> sw.addHookOrExec(nothing()));
    }
  }

  @Nested
  class WithSwitch {
    @ParameterizedTest
    @EnumSource
    void turnsOffWhenTheBodyIsFulfilled(When when) {
      When.Source<Integer> body = when.fulfilled(7);
      Promise<Integer> result =
          LwtSwitch.withSwitch(
              given -> {
                given.addHook(logged("hook"));
                return body.promise();
              });
      assertEquals(when.isNow() ? List.of("hook") : List.of(), log);
      body.resolve().run();
      assertFulfilled(7, result);
      assertEquals(List.of("hook"), log);
    }

    @ParameterizedTest
    @EnumSource
    void turnsOffWhenTheBodyIsRejected(When when) {
      When.Source<Integer> body = when.rejected(error);
      Promise<Integer> result =
          LwtSwitch.withSwitch(
              given -> {
                given.addHook(logged("hook"));
                return body.promise();
              });
      body.resolve().run();
      assertRejected(error, result);
      assertEquals(List.of("hook"), log);
    }

    @Test
    void turnsOffWhenTheBodyThrows() {
      Promise<Integer> result =
          LwtSwitch.withSwitch(
              given -> {
                given.addHook(logged("hook"));
                throw error;
              });
      assertRejected(error, result);
      assertEquals(List.of("hook"), log);
    }

    @Test
    void turnsOffWhenTheBodyIsCancelled() {
      Promise<Integer> result =
          LwtSwitch.withSwitch(
              given -> {
                given.addHook(logged("hook"));
                return Resolver.<Integer>task().promise();
              });
      result.cancel();
      assertCanceled(result);
      assertEquals(List.of("hook"), log);
    }

    @Test
    void theErrorOfAHookComesBeforeThatOfTheBody() {
      Promise<Integer> result =
          LwtSwitch.withSwitch(
              given -> {
                given.addHook(failing(otherError));
                throw error;
              });
      assertRejected(otherError, result);
    }

    @Test
    void waitsForTheHooks() {
      Resolver<Integer> hook = Resolver.waiter();
      Promise<Integer> result =
          LwtSwitch.withSwitch(
              given -> {
                given.addHook(hook::promise);
                return Promise.of(1);
              });
      assertPending(result);
      hook.fulfill(0);
      assertFulfilled(1, result);
    }

    @Test
    void mayBeTurnedOffEarlier() {
      Promise<Integer> result =
          LwtSwitch.withSwitch(
              given -> {
                given.addHook(logged("hook"));
                return given.turnOff().map(_ -> 1);
              });
      assertFulfilled(1, result);
      assertEquals(List.of("hook"), log);
    }
  }
}
