package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where streams come from, and what reads of them give. */
@ExtendWith(FreshScheduler.class)
class LwtStreamTest {
  private final IOException broken = new IOException("broken");
  private final LwtStream.Pushed<Integer> pushed = LwtStream.create();
  private final LwtStream<Integer> stream = pushed.stream();
  private final StreamSink<Integer> sink = pushed.sink();

  private void push(int... elements) {
    for (int element : elements) {
      sink.push(element);
    }
  }

  private static <T> void assertGives(List<T> elements, LwtStream<T> stream) {
    assertFulfilled(elements, stream.toList());
  }

  /** A source whose calls are answered by the test, one after the other. */
  private static final class Answers {
    final Queue<Resolver<Optional<Integer>>> calls = new ArrayDeque<>();
    int callCount;
    final LwtStream<Integer> stream =
        LwtStream.from(
            () -> {
              callCount++;
              Resolver<Optional<Integer>> call = Resolver.waiter();
              calls.add(call);
              return call.promise();
            });

    void answer(int element) {
      calls.remove().fulfill(Optional.of(element));
    }

    void fail(Throwable error) {
      calls.remove().reject(error);
    }

    void end() {
      calls.remove().fulfill(Optional.empty());
    }
  }

  @Nested
  class OfAFunction {
    private final Answers source = new Answers();

    @Test
    void asksForEachElementWhenItIsRead() {
      assertEquals(0, source.callCount);
      Promise<Integer> first = source.stream.next();
      assertEquals(1, source.callCount);
      source.answer(1);
      assertFulfilled(1, first);
      assertEquals(1, source.callCount);
      Promise<Integer> second = source.stream.next();
      assertEquals(2, source.callCount);
      source.answer(2);
      assertFulfilled(2, second);
    }

    @Test
    void hasOneCallAtATimeAndGivesEachReadAnElementOfItsOwn() {
      Promise<Integer> first = source.stream.next();
      Promise<Integer> second = source.stream.next();
      Promise<Integer> third = source.stream.next();
      assertEquals(1, source.callCount);
      source.answer(1);
      assertFulfilled(1, first);
      assertPending(second);
      assertEquals(2, source.callCount);
      source.answer(2);
      source.answer(3);
      assertFulfilled(2, second);
      assertFulfilled(3, third);
      assertEquals(3, source.callCount);
    }

    @Test
    void endsWhenItSaysSo() {
      Promise<Optional<Integer>> read = source.stream.get();
      Promise<Integer> next = source.stream.next();
      assertFalse(source.stream.isClosed());
      source.end();
      assertFulfilled(Optional.empty(), read);
      assertRejected(LwtStream.Empty.class, next);
      assertTrue(source.stream.isClosed());
      assertFulfilled(Optional.empty(), source.stream.get());
      assertEquals(1, source.callCount);
    }

    @Test
    void givesAnErrorToOneReadAndGoesOn() {
      Promise<Integer> first = source.stream.next();
      Promise<Integer> second = source.stream.next();
      source.fail(broken);
      assertRejected(broken, first);
      assertPending(second);
      assertFalse(source.stream.isClosed());
      source.answer(0);
      assertFulfilled(0, second);
      Promise<Optional<Integer>> last = source.stream.get();
      source.end();
      assertFulfilled(Optional.empty(), last);
      assertTrue(source.stream.isClosed());
    }

    @Test
    void thatThrowsGivesTheErrorToTheRead() {
      LwtStream<Integer> throwing =
          LwtStream.from(
              () -> {
                throw broken;
              });
      assertRejected(broken, throwing.get());
      assertRejected(broken, throwing.peek());
      assertRejected(broken, throwing.toList());
      assertRejected(broken, throwing.map(x -> x).get());
      assertFalse(throwing.isClosed());
    }

    @Test
    void mayHaveTheElementAtOnce() {
      Queue<Optional<Integer>> elements =
          new ArrayDeque<>(List.of(Optional.of(1), Optional.of(2), Optional.empty()));
      assertGives(List.of(1, 2), LwtStream.fromDirect(elements::remove));
      LwtStream<Integer> empty = LwtStream.fromDirect(Optional::empty);
      assertFalse(empty.isClosed());
      empty.junk();
      assertTrue(empty.isClosed());
    }

