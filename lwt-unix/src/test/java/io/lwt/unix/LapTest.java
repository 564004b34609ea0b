package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a loop does in a lap beside its work: hooks, {@link Notification}, and how it is woken. */
class LapTest {
  @Nested
  class Hooks extends LoopTest {
    private final EventLoop loop = EventLoop.current();
    private final List<String> called = new ArrayList<>();

    private Registration enter(String name) {
      return loop.onEnter(() -> called.add(name));
    }

    @Test
    void areCalledAroundTheWorkInTheOrderInWhichTheyWereAdded() {
      loop.onLeave(() -> called.add("leave 1"));
      loop.onLeave(() -> called.add("leave 2"));
      enter("enter 1");
      enter("enter 2");
      Promise<@Nullable Void> pause = Lwt.pause();
      pause.onSuccess(_ -> called.add("pause"));
      LwtUnix.sleep(Duration.ZERO).onSuccess(_ -> called.add("timer"));
      loop.execute(() -> called.add("task"));
      Pipe pipe = LwtUnix.pipe();
      EventLoop.resultOf(pipe.out().write(new byte[1]));
      pipe.in().waitRead().onSuccess(_ -> called.add("descriptor"));
      LwtMain.run(pause);
      assertEquals(
          List.of(
              "enter 1", "enter 2", "descriptor", "task", "timer", "pause", "leave 1", "leave 2"),
          called);
      LwtMain.run(Lwt.pause());
      assertEquals(12, called.size());
    }

    @Test
    void areNotCalledForAPromiseThatIsResolved() {
      enter("enter");
      LwtMain.run(Promise.of(1));
      assertEquals(List.of(), called);
    }

    @Test
    void areRemovedOnTheLoopsThread() {
      Registration hook = enter("hook");
      CompletableFuture<Void> other = CompletableFuture.runAsync(hook::close);
      var error = assertThrows(CompletionException.class, other::join);
      assertTrue(error.getCause() instanceof IllegalStateException, error::toString);
      LwtMain.run(Lwt.pause());
      assertEquals(List.of("hook"), called);
      hook.close();
    }

    @Test
    void areNotCalledAnyMoreOnceRemoved() {
      Registration first = enter("first");
      Registration second = enter("second");
      first.close();
      first.close();
      LwtMain.run(Lwt.pause());
      second.close();
      LwtMain.run(Lwt.pause());
      assertEquals(List.of("second"), called);
    }

    @Test
    void mayRemoveThemselvesAndEachOtherAndAddOthers() {
      List<Registration> hooks = new ArrayList<>();
      hooks.add(
          loop.onEnter(
              () -> {
                called.add("first");
                hooks.forEach(Registration::close);
                enter("later");
              }));
      hooks.add(enter("second"));
      enter("third");
      LwtMain.run(Lwt.pause());
      assertEquals(List.of("first", "third"), called);
      LwtMain.run(Lwt.pause());
      assertEquals(List.of("first", "third", "third", "later"), called);
    }

    @Test
    void anActionMayBeAddedTwice() {
      Runnable action = () -> called.add("twice");
      loop.onLeave(action).close();
      loop.onLeave(action);
      loop.onLeave(action);
      LwtMain.run(Lwt.pause());
      assertEquals(List.of("twice", "twice"), called);
    }

    @Test
    void whatTheyThrowGoesToTheHookAndTheOthersAreCalled() {
      List<Throwable> errors = new ArrayList<>();
      Lwt.setAsyncExceptionHook(errors::add);
      var error = new IllegalStateException("a test's");
      loop.onEnter(
          () -> {
            throw error;
          });
      enter("second");
      LwtMain.run(Lwt.pause());
      assertEquals(List.of("second"), called);
      assertEquals(List.of(error), errors);
    }

    /** The promise is resolved before the loop would wait for nothing, for ever. */
    @Test
    void mayResolveWhatIsAwaited() {
      Resolver<String> resolver = Resolver.waiter();
      loop.onEnter(() -> resolver.fulfill("entered"));
      assertEquals("entered", LwtMain.run(resolver.promise()));
    }

