package io.lwt.unix;

import static io.lwt.unix.InputChannelTest.error;
import static io.lwt.unix.InputChannelTest.value;
import static java.nio.charset.StandardCharsets.UTF_16;
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
import io.lwt.testkit.CapturedLog;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Turns, ends, places and losses of channels. */
class ChannelTest extends LoopTest {
  private final List<String> writes = new ArrayList<>();

  /** A channel each write of which is noted, and takes everything at once. */
  private OutputChannel noted() {
    return OutputChannel.of(
        (from, offset, length) -> {
          writes.add(new String(from, offset, length, UTF_8));
          return Promise.of(length);
        },
        Promise::unit);
  }

  @Nested
  class Atomically {
    @Test
    void othersWaitUntilItIsDone() {
      OutputChannel out = noted();
      Resolver<@Nullable Void> gate = Resolver.task();
      Promise<String> several =
          out.atomically(
              part ->
                  part.write("a")
                      .bind(_ -> gate.promise())
                      .bind(_ -> part.write("b"))
                      .map(_ -> "done"));
      Promise<@Nullable Void> other = out.write("c");
      assertTrue(out.isBusy());
      assertTrue(other.isPending());
      gate.fulfill(null);
      assertEquals("done", value(several));
      value(other);
      value(out.flush());
      assertEquals(List.of("abc"), writes);
    }

    @Test
    void whatIsInsideIsOneAfterTheOtherToo() {
      InputChannel in = InputChannel.of("1\n2\n3\n".getBytes(UTF_8));
      Promise<List<Optional<String>>> lines =
          in.atomically(part -> Lwt.all(part.readLine(), part.readLine()));
      assertEquals(List.of(Optional.of("1"), Optional.of("2")), value(lines));
      assertEquals(Optional.of("3"), value(in.readLine()));
    }

    @Test
    void mayBeNested() {
      OutputChannel out = noted();
      value(
          out.atomically(
              part ->
                  part.write("a")
                      .bind(_ -> part.atomically(inner -> inner.write("b")))
                      .bind(_ -> part.write("c"))));
      value(out.flush());
      assertEquals(List.of("abc"), writes);
    }

    @Test
    void afterItsEndThatChannelIsRefused() {
      OutputChannel out = noted();
      OutputChannel part = value(out.atomically(Promise::of));
      InputChannel in = InputChannel.of(new byte[9]);
      InputChannel inPart = value(in.atomically(Promise::of));
      for (Promise<?> refused :
          List.of(part.write("x"), part.flush(), inPart.readLine(), inPart.readByte())) {
        assertEquals(
            "this channel was for an atomically that has ended",
            assertInstanceOf(IllegalStateException.class, error(refused)).getMessage());
      }
      value(out.write("the other goes on"));
      value(in.readByte());
    }

    @Test
    void whatWasAskedOfItBeforeTheEndIsDone() {
      OutputChannel out = noted();
      Resolver<Integer> taken = Resolver.task();
      OutputChannel slow =
          OutputChannel.of((_, _, length) -> taken.promise().map(_ -> length), Promise::unit);
      List<Promise<?>> unawaited = new ArrayList<>();
      Promise<String> several =
          slow.atomically(
              part -> {
                unawaited.add(part.write("x".repeat(10_000)));
                unawaited.add(part.flush());
                return Promise.of("does not wait");
              });
      Promise<@Nullable Void> next = slow.write("y");
      assertTrue(several.isPending());
      assertTrue(next.isPending());
      taken.fulfill(1);
      LwtMain.run(several);
      unawaited.forEach(LwtMain::run);
      LwtMain.run(next);
      LwtMain.run(Lwt.join(slow.close(), out.close()));
    }

    @Test
    void itIsNotClosedButAborted() {
      OutputChannel out = noted();
      Promise<@Nullable Void> closed = value(out.atomically(part -> Promise.of(part.close())));
      assertInstanceOf(IllegalStateException.class, error(closed));
      assertFalse(out.isClosed());
      Promise<?> aborting = out.atomically(part -> part.abort().bind(_ -> part.write("no more")));
      assertInstanceOf(ChannelClosedException.class, error(aborting));
      assertTrue(out.isClosed());
    }

