package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.State;
import io.lwt.bindings.Posix;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link Fd#operation}, {@link Fd#isReadable}, {@link Fd#isWritable}. */
class OperationTest extends LoopTest {
  private final Loopback connection = Loopback.tcp();
  private final Socket client = connection.client();
  private final Socket server = connection.server();
  private final List<String> calls = new ArrayList<>();

  /** One byte, if there is one: no more, so that the system is never asked until it has nothing left. */
  private byte readOne(Fd fd) throws WouldBlock {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(1);
      long count = Posix.host().read(fd.number(), buffer, 1);
      calls.add("read " + count);
      if (count == Calls.AGAIN) {
        throw WouldBlock.AGAIN;
      }
      return buffer.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0);
    }
  }

  @Test
  void isMadeAtOnceIfItNeedNotWait() {
    LwtMain.run(client.write(new byte[] {7}).bind(_ -> server.waitRead()));
    assertEquals(
        new State.Fulfilled<>((byte) 7),
        server.operation(IoEvent.READ, () -> readOne(server)).state());
  }

  @Test
  void isMadeAgainWhenTheDescriptorIsReady() {
    Promise<Byte> read = server.operation(IoEvent.READ, () -> readOne(server));
    assertTrue(read.isPending());
    LwtMain.run(client.write(new byte[] {7}));
    assertEquals((byte) 7, LwtMain.run(read));
    assertEquals(2, calls.size(), calls::toString);
  }

  @Test
  void waitsForItsTurn() {
    byte[] first = new byte[1];
    Promise<Integer> read = server.read(first);
    Promise<Byte> second = server.operation(IoEvent.READ, () -> readOne(server));
    assertTrue(calls.isEmpty());
    LwtMain.run(client.write(new byte[] {7, 8}));
    assertEquals((byte) 8, LwtMain.run(second));
    assertEquals(1, (int) LwtMain.run(read));
    assertEquals(7, first[0]);
  }

  @Test
  void mayWaitThoughTheSystemHasSomething() {
    LwtMain.run(client.write(new byte[] {7, 8}).bind(_ -> server.waitRead()));
    Promise<Byte> read =
        server.operation(
            IoEvent.READ,
            () -> {
              if (calls.size() < 3) {
                calls.add("not yet");
                throw WouldBlock.READ;
              }
              return readOne(server);
            });
    assertEquals((byte) 7, LwtMain.run(read));
    assertEquals(List.of("not yet", "not yet", "not yet", "read 1"), calls);
  }

  @Test
  void mayWaitForTheOtherDirection() {
    Promise<String> handshake =
        server.operation(
            IoEvent.READ,
            () -> {
              calls.add("call");
              if (calls.size() == 1) {
                throw WouldBlock.WRITE;
              }
              if (calls.size() == 2) {
                throw WouldBlock.READ;
              }
              return "done";
            });
    assertEquals(1, calls.size());
    runLaps();
    assertEquals(2, calls.size(), "it could be written, and cannot be read");
    assertTrue(handshake.isPending());
    LwtMain.run(client.write(new byte[1]));
    assertEquals("done", LwtMain.run(handshake));
    assertEquals(1, (int) LwtMain.run(server.read(new byte[1])));
  }

  @Test
  void thatWaitsForTheOtherDirectionDoesNotHoldUpThisOne() {
    byte[] block = new byte[1 << 20];
    while (!server.write(block).isPending()) {}
    Promise<String> waiting =
        server.operation(
            IoEvent.READ,
            () -> {
              throw WouldBlock.WRITE;
            });
    Promise<Integer> read = server.read(new byte[1]);
    LwtMain.run(client.write(new byte[1]));
    assertEquals(1, (int) LwtMain.run(read));
    assertTrue(waiting.isPending());
    waiting.cancel();
  }

  @Test
  void mayAnswerAsTheSystemDoes() {
    Promise<Integer> operation =
        server.operation(
            IoEvent.WRITE,
            () -> {
              calls.add("call");
              return switch (calls.size()) {
                case 1 -> throw new UnixException(Errno.EINTR, "own", "");
                case 2 -> throw new UnixException(Errno.EAGAIN, "own", "");
                default -> calls.size();
              };
            });
    assertEquals(2, calls.size());
    assertEquals(3, (int) LwtMain.run(operation));
  }

  @Test
  void isRejectedWithWhatItThrows() {
    var error = new IOException("own");
    Promise<Object> operation =
        server.operation(
            IoEvent.WRITE,
            () -> {
              throw error;
            });
    assertEquals(new State.Rejected<>(error), operation.state());
  }

  @Test
  void isNotMadeAnyMoreOnceCancelled() {
    Promise<Byte> read = server.operation(IoEvent.READ, () -> readOne(server));
    read.cancel();
    assertThrows(Canceled.class, () -> LwtMain.run(read));
    LwtMain.run(client.write(new byte[] {7}));
    byte[] byte7 = new byte[1];
    assertEquals(1, (int) LwtMain.run(server.read(byte7)));
    assertEquals(1, calls.size());
  }

  @Test
  void isRejectedByAClose() {
    Promise<Byte> read = server.operation(IoEvent.READ, () -> readOne(server));
    LwtMain.run(server.close());
    runUntilRefused(Errno.EBADF, read);
    runUntilRefused(Errno.EBADF, server.operation(IoEvent.READ, () -> readOne(server)));
  }

  @Test
  void isRefusedOnAFile(@TempDir Path folder) throws IOException {
    Path path = Files.createFile(folder.resolve("file"));
    Fd file = LwtMain.run(LwtUnix.openfile(path.toString(), Set.of(), 0));
    runUntilRefused(Errno.EOPNOTSUPP, file.operation(IoEvent.READ, () -> 1));
  }

  // ---- poll

  @Test
  void readinessIsAsked() {
    assertFalse(server.isReadable());
    assertTrue(server.isWritable());
    LwtMain.run(client.write(new byte[1]).bind(_ -> server.waitRead()));
    assertTrue(server.isReadable());
    byte[] block = new byte[1 << 20];
    while (!server.write(block).isPending()) {}
    assertFalse(server.isWritable());
  }

  @Test
  void theEndCanBeRead() {
    LwtMain.run(client.close());
    LwtMain.run(server.waitRead());
    assertTrue(server.isReadable());
  }

  @Test
  void readinessOfAClosedDescriptorIsRefused() {
    LwtMain.run(server.close());
    assertSame(Errno.EBADF, refused(Errno.EBADF, server::isReadable).errno());
    refused(Errno.EBADF, server::isWritable);
  }

  @Test
  void aWaitIsCancelable() {
    Promise<?> wait = server.waitRead();
    wait.cancel();
    assertThrows(Canceled.class, () -> LwtMain.run(wait));
    Promise<Integer> read = server.read(new byte[1]);
    LwtMain.run(Lwt.both(client.write(new byte[1]), read));
  }
}
