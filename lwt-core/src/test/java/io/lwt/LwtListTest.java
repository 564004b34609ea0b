package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link LwtList}: what all its functions have in common, then what each one gives. */
@ExtendWith(FreshScheduler.class)
class LwtListTest {
  private final IOException error = new IOException("broken");
  private final IOException laterError = new IOException("broken later");

  /** Every function, called so that it goes through all elements, from the first to the last, and gives no values. */
  enum Function {
    ITER_S,
    ITERI_S,
    MAP_S,
    MAPI_S,
    FOLD_LEFT_S,
    FOLD_RIGHT_S,
    FOR_ALL_S,
    EXISTS_S,
    FIND_S,
    FILTER_S,
    FILTER_MAP_S,
    PARTITION_S,
    ITER_P,
    ITERI_P,
    MAP_P,
    MAPI_P,
    FOR_ALL_P,
    EXISTS_P,
    FILTER_P,
    FILTER_MAP_P,
    PARTITION_P,
    ITER_N,
    MAP_N;

    /** How many elements the functions in N have under way at most. */
    static final int N = 2;

    Promise<?> over(List<Integer> list, Fn<? super Integer, ? extends Promise<?>> f) {
      Fn<Integer, Promise<Boolean>> yes = n -> f.apply(n).map(_ -> true);
      Fn<Integer, Promise<Boolean>> no = n -> f.apply(n).map(_ -> false);
      Fn<Integer, Promise<Optional<Integer>>> none = n -> f.apply(n).map(_ -> Optional.empty());
      return switch (this) {
        case ITER_S -> LwtList.iterS(list, f);
        case ITERI_S -> LwtList.iteriS(list, (_, n) -> f.apply(n));
        case MAP_S -> LwtList.mapS(list, no);
        case MAPI_S -> LwtList.mapiS(list, (_, n) -> no.apply(n));
        case FOLD_LEFT_S -> LwtList.foldLeftS(list, false, (_, n) -> no.apply(n));
        case FOLD_RIGHT_S -> LwtList.foldRightS(list.reversed(), false, (n, _) -> no.apply(n));
        case FOR_ALL_S -> LwtList.forAllS(list, yes);
        case EXISTS_S -> LwtList.existsS(list, no);
        case FIND_S -> LwtList.findS(list, no);
        case FILTER_S -> LwtList.filterS(list, no);
        case FILTER_MAP_S -> LwtList.filterMapS(list, none);
        case PARTITION_S -> LwtList.partitionS(list, no);
        case ITER_P -> LwtList.iterP(list, f);
        case ITERI_P -> LwtList.iteriP(list, (_, n) -> f.apply(n));
        case MAP_P -> LwtList.mapP(list, no);
        case MAPI_P -> LwtList.mapiP(list, (_, n) -> no.apply(n));
        case FOR_ALL_P -> LwtList.forAllP(list, yes);
        case EXISTS_P -> LwtList.existsP(list, no);
        case FILTER_P -> LwtList.filterP(list, no);
        case FILTER_MAP_P -> LwtList.filterMapP(list, none);
        case PARTITION_P -> LwtList.partitionP(list, no);
        case ITER_N -> LwtList.iterN(N, list, f);
        case MAP_N -> LwtList.mapN(N, list, no);
      };
    }
  }

  private static final String IN_SERIES = ".*_S";
  private static final String CONCURRENT = ".*_P";
  private static final String BOUNDED = ".*_N";

  /** Elements that are under way until they are told otherwise. */
  private static final class Tasks {
    final List<Integer> begun = new ArrayList<>();
    final List<Resolver<Integer>> resolvers = new ArrayList<>();

    Promise<Integer> begin(int element) {
      begun.add(element);
      Resolver<Integer> resolver = Resolver.task();
      resolvers.add(resolver);
      return resolver.promise();
    }

    Resolver<Integer> get(int index) {
      return resolvers.get(index);
    }

    void fulfill(int index) {
      get(index).fulfill(0);
    }