    @Test
    void whatIsWrittenInsideGoesOutByItself() {
      OutputChannel out = noted();
      Resolver<@Nullable Void> gate = Resolver.task();
      Promise<?> several =
          out.atomically(
              part -> part.write("a").bind(_ -> part.write("b")).bind(_ -> gate.promise()));
      runLaps();
      assertEquals(List.of("ab"), writes);
      gate.fulfill(null);
      LwtMain.run(several);
    }

    @Test
    void aCancelEndsIt() {
      OutputChannel out = noted();
      Promise<?> several = out.atomically(_ -> Resolver.task().promise());
      several.cancel();
      assertInstanceOf(Canceled.class, error(several));
      value(out.write("free again"));
    }

    @Test
    void anInputChannelThatIsClosedEndsIt() {
      Pipe pipe = LwtUnix.pipe();
      InputChannel in = InputChannel.of(pipe.in());
      Promise<?> several = in.atomically(part -> part.readLine());
      LwtMain.run(in.close());
      assertInstanceOf(ChannelClosedException.class, error(several));
      LwtMain.run(pipe.out().close());
    }
  }

  @Nested
  class Ends {
    @Test
    void operationsThatWaitWhenItIsClosedAreDone() {
      Resolver<Integer> taken = Resolver.task();
      StringBuilder written = new StringBuilder();
      OutputChannel slow =
          OutputChannel.of(
              (from, offset, length) ->
                  taken
                      .promise()
                      .map(
                          _ -> {
                            written.append(new String(from, offset, length, UTF_8));
                            return length;
                          }),
              Promise::unit);
      value(slow.write("a"));
      Promise<?> flush = slow.flush();
      Promise<?> waits = slow.write("b");
      Promise<?> closed = slow.close();
      assertTrue(waits.isPending());
      taken.fulfill(1);
      LwtMain.run(closed);
      LwtMain.run(Lwt.join(flush, waits));
      assertEquals("ab", written.toString());
    }

    @Test
    void abortCutsACloseThatCannotFlush() {
      Pipe pipe = LwtUnix.pipe();
      OutputChannel out = OutputChannel.of(pipe.out());
      Promise<?> large = out.write(new byte[200_000]);
      Promise<?> closed = out.close();
      runLaps();
      assertTrue(closed.isPending());
      assertSame(closed, out.abort());
      assertInstanceOf(ChannelClosedException.class, error(large));
      assertInstanceOf(
          ChannelClosedException.class, assertThrows(RuntimeException.class, () -> run(closed)));
      assertTrue(pipe.out().isClosed());
      LwtMain.run(pipe.in().close());
    }

    private static void run(Promise<?> promise) {
      LwtMain.run(promise);
    }

    @Test
    void abortDoesNotWaitForAFunctionThatDoesNotCare() {
      OutputChannel out =
          OutputChannel.of((_, _, _) -> Resolver.<Integer>waiter().promise(), Promise::unit);
      value(out.write("a"));
      Promise<?> flush = out.flush();
      Promise<?> next = out.write("b");
      value(out.abort());
      assertInstanceOf(ChannelClosedException.class, error(flush));
      assertInstanceOf(ChannelClosedException.class, error(next));

      InputChannel in =
          InputChannel.of((_, _, _) -> Resolver.<Integer>waiter().promise(), Promise::unit);
      Promise<?> line = in.readLine();
      value(in.abort());
      assertInstanceOf(ChannelClosedException.class, error(line));
    }

    @Test
    void closeTellsThatADeviceIsFull() {
      OutputChannel out = OutputChannel.of(open("/dev/full", OpenFlag.WRONLY));
      value(out.write("lost"));
      runUntilRefused(Errno.ENOSPC, out.close());
      assertTrue(out.fd().orElseThrow().isClosed());
    }

    @Test
    void theNextOperationTellsThatADeviceIsFull() {
      OutputChannel out = OutputChannel.of(open("/dev/full", OpenFlag.WRONLY));
      value(out.write("lost"));
      Optional<Throwable> told = Optional.empty();
      while (told.isEmpty()) {
        runLaps();
        told = rejection(out.write(new byte[0]));
      }
      assertEquals(Errno.ENOSPC, assertInstanceOf(UnixException.class, told.orElseThrow()).errno());
      assertEquals(4, out.buffered());
      LwtMain.run(out.abort());
    }

