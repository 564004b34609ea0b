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
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams made of others, and loops over them. */
@ExtendWith(FreshScheduler.class)
class StreamTransformTest {
  private final IOException broken = new IOException("broken");
  private final LwtStream.Pushed<Integer> pushed = LwtStream.create();
  private final LwtStream<Integer> stream = pushed.stream();
  private final StreamSink<Integer> sink = pushed.sink();

  private void push(int... elements) {
    for (int element : elements) {
      sink.push(element);
    }
  }

  private int failOn(int bad, int x) throws IOException {
    if (x == bad) {
      throw broken;
    }
    return x;
  }

  /** Each makes a stream of the even ones of 1, 2, 3, 4 by a function that throws on 3. */
  enum Filtering {
    FILTER,
    FILTER_S,
    FILTER_MAP,
    FILTER_MAP_S,
    MAP_LIST,
    MAP_LIST_S,
    FLATTEN;

    LwtStream<Integer> evens(LwtStream<Integer> stream, Fn<Integer, Boolean> even) {
      return switch (this) {
        case FILTER -> stream.filter(even);
        case FILTER_S -> stream.filterS(x -> Promise.of(even.apply(x)));
        case FILTER_MAP -> stream.filterMap(x -> even.apply(x) ? Optional.of(x) : Optional.empty());
        case FILTER_MAP_S ->
            stream.filterMapS(x -> Promise.of(even.apply(x) ? Optional.of(x) : Optional.empty()));
        case MAP_LIST -> stream.mapList(x -> even.apply(x) ? List.of(x) : List.of());
        case MAP_LIST_S -> stream.mapListS(x -> Promise.of(even.apply(x) ? List.of(x) : List.of()));
        case FLATTEN -> LwtStream.flatten(stream.map(x -> even.apply(x) ? List.of(x) : List.of()));
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void filteringGivesWhatIsWanted(Filtering filtering) {
    LwtStream<Integer> evens = filtering.evens(stream, x -> x % 2 == 0);
    Promise<Integer> first = evens.next();
    push(1);
    assertPending(first);
    push(2, 3);
    assertFulfilled(2, first);
    push(4);
    sink.close();
    assertFulfilled(List.of(4), evens.toList());
    assertTrue(evens.isClosed());
  }

  @ParameterizedTest
  @EnumSource
  void filteringGoesOnAfterAnError(Filtering filtering) {
    push(1, 2, 3, 4);
    sink.pushError(new IllegalStateException("of the source"));
    push(6);
    LwtStream<Integer> evens = filtering.evens(stream, x -> failOn(3, x) % 2 == 0);
    assertFulfilled(2, evens.next());
    assertRejected(broken, evens.next());
    assertFulfilled(4, evens.next());
    assertRejected(IllegalStateException.class, evens.next());
    assertFulfilled(6, evens.next());
  }

  @Nested
  class Mapping {
    @Test
    void isDoneOnDemand() {
      List<Integer> log = new ArrayList<>();
      push(1, 2);
      LwtStream<Integer> mapped =
          stream.map(
              x -> {
                log.add(x);
                return x * 10;
              });
      assertEquals(List.of(), log);
      assertFulfilled(10, mapped.next());
      assertEquals(List.of(1), log);
      assertFulfilled(2, stream.next());
      sink.close();
      assertFulfilled(Optional.empty(), mapped.get());
    }

    @Test
    void losesTheElementOfAFunctionThatThrowsAndGoesOn() {
      push(1, 2);
      LwtStream<Integer> mapped = stream.map(x -> failOn(1, x));
      assertRejected(broken, mapped.next());
      assertFulfilled(2, mapped.next());
      push(3);
      assertRejected(
          NullPointerException.class, stream.map(_ -> PromiseAssertions.nothing()).get());
    }

    @Test
    void bySeriesWaitsForThePromise() {
      push(1, 2);
      List<Resolver<String>> calls = new ArrayList<>();
      LwtStream<String> mapped =
          stream.mapS(
              _ -> {
                calls.add(Resolver.waiter());
                return calls.getLast().promise();
              });
      Promise<String> first = mapped.next();
      Promise<String> second = mapped.next();
      assertEquals(1, calls.size());
      calls.getFirst().fulfill("one");
      assertFulfilled("one", first);
      assertEquals(2, calls.size());
      calls.getLast().reject(broken);
      assertRejected(broken, second);
      sink.close();
      assertFulfilled(Optional.empty(), mapped.get());
    }

    @Test
    void toListsGivesTheirElements() {
      push(0, 3, 1);
      sink.close();
      LwtStream<Integer> repeated = stream.mapList(x -> java.util.Collections.nCopies(x, x));
      assertFulfilled(List.of(3, 3, 3, 1), repeated.toList());
      assertFulfilled(
          List.of(1, 2, 3),
          LwtStream.flatten(LwtStream.of(List.of(1, 2), List.of(), List.of(3))).toList());
    }
  }

  @Nested
  class Results {
    @Test
    void areValuesAndErrorsInOrder() {
      push(1);
      sink.pushError(broken);
      push(42);
      sink.close();
      assertFulfilled(
          List.of(Result.ok(1), Result.err(broken), Result.ok(42)), stream.results().toList());
    }
  }

  @Nested
  class Joining {
    @Test
    void appendGivesTheOneThenTheOther() {
      push(1);
      LwtStream<Integer> both = stream.append(LwtStream.of(3, 4));
      assertFulfilled(1, both.next());
      Promise<Integer> waits = both.next();
      assertPending(waits);
      push(2);
      assertFulfilled(2, waits);
      sink.pushError(broken);
      assertRejected(broken, both.next());
      sink.close();
      assertFulfilled(List.of(3, 4), both.toList());
    }

    @Test
    void concatGivesOneStreamAfterTheOther() {
      LwtStream<LwtStream<Integer>> streams =
          LwtStream.of(LwtStream.of(), LwtStream.of(1), LwtStream.of(), LwtStream.of(2, 3));
      assertFulfilled(List.of(1, 2, 3), LwtStream.concat(streams).toList());
      assertFulfilled(List.of(), LwtStream.<Integer>concat(LwtStream.of()).toList());
    }

    @Test
    void combineGivesPairsUntilOneEnds() {
      LwtStream<Both<Integer, String>> pairs = stream.combine(LwtStream.of("a", "b"));
      Promise<Both<Integer, String>> first = pairs.next();
      assertPending(first);
      push(1);
      assertFulfilled(new Both<>(1, "a"), first);
      push(2, 3, 4);
      assertFulfilled(new Both<>(2, "b"), pairs.next());
      assertFulfilled(Optional.empty(), pairs.get());
      assertFulfilled(4, stream.next()); // 3 was read with the end
    }

    @Test
    void combineKeepsWhatItHasWhenTheOtherHasAnError() {
      LwtStream.Pushed<Integer> other = LwtStream.create();
      LwtStream<Both<Integer, Integer>> pairs = stream.combine(other.stream());
      push(1);
      other.sink().pushError(broken);
      assertRejected(broken, pairs.next());
      other.sink().push(10);
      assertFulfilled(new Both<>(1, 10), pairs.next());
      IOException second = new IOException("of the second");
      sink.pushError(broken);
      other.sink().pushError(second);
      push(2);
      other.sink().push(20);
      assertRejected(broken, pairs.next());
      assertRejected(second, pairs.next());
      assertFulfilled(new Both<>(2, 20), pairs.next());
    }

    @Test
    void mergeGivesElementsAsTheyCome() {
      LwtStream.Pushed<Integer> other = LwtStream.create();
      LwtStream<Integer> merged = LwtStream.merge(List.of(stream, other.stream()));
      Promise<Integer> first = merged.next();
      Promise<Integer> second = merged.next();
      other.sink().push(10);
      assertFulfilled(10, first);
      push(1);
      assertFulfilled(1, second);
      other.sink().pushError(broken);
      push(2);
      assertRejected(broken, merged.next());
      assertFulfilled(2, merged.next());
      other.sink().close();
      Promise<Integer> third = merged.next();
      push(3);
      assertFulfilled(3, third);
      sink.close();
      assertFulfilled(Optional.empty(), merged.get());
    }

    @Test
    void mergePassesNobodyOver() {
      LwtStream<Integer> ones = LwtStream.fromDirect(() -> Optional.of(1));
      LwtStream<Integer> twos = LwtStream.fromDirect(() -> Optional.of(2));
      LwtStream<Integer> merged = LwtStream.merge(List.of(ones, twos, LwtStream.of(3)));
      assertEquals(List.of(1, 2, 3, 1, 2, 1, 2), merged.getAvailableUpTo(7));
    }

    @Test
    void mergeOfNothingEnds() {
      assertFulfilled(List.of(), LwtStream.merge(List.<LwtStream<Integer>>of()).toList());
      assertFulfilled(List.of(), LwtStream.merge(List.of(LwtStream.of())).toList());
    }
  }

  @Nested
  class Loops {
    @Test
    void foldCombines() {
      Promise<String> folded = stream.fold("", (text, x) -> text + x);
      push(1, 2);
      assertPending(folded);
      sink.close();
      assertFulfilled("12", folded);
      assertFulfilled(
          6,
          LwtStream.of(1, 2, 3)
              .foldS(0, (sum, x) -> Lwt.pause().isPending() ? Promise.of(sum + x) : Promise.of(0)));
    }

    @Test
    void collectCollects() {
      assertFulfilled("a,b", LwtStream.of("a", "b").collect(Collectors.joining(",")));
      push(1);
      sink.pushError(broken);
      assertRejected(broken, stream.collect(Collectors.counting()));
      assertEquals(List.of(), stream.getAvailable());
      assertRejected(
          IllegalStateException.class,
          LwtStream.of(1, 1).collect(Collectors.toMap(Function.identity(), Function.identity())));
    }

    @Test
    void iterCallsInOrder() {
      List<Integer> log = new ArrayList<>();
      Promise<?> done = stream.iter(log::add);
      push(1, 2);
      assertEquals(List.of(1, 2), log);
      assertPending(done);
      sink.close();
      assertFulfilled(null, done);
    }

    @Test
    void stopAtAnErrorAndLeaveTheRest() {
      push(1, 2, 3);
      assertRejected(broken, stream.iter(x -> assertRejectedBy(x)));
      assertEquals(List.of(3), stream.getAvailable());
      push(1, 2, 3);
      assertRejected(broken, stream.fold(0, (_, x) -> failOn(2, x)));
      assertEquals(List.of(3), stream.getAvailable());
      push(1, 2, 3);
      assertRejected(broken, stream.find(x -> failOn(2, x) == 5));
      assertEquals(List.of(3), stream.getAvailable());
      sink.pushError(broken);
      push(4);
      assertRejected(broken, stream.iterS(_ -> Promise.unit()));
      assertEquals(List.of(4), stream.getAvailable());
    }

    private void assertRejectedBy(int x) {
      try {
        failOn(2, x);
      } catch (IOException e) {
        throw Unchecked.sneaky(e);
      }
    }

    @Test
    void shareTheElements() {
      List<String> log = new ArrayList<>();
      stream.iter(x -> log.add("a" + x));
      stream.iter(x -> log.add("b" + x));
      push(1, 2, 3, 4);
      assertEquals(List.of("a1", "b2", "a3", "b4"), log);
    }

    @Test
    void findGivesTheFirst() {
      push(1, 2, 3, 4, 5, 6, 7, 8);
      assertFulfilled(Optional.of(2), stream.find(x -> x % 2 == 0));
      assertFulfilled(Optional.of(4), stream.findS(x -> Promise.of(x % 2 == 0)));
      assertFulfilled(
          Optional.of("six"), stream.findMap(x -> x == 6 ? Optional.of("six") : Optional.empty()));
      assertFulfilled(Optional.of("7"), stream.findMapS(x -> Promise.of(Optional.of("" + x))));
      Promise<Optional<Integer>> none = stream.find(x -> x > 100);
      sink.close();
      assertFulfilled(Optional.empty(), none);
    }

    @Test
    void areCancelledByTheirRead() {
      Promise<?> loop = stream.iter(_ -> {});
      Promise<?> fold = stream.fold(0, (sum, x) -> sum + x);
      loop.cancel();
      assertCanceled(loop);
      push(1);
      fold.cancel();
      assertCanceled(fold);
      push(2);
      assertEquals(List.of(2), stream.getAvailable());
    }
  }

  @Nested
  class AtTheSameTime {
    private final List<Integer> begun = new ArrayList<>();
    private final List<Resolver<Integer>> calls = new ArrayList<>();

    private Promise<?> call(int x) {
      begun.add(x);
      calls.add(Resolver.task());
      return calls.getLast().promise();
    }

    @Test
    void oneIsUnderWayInSeries() {
      push(1, 2);
      Promise<?> done = stream.iterS(this::call);
      assertEquals(List.of(1), begun);
      calls.get(0).fulfill(0);
      assertEquals(List.of(1, 2), begun);
      calls.get(1).fulfill(0);
      assertPending(done);
      sink.close();
      assertFulfilled(null, done);
    }

    @Test
    void allAreUnderWayWithoutALimit() {
      push(1, 2, 3);
      Promise<?> done = stream.iterP(this::call);
      assertEquals(List.of(1, 2, 3), begun);
      sink.close();
      calls.get(2).fulfill(0);
      calls.get(0).fulfill(0);
      assertPending(done);
      calls.get(1).fulfill(0);
      assertFulfilled(null, done);
    }

    @Test
    void noMoreThanTheLimitAreUnderWay() {
      push(1, 2, 3, 4, 5);
      Promise<?> done = stream.iterN(2, this::call);
      assertEquals(List.of(1, 2), begun);
      calls.get(1).fulfill(0);
      assertEquals(List.of(1, 2, 3), begun);
      calls.get(0).fulfill(0);
      calls.get(2).fulfill(0);
      assertEquals(List.of(1, 2, 3, 4, 5), begun);
      sink.close();
      calls.get(3).fulfill(0);
      assertPending(done);
      calls.get(4).fulfill(0);
      assertFulfilled(null, done);
    }

    @Test
    void whatIsFulfilledAtOnceIsNotUnderWay() {
      push(1, 2, 3);
      sink.close();
      assertFulfilled(null, stream.iterN(1, _ -> Promise.unit()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void theLimitIsAtLeastOne(int n) {
      assertThrows(IllegalArgumentException.class, () -> stream.iterN(n, this::call));
    }

    @Test
    void aFailureLetsTheOthersEndAndReadsNoMore() {
      push(1, 2);
      Promise<?> done = stream.iterN(3, this::call);
      calls.get(0).reject(broken);
      assertPending(done);
      push(3);
      assertEquals(List.of(1, 2), begun);
      calls.get(1).reject(new IOException("a later one"));
      assertRejected(broken, done);
      assertEquals(List.of(3), stream.getAvailable());
    }

    @Test
    void aFunctionThatThrowsIsAFailure() {
      push(1, 2);
      assertRejected(
          broken,
          stream.iterP(
              _ -> {
                throw broken;
              }));
      assertEquals(List.of(2), stream.getAvailable());
    }

    @Test
    void anErrorOfTheSourceIsAFailure() {
      push(1);
      sink.pushError(broken);
      Promise<?> done = stream.iterP(this::call);
      assertPending(done);
      calls.get(0).fulfill(0);
      assertRejected(broken, done);
    }

    @Test
    void aCancelGoesToAllAndToTheRead() {
      push(1, 2);
      Promise<?> done = stream.iterP(this::call);
      done.cancel();
      assertCanceled(done);
      assertCanceled(calls.get(0).promise());
      assertCanceled(calls.get(1).promise());
      push(3);
      assertEquals(List.of(3), stream.getAvailable());
    }

    @Test
    void aCancelThatIsTurnedIntoAValueEndsTheLoopAllTheSame() {
      push(1, 2);
      Promise<?> done = stream.iterS(x -> call(x).map(_ -> 0).catching(_ -> Promise.of(0)));
      done.cancel();
      assertCanceled(done);
      assertEquals(List.of(1), begun);
      assertEquals(List.of(2), stream.getAvailable());
    }

    @Test
    void aCancelThatReachesNothingEndsTheLoopLater() {
      push(1, 2);
      Resolver<Integer> waiter = Resolver.waiter();
      Promise<?> done = stream.iterS(_ -> waiter.promise());
      done.cancel();
      assertPending(done);
      waiter.fulfill(0);
      assertCanceled(done);
      assertEquals(List.of(2), stream.getAvailable());
    }

    @Test
    void aFunctionMayPushMore() {
      push(1);
      Promise<?> done =
          stream.iterP(
              x -> {
                if (x < 5) {
                  push(x + 1);
                } else {
                  sink.close();
                }
                return call(x);
              });
      assertEquals(List.of(1, 2, 3, 4, 5), begun);
      calls.forEach(call -> call.fulfill(0));
      assertFulfilled(null, done);
    }
  }
}
