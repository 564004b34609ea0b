package io.lwt.benchmarks.http;

import io.lwt.Promise;
import io.lwt.benchmarks.servers.ChannelBoot;
import io.lwt.unix.Connection;
import io.lwt.unix.InputChannel;
import io.lwt.unix.OutputChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server with this library, on channels: reads lines, and answers at each empty one. */
final class ChannelServer {
  private static final byte[] RESPONSE = Response.times(1);

  private final InputChannel in;
  private final OutputChannel out;

  private ChannelServer(Connection connection) {
    in = connection.in();
    out = connection.out();
  }

  /** Usage: ChannelServer [PORT]. */
  public static void main(String[] args) {
    ChannelBoot.serve(args, connection -> new ChannelServer(connection).readLines());
  }

  private Promise<@Nullable Void> readLines() {
    return in.readLine().bind(this::answer);
  }

  private Promise<@Nullable Void> answer(Optional<String> line) {
    if (line.isEmpty()) {
      return Promise.unit();
    }
    return line.get().isEmpty() ? out.write(RESPONSE).bind(_ -> readLines()) : readLines();
  }
}