    @Test
    void aLoopThatIsClosedTellsWhatItHasNotWritten() throws Exception {
      Pipe pipe = LwtUnix.pipe();
      try (var log = new CapturedLog()) {
        OutputChannel.of(pipe.out()).write(new byte[10]);
        EventLoop.current().close();
        String message = log.messages().getFirst();
        assertTrue(message.contains("[10 bytes on fd "), message);
      }
    }

    @Test
    void ofAnotherLoop() {
      OutputChannel out = noted();
      InputChannel in = InputChannel.of(new byte[1]);
      for (Runnable use : List.<Runnable>of(() -> out.write("x"), in::readByte, out::close)) {
        var thrown =
            assertThrows(CompletionException.class, () -> CompletableFuture.runAsync(use).join());
        assertInstanceOf(IllegalStateException.class, thrown.getCause());
      }
    }

    @Test
    void badNumbers() {
      OutputChannel out = noted();
      InputChannel in = InputChannel.of(new byte[100]);
      assertThrows(IllegalArgumentException.class, () -> in.readExactly(-1));
      assertThrows(IllegalArgumentException.class, () -> in.readLine(0));
      assertThrows(IllegalArgumentException.class, () -> in.readLine(5, UTF_16));
      assertThrows(IllegalArgumentException.class, () -> in.seek(-1));
      assertThrows(IllegalArgumentException.class, () -> in.resizeBuffer(15));
      assertThrows(IllegalArgumentException.class, () -> in.withBuffer(-1, _ -> Promise.unit()));
      assertThrows(IndexOutOfBoundsException.class, () -> in.read(new byte[3], 2, 2));
      assertThrows(IndexOutOfBoundsException.class, () -> in.readFully(new byte[3], 4, 0));
      assertThrows(IllegalArgumentException.class, () -> out.seek(-1));
      assertThrows(IllegalArgumentException.class, () -> out.resizeBuffer(15));
      assertThrows(IllegalArgumentException.class, () -> out.withBuffer(9000, _ -> Promise.unit()));
      value(in.readByte());
      assertInstanceOf(IllegalStateException.class, error(in.resizeBuffer(98)));
      value(in.resizeBuffer(99));
      assertEquals(99, value(in.readAll()).length);
    }

    @Test
    void functionsThatCountWrongly() {
      InputChannel in = InputChannel.of((_, _, length) -> Promise.of(length + 1), Promise::unit);
      assertEquals(
          "the source of a channel has read 8193 bytes of 8192", error(in.readByte()).getMessage());
      OutputChannel out = OutputChannel.of((_, _, _) -> Promise.of(0), Promise::unit);
      value(out.write("x"));
      assertEquals(
          "the sink of a channel has written 0 bytes of 1", error(out.flush()).getMessage());
      InputChannel throwing =
          InputChannel.of(
              (_, _, _) -> {
                throw new IOException("thrown");
              },
              Promise::unit);
      assertEquals("thrown", error(throwing.readLine()).getMessage());
    }

    @Test
    void aDirectoryIsNoFile() {
      InputChannel in = InputChannel.of(open("/", OpenFlag.RDONLY));
      runUntilRefused(Errno.EISDIR, in.readLine());
      LwtMain.run(in.close());
    }
  }

  private static Fd open(String path, OpenFlag... flags) {
    return LwtMain.run(LwtUnix.openfile(path, Set.of(flags), 0600));
  }

  @Nested
  class Places {
    @TempDir Path folder;

    private String file(String content) throws IOException {
      return Files.writeString(folder.resolve("file"), content).toString();
    }

    private static byte[] content() {
      byte[] content = new byte[1 << 20];
      new Random(5).nextBytes(content);
      return content;
    }

    @Test
    void ofAFileThatIsRead() throws IOException {
      Fd fd = open(file("0123456789"), OpenFlag.RDONLY);
      LwtMain.run(fd.lseek(2, SeekCommand.SET));
      InputChannel in = InputChannel.of(fd);
      assertEquals(2, in.position());
      assertEquals((byte) '2', LwtMain.run(in.readByte()));
      assertEquals(10, LwtMain.run(in.length()));
      assertEquals((byte) '3', LwtMain.run(in.readByte()));
      LwtMain.run(in.seek(8));
      assertEquals("89", LwtMain.run(in.readAll(UTF_8)));
      LwtMain.run(in.seek(0));
      assertEquals("0123456789", LwtMain.run(in.readAll(UTF_8)));
      LwtMain.run(in.seek(20));
      assertEquals(20, in.position());
      assertInstanceOf(EOFException.class, rejection(in.readByte()).orElseThrow());
      LwtMain.run(in.close());
    }

