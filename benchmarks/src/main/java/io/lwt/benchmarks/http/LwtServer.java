package io.lwt.benchmarks.http;

import io.lwt.Promise;
import io.lwt.benchmarks.servers.LwtBoot;
import io.lwt.unix.Socket;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The server with this library, on descriptors: a connection is a loop of promises. */
final class LwtServer {
  private LwtServer() {}

  /** Usage: LwtServer [PORT]. */
  public static void main(String[] args) {
    LwtBoot.serve(args, socket -> new Connection(socket).readRequests());
  }

  /** A connection: reads, answers what has been asked, and reads again. */
  private static final class Connection {
    /** One response, two, and so on. */
    private static final List<MemorySegment> RESPONSES = responses();

    private final Socket socket;
    private final byte[] input = new byte[LwtBoot.INPUT];
    private final RequestEnds ends = new RequestEnds();

    Connection(Socket socket) {
      this.socket = socket;
    }

    private static List<MemorySegment> responses() {
      MemorySegment batch =
          Arena.global().allocateFrom(ValueLayout.JAVA_BYTE, Response.times(Response.BATCH));
      return IntStream.rangeClosed(1, Response.BATCH)
          .mapToObj(count -> batch.asSlice(0, (long) count * Response.LENGTH))
          .toList();
    }

    Promise<@Nullable Void> readRequests() {
      return socket.read(input).bind(this::answer);
    }

    private Promise<@Nullable Void> answer(int count) {
      return count == 0 ? Promise.unit() : respond(ends.count(input, count));
    }

    private Promise<@Nullable Void> respond(int requests) {
      if (requests == 0) {
        return readRequests();
      }
      int now = Math.min(requests, Response.BATCH);
      return writeAll(RESPONSES.get(now - 1), requests - now);
    }

    /** Writes what is left of some responses, then responds to the other requests. */
    private Promise<@Nullable Void> writeAll(MemorySegment left, int others) {
      return socket
          .write(left)
          .bind(
              count ->
                  count == left.byteSize()
                      ? respond(others)
                      : writeAll(left.asSlice(count), others));
    }
  }
}
