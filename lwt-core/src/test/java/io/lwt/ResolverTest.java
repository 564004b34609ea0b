package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a resolver does, and when the callbacks run. */
@ExtendWith(FreshScheduler.class)
class ResolverTest {
  private final IOException error = new IOException("broken");
  private final List<String> log = new ArrayList<>();

  /** The methods that resolve. */
  enum Method {
    FULFILL("fulfill"),
    REJECT("reject"),
    FULFILL_NOW("fulfillNow"),
    REJECT_NOW("rejectNow"),
    RESOLVE_OK("resolve"),
    RESOLVE_ERR("resolve"),
    RESOLVE_NOW_OK("resolveNow"),
    RESOLVE_NOW_ERR("resolveNow");

    private final String javaName;

    Method(String javaName) {
      this.javaName = javaName;
    }

    boolean fulfills() {
      return switch (this) {
        case FULFILL, FULFILL_NOW, RESOLVE_OK, RESOLVE_NOW_OK -> true;
        case REJECT, REJECT_NOW, RESOLVE_ERR, RESOLVE_NOW_ERR -> false;
      };
    }
  }

  private void resolve(Resolver<String> resolver, Method method) {
    switch (method) {
      case FULFILL -> resolver.fulfill("value");
      case REJECT -> resolver.reject(error);
      case FULFILL_NOW -> resolver.fulfillNow("value");
      case REJECT_NOW -> resolver.rejectNow(error);
      case RESOLVE_OK -> resolver.resolve(Result.ok("value"));
      case RESOLVE_ERR -> resolver.resolve(Result.err(error));
      case RESOLVE_NOW_OK -> resolver.resolveNow(Result.ok("value"));
      case RESOLVE_NOW_ERR -> resolver.resolveNow(Result.err(error));
    }
  }

  @Nested
  class Resolving {
    @ParameterizedTest
    @EnumSource
    void aWaiter(Method method) {
      assertResolves(method, Resolver.waiter());
    }

    @ParameterizedTest
    @EnumSource
    void aTask(Method method) {
      assertResolves(method, Resolver.task());
    }

    private void assertResolves(Method method, Resolver<String> resolver) {
      assertTrue(resolver.isPending());
      resolve(resolver, method);
      assertFalse(resolver.isPending());
      if (method.fulfills()) {
        assertFulfilled("value", resolver.promise());
      } else {
        assertRejected(error, resolver.promise());
      }
    }

    @Test
    void aRejectionNeedsAnError() {
      Resolver<String> resolver = Resolver.waiter();
      assertThrows(NullPointerException.class, () -> resolver.reject(nothing()));
      assertThrows(NullPointerException.class, () -> resolver.rejectNow(nothing()));
      assertThrows(NullPointerException.class, () -> resolver.resolve(Result.err(nothing())));
      assertThrows(NullPointerException.class, () -> resolver.resolveNow(nothing()));
      assertTrue(resolver.isPending());
    }
  }

  @Nested
  class ResolvingTwice {
    @ParameterizedTest
    @EnumSource
    void throwsAndNamesTheMethod(Method method) {
      for (Method first : Method.values()) {
        for (Resolver<String> resolver :
            List.of(Resolver.<String>waiter(), Resolver.<String>task())) {
          resolve(resolver, first);
          String state = resolver.promise().toString();
          var thrown = assertThrows(IllegalStateException.class, () -> resolve(resolver, method));
          assertTrue(
              String.valueOf(thrown.getMessage()).startsWith("Resolver." + method.javaName + ":"),
              thrown::getMessage);
          assertEquals(state, resolver.promise().toString());
        }
      }
    }

    @ParameterizedTest
    @EnumSource
    void isIgnoredAfterACancel(Method method) {
      Resolver<String> resolver = Resolver.task();
      resolver.promise().cancel();
      resolve(resolver, method);
      assertCanceled(resolver.promise());
    }

    @ParameterizedTest
    @EnumSource
    void isIgnoredAfterARejectionAsCanceled(Method method) {
      Resolver<String> resolver = Resolver.waiter();
      resolver.reject(new Canceled());
      resolve(resolver, method);
      assertCanceled(resolver.promise());
    }

    @ParameterizedTest
    @EnumSource
    void throwsForAMergedPromise(Method method) {
      Resolver<String> resolver = Resolver.waiter();
      Resolver<@Nullable Void> start = Resolver.waiter();
      start.promise().bind(_ -> resolver.promise());
      start.fulfill(null);
      resolver.fulfill("first");
      assertThrows(IllegalStateException.class, () -> resolve(resolver, method));
      assertFulfilled("first", resolver.promise());
    }

    @ParameterizedTest
    @EnumSource
    void isIgnoredForAMergedPromiseThatWasCancelled(Method method) {
      Resolver<String> resolver = Resolver.task();
      Resolver<@Nullable Void> start = Resolver.waiter();
      Promise<String> merged = start.promise().bind(_ -> resolver.promise());
      start.fulfill(null);
      merged.cancel();
      resolve(resolver, method);
      assertCanceled(resolver.promise());
    }
  }

  /** Lwt's {@code wakeup_later} and {@code wakeup}. */
  @Nested
  class RunningCallbacks {
    private final Resolver<String> outer = Resolver.waiter();
    private final Resolver<String> inner = Resolver.waiter();

