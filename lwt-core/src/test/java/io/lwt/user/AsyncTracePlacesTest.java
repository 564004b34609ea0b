package io.lwt.user;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.AsyncTrace;
import io.lwt.Lwt;
import io.lwt.LwtKey;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.Scheduler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link AsyncTrace#FULL}, seen by a user of the library: the frames are the user's. */
class AsyncTracePlacesTest {
  private final IOException error = new IOException("broken");
  private final Resolver<Integer> source = Resolver.waiter();

  @BeforeEach
  void rememberPlaces() {
    Lwt.setAsyncTrace(AsyncTrace.FULL);
  }

  @AfterEach
  void closeScheduler() {
    Scheduler.current().close();
  }

  private static List<StackTraceElement> asyncFrames(Throwable error) {
    return Arrays.stream(error.getStackTrace())
        .filter(frame -> "async".equals(frame.getClassLoaderName()))
        .toList();
  }

  private static List<String> asyncMethods(Throwable error) {
    return asyncFrames(error).stream().map(StackTraceElement::getMethodName).toList();
  }

  private static Promise<Integer> bound(Promise<Integer> promise) {
    return promise.bind(Promise::of);
  }

  private static Promise<Integer> mapped(Promise<Integer> promise) {
    return promise.map(n -> n);
  }

  private void rejectSource() {
    source.reject(error);
  }

  @Test
  void theFramesAreWhereTheCombinatorsWereCalled() {
    Promise<Integer> result = mapped(bound(source.promise()));
    rejectSource();
    result.state();
    assertEquals(List.of("rejectSource", "bound", "mapped"), asyncMethods(error));
    StackTraceElement bound = asyncFrames(error).get(1);
    assertEquals(AsyncTracePlacesTest.class.getName(), bound.getClassName());
    assertEquals("AsyncTracePlacesTest.java", bound.getFileName());
    assertTrue(bound.getLineNumber() > 0);
  }

  @Test
  void oneInSoManyIsLookedAt() {
    Lwt.setAsyncTrace(AsyncTrace.FULL, 2);
    Promise<Integer> result = mapped(bound(mapped(bound(source.promise()))));
    rejectSource();
    result.state();
    assertEquals(List.of("rejectSource", "bind", "mapped", "bind", "mapped"), asyncMethods(error));
  }

  @Test
  void thePlaceOfACallbackIsNotThatOfWhatItAttaches() {
    Lwt.setAsyncTrace(AsyncTrace.FULL, 3);
    Resolver<Integer> later = Resolver.waiter();
    List<Promise<Integer>> attached = new ArrayList<>();
    bound(source.promise());
    bound(source.promise());
    source.promise().onSuccess(_ -> attached.add(mapped(later.promise())));
    source.fulfill(1);
    later.reject(error);
    attached.getFirst().state();
    assertEquals("map", asyncMethods(error).getLast());
  }

  @Test
  void keysAreNotDisturbed() {
    LwtKey<String> key = new LwtKey<>();
    List<Optional<String>> seen = new ArrayList<>();
    key.with("value", () -> source.promise().map(n -> seen.add(key.get())));
    source.fulfill(1);
    assertEquals(List.of(Optional.of("value")), seen);
    assertEquals(Optional.empty(), key.get());
  }

  @Test
  void aPendingPromiseTellsWhereItWasMade() {
    String text = mapped(source.promise()).toString();
    assertTrue(
        text.startsWith(
            "Promise[pending, 0 callbacks, map at " + AsyncTracePlacesTest.class.getName()),
        text);
    assertTrue(text.contains("AsyncTracePlacesTest.mapped(AsyncTracePlacesTest.java:"), text);
  }
}
