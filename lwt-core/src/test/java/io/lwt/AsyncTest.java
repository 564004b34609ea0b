package io.lwt;

import static io.lwt.PromiseAssertions.nothing;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Work that nobody waits for: {@link Lwt#async}, {@link Lwt#dontWait}, and the hook. */
@ExtendWith(FreshScheduler.class)
class AsyncTest {
  private final IOException error = new IOException("broken");
  private final List<Throwable> hooked = new ArrayList<>();
  private final List<Throwable> handled = new ArrayList<>();

  @BeforeEach
  void setHook() {
    Lwt.setAsyncExceptionHook(hooked::add);
  }

  @Nested
  class Async {
    @Test
    void callsTheFunctionNow() {
      boolean[] called = {false};
      Lwt.async(
          () -> {
            called[0] = true;
            return Promise.unit();
          });
      assertEquals(true, called[0]);
    }

    @ParameterizedTest
    @EnumSource
    void isSilentAboutAValue(When when) {
      var source = when.fulfilled(3);
      Lwt.async(source::promise);
      source.resolve().run();
      assertEquals(List.of(), hooked);
    }

    @ParameterizedTest
    @EnumSource
    void givesARejectionToTheHook(When when) {
      var source = when.rejected(error);
      Lwt.async(source::promise);
      source.resolve().run();
      assertEquals(List.of(error), hooked);
    }

    @Test
    void givesWhatTheFunctionThrowsToTheHook() {
      Lwt.async(
          () -> {
            throw error;
          });
      assertEquals(List.of(error), hooked);
    }

    @Test
    void needsAFunctionThatGivesAPromise() {
      assertThrows(NullPointerException.class, () -> Lwt.async(nothing()));
      Lwt.async(() -> nothing());
      assertEquals(NullPointerException.class, hooked.getFirst().getClass());
    }

    @Test
    void usesTheHookOfTheMomentWhenItFails() {
      Resolver<Integer> source = Resolver.waiter();
      Lwt.async(source::promise);
      List<Throwable> later = new ArrayList<>();
      Lwt.setAsyncExceptionHook(later::add);
      source.reject(error);
      assertEquals(List.of(), hooked);
      assertEquals(List.of(error), later);
    }
  }

  @Nested
  class DontWait {
    @ParameterizedTest
    @EnumSource
    void isSilentAboutAValue(When when) {
      var source = when.fulfilled(3);
      Lwt.dontWait(source::promise, handled::add);
      source.resolve().run();
      assertEquals(List.of(), handled);
    }

    @ParameterizedTest
    @EnumSource
    void givesARejectionToTheHandler(When when) {
      var source = when.rejected(error);
      Lwt.dontWait(source::promise, handled::add);
      source.resolve().run();
      assertEquals(List.of(error), handled);
      assertEquals(List.of(), hooked);
    }

    @Test
    void givesWhatTheFunctionThrowsToTheHandler() {
      Lwt.dontWait(
          () -> {
            throw error;
          },
          handled::add);
      assertEquals(List.of(error), handled);
    }

    @ParameterizedTest
    @EnumSource
    void givesWhatTheHandlerThrowsToTheHook(When when) {
      var thrown = new IllegalStateException("thrown by the handler");
      var source = when.rejected(error);
      Lwt.dontWait(
          source::promise,
          _ -> {
            throw thrown;
          });
      source.resolve().run();
      assertEquals(List.of(thrown), hooked);
    }
  }

  /** Lwt loses them. */
  @Nested
  class KeysOfWhereTheWorkWasStarted {
    private final LwtKey<String> request = new LwtKey<>();
    private final List<Optional<String>> seen = new ArrayList<>();

    @ParameterizedTest
    @EnumSource
    void areSeenByTheHook(When when) {
      Lwt.setAsyncExceptionHook(_ -> seen.add(request.get()));
      var source = when.rejected(error);
      with("first", () -> Lwt.async(source::promise));
      with("second", source.resolve());
      assertEquals(List.of(Optional.of("first")), seen);
    }

    @ParameterizedTest
    @EnumSource
    void areSeenByTheHandler(When when) {
      var source = when.rejected(error);
      with("first", () -> Lwt.dontWait(source::promise, _ -> seen.add(request.get())));
      with("second", source.resolve());
      assertEquals(List.of(Optional.of("first")), seen);
    }

    @ParameterizedTest
    @EnumSource
    void areSeenByTheHookForWhatACallbackThrows(When when) {
      Lwt.setAsyncExceptionHook(_ -> seen.add(request.get()));
      var source = when.fulfilled(3);
      with(
          "first",
          () ->
              source
                  .promise()
                  .onSuccess(
                      _ -> {
                        throw new IllegalStateException("thrown by the callback");
                      }));
      with("second", source.resolve());
      assertEquals(List.of(Optional.of("first")), seen);
    }

    @Test
    void areSeenEvenIfTheErrorComesFromDeepInside() {
      Lwt.setAsyncExceptionHook(_ -> seen.add(request.get()));
      Resolver<Integer> source = Resolver.waiter();
      with(
          "first",
          () -> Lwt.async(() -> source.promise().map(n -> "".charAt(n)).bind(Promise::of)));
      with("second", () -> source.fulfill(1));
      assertEquals(List.of(Optional.of("first")), seen);
    }

    private void with(String value, Runnable body) {
      request.<String>with(
          value,
          () -> {
            body.run();
            return value;
          });
    }
  }
}
