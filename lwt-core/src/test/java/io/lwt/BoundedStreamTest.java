package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams of which only so many elements may wait. */
@ExtendWith(FreshScheduler.class)
class BoundedStreamTest {
  private final LwtStream.PushedBounded<Integer> pushed = LwtStream.createBounded(3);
  private final LwtStream<Integer> stream = pushed.stream();
  private final BoundedStreamSink<Integer> sink = pushed.sink();

  @Test
  void haveThoseWaitWhoPushMoreInTheirOrder() {
    for (int i = 1; i <= 3; i++) {
      assertFulfilled(null, sink.push(i));
    }
    assertEquals(3, sink.size());
    assertEquals(3, sink.count());
    assertEquals(0, sink.blocked());
    Promise<?> fourth = sink.push(4);
    Promise<?> fifth = sink.push(5);
    assertPending(fourth);
    assertPending(fifth);
    assertEquals(2, sink.blocked());
    assertFulfilled(Optional.of(1), stream.get());
    assertFulfilled(null, fourth);
    assertPending(fifth);
    assertEquals(3, sink.count());
    assertFulfilled(Optional.of(2), stream.get());
    assertFulfilled(null, fifth);
    assertFulfilled(Optional.of(3), stream.get());
    assertFulfilled(null, sink.push(7));
    sink.close();
    assertRejected(LwtStream.Closed.class, sink.push(8));
    assertFulfilled(List.of(4, 5, 7), stream.toList());
    assertEquals(0, sink.count());
  }

  @Test
  void dropTheElementOfAPushThatIsCancelled() {
    List.of(1, 2, 3).forEach(sink::push);
    Promise<?> fourth = sink.push(4);
    Promise<?> fifth = sink.push(5);
    fourth.cancel();
    assertCanceled(fourth);
    assertEquals(1, sink.blocked());
    stream.junk();
    assertFulfilled(null, fifth);
    assertEquals(List.of(2, 3, 5), stream.getAvailable());
  }

  @Test
  void rejectThosePushesThatWaitWhenTheyAreClosedAndKeepWhatIsThere() {
    List.of(1, 2, 3).forEach(sink::push);
    Promise<?> fourth = sink.push(4);
    assertFalse(sink.isClosed());
    sink.close();
    sink.close();
    assertTrue(sink.isClosed());
    assertRejected(LwtStream.Closed.class, fourth);
    assertEquals(0, sink.blocked());
    assertFulfilled(List.of(1, 2, 3), stream.toList());
  }

  @Test
  void letNobodyInWhileTheyAreBeingClosed() {
    List.of(1, 2, 3).forEach(sink::push);
    Promise<?> fourth = sink.push(4);
    stream.closed().onSuccess(_ -> stream.junk());
    sink.close();
    assertRejected(LwtStream.Closed.class, fourth);
    assertFulfilled(List.of(2, 3), stream.toList());
  }

  @Test
  void tellAReadThatWaitsWhenTheyAreClosed() {
    sink.push(1);
    Promise<List<Integer>> all = stream.toList();
    assertPending(all);
    sink.close();
    assertFulfilled(List.of(1), all);
  }

  @Test
  void giveAnElementToAReadThatWaits() {
    Promise<Integer> read = stream.next();
    assertFulfilled(null, sink.push(1));
    assertFulfilled(1, read);
    assertEquals(0, sink.count());
  }

  @Test
  void haveErrorsWaitAsElementsDo() {
    IOException broken = new IOException("broken");
    List.of(1, 2, 3).forEach(sink::push);
    Promise<?> error = sink.pushError(broken);
    assertPending(error);
    stream.njunk(3);
    assertFulfilled(null, error);
    assertRejected(broken, stream.next());
    assertEquals(0, sink.count());
  }

  @Test
  void mayGetAnotherSize() {
    List.of(1, 2, 3).forEach(sink::push);
    Promise<?> fourth = sink.push(4);
    Promise<?> fifth = sink.push(5);
    Promise<?> sixth = sink.push(6);
    sink.resize(5);
    assertEquals(5, sink.size());
    assertFulfilled(null, fourth);
    assertFulfilled(null, fifth);
    assertPending(sixth);
    sink.resize(1);
    assertEquals(5, sink.count());
    stream.njunk(4);
    assertPending(sixth);
    stream.junk();
    assertFulfilled(null, sixth);
    assertEquals(List.of(6), stream.getAvailable());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void needASize(int size) {
    assertThrows(IllegalArgumentException.class, () -> LwtStream.createBounded(size));
    assertThrows(IllegalArgumentException.class, () -> sink.resize(size));
    assertEquals(3, sink.size());
  }

  @Test
  void takeNoNull() {
    assertThrows(NullPointerException.class, () -> sink.push(nothing()));
    assertThrows(NullPointerException.class, () -> sink.pushError(nothing()));
  }

  @Test
  void areUsedByTheirThreadOnly() {
    OtherThread.run(
        () -> {
          assertThrows(IllegalStateException.class, () -> sink.push(1));
          assertThrows(IllegalStateException.class, () -> sink.resize(1));
          assertThrows(IllegalStateException.class, sink::close);
        });
  }

  @Test
  void haveNoRoomAgainByAPeek() {
    List.of(1, 2, 3).forEach(sink::push);
    Promise<?> fourth = sink.push(4);
    stream.peek();
    assertPending(fourth);
  }

  @Test
  void haveRoomForWhatNpeekNeeds() {
    List.of(1, 2, 3).forEach(sink::push);
    sink.push(4);
    assertFulfilled(List.of(1, 2, 3, 4), stream.npeek(4));
    assertEquals(List.of(1, 2, 3, 4), stream.getAvailable());
  }

  @Test
  void goAtThePaceOfTheirFastestFork() {
    LwtStream<Integer> fork = stream.fork();
    List.of(1, 2, 3).forEach(sink::push);
    Promise<?> fourth = sink.push(4);
    fork.junk();
    assertFulfilled(null, fourth);
    stream.junk();
    assertEquals(3, sink.count());
    assertPending(sink.push(5));
  }

  /** Whoever is let in pushes again: behind those who waited before. */
  @Test
  void letNobodyInBeforeThoseWhoWait() {
    LwtStream.PushedBounded<Integer> one = LwtStream.createBounded(1);
    one.sink().push(1);
    one.sink().push(2).onSuccess(_ -> one.sink().push(4));
    one.sink().push(3);
    one.sink().resize(4);
    assertEquals(List.of(1, 2, 3, 4), one.stream().getAvailable());
  }

  /** A push that is let in, and whose element somebody has, is not cancelled any more by what he does. */
  @Test
  void haveAPushFulfilledBeforeItsElementIsRead() {
    LwtStream.PushedBounded<Integer> one = LwtStream.createBounded(1);
    one.sink().push(1);
    Promise<?> second = one.sink().push(2);
    Promise<?> third = one.sink().push(3);
    second.onSuccess(
        _ -> one.stream().njunk(2).bind(_ -> one.stream().next()).onSuccess(_ -> third.cancel()));
    one.sink().resize(3);
    assertFulfilled(null, third);
  }
}