    @Test
    void mayStartWork() {
      List<Promise<?>> pauses = new ArrayList<>();
      Registration hook = loop.onEnter(() -> pauses.add(Lwt.pause()));
      LwtMain.run(Lwt.pause());
      hook.close();
      assertEquals(1, pauses.size());
      assertTrue(pauses.getFirst().state() instanceof io.lwt.State.Fulfilled);
    }

    @Test
    void belongToTheLoopsThread() {
      for (Runnable use :
          List.<Runnable>of(
              () -> loop.onEnter(() -> {}),
              () -> loop.onLeave(() -> {}),
              () -> loop.notification(() -> {}),
              () -> loop.notificationOnce(() -> {}))) {
        var error = assertThrows(CompletionException.class, CompletableFuture.runAsync(use)::join);
        assertTrue(error.getCause() instanceof IllegalStateException);
      }
    }
  }

  @Nested
  class Notifications extends LoopTest {
    private final EventLoop loop = EventLoop.current();
    private final List<String> done = new ArrayList<>();

    @Test
    void eachIsDoneInTheOrderInWhichTheyWereSent() {
      Notification a = loop.notification(() -> done.add("a"));
      Notification b = loop.notification(() -> done.add("b"));
      CompletableFuture.runAsync(
              () -> {
                a.send();
                a.send();
                b.send();
                a.send();
              })
          .join();
      assertEquals(List.of(), done);
      LwtMain.run(Lwt.pause());
      assertEquals(List.of("a", "a", "b", "a"), done);
    }

    @Test
    void endAWait() {
      Resolver<String> resolver = Resolver.waiter();
      Notification notification = loop.notification(() -> resolver.fulfill("sent"));
      Thread.ofPlatform().start(notification::send);
      assertEquals("sent", LwtMain.run(resolver.promise()));
    }

    @Test
    void areNotDoneOnceClosed() {
      Notification notification = loop.notification(() -> done.add("done"));
      notification.send();
      notification.close();
      notification.close();
      notification.send();
      LwtMain.run(Lwt.pause());
      assertEquals(List.of(), done);
    }

    @Test
    void oneThatIsForOnceIsDoneOnce() {
      Notification notification = loop.notificationOnce(() -> done.add("done"));
      notification.send();
      notification.send();
      LwtMain.run(Lwt.pause());
      notification.send();
      LwtMain.run(Lwt.pause());
      assertEquals(List.of("done"), done);
    }

    @Test
    void whatTheyThrowGoesToTheHook() {
      List<Throwable> errors = new ArrayList<>();
      Lwt.setAsyncExceptionHook(errors::add);
      var error = new IllegalStateException("a test's");
      Notification notification =
          loop.notification(
              () -> {
                throw error;
              });
      notification.send();
      notification.send();
      LwtMain.run(Lwt.pause());
      assertEquals(2, errors.size());
      assertSame(error, errors.getFirst());
    }

    @Test
    void toALoopThatIsClosedThrowUnlessClosedToo() {
      Notification notification = loop.notification(() -> {});
      loop.close();
      assertThrows(IllegalStateException.class, notification::send);
      notification.close();
      notification.send();
    }
  }

  @Nested
  class Waking extends LoopTest {

    /** The first ends the wait; the loop is awake, and busy, while the others come. */
    @Test
    void aBurstOfTasksCostsOneWakeup() {
      var faults = new Faults(Posix.host());
      EventLoop loop = EventLoop.open(faults.posix());
      loop.engine();
      var burst = new CountDownLatch(1);
      Resolver<@Nullable Void> done = Resolver.waiter();
      List<Integer> ran = new ArrayList<>();
      Thread.ofPlatform()
          .start(
              () -> {
                loop.execute(() -> await(burst));
                for (int i = 0; i < 10_000; i++) {
                  loop.execute(() -> ran.add(0));
                }
                loop.execute(() -> done.fulfill(null));
                burst.countDown();
              });
      LwtMain.run(done.promise());
      assertEquals(10_000, ran.size());
      assertTrue(
          faults.calls("eventfdSignal") <= 1, () -> faults.calls("eventfdSignal") + " wakeups");
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException unexpected) {
        throw new AssertionError(unexpected);
      }
    }
  }
}
