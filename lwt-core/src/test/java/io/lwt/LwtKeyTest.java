package io.lwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Values that callbacks see without being handed them. */
@ExtendWith(FreshScheduler.class)
class LwtKeyTest {
  private final LwtKey<String> key = new LwtKey<>();
  private final LwtKey<Integer> otherKey = new LwtKey<>();

  private void with(@Nullable String value, Runnable body) {
    assertEquals(
        "result",
        key.<String>with(
            value,
            () -> {
              body.run();
              return "result";
            }));
  }

  private void assertSees(@Nullable String value) {
    assertEquals(Optional.ofNullable(value), key.get());
  }

  @Nested
  class InOnePlace {
    @Test
    void thereIsNoValueAtFirst() {
      assertSees(null);
    }

    @Test
    void itIsSeenInsideAndGoneOutside() {
      with("inside", () -> assertSees("inside"));
      assertSees(null);
    }

    @Test
    void theFormerOneIsPutBack() {
      with(
          "outer",
          () -> {
            with("inner", () -> assertSees("inner"));
            assertSees("outer");
          });
    }

    @Test
    void itIsPutBackAfterAnExceptionToo() {
      with(
          "outer",
          () -> {
            assertThrows(
                ArithmeticException.class,
                () ->
                    key.with(
                        "inner",
                        () -> {
                          throw new ArithmeticException();
                        }));
            assertSees("outer");
          });
    }

    @Test
    void nullTakesItAway() {
      with(
          "outer",
          () -> {
            with(null, () -> assertSees(null));
            assertSees("outer");
          });
    }

    @Test
    void keysDoNotTouchEachOther() {
      with(
          "one",
          () -> {
            Integer seen =
                otherKey.with(
                    2,
                    () -> {
                      assertSees("one");
                      with("three", () -> assertEquals(Optional.of(2), otherKey.get()));
                      with(null, () -> assertEquals(Optional.of(2), otherKey.get()));
                      return otherKey.get().orElse(0);
                    });
            assertEquals(2, seen);
            assertEquals(Optional.empty(), otherKey.get());
            assertSees("one");
          });
    }

    @Test
    void threadsDoNotShareValues() {
      Optional<String> seen = key.with("here", () -> OtherThread.get(key::get));
      assertEquals(Optional.empty(), seen);
    }
  }

  @Nested
  class Values {
    private LwtKey.Values taken(String value) {
      return key.with(value, LwtKey::values);
    }

    @Test
    void theyAreSeenLaterAndTheFormerOnesArePutBack() {
      LwtKey.Values values = taken("then");
      with(
          "now",
          () -> {
            assertEquals(Optional.of("then"), values.with(key::get));
            assertSees("now");
          });
    }

    @Test
    void theFormerOnesArePutBackAfterAnError() {
      LwtKey.Values values = taken("then");
      with(
          "now",
          () -> {
            assertThrows(
                IllegalArgumentException.class,
                () ->
                    values.with(
                        () -> {
                          throw new IllegalArgumentException();
                        }));
            assertSees("now");
          });
    }

    @Test
    void theyBelongToTheirThread() {
      LwtKey.Values values = taken("here");
      OtherThread.run(() -> assertThrows(IllegalStateException.class, () -> values.with(key::get)));
    }
  }

  /** Where a function of the user runs on an outcome. */
  enum Attachment {
    BIND,
    MAP,
    CATCHING,
    TRY_BIND,
    TRY_BIND_HANDLER,
    FINALIZING,
    FINALIZING_AFTER_ERROR,
    ON_SUCCESS,
    ON_FAILURE,
    ON_TERMINATION,
    ON_TERMINATION_AFTER_ERROR,
    ON_ANY,
    ON_ANY_AFTER_ERROR,
    ON_CANCEL;

    boolean fulfils() {
      return switch (this) {
        case BIND, MAP, TRY_BIND, FINALIZING, ON_SUCCESS, ON_TERMINATION, ON_ANY -> true;
        default -> false;
      };
    }

