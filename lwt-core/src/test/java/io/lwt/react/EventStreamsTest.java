package io.lwt.react;

import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.FreshScheduler;
import io.lwt.Lwt;
import io.lwt.LwtStream;
import io.lwt.Promise;
import io.lwt.Scheduler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events made from streams, and streams from events. */
@ExtendWith(FreshScheduler.class)
class EventStreamsTest {
  private final List<Integer> seen = new ArrayList<>();

  @Nested
  class ToStream {
    private final EventSource<Integer> source = Event.create();
    private final Event<Integer> event = source.event();

    /** Lwt's own test. */
    @Test
    void aReaderThatWaitsGetsTheNextValue() {
      Promise<Integer> next = event.toStream().next();
      assertPending(next);
      source.send(42);
      assertFulfilled(42, next);
    }

    /** Lwt's own test. */
    @Test
    void valuesThatNobodyReadsWait() {
      LwtStream<Integer> stream = event.toStream();
      source.send(1);
      source.send(2);
      source.send(3);
      assertFulfilled(List.of(1, 2, 3), stream.nget(3));
    }

    @Test
    void aCancelledReadTakesNothing() {
      LwtStream<Integer> stream = event.toStream();
      stream.get().cancel();
      source.send(1);
      source.send(2);
      assertFulfilled(Optional.of(1), stream.get());
      assertFulfilled(Optional.of(2), stream.get());
    }

    @Test
    void whoeverWaitsIsNotCollected() {
      event.map(n -> n * 10).toStream().iterS(n -> Promise.of(seen.add(n)));
      for (int i = 0; i < 3; i++) {
        System.gc();
        source.send(i);
      }
      assertEquals(List.of(0, 10, 20), seen);
    }

    @Test
    void aStreamThatNobodyRefersToListensNoMore() {
      event
          .map(
              n -> {
                seen.add(n);
                return n;
              })
          .toStream();
      boolean called = true;
      for (int i = 0; i < 200 && called; i++) {
        System.gc();
        seen.clear();
        source.send(i);
        called = !seen.isEmpty();
      }
      assertTrue(seen.isEmpty());
    }
  }

  @Nested
  class OfStream {
    private final LwtStream.Pushed<Integer> pushed = LwtStream.create();
    private final IOException error = new IOException("broken");
    private final List<Throwable> hooked = new ArrayList<>();

    @BeforeEach
    void setHook() {
      Lwt.setAsyncExceptionHook(hooked::add);
    }

    /** Lwt's own test. */
    @Test
    void occursWithTheElementsFromTheNextLapOn() {
      Event.ofStream(pushed.stream()).onEach(seen::add);
      pushed.sink().push(1);
      pushed.sink().push(2);
      assertEquals(List.of(), seen);
      Scheduler.current().wakeupPaused();
      pushed.sink().push(3);
      assertEquals(List.of(1, 2, 3), seen);
      pushed.sink().close();
      assertEquals(List.of(), hooked);
    }

    @Test
    void anErrorEndsItAndGoesToTheHook() {
      Event.ofStream(pushed.stream()).onEach(seen::add);
      Scheduler.current().wakeupPaused();
      pushed.sink().push(1);
      pushed.sink().pushError(error);
      pushed.sink().push(2);
      assertEquals(List.of(1), seen);
      assertEquals(List.of(error), hooked);
    }

    @Test
    void stoppedItReadsNoMore() {
      Event<Integer> event = Event.ofStream(pushed.stream());
      Scheduler.current().wakeupPaused();
      event.stop();
      pushed.sink().push(1);
      assertFulfilled(Optional.of(1), pushed.stream().get());
      assertEquals(List.of(), hooked);
    }
  }
}
