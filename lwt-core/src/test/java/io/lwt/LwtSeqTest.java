package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link LwtSeq}. */
@ExtendWith(FreshScheduler.class)
class LwtSeqTest {
  private final IOException error = new IOException("broken");
  private final List<Integer> log = new ArrayList<>();

  private static void drive(Promise<?> result) {
    while (result.isPending()) {
      assertTrue(Scheduler.current().wakeupPaused() > 0, "nothing will resolve it");
    }
  }

  private static void assertGives(@Nullable Object value, Promise<?> promise) {
    drive(promise);
    assertFulfilled(value, promise);
  }

  /** The numbers from 0, each now or later, for ever. */
  private static LwtSeq<Integer> numbers(boolean later) {
    return LwtSeq.unfoldS(
        0,
        n ->
            later
                ? Lwt.pause().map(_ -> Optional.of(new Both<>(n, n + 1)))
                : Promise.of(Optional.of(new Both<>(n, n + 1))));
  }

  private static LwtSeq<Integer> numbersUpTo(int end, boolean later) {
    return LwtSeq.unfoldS(
        0,
        n -> {
          Optional<Both<Integer, Integer>> step =
              n == end ? Optional.empty() : Optional.of(new Both<>(n, n + 1));
          return later ? Lwt.pause().map(_ -> step) : Promise.of(step);
        });
  }

  /** One, two, and then an error. */
  private LwtSeq<Integer> broken() {
    return LwtSeq.of(1).append(LwtSeq.of(2)).append(LwtSeq.from(() -> Promise.failed(error)));
  }

  @Nested
  class Made {
    @Test
    void empty() {
      assertGives(List.of(), LwtSeq.empty().toList());
      assertFulfilled(new LwtSeq.Nil<>(), LwtSeq.empty().node());
    }

    @Test
    void ofOne() {
      assertGives(List.of(1), LwtSeq.of(1).toList());
    }

    @Test
    void ofAPromise() {
      for (When when : When.values()) {
        var source = when.fulfilled(1);
        Promise<List<Integer>> list = LwtSeq.ofPromise(source.promise()).toList();
        source.resolve().run();
        assertFulfilled(List.of(1), list);
      }
      assertRejected(error, LwtSeq.ofPromise(Promise.failed(error)).toList());
    }

    @Test
    void cons() {
      assertGives(List.of(1, 2), LwtSeq.cons(1, LwtSeq.of(2)).toList());
    }

    @Test
    void append() {
      LwtSeq<Integer> twice = numbersUpTo(3, true).append(numbersUpTo(2, false));
      assertGives(List.of(0, 1, 2, 0, 1), twice.toList());
    }

    @Test
    void ofAList() {
      List<Integer> list = new ArrayList<>(List.of(1, 2, 3));
      LwtSeq<Integer> seq = LwtSeq.ofList(list);
      list.clear();
      assertGives(List.of(1, 2, 3), seq.toList());
      assertGives(List.of(1, 2, 3), seq.toList());
      assertGives(List.of(), LwtSeq.ofList(List.of()).toList());
    }

    @Test
    void ofNulls() {
      List<@Nullable String> nulls = Arrays.asList("a", null);
      assertGives(nulls, LwtSeq.<@Nullable String>ofList(nulls).toList());
    }

    @Test
    void ofAnIteratorThatIsAskedOneByOne() {
      LwtSeq<Integer> seq = LwtSeq.ofIterator(List.of(1, 2).stream().peek(log::add).iterator());
      assertEquals(List.of(), log);
      Promise<LwtSeq.Node<Integer>> node = seq.node();
      assertEquals(List.of(1), log);
      assertGives(List.of(1, 2), seq.toList());
      assertGives(List.of(1, 2), seq.toList());
      assertEquals(List.of(1, 2), log);
      assertFulfilled(List.of(2), node.bind(n -> ((LwtSeq.Cons<Integer>) n).tail().toList()));
    }

    @Test
    void ofAnIteratorOfPromises() {
      List<Promise<Integer>> promises = List.of(Promise.of(1), Lwt.pause().map(_ -> 2));
      assertGives(List.of(1, 2), LwtSeq.ofIterator(promises.iterator()).mapS(p -> p).toList());
    }

    @Test
    void unfold() {
      LwtSeq<Integer> squares =
          LwtSeq.unfold(1, n -> n > 3 ? Optional.empty() : Optional.of(new Both<>(n * n, n + 1)));
      assertGives(List.of(1, 4, 9), squares.toList());
    }