    void to(Promise<Integer> promise, Runnable f) {
      Fn<Object, Promise<Integer>> function =
          _ -> {
            f.run();
            return Promise.of(1);
          };
      Consumer<Object> consumer = _ -> f.run();
      switch (this) {
        case BIND -> promise.bind(function);
        case MAP -> promise.map(function);
        case CATCHING -> promise.catching(function);
        case TRY_BIND -> promise.tryBind(function, Promise::failed);
        case TRY_BIND_HANDLER -> promise.tryBind(Promise::of, function);
        case FINALIZING, FINALIZING_AFTER_ERROR -> promise.finalizing(() -> function.apply(1));
        case ON_SUCCESS -> promise.onSuccess(consumer);
        case ON_FAILURE -> promise.onFailure(consumer);
        case ON_TERMINATION, ON_TERMINATION_AFTER_ERROR -> promise.onTermination(f);
        case ON_ANY -> promise.onAny(consumer, _ -> {});
        case ON_ANY_AFTER_ERROR -> promise.onAny(_ -> {}, consumer);
        case ON_CANCEL -> promise.onCancel(f);
      }
    }
  }

  @Nested
  class InCallbacks {
    private final List<Optional<String>> seen = new ArrayList<>();

    @ParameterizedTest
    @EnumSource
    void itIsTheValueOfWhereTheCallbackWasAttached(Attachment attachment) {
      for (When when : When.values()) {
        seen.clear();
        var source =
            attachment.fulfils() ? when.fulfilled(1) : when.<Integer>rejected(new Canceled());
        with("attaching", () -> attachment.to(source.promise(), () -> seen.add(key.get())));
        with(
            "resolving",
            () -> {
              source.resolve().run();
              assertSees("resolving");
            });
        assertSees(null);
        assertEquals(List.of(Optional.of("attaching")), seen, when::toString);
      }
    }

    @ParameterizedTest
    @EnumSource
    void whatACallbackSetsIsGoneAfterIt(Attachment attachment) {
      for (When when : When.values()) {
        var source =
            attachment.fulfils() ? when.fulfilled(1) : when.<Integer>rejected(new IOException());
        attachment.to(source.promise(), () -> with("inside", () -> assertSees("inside")));
        attachment.to(source.promise(), () -> assertSees(null));
        source.resolve().run();
        assertSees(null);
      }
    }

    @Test
    void eachCallbackHasItsOwn() {
      Resolver<Integer> source = Resolver.waiter();
      source.promise().onSuccess(_ -> seen.add(key.get()));
      with("one", () -> source.promise().onSuccess(_ -> seen.add(key.get())));
      with("two", () -> source.promise().onSuccess(_ -> seen.add(key.get())));
      source.fulfill(1);
      assertEquals(List.of(Optional.empty(), Optional.of("one"), Optional.of("two")), seen);
    }

    @Test
    void itIsHandedOnAlongAChain() {
      Resolver<Integer> source = Resolver.waiter();
      with(
          "attaching",
          () ->
              source
                  .promise()
                  .bind(_ -> Lwt.pause())
                  .bind(_ -> Lwt.pause())
                  .onSuccess(_ -> seen.add(key.get())));
      source.fulfill(1);
      Scheduler.current().wakeupPaused();
      Scheduler.current().wakeupPaused();
      assertEquals(List.of(Optional.of("attaching")), seen);
    }

    @Test
    void callbacksThatWaitKeepTheirs() {
      Resolver<Integer> first = Resolver.waiter();
      Resolver<Integer> second = Resolver.waiter();
      with("two", () -> second.promise().onSuccess(_ -> seen.add(key.get())));
      with("one", () -> first.promise().onSuccess(_ -> second.fulfill(1)));
      first.fulfill(1);
      assertSees(null);
      assertEquals(List.of(Optional.of("two")), seen);
    }

    @Test
    void aNestedResolutionPutsItBack() {
      Resolver<Integer> first = Resolver.waiter();
      Resolver<Integer> second = Resolver.waiter();
      with("two", () -> second.promise().onSuccess(_ -> seen.add(key.get())));
      with(
          "one",
          () ->
              first
                  .promise()
                  .onSuccess(
                      _ -> {
                        second.fulfillNow(1);
                        seen.add(key.get());
                      }));
      first.fulfill(1);
      assertEquals(List.of(Optional.of("two"), Optional.of("one")), seen);
    }
  }
}