    /** With the element itself. */
    void fulfillLastPending() {
      int last = resolvers.size() - 1;
      while (!get(last).isPending()) {
        last--;
      }
      get(last).fulfill(begun.get(last));
    }
  }

  private final Tasks tasks = new Tasks();

  private static void assertIsFulfilled(Promise<?> promise) {
    assertEquals(State.Fulfilled.class, promise.state().getClass(), promise::toString);
  }

  @Nested
  class All {
    @ParameterizedTest
    @EnumSource
    void callForEachElementOnceInOrder(Function function) {
      for (When when : When.values()) {
        List<Integer> called = new ArrayList<>();
        var source = when.fulfilled(0);
        Promise<?> result =
            function.over(
                List.of(1, 2, 3),
                n -> {
                  called.add(n);
                  return source.promise();
                });
        source.resolve().run();
        assertIsFulfilled(result);
        assertEquals(List.of(1, 2, 3), called);
      }
    }

    @ParameterizedTest
    @EnumSource
    void ofNothingCallNothing(Function function) {
      assertIsFulfilled(function.over(List.of(), tasks::begin));
      assertEquals(List.of(), tasks.begun);
    }

    @ParameterizedTest
    @EnumSource
    void turnWhatIsThrownForTheSecondElementIntoARejection(Function function) {
      for (When when : When.values()) {
        var first = when.fulfilled(0);
        Promise<?> result =
            function.over(
                List.of(1, 2),
                n -> {
                  if (n == 2) {
                    throw error;
                  }
                  return first.promise();
                });
        first.resolve().run();
        assertRejected(error, result);
      }
    }

    @ParameterizedTest
    @EnumSource
    void turnANullPromiseIntoARejection(Function function) {
      assertRejected(
          NullPointerException.class, function.over(List.of(1), _ -> PromiseAssertions.nothing()));
    }

    @ParameterizedTest
    @EnumSource
    void areRejectedAsAnElementIs(Function function) {
      for (When when : When.values()) {
        var only = when.<Integer>rejected(error);
        Promise<?> result = function.over(List.of(1), _ -> only.promise());
        only.resolve().run();
        assertRejected(error, result);
      }
    }

    @ParameterizedTest
    @EnumSource
    void doNotSeeThatTheListChanges(Function function) {
      List<Integer> list = new ArrayList<>(List.of(1, 2, 3));
      List<Integer> called = new ArrayList<>();
      Promise<?> result =
          function.over(
              list,
              n -> {
                list.clear();
                called.add(n);
                return Lwt.pause();
              });
      while (result.isPending()) {
        Scheduler.current().wakeupPaused();
      }
      assertIsFulfilled(result);
      assertEquals(List.of(1, 2, 3), called);
    }

    @ParameterizedTest
    @EnumSource
    void seeTheKeysOfTheCall(Function function) {
      LwtKey<String> key = new LwtKey<>();
      List<Optional<String>> seen = new ArrayList<>();
      Promise<?> result =
          key.with(
              "here",
              () ->
                  function.over(
                      List.of(1, 2, 3),
                      _ -> {
                        seen.add(key.get());
                        return Lwt.pause();
                      }));
      while (result.isPending()) {
        Scheduler.current().wakeupPaused();
      }
      assertEquals(Collections.nCopies(3, Optional.of("here")), seen);
    }

    @ParameterizedTest
    @EnumSource
    void goDownATreeHoweverDeepItIs(Function function) {
      int[] depth = {100_000};
      assertIsFulfilled(descend(function, depth));
      assertEquals(0, depth[0]);
    }

    private Promise<?> descend(Function function, int[] depth) {
      return depth[0] == 0
          ? Promise.unit()
          : function.over(
              List.of(1),
              _ -> {
                depth[0]--;
                return descend(function, depth);
              });
    }

