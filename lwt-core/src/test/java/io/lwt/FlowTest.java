package io.lwt;

import static io.lwt.PromiseAssertions.assertCanceled;
import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertPending;
import static io.lwt.PromiseAssertions.assertRejected;
import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams as publishers, and publishers as streams. The TCK asks for more. */
@ExtendWith(FreshScheduler.class)
class FlowTest {
  private final IOException broken = new IOException("broken");
  private final List<String> log = new ArrayList<>();

  /** Logs what it is told. */
  private class Subscriber implements Flow.Subscriber<Integer> {
    Flow.@Nullable Subscription subscription;
    @Nullable Throwable error;

    Flow.Subscription subscription() {
      return Objects.requireNonNull(subscription);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      this.subscription = subscription;
      log.add("subscribed");
    }

    @Override
    public void onNext(Integer x) {
      log.add("" + x);
    }

    @Override
    public void onError(Throwable error) {
      this.error = error;
      log.add("error");
    }

    @Override
    public void onComplete() {
      log.add("complete");
    }
  }

  /** Logs what it is asked, and publishes what it is told to. */
  private final class Publisher implements Flow.Publisher<Integer> {
    Flow.@Nullable Subscriber<? super Integer> subscriber;

    Flow.Subscriber<? super Integer> subscriber() {
      return Objects.requireNonNull(subscriber);
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Integer> subscriber) {
      this.subscriber = subscriber;
      subscriber.onSubscribe(newSubscription(""));
    }

    Flow.Subscription newSubscription(String name) {
      return new Flow.Subscription() {
        @Override
        public void request(long n) {
          log.add(name + "request " + n);
        }

        @Override
        public void cancel() {
          log.add(name + "cancel");
        }
      };
    }
  }

  private static void runTasks() {
    while (Scheduler.current().hasTasks()) {
      Scheduler.current().runTasks();
    }
  }

  @Nested
  class AStreamAsPublisher {
    private final LwtStream.Pushed<Integer> pushed = LwtStream.create();
    private final Flow.Publisher<Integer> publisher = pushed.stream().toPublisher();
    private final Subscriber subscriber = new Subscriber();

    @Test
    void givesWhatIsAskedFor() {
      publisher.subscribe(subscriber);
      assertEquals(List.of("subscribed"), log);
      List.of(1, 2, 3).forEach(pushed.sink()::push);
      subscriber.subscription().request(2);
      assertEquals(List.of("subscribed", "1", "2"), log);
      subscriber.subscription().request(2);
      pushed.sink().push(4);
      pushed.sink().push(5);
      assertEquals(List.of("subscribed", "1", "2", "3", "4"), log);
      pushed.sink().close();
      subscriber.subscription().request(Long.MAX_VALUE);
      assertEquals(List.of("subscribed", "1", "2", "3", "4", "5", "complete"), log);
    }

    @Test
    void givesAllIfMoreIsAskedForThanANumberHolds() {
      publisher.subscribe(subscriber);
      subscriber.subscription().request(Long.MAX_VALUE);
      subscriber.subscription().request(Long.MAX_VALUE);
      List.of(1, 2, 3).forEach(pushed.sink()::push);
      assertEquals(List.of("subscribed", "1", "2", "3"), log);
    }

    @Test
    void completesWithoutBeingAskedIfTheEndIsKnown() {
      pushed.sink().close();
      publisher.subscribe(subscriber);
      assertEquals(List.of("subscribed", "complete"), log);
    }

    @Test
    void endsWithAnErrorOfTheSource() {
      publisher.subscribe(subscriber);
      subscriber.subscription().request(2);
      pushed.sink().pushError(broken);
      pushed.sink().push(1);
      assertEquals(List.of("subscribed", "error"), log);
      assertEquals(broken, subscriber.error);
      assertFulfilled(1, pushed.stream().next());
    }