    @Test
    void unfoldLater() {
      assertGives(List.of(0, 1, 2), numbersUpTo(3, true).toList());
    }

    @Test
    void fromAFunctionThatIsCalledEachTime() {
      LwtSeq<Integer> seq =
          LwtSeq.from(
              () -> {
                log.add(0);
                return LwtSeq.of(log.size()).node();
              });
      assertGives(List.of(1), seq.toList());
      assertGives(List.of(2), seq.toList());
    }
  }

  @Nested
  class Errors {
    /** An iterator that fails when it is asked for an element. */
    private Iterator<Integer> failingAt(int index) {
      return IntStream.range(0, 5)
          .map(
              n -> {
                if (n == index) {
                  throw new IllegalStateException("at " + n);
                }
                return n;
              })
          .iterator();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void ofAnIteratorAreRejections(int index) {
      LwtSeq<Integer> seq = LwtSeq.ofIterator(failingAt(index));
      assertRejected(IllegalStateException.class, seq.iter(log::add));
      assertEquals(IntStream.range(0, index).boxed().toList(), log);
      assertRejected(IllegalStateException.class, seq.toList());
      assertRejected(IllegalStateException.class, seq.map(n -> n).toList());
      assertRejected(IllegalStateException.class, seq.mapS(Promise::of).toList());
    }

    @Test
    void ofAPromiseThatAnIteratorGivesAreRejections() {
      List<Promise<Integer>> promises = List.of(Promise.of(1), Promise.failed(error));
      assertRejected(error, LwtSeq.ofIterator(promises.iterator()).mapS(p -> p).toList());
    }

    @Test
    void ofUnfoldAreRejections() {
      assertRejected(error, LwtSeq.unfold(0, _ -> fail()).node());
      assertRejected(error, LwtSeq.unfoldS(0, _ -> fail()).node());
      assertRejected(error, LwtSeq.unfoldS(0, _ -> Promise.failed(error)).node());
    }

    @Test
    void ofANodeAreRejections() {
      assertRejected(error, LwtSeq.from(this::fail).node());
      assertRejected(error, broken().toList());
      assertRejected(error, broken().append(LwtSeq.of(3)).toList());
      assertRejected(error, broken().map(n -> n).toList());
      assertRejected(error, broken().filter(_ -> true).toList());
      assertRejected(error, broken().iterP(_ -> Promise.unit()));
      assertRejected(error, broken().fold(0, Integer::sum));
    }

    @Test
    void ofAFunctionAreRejections() {
      LwtSeq<Integer> seq = LwtSeq.of(1);
      List<LwtSeq<?>> failing =
          List.of(
              seq.map(_ -> fail()),
              seq.mapS(_ -> fail()),
              seq.filter(_ -> fail()),
              seq.filterS(_ -> fail()),
              seq.filterMap(_ -> fail()),
              seq.filterMapS(_ -> fail()),
              seq.flatMap(_ -> fail()));
      for (LwtSeq<?> each : failing) {
        assertRejected(error, each.node());
      }
      assertRejected(error, seq.fold(0, (_, _) -> fail()));
      assertRejected(error, seq.foldS(0, (_, _) -> fail()));
      assertRejected(error, seq.iterS(_ -> fail()));
      assertRejected(error, seq.iterP(_ -> fail()));
      IllegalStateException unchecked = new IllegalStateException();
      assertRejected(
          unchecked,
          seq.iter(
              _ -> {
                throw unchecked;
              }));
    }

    @SuppressWarnings("TypeParameterUnusedInFormals") // it gives nothing
    private <T> T fail() throws IOException {
      throw error;
    }

    @Test
    void nullsAreProgrammingErrors() {
      LwtSeq<Integer> seq = LwtSeq.of(1);
      assertThrows(NullPointerException.class, () -> LwtSeq.from(nothing()));
      assertThrows(NullPointerException.class, () -> LwtSeq.cons(1, nothing()));
      assertThrows(NullPointerException.class, () -> seq.append(nothing()));
      assertThrows(NullPointerException.class, () -> seq.map(nothing()));
      assertThrows(NullPointerException.class, () -> seq.flatMap(nothing()));
      assertThrows(NullPointerException.class, () -> seq.iterS(nothing()));
      assertThrows(NullPointerException.class, () -> seq.iterN(1, nothing()));
    }
  }