    @Test
    void ofAFileThatIsWritten() throws IOException {
      String path = file("0123456789");
      OutputChannel out = OutputChannel.of(open(path, OpenFlag.WRONLY));
      LwtMain.run(out.write("ab"));
      LwtMain.run(out.seek(8));
      assertEquals(8, out.position());
      LwtMain.run(out.write("cdef"));
      assertEquals(12, LwtMain.run(out.length()));
      assertEquals(12, out.position());
      LwtMain.run(out.write("g"));
      LwtMain.run(out.close());
      assertEquals("ab234567cdefg", Files.readString(Path.of(path)));
    }

    @Test
    void ofMemory() {
      InputChannel in = InputChannel.of("0123456789".getBytes(UTF_8));
      assertEquals(0, in.position());
      value(in.readByte());
      assertEquals(1, in.position());
      value(in.seek(5));
      assertEquals(5, in.position());
      assertEquals((byte) '5', value(in.readByte()));
      assertEquals(10, value(in.length()));
      assertEquals("6789", value(in.readAll(UTF_8)));
      assertInstanceOf(IOException.class, error(in.seek(11)));

      byte[] bytes = new byte[10];
      OutputChannel out = OutputChannel.of(bytes);
      assertEquals(0, out.position());
      value(out.write("abc"));
      assertEquals(3, out.position());
      value(out.seek(7));
      assertEquals(7, out.position());
      value(out.write("xyz"));
      value(out.flush());
      assertArrayEquals("abc\0\0\0\0xyz".getBytes(UTF_8), bytes);
      value(out.write("!"));
      assertEquals("the memory of 10 bytes is full", error(out.close()).getMessage());
    }

    @Test
    void ofWhatHasNone() {
      Pipe pipe = LwtUnix.pipe();
      InputChannel in = InputChannel.of(pipe.in());
      runUntilRefused(Errno.ESPIPE, in.seek(5));
      runUntilRefused(Errno.ESPIPE, in.length());
      assertInstanceOf(UnsupportedOperationException.class, error(LwtIo.zero().seek(5)));
      LwtMain.run(Lwt.join(in.close(), pipe.out().close()));
    }

    @Test
    void aCanceledReadOfAFileIsForTheNextOne() throws IOException {
      InputChannel in = InputChannel.of(open(file("one\ntwo\n"), OpenFlag.RDONLY));
      Promise<?> canceled = in.readLine();
      canceled.cancel();
      assertInstanceOf(Canceled.class, error(canceled));
      assertEquals(Optional.of("one"), LwtMain.run(in.readLine()));
      assertEquals(Optional.of("two"), LwtMain.run(in.readLine()));
      LwtMain.run(in.close());
    }

    @Test
    void aCanceledWriteToAFileIsNotMadeTwice() throws IOException {
      String path = file("");
      OutputChannel out = OutputChannel.of(open(path, OpenFlag.WRONLY));
      value(out.write("once"));
      Promise<?> canceled = out.flush();
      canceled.cancel();
      assertInstanceOf(Canceled.class, error(canceled));
      LwtMain.run(out.write(" more"));
      LwtMain.run(out.close());
      assertEquals("once more", Files.readString(Path.of(path)));
    }

    @Test
    void fromAFileToAnother() throws IOException {
      byte[] content = content();
      Path source = Files.write(folder.resolve("source"), content);
      InputChannel in = InputChannel.of(open(source.toString(), OpenFlag.RDONLY));
      OutputChannel out = OutputChannel.of(open(file(""), OpenFlag.WRONLY));
      value(out.write("header"));
      LwtMain.run(in.readExactly(100));
      assertEquals(content.length - 100, LwtMain.run(in.transferTo(out)));
      assertEquals(content.length, in.position());
      assertEquals(content.length - 94, out.position());
      LwtMain.run(out.write("end"));
      LwtMain.run(Lwt.join(in.close(), out.close()));
      byte[] copy = Files.readAllBytes(folder.resolve("file"));
      assertEquals("header", new String(copy, 0, 6, UTF_8));
      assertArrayEquals(
          Arrays.copyOfRange(content, 100, content.length),
          Arrays.copyOfRange(copy, 6, copy.length - 3));
      assertEquals("end", new String(copy, copy.length - 3, 3, UTF_8));
    }