    @Test
    void directThatThrowsGivesTheErrorToTheReadAndGoesOn() {
      List<IOException> errors = new ArrayList<>(List.of(broken));
      LwtStream<Integer> direct =
          LwtStream.fromDirect(
              () -> {
                if (!errors.isEmpty()) {
                  throw errors.removeFirst();
                }
                return Optional.of(0);
              });
      assertRejected(broken, direct.get());
      assertFulfilled(Optional.of(0), direct.get());
    }

    @Test
    void mayBeASequence() {
      int[] computed = {0};
      LwtStream<Integer> one =
          LwtStream.ofSeq(
              LwtSeq.unfold(
                  1,
                  n -> {
                    computed[0]++;
                    return n == 1 ? Optional.of(new Both<>(1, 2)) : Optional.empty();
                  }));
      assertFalse(one.isClosed());
      assertEquals(0, computed[0]);
      assertFulfilled(Optional.of(1), one.get());
      assertEquals(1, computed[0]);
      assertFulfilled(Optional.empty(), one.get());
      assertEquals(2, computed[0]);
      assertTrue(one.isClosed());
    }

    @Test
    void thatGivesNullGivesAnErrorThatSaysSo() {
      assertRejected(NullPointerException.class, LwtStream.<Integer>from(() -> nothing()).get());
      LwtStream<Integer> nulls = LwtStream.fromDirect(() -> nothing());
      assertRejected(NullPointerException.class, nulls.get());
      assertRejected(NullPointerException.class, nulls.get());
      assertThrows(NullPointerException.class, () -> LwtStream.from(nothing()));
      assertThrows(NullPointerException.class, () -> LwtStream.fromDirect(nothing()));
    }

    @Test
    void thatGivesAnotherThreadsPromiseGivesAnErrorThatSaysSo() {
      Promise<Optional<Integer>> foreign =
          OtherThread.get(() -> Resolver.<Optional<Integer>>waiter().promise());
      LwtStream<Integer> mixed = LwtStream.from(() -> foreign);
      assertRejected(IllegalStateException.class, mixed.get());
      assertRejected(IllegalStateException.class, mixed.get());
    }

    @Test
    void thatReadsItsOwnStreamNeitherLosesNorRepeatsAnElement() {
      List<Integer> got = new ArrayList<>();
      List<LwtStream<Integer>> self = new ArrayList<>();
      int[] count = {0};
      self.add(
          LwtStream.from(
              () -> {
                if (count[0] == 0) {
                  self.getFirst().get().onSuccess(x -> got.add(x.orElse(-1)));
                }
                return Promise.of(Optional.of(++count[0]));
              }));
      self.getFirst().get().onSuccess(x -> got.add(x.orElse(-1)));
      assertEquals(List.of(1, 2), got);
      assertFulfilled(3, self.getFirst().next());
    }
  }

  @Nested
  class OfWhatIsThereAlready {
    @Test
    void isClosed() {
      assertTrue(LwtStream.of().isClosed());
      assertTrue(LwtStream.of(1, 2, 3).isClosed());
      assertTrue(LwtStream.ofIterable(List.of()).isClosed());
      assertTrue(LwtStream.ofIterable(List.of(1)).isClosed());
    }

    @Test
    void givesTheElementsInOrder() {
      LwtStream<Integer> three = LwtStream.ofIterable(List.of(1, 2, 3));
      assertFulfilled(1, three.next());
      assertFulfilled(2, three.next());
      assertFulfilled(3, three.next());
      assertRejected(LwtStream.Empty.class, three.next());
      assertFulfilled(123, LwtStream.of(123).next());
    }

    @Test
    void mustNotContainNull() {
      List<Integer> withNull = new ArrayList<>();
      withNull.add(nothing());
      assertThrows(NullPointerException.class, () -> LwtStream.ofIterable(withNull));
    }

    @ParameterizedTest
    @EnumSource
    void isAPromisesValue(When when) {
      When.Source<Integer> source = when.fulfilled(123);
      LwtStream<Integer> one = LwtStream.ofPromise(source.promise());
      assertEquals(when.isNow(), one.isClosed());
      Promise<Integer> read = one.next();
      source.resolve().run();
      assertFulfilled(123, read);
      assertTrue(one.isClosed());
      assertRejected(LwtStream.Empty.class, one.next());
    }