  @Nested
  class Transformed {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void byEachFunction(boolean later) {
      LwtSeq<Integer> seq = numbersUpTo(5, later);
      Fn<Integer, Promise<?>> wait = _ -> later ? Lwt.pause() : Promise.unit();
      assertGives(List.of(0, 2, 4, 6, 8), seq.map(n -> 2 * n).toList());
      assertGives(List.of(0, 2, 4, 6, 8), seq.mapS(n -> wait.apply(n).map(_ -> 2 * n)).toList());
      assertGives(List.of(1, 3), seq.filter(n -> n % 2 == 1).toList());
      assertGives(List.of(1, 3), seq.filterS(n -> wait.apply(n).map(_ -> n % 2 == 1)).toList());
      Fn<Integer, Optional<String>> odd = n -> n % 2 == 1 ? Optional.of("" + n) : Optional.empty();
      assertGives(List.of("1", "3"), seq.filterMap(odd).toList());
      assertGives(
          List.of("1", "3"), seq.filterMapS(n -> wait.apply(n).map(_ -> odd.apply(n))).toList());
      assertGives(
          List.of(0, 0, 1, 0, 1, 2),
          numbersUpTo(4, later).flatMap(n -> numbersUpTo(n, later)).toList());
    }

    @Test
    void onlyWhenSomebodyAsks() {
      LwtSeq<Integer> seq =
          numbers(false)
              .map(
                  n -> {
                    log.add(n);
                    return n;
                  })
              .filter(n -> n % 3 == 2);
      assertEquals(List.of(), log);
      seq.node();
      assertEquals(List.of(0, 1, 2), log);
    }

    @Test
    void aCancelGoesToWhatIsUnderWay() {
      Resolver<Boolean> task = Resolver.task();
      Promise<?> node = numbers(false).filterS(_ -> task.promise()).node();
      node.cancel();
      assertCanceled(task.promise());
      assertCanceled(node);
    }
  }

  @Nested
  class GoneThrough {
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void byEachFunction(boolean later) {
      LwtSeq<Integer> seq = numbersUpTo(4, later);
      assertGives("0123", seq.fold("", (s, n) -> s + n));
      assertGives("0123", seq.foldS("", (s, n) -> Lwt.pause().map(_ -> s + n)));
      assertGives(List.of(0, 1, 2, 3), seq.toList());
      assertGives(null, seq.iter(log::add));
      assertEquals(List.of(0, 1, 2, 3), log);
      assertGives("", LwtSeq.<Integer>empty().fold("", (s, n) -> s + n));
    }

    @Test
    void inSeriesTheNextNodeIsAskedForWhenTheFunctionIsDone() {
      List<Integer> asked = new ArrayList<>();
      Resolver<Integer> first = Resolver.task();
      LwtSeq<Integer> seq =
          numbers(false)
              .map(
                  n -> {
                    asked.add(n);
                    return n;
                  });
      Promise<?> result =
          seq.iterS(n -> n == 0 ? first.promise() : Resolver.<Integer>task().promise());
      assertEquals(List.of(0), asked);
      first.fulfill(0);
      assertEquals(List.of(0, 1), asked);
      result.cancel();
      assertCanceled(result);
    }

    @Test
    void theListIsNotForChanging() {
      LwtSeq.of(1)
          .toList()
          .onSuccess(list -> assertThrows(UnsupportedOperationException.class, () -> list.add(2)));
    }
  }

  @Nested
  class SoManyAtOnce {
    private final List<Resolver<Integer>> tasks = new ArrayList<>();

    private Promise<Integer> begin(int element) {
      log.add(element);
      Resolver<Integer> task = Resolver.task();
      tasks.add(task);
      return task.promise();
    }

    private void fulfill(int index) {
      tasks.get(index).fulfill(0);
    }

    @Test
    void noMoreThanMayBe() {
      Promise<?> result = numbersUpTo(4, false).iterN(2, this::begin);
      assertEquals(List.of(0, 1), log);
      fulfill(1);
      assertEquals(List.of(0, 1, 2), log);
      fulfill(0);
      assertEquals(List.of(0, 1, 2, 3), log);
      fulfill(3);
      assertPending(result);
      fulfill(2);
      assertFulfilled(null, result);
    }

    @Test
    void aNodeIsAskedForOnlyWhenThereIsRoom() {
      Promise<?> result = numbers(true).iterN(1, this::begin);
      Scheduler.current().wakeupPaused();
      assertEquals(0, Scheduler.current().pausedCount());
      fulfill(0);
      assertEquals(1, Scheduler.current().pausedCount());
      result.cancel();
      assertCanceled(result);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100})
    void allElementsOnce(int n) {
      for (boolean later : List.of(false, true)) {
        log.clear();
        assertGives(null, numbersUpTo(10, later).iterN(n, i -> Lwt.pause().map(_ -> log.add(i))));
        assertEquals(IntStream.range(0, 10).boxed().toList(), log);
      }
    }