    @Test
    void needAFunctionAndAList() {
      assertThrows(NullPointerException.class, () -> LwtList.iterS(nothing(), tasks::begin));
      assertThrows(NullPointerException.class, () -> LwtList.iterS(List.of(), nothing()));
      assertThrows(NullPointerException.class, () -> LwtList.iteriP(List.of(), nothing()));
      assertThrows(NullPointerException.class, () -> LwtList.mapP(List.of(), nothing()));
      assertThrows(NullPointerException.class, () -> LwtList.mapN(1, List.of(), nothing()));
      assertThrows(NullPointerException.class, () -> LwtList.foldLeftS(List.of(), 1, nothing()));
      assertThrows(NullPointerException.class, () -> LwtList.foldRightS(List.of(), 1, nothing()));
      assertThrows(NullPointerException.class, () -> LwtList.findS(List.of(), nothing()));
    }
  }

  @Nested
  class InSeries {
    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = IN_SERIES)
    void beginTheNextWhenTheOneBeforeIsFulfilled(Function function) {
      Promise<?> result = function.over(List.of(1, 2, 3), tasks::begin);
      for (int i = 0; i < 3; i++) {
        assertPending(result);
        assertEquals(i + 1, tasks.begun.size());
        tasks.fulfill(i);
      }
      assertIsFulfilled(result);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = IN_SERIES)
    void endWithTheFirstRejection(Function function) {
      Promise<?> result = function.over(List.of(1, 2, 3), tasks::begin);
      tasks.fulfill(0);
      tasks.get(1).reject(error);
      assertRejected(error, result);
      assertEquals(List.of(1, 2), tasks.begun);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = IN_SERIES)
    void endWithARejectionThatIsThereAlready(Function function) {
      Promise<?> result =
          function.over(List.of(1, 2, 3), n -> n == 2 ? Promise.failed(error) : tasks.begin(n));
      tasks.fulfill(0);
      assertRejected(error, result);
      assertEquals(List.of(1), tasks.begun);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = IN_SERIES)
    void passACancelToTheElementUnderWay(Function function) {
      Promise<?> result = function.over(List.of(1, 2, 3), tasks::begin);
      tasks.fulfill(0);
      Canceled reason = new Canceled("enough");
      result.cancel(reason);
      assertRejected(reason, tasks.get(1).promise());
      assertRejected(reason, result);
      assertEquals(List.of(1, 2), tasks.begun);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = IN_SERIES)
    void beginNoMoreAfterACancelThatTheElementUnderWayDoesNotHeed(Function function) {
      Promise<?> result =
          function.over(List.of(1, 2, 3), n -> tasks.begin(n).catching(_ -> Promise.of(0)));
      Canceled reason = new Canceled("enough");
      result.cancel(reason);
      assertRejected(reason, result);
      assertEquals(List.of(1), tasks.begun);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = IN_SERIES)
    void waitForAnElementThatCannotBeCancelled(Function function) {
      Promise<?> result = function.over(List.of(1, 2), n -> tasks.begin(n).noCancel());
      result.cancel();
      assertPending(result);
      tasks.fulfill(0);
      assertCanceled(result);
      assertEquals(List.of(1), tasks.begun);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = IN_SERIES)
    void areFulfilledIfTheLastElementDoesNotHeedACancel(Function function) {
      Promise<?> result = function.over(List.of(1), n -> tasks.begin(n).noCancel());
      result.cancel();
      tasks.fulfill(0);
      assertIsFulfilled(result);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = IN_SERIES)
    void areMergedWithWhatTheyAreGivenTo(Function function) {
      Resolver<Integer> start = Resolver.waiter();
      Promise<?> outer =
          start.promise().bind(_ -> function.over(List.of(1, 2, 3), tasks::begin).map(_ -> 0));
      start.fulfill(0);
      tasks.fulfill(0);
      outer.cancel();
      assertCanceled(outer);
      assertEquals(List.of(1, 2), tasks.begun);
    }

    @Test
    void aPromiseOfAnotherThreadIsARejection() {
      Promise<Integer> foreign = OtherThread.get(() -> Resolver.<Integer>waiter().promise());
      assertRejected(IllegalStateException.class, LwtList.iterS(List.of(1), _ -> foreign));
      Promise<?> later = LwtList.iterS(List.of(1, 2), n -> n == 1 ? tasks.begin(n) : foreign);
      tasks.fulfill(0);
      assertRejected(IllegalStateException.class, later);
    }