    @Test
    void leavesWhatWasNotAskedForWhenItIsCancelled() {
      publisher.subscribe(subscriber);
      subscriber.subscription().request(2);
      pushed.sink().push(1);
      subscriber.subscription().cancel();
      subscriber.subscription().cancel();
      subscriber.subscription().request(1);
      pushed.sink().push(2);
      assertEquals(List.of("subscribed", "1"), log);
      assertFulfilled(2, pushed.stream().next());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void refusesABadRequest(long n) {
      publisher.subscribe(subscriber);
      subscriber.subscription().request(1);
      subscriber.subscription().request(n);
      assertInstanceOf(IllegalArgumentException.class, subscriber.error);
      pushed.sink().push(1);
      assertFulfilled(1, pushed.stream().next());
    }

    @Test
    void refusesASecondSubscriber() {
      publisher.subscribe(new Subscriber());
      publisher.subscribe(subscriber);
      subscriber.subscription().request(1);
      subscriber.subscription().cancel();
      assertInstanceOf(IllegalStateException.class, subscriber.error);
      assertThrows(NullPointerException.class, () -> publisher.subscribe(nothing()));
    }

    @Test
    void hasNoStackOfRequests() {
      int[] seen = {0};
      LwtStream.fromDirect(() -> java.util.Optional.of(1))
          .toPublisher()
          .subscribe(
              new Subscriber() {
                @Override
                public void onSubscribe(Flow.Subscription given) {
                  super.onSubscribe(given);
                  given.request(1);
                }

                @Override
                public void onNext(Integer x) {
                  if (++seen[0] < 100_000) {
                    subscription().request(1);
                  }
                }
              });
      assertEquals(100_000, seen[0]);
    }

    @Test
    void takesASubscriberThatThrowsForCancelled() {
      List<Throwable> hooked = new ArrayList<>();
      Lwt.setAsyncExceptionHook(hooked::add);
      var thrown = new IllegalStateException("thrown by a subscriber");
      publisher.subscribe(
          new Subscriber() {
            @Override
            public void onSubscribe(Flow.Subscription given) {
              given.request(2);
            }

            @Override
            public void onNext(Integer x) {
              throw thrown;
            }
          });
      pushed.sink().push(1);
      pushed.sink().push(2);
      assertEquals(List.of(thrown), hooked);
      assertFulfilled(2, pushed.stream().next());
    }

    @Test
    void isUsedByOtherThreadsThroughTheScheduler() {
      OtherThread.run(() -> publisher.subscribe(subscriber));
      assertEquals(List.of(), log);
      runTasks();
      pushed.sink().push(1);
      OtherThread.run(() -> subscriber.subscription().request(2));
      assertEquals(List.of("subscribed"), log);
      runTasks();
      assertEquals(List.of("subscribed", "1"), log);
      OtherThread.run(() -> subscriber.subscription().cancel());
      pushed.sink().push(2);
      assertEquals(List.of("subscribed", "1"), log);
    }

    @Test
    void refusesSubscribersOfOtherThreadsWhenTheSchedulerIsClosed() {
      publisher.subscribe(subscriber);
      Flow.Publisher<Integer> unused = pushed.stream().fork().toPublisher();
      Scheduler.current().close();
      Subscriber late = new Subscriber();
      OtherThread.run(
          () -> {
            unused.subscribe(late);
            subscriber.subscription().request(1);
            subscriber.subscription().cancel();
          });
      assertInstanceOf(IllegalStateException.class, late.error);
    }
  }

  @Nested
  class APublisherAsStream {
    private final Publisher publisher = new Publisher();
    private final SubscribedStream<Integer> subscribed = LwtStream.subscribe(publisher, 4);
    private final LwtStream<Integer> stream = subscribed.stream();

    private void publish(int... elements) {
      for (int element : elements) {
        publisher.subscriber().onNext(element);
      }
      runTasks();
    }

    @Test
    void givesWhatIsPublished() {
      runTasks();
      assertEquals(List.of("request 4"), log);
      Promise<Integer> first = stream.next();
      assertPending(first);
      publish(1, 2);
      assertFulfilled(1, first);
      assertFulfilled(2, stream.next());
      publisher.subscriber().onComplete();
      assertFalse(stream.isClosed());
      runTasks();
      assertTrue(stream.isClosed());
      assertRejected(LwtStream.Empty.class, stream.next());
    }

    @Test
    void asksForMoreWhenMostIsRead() {
      publish(1, 2, 3, 4);
      stream.njunk(2);
      assertEquals(List.of("request 4"), log);
      stream.junk();
      assertEquals(List.of("request 4", "request 3"), log);
    }

