package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.State;
import io.lwt.bindings.Files;
import io.lwt.bindings.Posix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@link Fd}, on pipes. */
class FdTest extends LoopTest {
  private final Pipe pipe = LwtUnix.pipe();
  private final Fd in = pipe.in();
  private final Fd out = pipe.out();

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static int count(Promise<Integer> transfer) {
    return LwtMain.run(transfer);
  }

  private static <T> Promise<T> never() {
    return Resolver.<T>waiter().promise();
  }

  /** Fills the pipe, so that the next write has to wait. */
  private void fill() {
    byte[] block = new byte[1 << 16];
    while (!out.write(block).isPending()) {}
  }

  @Test
  void isNonBlockingAndCloseOnExecFromBirth() {
    for (Fd fd : List.of(in, out)) {
      assertEquals(
          Files.CLOSE_ON_EXEC | Files.NON_BLOCKING, Posix.host().descriptorFlags(fd.number()));
    }
  }

  @Test
  void whatIsThereIsReadAtOnce() {
    byte[] buffer = new byte[8];
    assertEquals(new State.Fulfilled<>(3), out.write(bytes("abc")).state());
    assertEquals(new State.Fulfilled<>(3), in.read(buffer, 2, 6).state());
    assertArrayEquals(bytes("\0\0abc\0\0\0"), buffer);
  }

  @Test
  void aReadWaitsForAWrite() {
    byte[] buffer = new byte[8];
    Promise<Integer> read = in.read(buffer);
    assertTrue(read.isPending());
    assertEquals(3, count(out.write(bytes("abc")).bind(_ -> read)));
    assertArrayEquals(bytes("abc"), Arrays.copyOf(buffer, 3));
  }