    @Test
    void withoutABoundAllThatAreThere() {
      Promise<?> result = numbersUpTo(4, false).iterP(this::begin);
      assertEquals(List.of(0, 1, 2, 3), log);
      for (int i = 0; i < 4; i++) {
        assertPending(result);
        fulfill(i);
      }
      assertFulfilled(null, result);
    }

    @Test
    void afterARejectionTheOthersAreWaitedForAndNoneBegun() {
      Promise<?> result = numbers(false).iterN(2, this::begin);
      tasks.get(0).reject(error);
      assertPending(result);
      fulfill(1);
      assertRejected(error, result);
      assertEquals(List.of(0, 1), log);
    }

    @Test
    void afterARejectionANodeIsNotWaitedFor() {
      Resolver<Integer> third = Resolver.task();
      LwtSeq<Integer> seq = numbersUpTo(2, false).append(LwtSeq.ofPromise(third.promise()));
      Promise<?> result = seq.iterP(this::begin);
      tasks.get(1).reject(error);
      assertCanceled(third.promise());
      assertPending(result);
      fulfill(0);
      assertRejected(error, result);
    }

    @Test
    void anElementMayEndWhatIsUnderWay() {
      Promise<?> result =
          numbers(false)
              .iterN(
                  2,
                  n -> {
                    if (n == 1) {
                      fulfill(0);
                    }
                    return begin(n);
                  });
      assertEquals(List.of(0, 1, 2), log);
      result.cancel();
      assertCanceled(result);
    }

    @Test
    void aCancelThatComesInManyWaysEndsSoon() {
      Promise<?> result = numbers(false).iterN(2, this::begin);
      for (int i = 0; i < 50; i++) {
        result = Lwt.join(result, result);
      }
      result.cancel();
      assertCanceled(result);
      assertCanceled(tasks.get(0).promise());
      assertCanceled(tasks.get(1).promise());
    }

    @Test
    void aRejectionAtOnce() {
      Promise<?> result = numbers(false).iterN(2, n -> n == 1 ? Promise.failed(error) : begin(n));
      assertPending(result);
      fulfill(0);
      assertRejected(error, result);
      assertEquals(List.of(0), log);
      assertRejected(error, numbers(false).iterP(_ -> Promise.failed(error)));
    }

    @Test
    void aRejectionOfAnEarlierOneWhileANodeIsMade() {
      Resolver<Integer> never = Resolver.task();
      LwtSeq<Integer> seq =
          LwtSeq.cons(
              0,
              LwtSeq.from(
                  () -> {
                    tasks.get(0).reject(error);
                    return never.promise().map(_ -> new LwtSeq.Nil<>());
                  }));
      assertRejected(error, seq.iterP(this::begin));
      assertCanceled(never.promise());
    }

    @Test
    void aRejectionOfAnEarlierOneBeforeANodeIsThere() {
      LwtSeq<Integer> seq =
          LwtSeq.cons(
              0,
              LwtSeq.from(
                  () -> {
                    tasks.get(0).reject(error);
                    return LwtSeq.of(1).node();
                  }));
      assertRejected(error, seq.iterP(this::begin));
      assertEquals(List.of(0), log);
    }

    @Test
    void aRejectionOfANodeWaitsForThoseUnderWay() {
      Promise<?> result = broken().iterP(this::begin);
      fulfill(0);
      assertPending(result);
      fulfill(1);
      assertRejected(error, result);
    }

    @Test
    void aCancelGoesToAllAndNothingIsBegun() {
      Resolver<Integer> third = Resolver.task();
      LwtSeq<Integer> seq = numbersUpTo(2, false).append(LwtSeq.ofPromise(third.promise()));
      Promise<?> result = seq.iterP(n -> begin(n).catching(_ -> Promise.of(0)));
      result.cancel();
      assertCanceled(tasks.get(0).promise());
      assertCanceled(tasks.get(1).promise());
      assertCanceled(third.promise());
      assertCanceled(result);
      assertEquals(List.of(0, 1), log);
    }