    @ParameterizedTest
    @EnumSource
    void isAPromisesErrorWhichLwtLoses(When when) {
      When.Source<Integer> source = when.rejected(broken);
      LwtStream<Integer> failing = LwtStream.ofPromise(source.promise());
      Promise<Integer> read = failing.next();
      source.resolve().run();
      assertRejected(broken, read);
      assertTrue(failing.isClosed());
      assertRejected(LwtStream.Empty.class, failing.next());
    }
  }

  @Nested
  class Pushed {
    @Test
    void elementsAreReadInOrder() {
      push(1, 2, 3);
      sink.close();
      assertGives(List.of(1, 2, 3), stream);
    }

    @Test
    void elementsGoToTheReadsThatWaitInOrder() {
      Promise<Integer> first = stream.next();
      Promise<Integer> second = stream.next();
      push(1);
      assertFulfilled(1, first);
      assertPending(second);
      push(2);
      assertFulfilled(2, second);
    }

    @Test
    void anErrorGoesToOneReadAndTheStreamGoesOn() {
      push(1);
      sink.pushError(broken);
      push(2);
      assertFulfilled(1, stream.next());
      assertRejected(broken, stream.next());
      assertFulfilled(2, stream.next());
      Promise<Integer> waits = stream.next();
      sink.pushError(broken);
      assertRejected(broken, waits);
    }

    @Test
    void theEndGoesToAllReads() {
      Promise<Optional<Integer>> first = stream.get();
      Promise<Integer> second = stream.next();
      sink.close();
      assertFulfilled(Optional.empty(), first);
      assertRejected(LwtStream.Empty.class, second);
      assertRejected(LwtStream.Empty.class, stream.next());
    }

    @Test
    void nothingComesAfterClose() {
      push(1);
      assertFalse(sink.isClosed());
      sink.close();
      sink.close();
      assertTrue(sink.isClosed());
      assertThrows(LwtStream.Closed.class, () -> sink.push(2));
      assertThrows(LwtStream.Closed.class, () -> sink.pushError(broken));
      assertGives(List.of(1), stream);
    }

    @Test
    void nothingMustBeNull() {
      assertThrows(NullPointerException.class, () -> sink.push(nothing()));
      assertThrows(NullPointerException.class, () -> sink.pushError(nothing()));
    }

    @Test
    void anErrorThatAWaitingReaderGetsIsNot() {
      List<Throwable> reported = new ArrayList<>();
      Lwt.setOrphanHook(reported::add);
      Promise<Optional<Integer>> read = stream.get();
      sink.pushError(broken);
      assertRejected(broken, read);
      Scheduler.current().close();
      assertEquals(List.of(), reported);
    }

    @Test
    void anErrorThatNobodyReadsIsReported() {
      List<Throwable> reported = new ArrayList<>();
      Lwt.setOrphanHook(reported::add);
      sink.pushError(broken);
      Scheduler.current().close();
      assertEquals(List.of(broken), reported);
    }

    /** By way of what is deferred: the sink is told inside of a callback. */
    @Test
    void elementsOfACallbackAreRead() {
      Resolver<Integer> source = Resolver.waiter();
      Promise<List<Integer>> both = stream.nget(2);
      source.promise().onSuccess(x -> push(x, x + 1));
      source.fulfill(1);
      assertFulfilled(List.of(1, 2), both);
    }