  @Test
  void readsAreServedInTheirOrder() {
    List<String> served = new ArrayList<>();
    List<Promise<?>> reads = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      byte[] buffer = new byte[1];
      reads.add(in.read(buffer).map(_ -> served.add(name + "=" + new String(buffer, UTF_8))));
    }
    assertEquals(3, count(out.write(bytes("123"))));
    reads.forEach(LwtMain::run);
    assertEquals(List.of("a=1", "b=2", "c=3"), served);
  }

  @Test
  void aLateReadDoesNotOvertakeOneThatWaits() {
    byte[] first = new byte[1];
    byte[] second = new byte[1];
    Promise<Integer> waiting = in.read(first);
    out.write(bytes("12"));
    Promise<Integer> late = in.read(second);
    assertTrue(late.isPending());
    LwtMain.run(Lwt.both(waiting, late));
    assertArrayEquals(bytes("1"), first);
    assertArrayEquals(bytes("2"), second);
  }

  @Test
  void aWriteWaitsForRoom() {
    fill(); // the last of its writes waits
    Promise<Integer> write = out.write(new byte[10]);
    assertTrue(write.isPending());
    LwtMain.run(Lwt.pick(write, drain().bind(_ -> never())));
    assertEquals(new State.Fulfilled<>(10), write.state());
  }

  private Promise<@Nullable Void> drain() {
    return in.read(new byte[1 << 16]).bind(_ -> drain());
  }

  @Test
  void readsGiveZeroAtTheEnd() {
    out.write(bytes("abc"));
    LwtMain.run(out.close());
    byte[] buffer = new byte[100];
    assertEquals(3, count(in.read(buffer)));
    assertEquals(0, count(in.read(buffer)));
    assertEquals(0, count(in.read(buffer)));
  }

  @Test
  void aShortReadBeforeTheEndLosesNothing() {
    Promise<String> all = Loopback.readAll(in, 100);
    LwtMain.run(out.write(bytes("abc")).bind(_ -> Lwt.pause()));
    LwtMain.run(out.write(bytes("de")).bind(_ -> out.close()));
    assertEquals("abcde", LwtMain.run(all));
  }

  @Test
  void aWriteNobodyReadsIsRefused() {
    LwtMain.run(in.close());
    UnixException error = runUntilRefused(Errno.EPIPE, out.write(bytes("abc")));
    assertEquals("write: EPIPE (Broken pipe): fd " + out.number(), error.getMessage());
  }

  // ---- the caller's memory

  @Test
  void aBuffersPositionMovesWithTheSuccess() {
    for (ByteBuffer buffer : List.of(ByteBuffer.allocate(8), ByteBuffer.allocateDirect(8))) {
      ByteBuffer source = buffer.isDirect() ? ByteBuffer.allocateDirect(5) : ByteBuffer.allocate(5);
      source.put(bytes("xabcx")).position(1).limit(4);
      buffer.position(2).limit(7);
      Promise<Integer> read = in.read(buffer);
      assertEquals(2, buffer.position());
      assertEquals(3, count(out.write(source).bind(_ -> read)));
      assertEquals(4, source.position());
      assertEquals(5, buffer.position());
      assertEquals(7, buffer.limit());
      byte[] read3 = new byte[3];
      buffer.get(2, read3);
      assertArrayEquals(bytes("abc"), read3);
    }
  }

  @Test
  void aWaitingWriteMovesThePositionOnlyWhenItIsDone() {
    fill();
    ByteBuffer source = ByteBuffer.wrap(bytes("abc"));
    Promise<Integer> write = out.write(source);
    assertEquals(0, source.position());
    LwtMain.run(Lwt.pick(write, drain().bind(_ -> never())));
    assertEquals(3, source.position());
  }

  @Test
  void segmentsOfBothKindsAreTaken() {
    try (Arena arena = Arena.ofConfined()) {
      for (MemorySegment segment : List.of(arena.allocate(4), MemorySegment.ofArray(new byte[4]))) {
        Promise<Integer> read = in.read(segment.asSlice(1));
        MemorySegment source =
            segment.isNative() ? arena.allocateFrom("abc") : MemorySegment.ofArray(bytes("abc"));
        assertEquals(3, count(out.write(source.asSlice(0, 3)).bind(_ -> read)));
        assertArrayEquals(bytes("\0abc"), segment.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
      }
    }
  }

  @Test
  void moreThanTheLoopsMemoryGoesInPieces() {
    byte[] much = new byte[1 << 20];
    new java.util.Random(1).nextBytes(much);
    Promise<String> read = Loopback.readAll(in, 1 << 18);
    LwtMain.run(Loopback.writeAll(out, much).bind(_ -> out.close()));
    assertEquals(new String(much, java.nio.charset.StandardCharsets.ISO_8859_1), LwtMain.run(read));
  }

  @Test
  void memoryThatIsGoneRejectsTheOperationAlone() {
    Promise<Integer> read;
    try (Arena arena = Arena.ofConfined()) {
      read = in.read(arena.allocate(8));
    }
    byte[] buffer = new byte[8];
    Promise<Integer> next = in.read(buffer);
    assertThrows(
        IllegalStateException.class, () -> LwtMain.run(out.write(bytes("abc")).bind(_ -> read)));
    assertEquals(3, count(next));
  }

  @Test
  void badMemoryIsRefusedAtOnce() {
    assertThrows(IndexOutOfBoundsException.class, () -> in.read(new byte[4], 2, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> out.write(new byte[4], -1, 3));
    assertThrows(
        ReadOnlyBufferException.class, () -> in.read(ByteBuffer.allocate(4).asReadOnlyBuffer()));
    MemorySegment readOnly = MemorySegment.ofArray(new byte[4]).asReadOnly();
    assertThrows(IllegalArgumentException.class, () -> in.read(readOnly));
    assertEquals(4, count(out.write(readOnly)));
    assertEquals(4, count(out.write(ByteBuffer.allocate(4).asReadOnlyBuffer())));
  }

  @Test
  void nothingAtAllIsDoneAtOnce() {
    assertEquals(new State.Fulfilled<>(0), in.read(new byte[0]).state());
    in.read(new byte[1]);
    assertEquals(new State.Fulfilled<>(0), in.read(new byte[0]).state());
    assertEquals(new State.Fulfilled<>(0), in.read(ByteBuffer.allocate(0)).state());
    assertEquals(new State.Fulfilled<>(0), in.read(MemorySegment.NULL).state());
    fill();
    assertEquals(new State.Fulfilled<>(0), out.write(new byte[0]).state());
    assertEquals(new State.Fulfilled<>(0), out.write(ByteBuffer.allocate(0)).state());
    assertEquals(new State.Fulfilled<>(0), out.write(MemorySegment.NULL).state());
  }

  // ---- cancel

  @Test
  void aCancelledReadTakesNothing() {
    byte[] buffer = new byte[3];
    byte[] other = new byte[3];
    Promise<Integer> first = in.read(buffer);
    Promise<Integer> middle = in.read(buffer);
    Promise<Integer> last = in.read(other);
    middle.cancel();
    first.cancel();
    assertInstanceOf(Canceled.class, assertInstanceOf(State.Rejected.class, first.state()).error());
    assertEquals(3, count(out.write(bytes("abc")).bind(_ -> last)));
    assertArrayEquals(new byte[3], buffer);
    assertArrayEquals(bytes("abc"), other);
  }

  @Test
  void aCancelledWriteWritesNothing() {
    fill();
    Promise<Integer> write = out.write(bytes("abc"));
    Promise<Integer> next = out.write(bytes("d"));
    write.cancel();
    LwtMain.run(Lwt.pick(next, drain().bind(_ -> never())));
    out.close();
    String rest = LwtMain.run(Loopback.readAll(in, 1 << 16));
    assertFalse(rest.contains("abc"));
  }

  @Test
  void aReadMayBeCancelledByTheOneBeforeIt() {
    byte[] buffer = new byte[3];
    List<Promise<Integer>> reads = new ArrayList<>();
    reads.add(in.read(new byte[1]));
    reads.getFirst().onSuccess(_ -> reads.getLast().cancel());
    reads.add(in.read(buffer));
    LwtMain.run(out.write(bytes("abc")).bind(_ -> reads.getFirst()));
    assertFalse(reads.getLast().isPending());
    assertArrayEquals(new byte[3], buffer);
    assertEquals(2, count(in.read(buffer)));
  }

  // ---- readiness

  @Test
  void waitReadTellsWhatIsThereAndWhatComes() {
    out.write(bytes("abc"));
    LwtMain.run(in.waitRead());
    LwtMain.run(in.waitRead());
    byte[] buffer = new byte[8];
    assertEquals(new State.Fulfilled<>(3), in.read(buffer).state());
    Promise<@Nullable Void> ready = in.waitRead();
    runLaps();
    assertTrue(ready.isPending());
    LwtMain.run(out.write(bytes("d")).bind(_ -> ready));
    assertEquals(new State.Fulfilled<>(1), in.read(buffer).state());
  }

  @Test
  void waitReadTellsTheEnd() {
    Promise<@Nullable Void> ready = in.waitRead();
    LwtMain.run(out.close());
    LwtMain.run(ready);
    assertEquals(new State.Fulfilled<>(0), in.read(new byte[1]).state());
  }

  @Test
  void waitWriteTellsThatThereIsRoom() {
    LwtMain.run(out.waitWrite());
    fill();
    Promise<@Nullable Void> ready = out.waitWrite();
    runLaps();
    assertTrue(ready.isPending());
    LwtMain.run(Lwt.pick(ready, drain()));
  }

  @Test
  void waitsMayBeCancelled() {
    Promise<@Nullable Void> ready = in.waitRead();
    ready.cancel();
    out.write(bytes("abc"));
    assertThrows(Canceled.class, () -> LwtMain.run(ready));
    assertEquals(3, count(in.read(new byte[8])));
  }

  @Test
  void aBusyDescriptorStarvesNeitherTimersNorOthers() {
    Pipe other = LwtUnix.pipe();
    Promise<Integer> otherRead = other.in().read(new byte[1]);
    other.out().write(bytes("x"));
    boolean[] done = {false};
    Promise<@Nullable Void> busy = spin(done);
    assertEquals(1, count(otherRead));
    LwtMain.run(LwtUnix.sleep(Duration.ZERO));
    LwtMain.run(Lwt.pause());
    assertTrue(busy.isPending());
    done[0] = true;
    LwtMain.run(busy);
  }

  /** Always has something to read and to write, and never waits. */
  private Promise<@Nullable Void> spin(boolean[] done) {
    byte[] one = new byte[1];
    return done[0] ? Promise.unit() : out.write(one).bind(_ -> in.read(one)).bind(_ -> spin(done));
  }

  @Test
  void manyWaitAtOnce() {
    List<Pipe> pipes = new ArrayList<>();
    List<Promise<Integer>> reads = new ArrayList<>();
    for (int i = 0; i < 700; i++) {
      pipes.add(LwtUnix.pipe());
      reads.add(pipes.get(i).in().read(new byte[2]));
      reads.add(pipes.get(i).in().read(new byte[2]));
    }
    assertTrue(pipes.getLast().out().number() > 1024);
    for (Pipe each : pipes) {
      each.out().write(bytes("1234"));
    }
    int sum = LwtMain.run(Lwt.all(reads)).stream().mapToInt(Integer::intValue).sum();
    assertEquals(2800, sum);
  }

  // ---- close

  @Test
  void closeRejectsWhatWaits() {
    Promise<Integer> read = in.read(new byte[1]);
    Promise<@Nullable Void> ready = in.waitRead();
    fill();
    Promise<Integer> write = out.write(new byte[1]);
    in.close();
    out.close();
    String message = "read: EBADF (Bad file descriptor): fd " + in.number();
    assertEquals(message, runUntilRefused(Errno.EBADF, read).getMessage());
    assertEquals("waitRead", runUntilRefused(Errno.EBADF, ready).call());
    assertEquals("write", runUntilRefused(Errno.EBADF, write).call());
  }

  @Test
  void whatComesAfterCloseIsRejected() {
    LwtMain.run(in.close());
    LwtMain.run(out.close());
    assertTrue(in.isClosed());
    String message = "read: EBADF (Bad file descriptor): fd " + in.number();
    assertEquals(message, runUntilRefused(Errno.EBADF, in.read(new byte[1])).getMessage());
    assertEquals("read", runUntilRefused(Errno.EBADF, in.read(new byte[0])).call());
    assertEquals("waitRead", runUntilRefused(Errno.EBADF, in.waitRead()).call());
    assertEquals("write", runUntilRefused(Errno.EBADF, out.write(new byte[1])).call());
    assertEquals("write", runUntilRefused(Errno.EBADF, out.write(new byte[0])).call());
  }

  @Test
  void closeGivesTheSamePromiseEachTime() {
    assertSame(in.close(), in.close());
  }

  @Test
  void closeInsideOfARejectionItCausesIsTheSame() {
    List<Promise<?>> closes = new ArrayList<>();
    Promise<Integer> read = in.read(new byte[1]);
    read.onFailure(_ -> closes.add(in.close()));
    closes.add(in.close());
    assertEquals(2, closes.size());
    assertSame(closes.get(0), closes.get(1));
    LwtMain.run(closes.get(0));
  }

  @Test
  void aClosedNumberThatIsUsedAgainIsAnotherDescriptor() {
    Promise<Integer> read = in.read(new byte[4]);
    out.write(bytes("abc"));
    in.close();
    Pipe next = LwtUnix.pipe();
    assertEquals(in.number(), next.in().number());
    Promise<Integer> nextRead = next.in().read(new byte[4]);
    runUntilRefused(Errno.EBADF, read);
    runLaps();
    assertTrue(nextRead.isPending());
    assertEquals(1, count(next.out().write(bytes("x")).bind(_ -> nextRead)));
    runUntilRefused(Errno.EBADF, in.read(new byte[4]));
  }

  // ---- threads

  @Test
  void anotherThreadIsRefusedAtOnce() {
    for (Runnable use :
        List.<Runnable>of(
            () -> in.read(new byte[1]),
            () -> out.write(new byte[1]),
            in::waitRead,
            out::waitWrite,
            in::close)) {
      var error = assertThrows(CompletionException.class, CompletableFuture.runAsync(use)::join);
      var refused = assertInstanceOf(IllegalStateException.class, error.getCause());
      assertTrue(refused.toString().contains(Thread.currentThread().getName()), refused.toString());
      assertTrue(refused.toString().contains("EventLoop.execute"), refused.toString());
    }
    assertFalse(in.isClosed());
  }
}
