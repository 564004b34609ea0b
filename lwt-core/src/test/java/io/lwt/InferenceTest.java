package io.lwt;

import static io.lwt.PromiseAssertions.assertFulfilled;
import static io.lwt.PromiseAssertions.assertRejected;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Programs that must compile as they stand: without a cast, and without a type argument as a hint. */
@ExtendWith(FreshScheduler.class)
class InferenceTest {
  /** Stands for a connection: reading and writing wait. */
  private record Connection(InputStream in, List<String> written) {
    Promise<@Nullable Void> write(String text) {
      return Lwt.pause()
          .map(
              _ -> {
                written.add(text);
                return null;
              });
    }

    Promise<String> readAll() {
      return Lwt.pause().map(_ -> new String(in.readAllBytes(), US_ASCII));
    }
  }

  /** The program of Lwt's introduction: asks for a page, and gives up after five seconds. */
  @Nested
  class TheAcceptanceProgram {
    private final VirtualClock clock = new VirtualClock();
    private final List<String> written = new ArrayList<>();

    private Promise<Optional<String>> request(Promise<List<String>> addresses) {
      return addresses.bind(
          found ->
              connect(found.getFirst())
                  .bind(
                      connection ->
                          connection
                              .write("GET / HTTP/1.1\r\n")
                              .bind(_ -> connection.readAll())
                              .map(Optional::of)));
    }

    private Promise<Connection> connect(String address) {
      var answer = new ByteArrayInputStream(("page of " + address).getBytes(US_ASCII));
      return Lwt.pause().map(_ -> new Connection(answer, written));
    }

    private Promise<Optional<String>> withTimeout(Promise<Optional<String>> request) {
      Promise<Optional<String>> timeout =
          clock.sleep(Duration.ofSeconds(5)).map(_ -> Optional.empty());
      return Lwt.pick(request, timeout);
    }

    @Test
    void givesThePage() {
      Promise<Optional<String>> page = withTimeout(request(Promise.of(List.of("127.0.0.1"))));
      while (page.isPending()) {
        Scheduler.current().wakeupPaused();
      }
      assertFulfilled(Optional.of("page of 127.0.0.1"), page);
      assertEquals(List.of("GET / HTTP/1.1\r\n"), written);
      assertEquals(0, clock.timerCount());
    }

    @Test
    void givesUp() {
      Promise<List<String>> addresses = Resolver.<List<String>>task().promise();
      Promise<Optional<String>> page = withTimeout(request(addresses));
      clock.advance(Duration.ofSeconds(5));
      assertFulfilled(Optional.empty(), page);
      assertEquals(false, addresses.isPending());
    }
  }

  @Nested
  class Covariance {
    private final Promise<Integer> integer = Promise.of(1);
    private final Promise<Double> real = Promise.of(2.0);

    @Test
    void aFunctionMayGiveAPromiseOfASubtype() {
      Promise<Number> number = Promise.of("x").bind(_ -> integer);
      Promise<Object> object = integer.bind(n -> n > 0 ? integer : real);
      Promise<Collection<String>> list = integer.map(_ -> List.of("a"));
      assertFulfilled(1, number);
      assertFulfilled(1, object);
      assertFulfilled(List.of("a"), list);
    }

    @Test
    void aFunctionMayTakeASupertype() {
      Fn<Object, Promise<Integer>> length = o -> Promise.of(String.valueOf(o).length());
      assertFulfilled(3, Promise.of("abc").bind(length));
      assertFulfilled(1, integer.bind(length));
    }

    @Test
    void promisesOfSubtypesMayBeMixed() {
      Promise<Number> first = Lwt.pick(integer, real);
      Promise<Number> chosen = Lwt.choose(List.of(integer, real));
      Promise<List<Number>> all = Lwt.all(integer, real);
      Promise<List<Number>> some = Lwt.nchoose(List.of(integer, real));
      Promise<Both<Number, Object>> both = Lwt.both(integer, real);
      assertFulfilled(1, first);
      assertFulfilled(1, chosen);
      assertFulfilled(List.of(1, 2.0), all);
      assertFulfilled(List.of(1, 2.0), some);
      assertFulfilled(new Both<>(1, 2.0), both);
      assertFulfilled(null, Lwt.join(integer, real, Promise.unit()));
    }

    @Test
    void aHandlerMayGiveASubtype() {
      Promise<Number> number = Promise.failed(new IOException());
      assertFulfilled(1, number.catching(_ -> integer));
      assertFulfilled(1, number.catching(IOException.class, _ -> integer));
      Promise<Number> either = Promise.of("x").tryBind(_ -> integer, _ -> real);
      assertFulfilled(1, either);
    }

    @Test
    void aCleanupMayGiveAPromiseOfAnything() {
      assertFulfilled(1, integer.finalizing(() -> real).finalizing(Promise::unit));
    }
  }

  @Nested
  class CheckedExceptions {
    private int parse(String text) throws IOException {
      if (text.isEmpty()) {
        throw new IOException("empty");
      }
      return Integer.parseInt(text);
    }

    private Promise<Integer> fetch(String text) throws TimeoutException {
      if (text.isEmpty()) {
        throw new TimeoutException("empty");
      }
      return Promise.of(text.length());
    }

    @Test
    void mayBeThrownByMethodReferencesAndLambdas() {
      assertFulfilled(12, Promise.of("12").map(this::parse));
      assertRejected(IOException.class, Promise.of("").map(this::parse));
      assertFulfilled(2, Promise.of("12").bind(this::fetch));
      assertRejected(TimeoutException.class, Promise.of("").bind(this::fetch));
      assertRejected(IOException.class, Promise.wrap(() -> parse("")));
      assertRejected(
          TimeoutException.class,
          Promise.<Integer>failed(new IOException()).catching(_ -> fetch("")));
      assertRejected(TimeoutException.class, Promise.of(1).finalizing(() -> fetch("")));
      assertFulfilled(0, Lwt.catching(() -> fetch(""), _ -> Promise.of(0)));
    }

    @Test
    void aHandlerOfOneTypeSeesThatType() {
      Promise<Integer> result =
          Promise.of("")
              .map(this::parse)
              .catching(IOException.class, e -> Promise.of(describe(e).length()));
      assertFulfilled(5, result);
    }

    private String describe(IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Nested
  class Chains {
    @Test
    void readFromLeftToRight() {
      Promise<String> result =
          Promise.of(2)
              .map(n -> n * 2.5)
              .bind(d -> Lwt.both(Promise.of(d), Promise.of("x")))
              .map(both -> both.second().repeat(both.first().intValue()))
              .catching(e -> Promise.of(e.toString()))
              .finalizing(Promise::unit);
      assertFulfilled("xxxxx", result);
    }

    @Test
    void workOnVoid() {
      Promise<@Nullable Void> done = Promise.of(1).bind(_ -> Promise.unit());
      Promise<Integer> after = done.map(_ -> 1);
      assertFulfilled(1, after);
    }
  }
}
