package io.lwt.unix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import io.lwt.testkit.OpenDescriptors;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A descriptor goes over a pair of sockets and is used, while one system call after the other fails: what may come at
 * any time is not seen, anything else is told once and leaves nothing open.
 */
class PassingFaultsTest {
  private static final String TEXT = "through what was sent";

  @AfterEach
  void closeLoop() {
    EventLoop.current().close();
  }

  private static void pass(SocketType type) {
    SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, type);
    Pipe pipe = LwtUnix.pipe();
    Promise<Message> receiving = pair.second().recvMsg(new IoVec().append(new byte[10]));
    receiving.onFailure(_ -> {}); // it is the loop's end that rejects it, if it is not sent
    IoVec text = new IoVec().append(new byte[3]).append(new byte[4]);
    assertEquals(7, (int) LwtMain.run(pair.first().sendMsg(text, List.of(pipe.out()))));
    Message message = LwtMain.run(receiving);
    assertEquals(7, message.count());
    LwtMain.run(pipe.out().close());
    if (message.descriptorsTruncated()) {
      assertEquals(List.of(), message.descriptors());
    } else {
      use(message.descriptors().getFirst());
    }
    String expected = message.descriptorsTruncated() ? "" : TEXT;
    assertEquals(expected, LwtMain.run(Loopback.readAll(pipe.in(), 100)));
    for (Fd fd : List.of(pipe.in(), pair.first(), pair.second())) {
      LwtMain.run(fd.close());
    }
  }

  private static void use(Fd received) {
    LwtMain.run(Loopback.writeAll(received, TEXT.getBytes(ISO_8859_1)));
    LwtMain.run(received.close());
  }

  private static Stream<Arguments> interruptions() {
    return Stream.of("sendmsg", "recvmsg", "read", "write", "epollWait", "close")
        .map(call -> Arguments.of(call, "EINTR"));
  }

  private static Stream<Arguments> waits() {
    return Stream.of("sendmsg", "recvmsg", "read", "write")
        .map(call -> Arguments.of(call, "EAGAIN"));
  }

  private static Stream<Arguments> unseen() {
    return Stream.concat(interruptions(), waits());
  }

  @ParameterizedTest
  @MethodSource("unseen")
  void whatMayComeAtAnyTimeIsNotSeen(String call, String errno) throws Exception {
    for (SocketType type : SocketType.values()) {
      int[] runs = new int[1];
      Faults.sweep(
          Posix.host(),
          call,
          errno,
          faults -> {
            runs[0]++;
            EventLoop loop = EventLoop.open(faults.posix());
            pass(type);
            loop.close();
          });
      assertTrue(runs[0] > 1, "the call is made");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "socketpair",
        "pipe",
        "sendmsg",
        "recvmsg",
        "fstat",
        "reopenNonBlocking",
        "epollCreate",
        "eventfd",
        "epollAdd",
        "epollWait",
        "read",
        "write",
        "close"
      })
  void anyOtherErrorIsToldOnceAndLeavesNothingOpen(String call) throws Exception {
    pass(SocketType.STREAM);
    EventLoop.current().close();
    Map<Integer, String> open = OpenDescriptors.now();
    for (String errno : List.of("EMFILE", "ENFILE", "ENOMEM", "ENOBUFS", "EIO", "ECONNRESET")) {
      for (SocketType type : SocketType.values()) {
        Faults.sweep(Posix.host(), call, errno, faults -> passOrBeTold(faults, type, errno));
        assertEquals(open, OpenDescriptors.now(), () -> call + ", " + errno + ", " + type);
      }
    }
  }

  private static void passOrBeTold(Faults faults, SocketType type, String errno) {
    EventLoop loop = EventLoop.open(faults.posix());
    try {
      pass(type);
    } catch (UnixException told) {
      assertEquals(Errno.valueOf(errno), told.errno());
      assertEquals(1, faults.injected());
      pass(type); // the loop goes on
    } finally {
      faults.clear();
      loop.close();
    }
  }
}
