package io.lwt.benchmarks.lines;

import io.lwt.Promise;
import io.lwt.benchmarks.servers.ChannelBoot;
import io.lwt.unix.Connection;
import io.lwt.unix.InputChannel;
import io.lwt.unix.OutputChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server with this library, on channels. */
final class LwtServer {
  private final InputChannel in;
  private final OutputChannel out;

  private LwtServer(Connection connection) {
    in = connection.in();
    out = connection.out();
  }

  /** Usage: LwtServer [PORT]. */
  public static void main(String[] args) {
    ChannelBoot.serve(args, connection -> new LwtServer(connection).echo());
  }

  private Promise<@Nullable Void> echo() {
    return in.readLine().bind(this::sendBack);
  }

  private Promise<@Nullable Void> sendBack(Optional<String> line) {
    return line.isEmpty() ? Promise.unit() : out.writeLine(line.get()).bind(_ -> echo());
  }
}