    @ParameterizedTest
    @EnumSource
    void outsideOfCallbacksTheyRunBeforeTheMethodReturns(Method method) {
      inner.promise().onTermination(() -> log.add("callback"));
      resolve(inner, method);
      assertEquals(List.of("callback"), log);
    }

    @ParameterizedTest
    @EnumSource(names = {"FULFILL", "REJECT"})
    void insideACallbackTheStateIsSetAndTheyWait(Method method) {
      inner.promise().onTermination(() -> log.add("inner callback"));
      outer
          .promise()
          .onSuccess(
              _ -> {
                resolve(inner, method);
                log.add("inner is pending: " + inner.isPending());
              });
      outer.promise().onSuccess(_ -> log.add("outer's second callback"));
      outer.fulfill("");
      assertEquals(
          List.of("inner is pending: false", "outer's second callback", "inner callback"), log);
    }

    @ParameterizedTest
    @EnumSource(names = {"FULFILL_NOW", "REJECT_NOW"})
    void insideACallbackTheyRunBeforeTheMethodReturnsIfItSaysNow(Method method) {
      inner.promise().onTermination(() -> log.add("inner callback"));
      outer
          .promise()
          .onSuccess(
              _ -> {
                resolve(inner, method);
                log.add("after inner");
              });
      outer.promise().onSuccess(_ -> log.add("outer's second callback"));
      outer.fulfill("");
      assertEquals(List.of("inner callback", "after inner", "outer's second callback"), log);
    }

    @Test
    void whatNowStartsIsRunToItsEndFirst() {
      Promise<String> mapped = inner.promise().map(value -> value + "!");
      mapped.onSuccess(log::add);
      outer
          .promise()
          .onSuccess(
              _ -> {
                inner.fulfillNow("inner");
                log.add("after inner");
              });
      outer.fulfill("");
      assertEquals(List.of("inner!", "after inner"), log);
    }

    @Test
    void whatIsPutOffInsideOfNowWaitsForTheOutermost() {
      Resolver<String> third = Resolver.waiter();
      third.promise().onSuccess(_ -> log.add("third"));
      inner.promise().onSuccess(_ -> third.fulfill(""));
      outer
          .promise()
          .onSuccess(
              _ -> {
                inner.fulfillNow("");
                log.add("after inner");
              });
      outer.fulfill("");
      assertEquals(List.of("after inner", "third"), log);
    }

    @Test
    void whatWaitsRunsInTheOrderOfTheResolutions() {
      List<Resolver<Integer>> resolvers =
          List.of(Resolver.waiter(), Resolver.waiter(), Resolver.waiter());
      for (int i = 0; i < resolvers.size(); i++) {
        String name = "" + i;
        resolvers.get(i).promise().onSuccess(_ -> log.add(name));
      }
      outer.promise().onSuccess(_ -> List.of(2, 0, 1).forEach(i -> resolvers.get(i).fulfill(i)));
      outer.fulfill("");
      assertEquals(List.of("2", "0", "1"), log);
    }

    @Test
    void aFulfilmentInAFunctionOutsideOfAnyResolutionRunsThemAtOnce() {
      inner.promise().onSuccess(_ -> log.add("callback"));
      Promise.unit()
          .bind(
              _ -> {
                inner.fulfill("");
                log.add("after inner");
                return Promise.unit();
              });
      assertEquals(List.of("callback", "after inner"), log);
    }
  }

  /** An operation is a subclass: one object with its promise's state. */
  @Nested
  class Subclasses {
    private final class Operation extends Resolver<String> {
      private final boolean cancelable;

      Operation(boolean cancelable) {
        this.cancelable = cancelable;
      }

      @Override
      protected boolean isCancelable() {
        return cancelable;
      }

      @Override
      protected void canceled() {
        log.add("told, pending: " + promise().isPending());
      }
    }

    @Test
    void areToldOfACancelOnceAndBeforeTheCallbacks() {
      var operation = new Operation(true);
      operation.promise().onTermination(() -> log.add("callback"));
      operation.promise().onCancel(() -> log.add("cancel callback"));
      operation.promise().cancel();
      operation.promise().cancel();
      assertEquals(List.of("told, pending: false", "cancel callback", "callback"), log);
    }

    @Test
    void areToldWhenTheCancelComesThroughAMergedPromise() {
      var operation = new Operation(true);
      Resolver<@Nullable Void> start = Resolver.waiter();
      Promise<String> merged = start.promise().bind(_ -> operation.promise());
      start.fulfill(null);
      merged.cancel();
      assertEquals(List.of("told, pending: false"), log);
    }

    @Test
    void areAllToldBeforeAnyCallbackRuns() {
      var first = new Operation(true);
      var second = new Operation(true);
      first.promise().onCancel(() -> log.add("callback"));
      Lwt.join(first.promise(), second.promise()).cancel();
      assertEquals(List.of("told, pending: false", "told, pending: false", "callback"), log);
    }

    @Test
    void areNotToldOfARejectionByHand() {
      new Operation(true).reject(new Canceled());
      assertEquals(List.of(), log);
    }

    @Test
    void areNotToldIfTheyCannotBeCancelled() {
      var operation = new Operation(false);
      operation.promise().cancel();
      assertEquals(List.of(), log);
      assertTrue(operation.isPending());
    }
  }
}
