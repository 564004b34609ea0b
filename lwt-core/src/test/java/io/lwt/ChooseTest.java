package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static org.junit.jupiter.api.Assertions.assertEquals;
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

/** Waiting for the first: {@code choose}, {@code pick}, {@code nchoose}, {@code npick} and {@code nchooseSplit}. */
@ExtendWith(FreshScheduler.class)
class ChooseTest {
  private final IOException error = new IOException("broken");
  private final List<String> log = new ArrayList<>();

  /** The five: they see alike when there is a first, and whether it is a rejection. */
  enum Combinator {
    CHOOSE("choose"),
    PICK("pick"),
    NCHOOSE("nchoose"),
    NPICK("npick"),
    NCHOOSE_SPLIT("nchooseSplit");

    private final String javaName;

    Combinator(String javaName) {
      this.javaName = javaName;
    }

    Promise<?> of(List<Promise<Integer>> promises) {
      return switch (this) {
        case CHOOSE -> Lwt.choose(promises);
        case PICK -> Lwt.pick(promises);
        case NCHOOSE -> Lwt.nchoose(promises);
        case NPICK -> Lwt.npick(promises);
        case NCHOOSE_SPLIT -> Lwt.nchooseSplit(promises);
      };
    }

    Promise<?> of(Promise<Integer> first, Promise<Integer> second) {
      return of(List.of(first, second));
    }

    boolean cancelsLosers() {
      return this == PICK || this == NPICK;
    }

    /** What the five give when one of two promises is fulfilled. */
    Object valueFor(int value, Promise<Integer> stillPending) {
      return switch (this) {
        case CHOOSE, PICK -> value;
        case NCHOOSE, NPICK -> List.of(value);
        case NCHOOSE_SPLIT -> new Split<>(List.of(value), List.of(stillPending));
      };
    }
  }

  @Nested
  class AllFive {
    @ParameterizedTest
    @EnumSource
    void areRefusedForNoPromises(Combinator combinator) {
      var thrown = assertThrows(IllegalArgumentException.class, () -> combinator.of(List.of()));
      assertEquals(
          "Lwt." + combinator.javaName + " of no promises would be pending for ever",
          thrown.getMessage());
    }

    @ParameterizedTest
    @EnumSource
    void areFulfilledWhenTheFirstIs(Combinator combinator) {
      for (When when : When.values()) {
        var source = when.fulfilled(1);
        Promise<Integer> other = Resolver.<Integer>waiter().promise();
        Promise<?> result = combinator.of(source.promise(), other);
        assertEquals(!when.isNow(), result.isPending());
        source.resolve().run();
        assertFulfilled(combinator.valueFor(1, other), result);

        source = when.fulfilled(1);
        result = combinator.of(other, source.promise());
        source.resolve().run();
        assertFulfilled(combinator.valueFor(1, other), result);
      }
    }

    @ParameterizedTest
    @EnumSource
    void areRejectedWhenTheFirstIs(Combinator combinator) {
      for (When when : When.values()) {
        var source = when.<Integer>rejected(error);
        Promise<?> result = combinator.of(Resolver.<Integer>waiter().promise(), source.promise());
        source.resolve().run();
        assertRejected(error, result);
      }
    }

    @ParameterizedTest
    @EnumSource
    void aRejectedOneIsPreferred(Combinator combinator) {
      Promise<Integer> fulfilled = Promise.of(1);
      Promise<Integer> pending = Resolver.<Integer>waiter().promise();
      Promise<Integer> rejected = Promise.failed(error);
      Promise<Integer> rejectedToo = Promise.failed(new IOException("later in the list"));
      assertRejected(error, combinator.of(List.of(fulfilled, pending, rejected, rejectedToo)));
      assertRejected(error, combinator.of(List.of(rejected, fulfilled, pending)));
    }

    @ParameterizedTest
    @EnumSource
    void aRejectionThatCameBeforeItWasToldIsPreferred(Combinator combinator) {
      Resolver<Integer> first = Resolver.waiter();
      Resolver<Integer> second = Resolver.waiter();
      first.promise().onSuccess(_ -> second.reject(error));
      Promise<?> result = combinator.of(first.promise(), second.promise());
      first.fulfill(1);
      assertRejected(error, result);
    }

    @ParameterizedTest
    @EnumSource
    void aPromiseMayBeThereTwice(Combinator combinator) {
      Resolver<Integer> twice = Resolver.task();
      Promise<?> result = combinator.of(twice.promise(), twice.promise());
      twice.fulfill(1);
      assertEquals(State.Fulfilled.class, result.state().getClass());

      Resolver<Integer> again = Resolver.task();
      result = combinator.of(again.promise(), again.promise());
      again.reject(error);
      assertRejected(error, result);
    }