    @Test
    void endsWithThePublishersError() {
      publish(1);
      publisher.subscriber().onError(broken);
      runTasks();
      assertFulfilled(1, stream.next());
      assertRejected(broken, stream.next());
      assertRejected(LwtStream.Empty.class, stream.next());
    }

    @Test
    void isStoppedByACancelAndGivesWhatHasCome() {
      publish(1, 2);
      subscribed.cancel();
      subscribed.cancel();
      publish(3);
      publisher.subscriber().onError(broken);
      publisher.subscriber().onComplete();
      runTasks();
      assertFulfilled(List.of(1, 2), stream.toList());
      assertEquals(List.of("request 4", "cancel"), log);
    }

    @Test
    void asksForNoMoreOnceItIsStopped() {
      publish(1, 2, 3, 4);
      subscribed.cancel();
      assertFulfilled(List.of(1, 2, 3, 4), stream.toList());
      assertEquals(List.of("request 4", "cancel"), log);
    }

    @Test
    void isStoppedByACancelBeforeItIsSubscribed() {
      subscribed.cancel();
      runTasks();
      assertEquals(List.of("cancel"), log);
      assertTrue(stream.isClosed());
    }

    @Test
    void refusesASecondSubscription() {
      publisher.subscriber().onSubscribe(publisher.newSubscription("second "));
      runTasks();
      assertEquals(List.of("request 4", "second cancel"), log);
    }

    @Test
    void takesNoNull() {
      Flow.Subscriber<? super Integer> subscriber = publisher.subscriber();
      assertThrows(NullPointerException.class, () -> subscriber.onNext(nothing()));
      assertThrows(NullPointerException.class, () -> subscriber.onError(nothing()));
      assertThrows(NullPointerException.class, () -> subscriber.onSubscribe(nothing()));
      assertThrows(NullPointerException.class, () -> LwtStream.subscribe(nothing(), 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    void needsAPrefetch(int prefetch) {
      assertThrows(IllegalArgumentException.class, () -> LwtStream.subscribe(publisher, prefetch));
    }

    @Test
    void keepsTheOrderOfSignalsOfSeveralThreads() {
      runTasks();
      OtherThread.run(() -> publisher.subscriber().onNext(1));
      publisher.subscriber().onNext(2);
      OtherThread.run(() -> publisher.subscriber().onNext(3));
      runTasks();
      assertEquals(List.of(1, 2, 3), stream.getAvailable());
    }

    @Test
    void cancelsWhenTheSchedulerIsClosed() {
      runTasks();
      Scheduler.current().close();
      publisher.subscriber().onNext(1);
      publisher.subscriber().onComplete();
      publisher.subscriber().onSubscribe(publisher.newSubscription("late "));
      assertEquals(List.of("request 4", "cancel", "late cancel"), log);
    }

    /** The publisher hears of the element when it has been given: a cancel is too late to lose it. */
    @Test
    void losesNothingByARequestThatCancelsTheRead() {
      List<Promise<Integer>> reads = new ArrayList<>();
      SubscribedStream<Integer> one =
          LwtStream.subscribe(
              subscriber ->
                  subscriber.onSubscribe(
                      new Flow.Subscription() {
                        @Override
                        public void request(long n) {
                          reads.forEach(Promise::cancel);
                          subscriber.onNext(1);
                        }

                        @Override
                        public void cancel() {}
                      }),
              1);
      reads.add(one.stream().next());
      Scheduler.current().runTasks();
      Scheduler.current().runTasks();
      assertCanceled(reads.removeFirst());
      assertFulfilled(1, one.stream().next());
      reads.add(one.stream().next());
      Scheduler.current().runTasks();
      assertFulfilled(1, reads.getFirst());
    }

    @Test
    void mayComeFromAStream() {
      Flow.Publisher<Integer> source = LwtStream.of(1, 2, 3, 4, 5).toPublisher();
      Promise<List<Integer>> all = LwtStream.subscribe(source, 1).stream().toList();
      runTasks();
      assertFulfilled(List.of(1, 2, 3, 4, 5), all);
    }
  }
}
