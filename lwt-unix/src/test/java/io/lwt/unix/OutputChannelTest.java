package io.lwt.unix;

import static io.lwt.unix.InputChannelTest.error;
import static io.lwt.unix.InputChannelTest.value;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an output channel does with whatever its sink takes. */
class OutputChannelTest {
  private final Drain drain = new Drain();
  private final OutputChannel out = OutputChannel.of(drain, drain::close);

  @AfterEach
  void closeLoop() {
    EventLoop.current().close();
  }

  @Test
  void gathersWritesAndSendsThemInTheNextLap() {
    value(out.write("one "));
    value(out.write("two"));
    assertEquals("", drain.taken());

    LwtMain.run(Lwt.pause());
    assertEquals("one two", drain.taken());
    assertEquals(1, drain.writes);
  }

  @Test
  void flushSendsAtOnce() {
    value(out.write("now"));
    value(out.flush());

    assertEquals("now", drain.taken());
    LwtMain.run(Lwt.pause());
    assertEquals(1, drain.writes);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 8192, 1_000_000})
  void writesMoreThanTheBufferHolds(int atOnce) {
    drain.atOnce = atOnce;
    String text = "0123456789".repeat(3000);

    value(out.write("first "));
    value(out.write(text));
    value(out.write(" last"));
    value(out.flush());
    assertEquals("first " + text + " last", drain.taken());
  }

  @Test
  void writesApartOfAnArray() {
    value(out.write("abcdef".getBytes(UTF_8), 2, 3));
    value(out.flush());

    assertEquals("cde", drain.taken());
    assertThrows(IndexOutOfBoundsException.class, () -> out.write(new byte[3], 2, 2));
  }

  @Test
  void writersTakeTurns() {
    Resolver<@Nullable Void> gate = drain.block();
    Promise<@Nullable Void> large = out.write("a".repeat(10_000));
    Promise<@Nullable Void> canceled = out.write("never");
    Promise<@Nullable Void> small = out.write("b");
    canceled.cancel();
    assertTrue(small.isPending());

    gate.fulfill(null);
    value(large);
    value(small);
    assertInstanceOf(Canceled.class, error(canceled));
    value(out.flush());
    assertEquals("a".repeat(10_000) + "b", drain.taken());
  }

  @Test
  void failedFlushKeepsTheBytes() {
    value(out.write("kept"));
    drain.failure = new IOException("full");

    assertEquals("full", error(out.flush()).getMessage());
    drain.failure = null;
    value(out.flush());
    assertEquals("kept", drain.taken());
  }

  @Test
  void failedFlushInTheBackgroundIsReportedByTheNextOperation() {
    value(out.write("kept"));
    drain.failure = new IOException("full");
    LwtMain.run(Lwt.pause());
    int writes = drain.writes;
    LwtMain.run(Lwt.pause());
    assertEquals(writes, drain.writes, "tried again without being asked");

    assertEquals("full", error(out.write("not taken")).getMessage());
    drain.failure = null;
    value(out.flush());
    assertEquals("kept", drain.taken());
  }

  @Test
  void closeFlushesThenCloses() {
    value(out.write("last words"));
    Promise<@Nullable Void> closed = out.close();

    value(closed);
    assertEquals("last words", drain.taken());
    assertEquals(1, drain.closed);
    assertSame(closed, out.close());
    assertInstanceOf(ChannelClosedException.class, error(out.write("more")));
    assertInstanceOf(ChannelClosedException.class, error(out.flush()));
  }

  @Test
  void closeWaitsForTheWriteUnderWay() {
    Resolver<@Nullable Void> gate = drain.block();
    Promise<@Nullable Void> large = out.write("a".repeat(10_000));
    Promise<@Nullable Void> closed = out.close();
    assertTrue(closed.isPending());
    assertEquals(0, drain.closed);

    gate.fulfill(null);
    value(large);
    value(closed);
    assertEquals(10_000, drain.taken().length());
  }

  @Test
  void closeRejectsWithTheFlushErrorAndClosesAllTheSame() {
    value(out.write("lost"));
    drain.failure = new IOException("full");

    assertEquals("full", error(out.close()).getMessage());
    assertEquals(1, drain.closed);
  }

  @Test
  void closeRejectsWithAnErrorOfTheBackground() {
    value(out.write("lost"));
    drain.failure = new IOException("full");
    LwtMain.run(Lwt.pause());

    assertEquals("full", error(out.close()).getMessage());
    assertEquals(1, drain.closed);
  }

  /** A sink that takes what the test lets it take. */
  private static final class Drain implements OutputChannel.Sink {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private Promise<@Nullable Void> gate = Promise.unit();
    @Nullable IOException failure;
    int atOnce = Integer.MAX_VALUE;
    int writes;
    int closed;

    Resolver<@Nullable Void> block() {
      Resolver<@Nullable Void> resolver = Resolver.task();
      gate = resolver.promise();
      return resolver;
    }

    @Override
    public Promise<Integer> write(byte[] buffer, int offset, int length) {
      writes++;
      int count = Math.min(atOnce, length);
      return gate.bind(
          _ -> {
            if (failure != null) {
              throw failure;
            }
            taken.write(buffer, offset, count);
            return Promise.of(count);
          });
    }

    Promise<@Nullable Void> close() {
      closed++;
      return Promise.unit();
    }

    String taken() {
      return taken.toString(UTF_8);
    }
  }
}