    @Test
    void fromAFileToASocketAndOn() throws IOException {
      byte[] content = content();
      Path source = Files.write(folder.resolve("source"), content);
      InputChannel in = InputChannel.of(open(source.toString(), OpenFlag.RDONLY));
      SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM);
      OutputChannel out = OutputChannel.of(pair.first());
      InputChannel received = InputChannel.of(pair.second());
      value(out.write("header"));
      Promise<Long> sent = in.transferTo(out);
      Promise<?> other = out.write("end");
      Promise<byte[]> header = received.readExactly(6);
      Promise<byte[]> body = received.readExactly(content.length);
      long count = LwtMain.run(sent.bind(all -> body.map(_ -> all)));
      assertEquals(content.length, count);
      LwtMain.run(Lwt.join(other, out.close()));
      assertEquals("header", new String(LwtMain.run(header), UTF_8));
      assertArrayEquals(content, LwtMain.run(body));
      assertEquals("end", LwtMain.run(received.readAll(UTF_8)));
      LwtMain.run(in.seek(1 << 19));
      byte there = LwtMain.run(in.readByte());
      assertEquals(content[1 << 19], there, "the file stands where it says");
      LwtMain.run(Lwt.join(in.close(), received.close()));
    }

    @Test
    void toAFileThatIsOnlyAppendedTo() throws IOException {
      InputChannel in = InputChannel.of(open(file("more"), OpenFlag.RDONLY));
      Path log = Files.writeString(folder.resolve("log"), "first ");
      OutputChannel out = OutputChannel.of(open(log.toString(), OpenFlag.WRONLY, OpenFlag.APPEND));
      assertEquals(4, LwtMain.run(in.transferTo(out)));
      LwtMain.run(Lwt.join(in.close(), out.close()));
      assertEquals("first more", Files.readString(log));
    }
  }

  @Nested
  class Others {
    @Test
    void aPipeAsChannels() {
      LwtIo.PipeChannels pipe = LwtIo.pipe();
      LwtMain.run(pipe.out().writeLine("through"));
      assertEquals(Optional.of("through"), LwtMain.run(pipe.in().readLine()));
      LwtMain.run(Lwt.join(pipe.out().close(), pipe.in().close()));
    }

    @Test
    void whatIsWrittenIsOutWhenTheLoopStops() {
      OutputChannel out = noted();
      LwtMain.run(out.write("out"));
      assertEquals(List.of("out"), writes);
    }

    @Test
    void zerosAndNothing() {
      InputChannel zero = LwtIo.zero();
      assertArrayEquals(new byte[20_000], value(zero.readExactly(20_000)));
      assertEquals(0, value(zero.readInt(ByteOrder.BIG_ENDIAN)));
      OutputChannel discard = LwtIo.discard();
      value(discard.write(new byte[20_000]));
      value(discard.close());
    }

    @Test
    void theStandardOnesAreOneEachOnALoop() {
      assertSame(LwtIo.stdout(), LwtIo.stdout());
      assertSame(LwtIo.stdin(), LwtIo.stdin());
      assertSame(LwtUnix.stderr(), LwtIo.stderr().fd().orElseThrow());
    }

    @Test
    void flushAllTellsTheFirstError() {
      OutputChannel fine = noted();
      Pipe pipe = LwtUnix.pipe();
      LwtMain.run(pipe.in().close());
      OutputChannel broken = OutputChannel.of(pipe.out());
      value(broken.write("x"));
      value(fine.write("y"));
      runUntilRefused(Errno.EPIPE, LwtIo.flushAll());
      assertEquals(List.of("y"), writes);
      LwtMain.run(broken.abort());
    }

    @Test
    void anIdleStreamTakesNoMemory() {
      Pipe pipe = LwtUnix.pipe();
      InputChannel in = InputChannel.of(pipe.in());
      OutputChannel out = OutputChannel.of(pipe.out());
      Promise<Byte> next = in.readByte();
      ChannelBuffers buffers = EventLoop.current().channelBuffers();
      LwtMain.run(out.writeByte(1));
      LwtMain.run(next);
      Promise<Byte> idle = in.readByte();
      assertEquals(1, buffers.free(), "each direction has had it");
      LwtMain.run(out.close());
      assertInstanceOf(EOFException.class, rejection(idle).orElseThrow());
      LwtMain.run(in.close());
    }
  }
}
