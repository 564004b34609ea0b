package io.lwt.unix;

import static io.lwt.unix.Datagrams.bytes;
import static io.lwt.unix.Datagrams.count;
import static io.lwt.unix.Datagrams.udp;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.lwt.Lwt;
import io.lwt.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages and streams, however much comes at once and whatever they are read with: a change is reported once. */
class EdgeTriggeredMessagesTest {

  private static IoVec vec(String... pieces) {
    var vec = new IoVec();
    for (String piece : pieces) {
      vec.append(bytes(piece));
    }
    return vec;
  }

  private static SocketPair pair(SocketType type) {
    return LwtUnix.socketpair(SocketDomain.UNIX, type);
  }

  @Nested
  class WithoutDescriptors extends LoopTest {
    private static final int MESSAGES = 500;

    private static String message(int number) {
      return number + "x".repeat(number * 7919 % 90);
    }

    private static Promise<@Nullable Void> sendAll(Socket socket, int from) {
      return from == MESSAGES
          ? Promise.unit()
          : socket.send(bytes(message(from))).bind(_ -> sendAll(socket, from + 1));
    }

    private static Promise<@Nullable Void> receiveAll(
        Socket socket, boolean withAddress, List<String> received) {
      byte[] buffer = new byte[100];
      Promise<Integer> next =
          withAddress ? socket.recvFrom(buffer).map(Received::count) : socket.recv(buffer);
      return next.bind(
          count -> {
            received.add(new String(buffer, 0, count, UTF_8));
            return received.size() == MESSAGES
                ? Promise.unit()
                : receiveAll(socket, withAddress, received);
          });
    }

    private static List<String> all() {
      return IntStream.range(0, MESSAGES).mapToObj(WithoutDescriptors::message).toList();
    }

    @ParameterizedTest
    @CsvSource({"DGRAM, true", "DGRAM, false", "SEQPACKET, true", "SEQPACKET, false"})
    void noMessageIsMissed(SocketType type, boolean withAddress) {
      SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, type);
      List<String> received = new ArrayList<>();
      Promise<?> done = receiveAll(pair.second(), withAddress, received);
      LwtMain.run(Lwt.join(sendAll(pair.first(), 0), done));
      assertEquals(all(), received);
    }

    @Test
    void noMessageOfAUdpSocketIsMissed() {
      Socket receiver = udp();
      Socket sender = udp();
      LwtMain.run(sender.connect(receiver.getsockname()));
      List<String> received = new ArrayList<>();
      Promise<?> done = receiveAll(receiver, true, received);
      for (int i = 0; i < MESSAGES; i++) { // in bursts that fit into the queue
        count(sender.send(bytes(message(i))));
        if (i % 50 == 49) {
          runLaps();
        }
      }
      LwtMain.run(done);
      assertEquals(all(), received);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 1000, 100_000})
    void noByteOfAStreamIsMissed(int size) {
      SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM);
      StringBuilder read = new StringBuilder();
      Promise<?> done = receiveStream(pair.second(), new byte[size], read);
      LwtMain.run(Lwt.join(sendAll(pair.first(), 0).bind(_ -> pair.first().close()), done));
      assertEquals(String.join("", all()), read.toString());
    }

    private static Promise<@Nullable Void> receiveStream(
        Socket socket, byte[] buffer, StringBuilder read) {
      return socket
          .recv(buffer)
          .bind(
              count -> {
                read.append(new String(buffer, 0, count, UTF_8));
                return count == 0 ? Promise.unit() : receiveStream(socket, buffer, read);
              });
    }
  }

  @Nested
  class WithDescriptors extends LoopTest {
    private static final int MESSAGES = 200;

    private static String text(int number) {
      return number + ":" + "x".repeat(number * 31 % 60) + ".";
    }

    private static boolean withDescriptor(int number) {
      return number % 3 == 1;
    }

    private static Promise<@Nullable Void> sendAll(Socket socket, List<Fd> sent, int from) {
      return from == MESSAGES
          ? socket.close()
          : sendRest(socket, vec(text(from)), withDescriptor(from) ? sent : List.of())
              .bind(_ -> Lwt.pause())
              .bind(_ -> sendAll(socket, sent, from + 1));
    }

    private static Promise<@Nullable Void> sendRest(Socket socket, IoVec rest, List<Fd> sent) {
      return socket
          .sendMsg(rest, sent)
          .bind(
              count -> {
                rest.drop(count);
                return rest.isEmpty() ? Promise.unit() : sendRest(socket, rest, List.of());
              });
    }

    private static Promise<@Nullable Void> receiveAll(
        Socket socket, byte[] buffer, StringBuilder text, List<Integer> counts) {
      return socket
          .recvMsg(new IoVec().append(buffer))
          .bind(
              message -> {
                text.append(new String(buffer, 0, message.count(), ISO_8859_1));
                counts.add(message.descriptors().size());
                assertFalse(message.isTruncated() || message.descriptorsTruncated());
                return Lwt.join(message.descriptors().stream().map(Fd::close).toList())
                    .bind(
                        _ ->
                            message.count() == 0
                                ? Promise.unit()
                                : receiveAll(socket, buffer, text, counts));
              });
    }

    private static String all() {
      return String.join("", IntStream.range(0, MESSAGES).mapToObj(WithDescriptors::text).toList());
    }

    @ParameterizedTest
    @CsvSource({
      "STREAM, 1",
      "STREAM, 2",
      "STREAM, 7",
      "STREAM, 64",
      "STREAM, 1000",
      "STREAM, 100000",
      "SEQPACKET, 100",
      "SEQPACKET, 100000"
    })
    void nothingIsMissed(SocketType type, int size) {
      SocketPair pair = pair(type);
      List<Fd> sent = List.of(LwtUnix.pipe().out());
      StringBuilder text = new StringBuilder();
      List<Integer> counts = new ArrayList<>();
      Promise<?> receiving = receiveAll(pair.second(), new byte[size], text, counts);
      LwtMain.run(Lwt.join(receiving, sendAll(pair.first(), sent, 0)));
      assertEquals(all(), text.toString());
      int expected = (int) IntStream.range(0, MESSAGES).filter(i -> withDescriptor(i)).count();
      assertEquals(expected, counts.stream().mapToInt(i -> i).sum());
    }

    @Test
    void nothingIsMissedOfDatagrams() {
      SocketPair pair = pair(SocketType.DGRAM);
      List<Fd> sent = List.of(LwtUnix.pipe().out());
      List<String> got = new ArrayList<>();
      Promise<?> sending = sendAll(pair.first(), sent, 0);
      LwtMain.run(Lwt.join(sending, receiveDatagrams(pair.second(), got)));
      for (int i = 0; i < MESSAGES; i++) {
        assertEquals(text(i) + (withDescriptor(i) ? 1 : 0), got.get(i));
      }
    }

    private static Promise<@Nullable Void> receiveDatagrams(Socket socket, List<String> got) {
      byte[] buffer = new byte[100];
      return socket
          .recvMsg(new IoVec().append(buffer))
          .bind(
              message -> {
                String text = new String(buffer, 0, message.count(), ISO_8859_1);
                got.add(text + message.descriptors().size());
                return Lwt.join(message.descriptors().stream().map(Fd::close).toList())
                    .bind(
                        _ ->
                            got.size() == MESSAGES
                                ? Promise.unit()
                                : receiveDatagrams(socket, got));
              });
    }
  }
}