    @Test
    void elementsAreGarbageOnceReadThoughTheSinkIsKept() {
      LwtStream.Pushed<Object> objects = LwtStream.create();
      StreamSink<Object> kept = objects.sink();
      List<WeakReference<Object>> pushedObjects = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Object object = new Object();
        pushedObjects.add(new WeakReference<>(object));
        kept.push(object);
      }
      objects.stream().next();
      assertCollected(pushedObjects.getFirst());
      assertTrue(pushedObjects.get(1).get() != null);
      objects = LwtStream.create(); // the first stream is not held any more
      assertCollected(pushedObjects.get(1));
      assertCollected(pushedObjects.get(2));
      kept.push(new Object());
      assertTrue(objects.stream().get().isPending());
    }
  }

  private static void assertCollected(WeakReference<?> reference) {
    for (int i = 0; i < 100 && reference.get() != null; i++) {
      System.gc();
    }
    assertNull(reference.get());
  }

  @Nested
  class Ending {
    @Test
    void isPromised() {
      Promise<?> closed = stream.closed();
      push(1);
      assertPending(closed);
      sink.close();
      assertFulfilled(null, closed);
      assertFulfilled(null, stream.closed());
      assertFulfilled(1, stream.next());
    }

    @Test
    void ofAFunctionsStreamIsPromisedWhenItIsRead() {
      Queue<Optional<Integer>> elements =
          new ArrayDeque<>(List.of(Optional.of(1), Optional.empty()));
      LwtStream<Integer> direct = LwtStream.fromDirect(elements::remove);
      List<Boolean> closed = new ArrayList<>();
      direct.closed().onTermination(() -> closed.add(direct.isClosed()));
      direct.peek();
      assertEquals(List.of(), closed);
      direct.junk();
      direct.peek();
      assertEquals(List.of(true), closed);
    }

    @Test
    void isPromisedAtOnceByAClosedStream() {
      List<String> log = new ArrayList<>();
      LwtStream.of().closed().onTermination(() -> log.add("closed"));
      assertEquals(List.of("closed"), log);
    }

    @Test
    void cannotBeCancelledByThoseWhoWaitForIt() {
      stream.closed().cancel();
      assertPending(stream.closed());
    }

    @Test
    void isWhatIsEmptyWaitsFor() {
      Promise<Boolean> first = stream.isEmpty();
      assertPending(first);
      push(1);
      assertFulfilled(false, first);
      stream.junk();
      Promise<Boolean> second = stream.isEmpty();
      sink.close();
      assertFulfilled(true, second);
      assertFulfilled(true, stream.isEmpty());
    }
  }

  @Nested
  class ReadingOne {
    @Test
    void peekLeavesTheElement() {
      push(1, 2);
      assertFulfilled(Optional.of(1), stream.peek());
      assertFulfilled(Optional.of(1), stream.peek());
      assertFulfilled(1, stream.next());
      assertFulfilled(2, stream.next());
      Promise<Optional<Integer>> peeked = stream.peek();
      Promise<Integer> next = stream.next();
      Promise<Optional<Integer>> peekedBehind = stream.peek();
      push(3);
      assertFulfilled(Optional.of(3), peeked);
      assertFulfilled(3, next);
      assertPending(peekedBehind);
      sink.close();
      assertFulfilled(Optional.empty(), peekedBehind);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void peekTakesAnError(boolean waits) {
      Promise<?> peeked = waits ? stream.peek() : Promise.unit();
      sink.pushError(broken);
      push(1);
      assertRejected(broken, waits ? peeked : stream.peek());
      assertFulfilled(Optional.of(1), stream.peek());
    }

    @Test
    void junkTakesAnElement() {
      push(1, 2);
      assertFulfilled(null, stream.junk());
      assertFulfilled(2, stream.next());
      Promise<?> junk = stream.junk();
      assertPending(junk);
      push(3);
      assertFulfilled(null, junk);
      sink.pushError(broken);
      assertRejected(broken, stream.junk());
      sink.close();
      assertFulfilled(null, stream.junk());
    }

    @Test
    void onAnotherThreadIsRefused() {
      push(1);
      OtherThread.run(
          () -> {
            assertThrows(IllegalStateException.class, stream::get);
            assertThrows(IllegalStateException.class, stream::peek);
            assertThrows(IllegalStateException.class, stream::toList);
            assertThrows(IllegalStateException.class, stream::getAvailable);
            assertThrows(IllegalStateException.class, stream::fork);
            assertThrows(IllegalStateException.class, () -> sink.push(2));
            assertThrows(IllegalStateException.class, sink::close);
          });
      assertEquals(List.of(1), stream.getAvailable());
    }

    @Test
    void afterTheEndSaysSo() {
      sink.close();
      NoSuchElementException empty = assertRejected(LwtStream.Empty.class, stream.next());
      assertEquals("the stream has ended", empty.getMessage());
    }
  }

  @Nested
  class Cancelling {
    @Test
    void aReadLeavesTheElementToTheNext() {
      Promise<Integer> read = stream.next();
      read.cancel();
      assertCanceled(read);
      push(1);
      assertFulfilled(1, stream.next());
    }

    @Test
    void oneOfTwoReadsLeavesTheElementToTheOther() {
      for (boolean first : new boolean[] {true, false}) {
        Promise<Integer> one = stream.next();
        Promise<Integer> other = stream.next();
        (first ? one : other).cancel();
        push(1);
        assertCanceled(first ? one : other);
        assertFulfilled(1, first ? other : one);
      }
    }

    @Test
    void aReadLeavesTheCallOfTheSourceGoingOn() {
      var source = new Answers();
      Promise<Integer> read = source.stream.next();
      read.cancel();
      assertEquals(1, source.callCount);
      source.answer(1);
      assertFulfilled(1, source.stream.next());
      assertEquals(1, source.callCount);
    }

    @Test
    void aReadLeavesTheErrorOfTheCallToTheNext() {
      var source = new Answers();
      source.stream.next().cancel();
      source.fail(broken);
      assertRejected(broken, source.stream.next());
    }

    @Test
    void aReadOfSeveralLeavesThemAll() {
      push(1, 2);
      Promise<List<Integer>> five = stream.nget(5);
      Promise<Integer> behind = stream.next();
      push(3);
      five.cancel();
      assertCanceled(five);
      assertFulfilled(1, behind);
      assertEquals(List.of(2, 3), stream.getAvailable());
    }

    @Test
    void aReadThatWaitsForItsTurnLeavesTheOthersAlone() {
      Promise<List<Integer>> two = stream.nget(2);
      Promise<List<Integer>> three = stream.nget(3);
      Promise<Integer> last = stream.next();
      three.cancel();
      push(1, 2, 3);
      assertFulfilled(List.of(1, 2), two);
      assertCanceled(three);
      assertFulfilled(3, last);
    }

    /** In the callback that the first read's element runs, the second has its element already or keeps it. */
    @Test
    void inACallbackOfAnotherReadLosesNothing() {
      Promise<Integer> first = stream.next();
      Promise<Integer> second = stream.next();
      first.onSuccess(_ -> second.cancel());
      Resolver<Integer> source = Resolver.waiter();
      source.promise().onSuccess(_ -> push(1, 2));
      source.fulfill(0);
      assertFulfilled(1, first);
      assertEquals(second.isPending() ? 0 : 1, 1);
      List<Integer> seen = new ArrayList<>(stream.getAvailable());
      second.onSuccess(seen::add);
      assertEquals(List.of(2), seen);
    }
  }

  @Nested
  class Forks {
    @Test
    void eachHaveAllElements() {
      LwtStream<Integer> one = LwtStream.of(1, 2, 3);
      LwtStream<Integer> other = one.fork();
      assertFulfilled(1, one.next());
      assertFulfilled(1, other.next());
      assertFulfilled(2, one.next());
      assertFulfilled(3, one.next());
      assertFulfilled(2, other.next());
      assertFulfilled(3, other.next());
      assertTrue(other.isClosed());
    }

    @Test
    void startWhereTheStreamIs() {
      push(1, 2);
      stream.junk();
      LwtStream<Integer> fork = stream.fork();
      assertEquals(List.of(2), fork.getAvailable());
      assertEquals(List.of(2), stream.getAvailable());
    }

    @Test
    void bothWaitForOneElement() {
      push(1);
      LwtStream<Integer> fork = stream.fork();
      List<Promise<Integer>> reads =
          List.of(stream.next(), stream.next(), fork.next(), fork.next());
      assertFulfilled(1, reads.get(0));
      assertPending(reads.get(1));
      assertFulfilled(1, reads.get(2));
      assertPending(reads.get(3));
      push(2);
      assertFulfilled(2, reads.get(1));
      assertFulfilled(2, reads.get(3));
    }

    @Test
    void shareTheCallsOfTheSource() {
      var source = new Answers();
      LwtStream<Integer> fork = source.stream.fork();
      Promise<Integer> one = source.stream.next();
      Promise<Integer> other = fork.next();
      assertEquals(1, source.callCount);
      source.answer(1);
      assertFulfilled(1, one);
      assertFulfilled(1, other);
      Promise<Integer> later = fork.next();
      source.answer(2);
      assertFulfilled(2, later);
      assertFulfilled(2, source.stream.next());
      assertEquals(2, source.callCount);
    }

    @Test
    void eachHaveAnErrorAtItsPlace() {
      LwtStream<Integer> fork = stream.fork();
      Promise<Integer> waits = stream.next();
      sink.pushError(broken);
      push(1);
      assertRejected(broken, waits);
      assertFulfilled(1, stream.next());
      assertRejected(broken, fork.next());
      assertFulfilled(1, fork.next());
    }

    @Test
    void keepElementsOnlyForTheSlowest() {
      LwtStream.Pushed<Object> objects = LwtStream.create();
      LwtStream<Object> fork = objects.stream().fork();
      WeakReference<Object> reference = pushNew(objects.sink());
      objects.stream().junk();
      System.gc();
      assertTrue(reference.get() != null);
      fork.junk();
      assertCollected(reference);
    }

    private static WeakReference<Object> pushNew(StreamSink<Object> sink) {
      Object object = new Object();
      sink.push(object);
      return new WeakReference<>(object);
    }
  }

  @Nested
  class ReadingSeveral {
    @Test
    void ngetTakesThem() {
      push(1, 2, 3);
      assertFulfilled(List.of(1, 2), stream.nget(2));
      Promise<List<Integer>> waits = stream.nget(2);
      assertPending(waits);
      push(4);
      assertFulfilled(List.of(3, 4), waits);
      push(5);
      sink.close();
      assertFulfilled(List.of(5), stream.nget(2));
      assertFulfilled(List.of(), stream.nget(2));
    }

    @Test
    void npeekLeavesThem() {
      push(1, 2, 3, 4, 5);
      assertFulfilled(List.of(1, 2, 3), stream.npeek(3));
      assertFulfilled(List.of(1), stream.npeek(1));
      sink.close();
      assertFulfilled(List.of(1, 2, 3, 4, 5), stream.npeek(6));
      assertGives(List.of(1, 2, 3, 4, 5), stream);
    }

    @Test
    void ofNoneWaitsForNothing() {
      Promise<Integer> waits = stream.next();
      assertFulfilled(List.of(), stream.nget(0));
      assertFulfilled(List.of(), stream.npeek(0));
      assertFulfilled(null, stream.njunk(0));
      assertEquals(List.of(), stream.getAvailableUpTo(0));
      assertPending(waits);
    }

    @Test
    void ofFewerThanNoneIsRefused() {
      assertThrows(IllegalArgumentException.class, () -> stream.nget(-1));
      assertThrows(IllegalArgumentException.class, () -> stream.npeek(-1));
      assertThrows(IllegalArgumentException.class, () -> stream.njunk(-1));
      assertThrows(IllegalArgumentException.class, () -> stream.getAvailableUpTo(-1));
    }

    @Test
    void giveListsThatCannotBeChanged() {
      push(1);
      assertThrows(UnsupportedOperationException.class, () -> stream.getAvailable().add(1));
      push(1);
      sink.close();
      stream
          .toList()
          .onSuccess(list -> assertThrows(UnsupportedOperationException.class, () -> list.add(1)));
    }

    @Test
    void keepTheirElementsTogether() {
      Promise<List<Integer>> first = stream.nget(2);
      Promise<List<Integer>> second = stream.nget(2);
      Promise<Integer> third = stream.next();
      push(1, 2, 3);
      assertFulfilled(List.of(1, 2), first);
      assertPending(second);
      push(4, 5);
      assertFulfilled(List.of(3, 4), second);
      assertFulfilled(5, third);
    }

    @Test
    void takeNothingButTheErrorIfThereIsOne() {
      push(1, 2);
      sink.pushError(broken);
      push(3);
      assertRejected(broken, stream.nget(3));
      assertFulfilled(List.of(1, 2, 3), stream.npeek(3));
      sink.pushError(broken);
      assertRejected(broken, stream.npeek(4));
      sink.pushError(broken);
      sink.close();
      assertRejected(broken, stream.toList());
      assertGives(List.of(1, 2, 3), stream);
    }

    @Test
    void takeNothingIfAnErrorComesLater() {
      push(1);
      Promise<List<Integer>> two = stream.nget(2);
      sink.pushError(broken);
      assertRejected(broken, two);
      assertEquals(List.of(1), stream.getAvailable());
    }

    @Test
    void getWhileStopsAtTheFirstThatIsNotWanted() {
      push(1, 2, 3, 2, 1);
      sink.close();
      assertFulfilled(List.of(1, 2), stream.getWhile(x -> x < 3));
      assertFulfilled(List.of(), stream.getWhile(x -> x < 3));
      assertFulfilled(List.of(3, 2, 1), stream.getWhile(_ -> true));
      assertFulfilled(List.of(), stream.getWhile(_ -> true));
    }

    @Test
    void getWhileWithAPredicateThatThrowsTakesNothing() {
      push(1, 2, 3);
      assertRejected(
          broken,
          stream.getWhile(
              x -> {
                if (x == 3) {
                  throw broken;
                }
                return true;
              }));
      assertEquals(List.of(1, 2, 3), stream.getAvailable());
    }

    @Test
    void getWhileSWaitsForThePredicate() {
      push(1, 2, 3);
      List<Resolver<Boolean>> answers = new ArrayList<>();
      Promise<List<Integer>> read =
          stream.getWhileS(
              _ -> {
                answers.add(Resolver.task());
                return answers.getLast().promise();
              });
      Promise<Integer> behind = stream.next();
      assertEquals(1, answers.size());
      answers.getLast().fulfill(true);
      assertEquals(2, answers.size());
      assertPending(behind);
      answers.getLast().fulfill(false);
      assertFulfilled(List.of(1), read);
      assertFulfilled(2, behind);
      Promise<List<Integer>> canceled =
          stream.getWhileS(
              _ -> {
                answers.add(Resolver.task());
                return answers.getLast().promise();
              });
      canceled.cancel();
      assertCanceled(canceled);
      assertCanceled(answers.getLast().promise());
      assertFulfilled(3, stream.next());
    }
  }

  @Nested
  class Parsing {
    @Test
    void takesWhatTheFunctionHasRead() {
      push(1, 2, 3);
      assertFulfilled(3, stream.parse(s -> s.next().bind(x -> s.next().map(y -> x + y))));
      assertEquals(List.of(3), stream.getAvailable());
    }

    @Test
    void takesNothingIfTheFunctionFails() {
      push(1, 2, 3);
      assertRejected(broken, stream.parse(s -> s.nget(2).bind(_ -> Promise.failed(broken))));
      assertRejected(
          broken,
          stream.parse(
              s -> {
                s.junk();
                throw broken;
              }));
      assertEquals(List.of(1, 2, 3), stream.getAvailable());
    }

    @Test
    void takesNothingIfItIsCancelled() {
      push(1, 2);
      Promise<?> parse = stream.parse(LwtStream::toList);
      assertPending(parse);
      Promise<Integer> behind = stream.next();
      parse.cancel();
      assertCanceled(parse);
      assertFulfilled(1, behind);
    }

    @Test
    void takesErrorsThatTheFunctionHasComeTo() {
      push(1);
      sink.pushError(broken);
      push(2);
      sink.pushError(broken);
      assertRejected(broken, stream.parse(s -> s.nget(2)));
      assertFulfilled(List.of(1, 2), stream.parse(s -> s.nget(2)));
      assertRejected(broken, stream.get());
    }

    @Test
    void takesAllErrorsThatTheFunctionHasComeTo() {
      push(1);
      sink.pushError(broken);
      sink.pushError(broken);
      push(2);
      assertRejected(broken, stream.parse(s -> s.nget(2).catching(_ -> s.nget(2))));
      assertFulfilled(1, stream.next());
      assertFulfilled(2, stream.next());
    }

    @Test
    void waitsForItsTurnAndForSomethingToRead() {
      List<String> log = new ArrayList<>();
      Promise<Integer> first = stream.next();
      Promise<Integer> parse =
          stream.parse(
              s -> {
                log.add("parse");
                return s.next();
              });
      push(1);
      assertFulfilled(1, first);
      assertEquals(List.of(), log);
      push(2);
      assertFulfilled(2, parse);
      assertEquals(List.of("parse"), log);
    }

    @Test
    void ofABoundedStreamWorksToo() {
      LwtStream.PushedBounded<Integer> bounded = LwtStream.createBounded(2);
      List<Promise<?>> pushes = new ArrayList<>();
      for (int i = 1; i <= 5; i++) {
        pushes.add(bounded.sink().push(i));
      }
      assertRejected(
          broken, bounded.stream().parse(s -> s.nget(3).bind(_ -> Promise.failed(broken))));
      assertFulfilled(null, pushes.get(4));
      assertEquals(List.of(1, 2, 3, 4, 5), bounded.stream().getAvailable());
      assertEquals(0, bounded.sink().count());
    }
  }

  @Nested
  class Dropping {
    @Test
    void njunkTakesSoMany() {
      push(1, 2, 3);
      assertFulfilled(null, stream.njunk(2));
      Promise<?> waits = stream.njunk(2);
      assertPending(waits);
      push(4, 5);
      assertFulfilled(null, waits);
      assertFulfilled(5, stream.next());
      sink.close();
      assertFulfilled(null, stream.njunk(2));
    }

    @Test
    void junkWhileStopsAtTheFirstThatIsNotWanted() {
      push(1, 2, 3, 1);
      assertFulfilled(null, stream.junkWhile(x -> x < 3));
      assertEquals(List.of(3, 1), stream.getAvailable());
      Promise<?> waits = stream.junkWhileS(x -> Promise.of(x < 3));
      push(1);
      assertPending(waits);
      push(3);
      assertFulfilled(null, waits);
      sink.close();
      assertFulfilled(null, stream.junkWhile(_ -> true));
    }

    @Test
    void junkWhileWithAPredicateThatThrowsLeavesThatElement() {
      push(1, 2, 3);
      assertRejected(
          broken,
          stream.junkWhile(
              x -> {
                if (x == 2) {
                  throw broken;
                }
                return true;
              }));
      assertEquals(List.of(2, 3), stream.getAvailable());
    }
  }

  @Nested
  class WhatIsThere {
    @Test
    void isAllThatWasPushed() {
      push(1, 2, 3);
      assertEquals(List.of(1, 2, 3), stream.getAvailable());
      push(4);
      assertFulfilled(4, stream.next());
      assertEquals(List.of(), stream.getAvailable());
    }

    @Test
    void isLimited() {
      push(1, 2, 3, 4);
      assertEquals(List.of(1, 2), stream.getAvailableUpTo(2));
      assertFulfilled(3, stream.next());
    }

    @Test
    void endsBeforeAnErrorWhichIsLeft() {
      push(1);
      sink.pushError(broken);
      push(2);
      assertEquals(List.of(1), stream.getAvailable());
      assertEquals(List.of(), stream.getAvailable());
      assertRejected(broken, stream.next());
      assertEquals(List.of(2), stream.getAvailable());
    }

    @Test
    void isNothingWhileAReadWaits() {
      Promise<List<Integer>> two = stream.nget(2);
      push(1);
      assertEquals(List.of(), stream.getAvailable());
      push(2, 3);
      assertFulfilled(List.of(1, 2), two);
      assertEquals(List.of(3), stream.getAvailable());
    }

    @Test
    void isDropped() {
      stream.junkAvailable();
      push(1, 2, 4);
      stream.junkAvailable();
      assertEquals(List.of(), stream.getAvailable());
      push(66, 77, 99);
      stream.junkAvailable();
      assertEquals(List.of(), stream.getAvailable());
    }

    @Test
    void hasALastOne() {
      push(1, 2, 3);
      assertFulfilled(3, stream.lastNew());
      Promise<Integer> waits = stream.lastNew();
      assertPending(waits);
      push(4);
      assertFulfilled(4, waits);
      push(5);
      sink.pushError(broken);
      assertFulfilled(5, stream.lastNew());
      assertRejected(broken, stream.lastNew());
      sink.close();
      assertRejected(LwtStream.Empty.class, stream.lastNew());
    }

    @Test
    void mayStartACallOfTheSource() {
      var source = new Answers();
      assertEquals(List.of(), source.stream.getAvailable());
      assertEquals(1, source.callCount);
      source.answer(1);
      assertEquals(List.of(1), source.stream.getAvailable());
      assertEquals(2, source.callCount);
    }
  }
}