    @Test
    void aRejectionAtOnceThatNobodyLooksAtIsReported() {
      List<Throwable> orphans = new ArrayList<>();
      Lwt.setOrphanHook(orphans::add);
      LwtList.iterS(List.of(1), _ -> Promise.failed(error));
      Scheduler.current().close();
      assertEquals(List.of(error), orphans);
    }
  }

  @Nested
  class Concurrent {
    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = CONCURRENT)
    void beginAllBeforeAnyIsResolved(Function function) {
      Promise<?> result = function.over(List.of(1, 2, 3), tasks::begin);
      assertEquals(List.of(1, 2, 3), tasks.begun);
      for (int i : List.of(2, 0, 1)) {
        assertPending(result);
        tasks.fulfill(i);
      }
      assertIsFulfilled(result);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = CONCURRENT)
    void waitForAllThoughOneIsRejected(Function function) {
      Promise<?> result = function.over(List.of(1, 2, 3), tasks::begin);
      tasks.get(2).reject(error);
      tasks.get(0).reject(laterError);
      assertPending(result);
      tasks.fulfill(1);
      assertRejected(error, result);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = CONCURRENT)
    void beginAllThoughOneIsRejectedAtOnce(Function function) {
      Promise<?> result =
          function.over(List.of(1, 2, 3), n -> n == 1 ? Promise.failed(error) : tasks.begin(n));
      assertEquals(List.of(2, 3), tasks.begun);
      tasks.fulfill(0);
      tasks.fulfill(1);
      assertRejected(error, result);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = CONCURRENT)
    void passACancelToAll(Function function) {
      Promise<?> result = function.over(List.of(1, 2, 3), tasks::begin);
      tasks.fulfill(1);
      result.cancel();
      assertCanceled(tasks.get(0).promise());
      assertCanceled(tasks.get(2).promise());
      assertCanceled(result);
    }
  }

  @Nested
  class Bounded {
    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = BOUNDED)
    void haveSoManyUnderWayAndNoMore(Function function) {
      Promise<?> result = function.over(List.of(1, 2, 3, 4), tasks::begin);
      assertEquals(List.of(1, 2), tasks.begun);
      tasks.fulfill(1);
      assertEquals(List.of(1, 2, 3), tasks.begun);
      tasks.fulfill(2);
      assertEquals(List.of(1, 2, 3, 4), tasks.begun);
      tasks.fulfill(3);
      assertPending(result);
      tasks.fulfill(0);
      assertIsFulfilled(result);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = BOUNDED)
    void afterARejectionBeginNoMoreAndWaitForThoseUnderWay(Function function) {
      Promise<?> result = function.over(List.of(1, 2, 3, 4), tasks::begin);
      tasks.get(1).reject(error);
      assertPending(result);
      tasks.get(0).reject(laterError);
      assertRejected(error, result);
      assertEquals(List.of(1, 2), tasks.begun);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = BOUNDED)
    void afterARejectionAFulfilmentBeginsNoMore(Function function) {
      Promise<?> result = function.over(List.of(1, 2, 3, 4), tasks::begin);
      tasks.get(1).reject(error);
      tasks.fulfill(0);
      assertRejected(error, result);
      assertEquals(List.of(1, 2), tasks.begun);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = BOUNDED)
    void afterARejectionAtOnceBeginNoMore(Function function) {
      List<Integer> begun = new ArrayList<>();
      Promise<?> result =
          function.over(
              List.of(1, 2, 3),
              n -> {
                begun.add(n);
                return Promise.failed(error);
              });
      assertRejected(error, result);
      assertEquals(List.of(1), begun);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = BOUNDED)
    void passACancelToAllUnderWayAndBeginNoMore(Function function) {
      Promise<?> result = function.over(List.of(1, 2, 3, 4), tasks::begin);
      result.cancel();
      assertCanceled(tasks.get(0).promise());
      assertCanceled(tasks.get(1).promise());
      assertCanceled(result);
      assertEquals(List.of(1, 2), tasks.begun);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = BOUNDED)
    void beginNoMoreAfterACancelThatElementsDoNotHeed(Function function) {
      Promise<?> result =
          function.over(List.of(1, 2, 3, 4), n -> tasks.begin(n).catching(_ -> Promise.of(0)));
      result.cancel();
      assertCanceled(result);
      assertEquals(List.of(1, 2), tasks.begun);
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.MATCH_ALL, names = BOUNDED)
    void countElementsThatAnotherOneFulfils(Function function) {
      Promise<?> result =
          function.over(
              List.of(1, 2, 3, 4),
              n -> {
                if (n == 2) {
                  tasks.fulfill(0);
                }
                return tasks.begin(n);
              });
      assertEquals(List.of(1, 3, 2), tasks.begun);
      tasks.fulfill(1);
      tasks.fulfill(2);
      tasks.fulfill(3);
      assertIsFulfilled(result);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void needAPlaceForOne(int n) {
      assertThrows(IllegalArgumentException.class, () -> LwtList.mapN(n, List.of(1), Promise::of));
      assertThrows(IllegalArgumentException.class, () -> LwtList.iterN(n, List.of(), Promise::of));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1000, Integer.MAX_VALUE})
    void giveTheValuesInTheOrderOfTheElements(int n) {
      List<Integer> list = IntStream.range(0, 100).boxed().toList();
      Promise<List<Integer>> result = LwtList.mapN(n, list, tasks::begin);
      while (result.isPending()) {
        tasks.fulfillLastPending();
      }
      assertFulfilled(list, result);
    }
  }

  @Nested
  class Values {
    private final List<Integer> list = List.of(1, 2, 3, 4);

    private Promise<Boolean> isEven(int n) {
      return Promise.of(n % 2 == 0);
    }

    private Promise<Boolean> isEvenLater(int n) {
      return Lwt.pause().bind(_ -> isEven(n));
    }

    /** The tests, at once and later. */
    private List<Fn<Integer, Promise<Boolean>>> tests() {
      return List.of(this::isEven, this::isEvenLater);
    }

    private void assertGives(@Nullable Object value, Promise<?> promise) {
      while (promise.isPending()) {
        assertFalse(Scheduler.current().wakeupPaused() == 0, "nothing will resolve it");
      }
      assertFulfilled(value, promise);
    }

    @Test
    void iterGivesNothing() {
      assertGives(null, LwtList.iterS(list, this::isEven));
      assertGives(null, LwtList.iterP(list, this::isEven));
      assertGives(null, LwtList.iterN(2, list, this::isEven));
    }

    @Test
    void mapGivesTheValuesInOrder() {
      Fn<Integer, Promise<Integer>> twice = n -> Promise.of(2 * n);
      Fn<Integer, Promise<Integer>> twiceLater = n -> Lwt.pause().map(_ -> 2 * n);
      for (var f : List.of(twice, twiceLater)) {
        assertGives(List.of(2, 4, 6, 8), LwtList.mapS(list, f));
        assertGives(List.of(2, 4, 6, 8), LwtList.mapP(list, f));
        assertGives(List.of(2, 4, 6, 8), LwtList.mapN(3, list, f));
      }
    }

    @Test
    void mapTakesAndGivesNulls() {
      List<@Nullable String> nulls = Arrays.asList("a", null);
      Fn<@Nullable String, Promise<@Nullable String>> same = s -> Promise.<@Nullable String>of(s);
      assertGives(nulls, LwtList.<@Nullable String, @Nullable String>mapS(nulls, same));
      assertGives(nulls, LwtList.<@Nullable String, @Nullable String>mapP(nulls, same));
      assertGives(nulls, LwtList.<@Nullable String, @Nullable String>mapN(1, nulls, same));
    }

    @Test
    void indicesCountFromZero() {
      List<String> letters = List.of("a", "b", "c");
      BiFn<Integer, String, Promise<String>> f = (i, letter) -> Promise.of(letter + i);
      assertGives(List.of("a0", "b1", "c2"), LwtList.mapiS(letters, f));
      assertGives(List.of("a0", "b1", "c2"), LwtList.mapiP(letters, f));
      List<Integer> indices = new ArrayList<>();
      BiFn<Integer, String, Promise<?>> note = (i, _) -> Promise.of(indices.add(i));
      assertGives(null, LwtList.iteriS(letters, note));
      assertGives(null, LwtList.iteriP(letters, note));
      assertEquals(List.of(0, 1, 2, 0, 1, 2), indices);
    }

    @Test
    void foldsGoFromTheLeftAndFromTheRight() {
      List<String> letters = List.of("a", "b", "c");
      assertGives(
          "(((0a)b)c)",
          LwtList.foldLeftS(letters, "0", (s, x) -> Lwt.pause().map(_ -> "(" + s + x + ")")));
      assertGives(
          "(a(b(c0)))",
          LwtList.foldRightS(letters, "0", (x, s) -> Lwt.pause().map(_ -> "(" + x + s + ")")));
      assertGives("0", LwtList.foldLeftS(List.of(), "0", (s, _) -> Promise.of(s)));
      assertGives("0", LwtList.foldRightS(List.of(), "0", (_, s) -> Promise.of(s)));
    }

    @Test
    void forAllAndExists() {
      for (var test : tests()) {
        assertGives(true, LwtList.forAllS(List.of(2, 4), test));
        assertGives(true, LwtList.forAllP(List.of(2, 4), test));
        assertGives(false, LwtList.forAllS(list, test));
        assertGives(false, LwtList.forAllP(list, test));
        assertGives(true, LwtList.existsS(list, test));
        assertGives(true, LwtList.existsP(list, test));
        assertGives(false, LwtList.existsS(List.of(1, 3), test));
        assertGives(false, LwtList.existsP(List.of(1, 3), test));
      }
      assertGives(true, LwtList.forAllS(List.<Integer>of(), this::isEven));
      assertGives(true, LwtList.forAllP(List.<Integer>of(), this::isEven));
      assertGives(false, LwtList.existsS(List.<Integer>of(), this::isEven));
      assertGives(false, LwtList.existsP(List.<Integer>of(), this::isEven));
    }

    @Test
    void seriesStopWhenTheAnswerIsKnown() {
      List<Integer> called = new ArrayList<>();
      Fn<Integer, Promise<Boolean>> test =
          n -> {
            called.add(n);
            return isEvenLater(n);
          };
      assertGives(false, LwtList.forAllS(list, test));
      assertEquals(List.of(1), called);
      assertGives(true, LwtList.existsS(list, test));
      assertGives(Optional.of(2), LwtList.findS(list, test));
      assertEquals(List.of(1, 1, 2, 1, 2), called);
    }

    @Test
    void concurrentTestsAskForAll() {
      LwtList.forAllP(list, n -> tasks.begin(n).map(_ -> false));
      LwtList.existsP(list, n -> tasks.begin(n).map(_ -> true));
      assertEquals(List.of(1, 2, 3, 4, 1, 2, 3, 4), tasks.begun);
    }

    @Test
    void findGivesTheFirstIfThereIsOne() {
      for (var test : tests()) {
        assertGives(Optional.of(2), LwtList.findS(list, test));
        assertGives(Optional.empty(), LwtList.findS(List.of(1, 3), test));
      }
    }

    @Test
    void filtersKeepTheOrder() {
      for (var test : tests()) {
        assertGives(List.of(2, 4), LwtList.filterS(list, test));
        assertGives(List.of(2, 4), LwtList.filterP(list, test));
        assertGives(new Partition<>(List.of(2, 4), List.of(1, 3)), LwtList.partitionS(list, test));
        assertGives(new Partition<>(List.of(2, 4), List.of(1, 3)), LwtList.partitionP(list, test));
      }
    }

    @Test
    void filterMapKeepsWhatIsPresent() {
      for (var test : tests()) {
        Fn<Integer, Promise<Optional<String>>> f =
            n -> test.apply(n).map(even -> even ? Optional.of("" + n) : Optional.empty());
        assertGives(List.of("2", "4"), LwtList.filterMapS(list, f));
        assertGives(List.of("2", "4"), LwtList.filterMapP(list, f));
      }
    }

    @Test
    void aTestThatGivesNullIsARejection() {
      Fn<Integer, Promise<Boolean>> test = _ -> Promise.of(nothing());
      List<Promise<?>> results =
          List.of(
              LwtList.forAllS(list, test),
              LwtList.forAllP(list, test),
              LwtList.existsS(list, test),
              LwtList.existsP(list, test),
              LwtList.findS(list, test),
              LwtList.filterS(list, test),
              LwtList.filterP(list, test),
              LwtList.filterS(list, _ -> Lwt.pause().map(_ -> nothing())),
              LwtList.filterMapS(list, _ -> Promise.of(nothing())));
      Scheduler.current().wakeupPaused();
      results.forEach(result -> assertRejected(NullPointerException.class, result));
    }

    @Test
    void theListsAreNotForChanging() {
      Fn<Integer, Promise<Optional<Integer>>> present = n -> Promise.of(Optional.of(n));
      List<Promise<List<Integer>>> lists =
          List.of(
              LwtList.mapS(list, Promise::of),
              LwtList.mapP(list, Promise::of),
              LwtList.mapN(2, list, Promise::of),
              LwtList.filterS(list, this::isEven),
              LwtList.filterP(list, this::isEven),
              LwtList.filterMapS(list, present),
              LwtList.filterMapP(list, present),
              LwtList.partitionS(list, this::isEven).map(Partition::matching),
              LwtList.partitionP(list, this::isEven).map(Partition::others));
      for (Promise<List<Integer>> promise : lists) {
        promise.onSuccess(
            l -> assertThrows(UnsupportedOperationException.class, () -> l.set(0, 1)));
      }
    }

    @Test
    void anyCollectionWillDo() {
      assertGives(List.of("a"), LwtList.mapS(Set.of("a"), Promise::of));
    }

    @Test
    void subtypesAreInferred() {
      Promise<List<Number>> numbers = LwtList.mapS(list, n -> Promise.of(n));
      Promise<List<Number>> more = LwtList.filterP(list, this::isEven).map(List::copyOf);
      assertGives(list, numbers);
      assertGives(List.of(2, 4), more);
    }
  }

  @Nested
  @Tag("slow")
  class OfTenMillion {
    private static final int MANY = 10_000_000;

    /** A list that takes no memory of its own. */
    private final List<Integer> many = Collections.nCopies(MANY, 1);

    @ParameterizedTest
    @EnumSource
    void onResolvedPromises(Function function) {
      int[] calls = {0};
      Promise<Integer> resolved = Promise.of(1);
      Promise<?> result =
          function.over(
              many,
              _ -> {
                calls[0]++;
                return resolved;
              });
      assertIsFulfilled(result);
      assertEquals(MANY, calls[0]);
    }

    @ParameterizedTest
    @EnumSource(names = {"MAP_S", "MAP_N", "FOLD_RIGHT_S", "EXISTS_S"})
    void onPromisesThatArePending(Function function) {
      int[] calls = {0};
      Promise<?> result =
          function.over(
              many,
              _ -> {
                calls[0]++;
                return Lwt.pause();
              });
      while (result.isPending()) {
        Scheduler.current().wakeupPaused();
      }
      assertIsFulfilled(result);
      assertEquals(MANY, calls[0]);
    }

    @Test
    void onPromisesThatAreAllPendingAtOnce() {
      Resolver<Integer> resolver = Resolver.task();
      Promise<List<Integer>> result = LwtList.mapP(many, _ -> resolver.promise());
      resolver.fulfill(2);
      assertFulfilled(Collections.nCopies(MANY, 2), result);
    }

    @Test
    void onPromisesThatAreCancelledAtOnce() {
      Resolver<Integer> resolver = Resolver.task();
      Promise<?> result = LwtList.iterP(many, _ -> resolver.promise());
      result.cancel();
      assertCanceled(result);
    }
  }
}