    @ParameterizedTest
    @EnumSource
    void twoMembersMayBecomeOneWhileItWaits(Combinator combinator) {
      Resolver<Integer> inner = Resolver.waiter();
      Resolver<Integer> start = Resolver.waiter();
      Promise<Integer> outer = start.promise().bind(_ -> inner.promise());
      Promise<Integer> other = Resolver.<Integer>waiter().promise();
      Promise<?> result = combinator.of(List.of(outer, other, inner.promise()));
      start.fulfill(0);
      assertPending(result);
      inner.reject(error);
      assertRejected(error, result);
      assertEquals("Promise[pending, 0 callbacks]", other.toString());
    }

    @ParameterizedTest
    @EnumSource
    void aCancelGoesToAll(Combinator combinator) {
      Resolver<Integer> first = Resolver.task();
      Resolver<Integer> second = Resolver.task();
      Promise<?> result = combinator.of(first.promise(), second.promise());
      result.cancel();
      assertCanceled(first.promise());
      assertCanceled(second.promise());
      assertCanceled(result);
    }

    @ParameterizedTest
    @EnumSource
    void aCancelNeedOnlyReachOne(Combinator combinator) {
      Promise<Integer> waiter = Resolver.<Integer>waiter().promise();
      Promise<?> result = combinator.of(waiter, Resolver.<Integer>task().promise());
      result.cancel();
      assertCanceled(result);
      assertPending(waiter);
    }

    @ParameterizedTest
    @EnumSource
    void losersAreCancelledOnlyByPick(Combinator combinator) {
      for (When when : When.values()) {
        var source = when.fulfilled(1);
        Promise<Integer> loser = Resolver.<Integer>task().promise();
        combinator.of(source.promise(), loser);
        source.resolve().run();
        assertEquals(!combinator.cancelsLosers(), loser.isPending());
      }
    }

    @ParameterizedTest
    @EnumSource
    void losersForgetIt(Combinator combinator) {
      for (When when : When.values()) {
        var source = when.fulfilled(1);
        Promise<Integer> loser = Resolver.<Integer>waiter().promise();
        loser.onSuccess(_ -> {});
        combinator.of(source.promise(), loser);
        source.resolve().run();
        assertEquals("Promise[pending, 1 callback]", loser.toString());
      }
    }

    @ParameterizedTest
    @EnumSource
    void aLoserThatIsResolvedLaterChangesNothing(Combinator combinator) {
      Resolver<Integer> winner = Resolver.waiter();
      Resolver<Integer> loser = Resolver.waiter();
      Promise<?> result = combinator.of(loser.promise(), winner.promise());
      winner.fulfill(1);
      loser.reject(error);
      assertFulfilled(combinator.valueFor(1, loser.promise()), result);
    }
  }

  /** Of several that are fulfilled when it looks. */
  @Nested
  class Ties {
    private final List<Promise<Integer>> promises = new ArrayList<>();
    private final Promise<Integer> firstPending = Resolver.<Integer>waiter().promise();
    private final Promise<Integer> secondPending = Resolver.<Integer>waiter().promise();

    Ties() {
      promises.addAll(
          List.of(firstPending, Promise.of(3), Promise.of(1), secondPending, Promise.of(2)));
    }

    @Test
    void chooseAndPickGiveTheFirstInTheList() {
      assertFulfilled(3, Lwt.choose(promises));
      assertFulfilled(3, Lwt.pick(promises));
    }

    @Test
    void nchooseAndNpickGiveAllInTheOrderOfTheList() {
      assertFulfilled(List.of(3, 1, 2), Lwt.nchoose(promises));
      assertFulfilled(List.of(3, 1, 2), Lwt.npick(promises));
    }

    @Test
    void nchooseSplitGivesBothInTheOrderOfTheList() {
      assertFulfilled(
          new Split<>(List.of(3, 1, 2), List.of(firstPending, secondPending)),
          Lwt.nchooseSplit(promises));
    }

    @Test
    void theyMayHaveComeUpInOneResolution() {
      Resolver<Integer> first = Resolver.waiter();
      Resolver<Integer> second = Resolver.waiter();
      second.promise().onSuccess(_ -> first.fulfill(1));
      var both = List.of(first.promise(), second.promise());
      Promise<Integer> chosen = Lwt.choose(both);
      Promise<List<Integer>> allChosen = Lwt.nchoose(both);
      Promise<Split<Integer>> split = Lwt.nchooseSplit(both);
      second.fulfill(2);
      assertFulfilled(1, chosen);
      assertFulfilled(List.of(1, 2), allChosen);
      assertFulfilled(new Split<>(List.of(1, 2), List.of()), split);
    }

    @Test
    void aValueMayBeNull() {
      assertFulfilled(null, Lwt.choose(List.of(Promise.<@Nullable Integer>of(null), firstPending)));
    }
  }