    @Test
    void twoElementsMayHaveOnePromise() {
      Resolver<Integer> both = Resolver.task();
      Promise<?> result = numbersUpTo(2, false).iterP(_ -> both.promise());
      assertPending(result);
      both.fulfill(1);
      assertFulfilled(null, result);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void atLeastOne(int n) {
      LwtSeq<Integer> seq = LwtSeq.empty();
      assertThrows(IllegalArgumentException.class, () -> seq.iterN(n, Promise::of));
    }
  }

  /** What goes through a sequence agrees with a plain loop over a list, whatever has to be waited for. */
  @Nested
  class AtRandom {
    enum Way {
      ITER,
      ITER_S,
      ITER_P,
      ITER_1,
      ITER_2,
      ITER_100;

      Promise<?> through(LwtSeq<Integer> seq, Fn<Integer, Promise<?>> f, List<Integer> seen) {
        return switch (this) {
          case ITER -> seq.iter(seen::add);
          case ITER_S -> seq.iterS(f);
          case ITER_P -> seq.iterP(f);
          case ITER_1 -> seq.iterN(1, f);
          case ITER_2 -> seq.iterN(2, f);
          case ITER_100 -> seq.iterN(100, f);
        };
      }
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithAList(Way way) {
      for (int seed = 0; seed < 200; seed++) {
        Random random = new Random(seed);
        List<Integer> list = random.ints(random.nextInt(20), 0, 100).boxed().toList();
        List<Integer> seen = new ArrayList<>();
        LwtSeq<Integer> seq =
            LwtSeq.ofList(list)
                .mapS(n -> pauses(random.nextInt(3)).map(_ -> n + 1))
                .filterS(n -> pauses(random.nextInt(2)).map(_ -> n % 3 != 0));
        Promise<?> result =
            way.through(seq, n -> pauses(random.nextInt(4)).map(_ -> seen.add(n)), seen);
        assertGives(null, result);
        List<Integer> expected = list.stream().map(n -> n + 1).filter(n -> n % 3 != 0).toList();
        assertEquals(expected.stream().sorted().toList(), seen.stream().sorted().toList());
        if (way == Way.ITER || way == Way.ITER_S || way == Way.ITER_1) {
          assertEquals(expected, seen);
        }
      }
    }

    private Promise<?> pauses(int count) {
      Promise<?> promise = Promise.unit();
      for (int i = 0; i < count; i++) {
        promise = promise.bind(_ -> Lwt.pause());
      }
      return promise;
    }
  }

  @Nested
  @Tag("slow")
  class OfTenMillion {
    private static final int MANY = 10_000_000;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void needsNeitherStackNorMemory(boolean later) {
      int many = later ? MANY / 5 : MANY;
      long[] before = {0};
      LwtSeq<Integer> seq =
          numbersUpTo(many, later)
              .append(LwtSeq.of(-1))
              .map(n -> n + 1)
              .filter(n -> n % 1000 == 0)
              .flatMap(LwtSeq::of);
      int[] count = {0};
      Promise<?> result =
          seq.iterS(
              n -> {
                count[0]++;
                if (n == 100_000) {
                  before[0] = HeapUse.now();
                } else if (n == many) {
                  HeapUse.assertNotAbove(before[0]);
                }
                return Promise.unit();
              });
      assertGives(null, result);
      assertEquals(many / 1000 + 1, count[0]);
    }

    @Test
    void iterNKeepsNothingOfWhatIsDone() {
      long[] before = {0};
      Promise<?> result =
          numbersUpTo(MANY / 5, false)
              .iterN(
                  10,
                  n -> {
                    if (n == 100_000) {
                      before[0] = HeapUse.now();
                    } else if (n == MANY / 5 - 1) {
                      HeapUse.assertNotAbove(before[0]);
                    }
                    return n % 2 == 0 ? Promise.unit() : Lwt.pause();
                  });
      assertGives(null, result);
    }

    @Test
    void skippingNeedsNoStack() {
      assertGives(List.of(), numbersUpTo(MANY, false).filter(_ -> false).toList());
      assertGives(List.of(), numbersUpTo(MANY / 5, true).flatMap(_ -> LwtSeq.empty()).toList());
    }

    @Test
    void sequencesAppendedToEachOtherNeedNoStack() {
      LwtSeq<Integer> seq = LwtSeq.empty();
      for (int i = 0; i < MANY / 10; i++) {
        seq = seq.append(LwtSeq.empty());
      }
      assertGives(List.of(), seq.toList());
      for (int i = 0; i < MANY / 10; i++) {
        seq = LwtSeq.<Integer>empty().append(seq);
      }
      assertGives(List.of(), seq.toList());
    }
  }
}
