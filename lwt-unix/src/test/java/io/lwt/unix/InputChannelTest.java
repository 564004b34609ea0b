package io.lwt.unix;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.State;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an input channel does with whatever its source gives it. */
class InputChannelTest {
  private final Feed feed = new Feed();
  private final InputChannel in = InputChannel.of(feed, feed::close);

  @AfterEach
  void closeLoop() {
    EventLoop.current().close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 8192})
  void readsLinesHoweverTheyArrive(int step) {
    feed.give("one\ntwo\r\nwith \r inside\n\nlast, no newline é", step).end();

    assertEquals(Optional.of("one"), value(in.readLine()));
    assertEquals(Optional.of("two"), value(in.readLine()));
    assertEquals(Optional.of("with \r inside"), value(in.readLine()));
    assertEquals(Optional.of(""), value(in.readLine()));
    assertEquals(Optional.of("last, no newline é"), value(in.readLine()));
    assertEquals(Optional.empty(), value(in.readLine()));
  }

  @Test
  void readsLinesLongerThanTheBuffer() {
    String line = "x".repeat(100_000);
    feed.give(line + "\n" + line + "\n", 1000).end();

    assertEquals(Optional.of(line), value(in.readLine()));
    assertEquals(Optional.of(line), value(in.readLine()));
  }

  @Test
  void readsEverything() {
    String text = "müßig\n".repeat(10_000);
    feed.give(text, 333).end();

    assertEquals(text, value(in.readAll(UTF_8)));
    assertEquals("", value(in.readAll(UTF_8)));
  }

  @Test
  void readsWhatIsThereWithoutWaitingForMore() {
    feed.give("abcdef", 6);

    assertArrayEquals("abcd".getBytes(US_ASCII), value(in.read(4)));
    assertArrayEquals("ef".getBytes(US_ASCII), value(in.read(4)));
    assertTrue(in.read(4).isPending());
    assertThrows(IllegalArgumentException.class, () -> in.read(0));
  }

  @Test
  void canceledReadLeavesItsBytes() {
    feed.give("par", 3);
    Promise<Optional<String>> line = in.readLine();

    line.cancel();
    assertInstanceOf(Canceled.class, error(line));
    feed.give("tial\n", 5);
    assertEquals(Optional.of("partial"), value(in.readLine()));
  }

  @Test
  void failedReadLeavesItsBytes() {
    feed.give("before ", 7).fail(new IOException("broken"));

    assertEquals("broken", error(in.readLine()).getMessage());
    feed.give("after\n", 6);
    assertEquals(Optional.of("before after"), value(in.readLine()));
  }

  @Test
  void readersTakeTurns() {
    Promise<Optional<String>> first = in.readLine();
    Promise<Optional<String>> second = in.readLine();
    Promise<Optional<String>> third = in.readLine();
    second.cancel();

    feed.give("1\n2\n", 4);
    assertEquals(Optional.of("1"), value(first));
    assertInstanceOf(Canceled.class, error(second));
    assertEquals(Optional.of("2"), value(third));
    assertFalse(in.isBusy());
  }

  @Test
  void bytesThatAreNotOfTheCharsetAreAnError() {
    feed.give(new byte[] {'a', (byte) 0xff, '\n', 'b', '\n'}).give("\uFFFD is a character\n", 100);

    assertInstanceOf(CharacterCodingException.class, error(in.readLine()));
    assertEquals(Optional.of("b"), value(in.readLine()));
    assertEquals(Optional.of("\uFFFD is a character"), value(in.readLine()));
  }

  @Test
  void closeEndsTheReadThatWaits() {
    Promise<Optional<String>> waiting = in.readLine();
    Promise<Optional<String>> behind = in.readLine();
    Promise<@Nullable Void> closed = in.close();

    assertEquals("the input channel is closed", error(waiting).getMessage());
    assertInstanceOf(ChannelClosedException.class, error(waiting));
    assertInstanceOf(ChannelClosedException.class, error(behind));
    assertInstanceOf(ChannelClosedException.class, error(in.readLine()));
    assertSame(closed, in.close());
    value(closed);
    assertEquals(1, feed.closed);
  }

  @Test
  void closeRejectsAsTheSourceDoes() {
    var failing = InputChannel.of(feed, () -> Promise.failed(new IOException("cannot close")));

    assertEquals("cannot close", error(failing.close()).getMessage());
    assertTrue(failing.isClosed());
  }

  static <T extends @Nullable Object> T value(Promise<T> promise) {
    return switch (promise.state()) {
      case State.Fulfilled<T>(T value) -> value;
      case State.Rejected<T>(Throwable error) -> throw new AssertionError(error);
      case State.Pending<T>() -> throw new AssertionError("pending");
    };
  }

  static Throwable error(Promise<?> promise) {
    return assertInstanceOf(State.Rejected.class, promise.state()).error();
  }

  /** A source that gives what the test says, and otherwise waits. */
  private static final class Feed implements InputChannel.Source {
    private final ArrayDeque<Object> given = new ArrayDeque<>();
    private @Nullable Request waiting;
    int closed;

    private static final class Request extends Resolver<Integer> {
      private final byte[] buffer;
      private final int offset;
      private final int length;

      Request(byte[] buffer, int offset, int length) {
        this.buffer = buffer;
        this.offset = offset;
        this.length = length;
      }
    }

    Feed give(String text, int step) {
      byte[] bytes = text.getBytes(UTF_8);
      for (int from = 0; from < bytes.length; from += step) {
        give(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + step)));
      }
      return this;
    }

    Feed give(byte[] bytes) {
      return put(bytes);
    }

    void end() {
      put(new byte[0]);
    }

    void fail(IOException error) {
      put(error);
    }

    private Feed put(Object next) {
      Request request = waiting;
      waiting = null;
      if (request == null || !request.isPending()) {
        given.add(next);
      } else if (next instanceof byte[] bytes) {
        request.fulfill(copy(bytes, request.buffer, request.offset, request.length));
      } else {
        request.reject((IOException) next);
      }
      return this;
    }

    @Override
    public Promise<Integer> read(byte[] buffer, int offset, int length) {
      Object next = given.poll();
      if (next instanceof byte[] bytes) {
        return Promise.of(copy(bytes, buffer, offset, length));
      }
      if (next instanceof IOException error) {
        return Promise.failed(error);
      }
      Request request = new Request(buffer, offset, length);
      waiting = request;
      return request.promise();
    }

    private int copy(byte[] bytes, byte[] buffer, int offset, int length) {
      int count = Math.min(bytes.length, length);
      System.arraycopy(bytes, 0, buffer, offset, count);
      if (count < bytes.length) {
        given.addFirst(Arrays.copyOfRange(bytes, count, bytes.length));
      }
      if (bytes.length == 0) {
        given.addFirst(bytes); // the end stays the end
      }
      return count;
    }

    Promise<@Nullable Void> close() {
      closed++;
      return Promise.unit();
    }
  }
}