  @Nested
  class Pick {
    @Test
    void cancelsTheLosersAndRunsTheirCallbacksBeforeItIsResolved() {
      Resolver<Integer> winner = Resolver.waiter();
      Promise<Integer> loser = Resolver.<Integer>task().promise();
      loser.onCancel(() -> log.add("loser's cancel callback"));
      loser.onFailure(_ -> log.add("loser's callback"));
      Promise<Integer> result = Lwt.pick(winner.promise(), loser);
      result.onSuccess(_ -> log.add("result's callback"));
      winner.fulfill(1);
      assertEquals(
          List.of("loser's cancel callback", "loser's callback", "result's callback"), log);
    }

    @Test
    void cancelsTheLosersOneAfterTheOther() {
      Resolver<Integer> winner = Resolver.waiter();
      Promise<Integer> first = Resolver.<Integer>task().promise();
      Promise<Integer> second = Resolver.<Integer>task().promise();
      first.onFailure(_ -> log.add("first; second is pending: " + second.isPending()));
      second.onFailure(_ -> log.add("second"));
      Lwt.pick(first, winner.promise(), second);
      winner.fulfill(1);
      assertEquals(List.of("first; second is pending: true", "second"), log);
    }

    @Test
    void itsWinnerIsFixedBeforeTheLosersAreCancelled() {
      Resolver<Integer> winner = Resolver.waiter();
      Resolver<Integer> task = Resolver.task();
      Promise<Integer> loser = task.promise().catching(_ -> Promise.failed(error));
      Promise<Integer> result = Lwt.pick(loser, winner.promise());
      winner.fulfill(1);
      assertRejected(error, loser);
      assertFulfilled(1, result);
    }

    @Test
    void itsWinnerIsFixedBeforeTheLosersAreCancelledIfItIsThereAlready() {
      Resolver<Integer> task = Resolver.task();
      Promise<Integer> loser = task.promise().catching(_ -> Promise.failed(error));
      Promise<Integer> result = Lwt.pick(loser, Promise.of(1));
      assertRejected(error, loser);
      assertFulfilled(1, result);
    }

    @Test
    void theValuesOfNpickAreFixedBeforeTheLosersAreCancelled() {
      Resolver<Integer> winner = Resolver.waiter();
      Promise<Integer> loser = Resolver.<Integer>task().promise().catching(_ -> Promise.of(2));
      Promise<List<Integer>> result = Lwt.npick(loser, winner.promise());
      winner.fulfill(1);
      assertFulfilled(2, loser);
      assertFulfilled(List.of(1), result);
    }

    @Test
    void aCallbackOfALoserMayResolveAnotherLoser() {
      Resolver<Integer> winner = Resolver.waiter();
      Promise<Integer> first = Resolver.<Integer>task().promise();
      Resolver<Integer> second = Resolver.waiter();
      first.onCancel(() -> second.fulfillNow(2));
      Promise<Integer> result = Lwt.pick(first, winner.promise(), second.promise());
      winner.fulfill(1);
      assertFulfilled(1, result);
      assertFulfilled(2, second.promise());
    }

    @Test
    void aCallbackOfALoserMayCancelTheResult() {
      Resolver<Integer> winner = Resolver.waiter();
      Promise<Integer> first = Resolver.<Integer>task().promise();
      Promise<Integer> second = Resolver.<Integer>task().promise();
      Promise<Integer> result = Lwt.pick(first, winner.promise(), second);
      first.onCancel(
          () -> {
            result.cancel();
            log.add(
                "second is pending: "
                    + second.isPending()
                    + ", result is pending: "
                    + result.isPending());
          });
      winner.fulfill(1);
      assertEquals(List.of("second is pending: false, result is pending: true"), log);
      assertFulfilled(1, result);
    }

    @Test
    void aLoserThatCannotBeCancelledGoesOn() {
      Resolver<Integer> waiter = Resolver.waiter();
      assertFulfilled(1, Lwt.pick(waiter.promise(), Promise.of(1)));
      waiter.fulfill(2);
      assertFulfilled(2, waiter.promise());
    }

    @Test
    void aRejectionCancelsTheLosersToo() {
      Resolver<Integer> winner = Resolver.waiter();
      Promise<Integer> loser = Resolver.<Integer>task().promise();
      Promise<Integer> result = Lwt.pick(winner.promise(), loser);
      winner.reject(error);
      assertCanceled(loser);
      assertRejected(error, result);
    }

    @Test
    void aLoserMayBeAPromiseThatTheWinnerWasMadeFrom() {
      Resolver<Integer> source = Resolver.task();
      Promise<Integer> result = Lwt.pick(source.promise().map(n -> n + 1), source.promise());
      source.fulfill(1);
      assertTrue(!result.isPending());
      assertFulfilled(2, result);
    }
  }
}
