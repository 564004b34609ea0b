package io.lwt.examples;

import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.unix.Connection;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtMain;
import io.lwt.unix.SockAddr;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A room for people with telnet: the first line that somebody sends is a name, the others are told to everybody else.
 *
 * <p>There are no locks, since all of it runs on one thread. Nobody waits for anybody: what is told goes into each
 * member's channel, and a member who does not read is shown out.
 */
public final class Chat {
  private static final int LONGEST_LINE = 1000;

  private final Map<Connection, String> members = new LinkedHashMap<>();

  private Chat() {}

  /** Serves on {@code [PORT]} of the loopback, by default one that is free; prints which one on its first line. */
  public static void main(String[] args) {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
    var chat = new Chat();
    LwtMain.run(
        LwtIo.establishServer(SockAddr.loopback(port), chat::welcome)
            .bind(
                server -> {
                  IO.println(((SockAddr.Inet) server.address()).port());
                  return Resolver.<Void>waiter().promise();
                }));
  }

  private Promise<@Nullable Void> welcome(Connection connection) {
    return connection
        .out()
        .write("Your name? ")
        .bind(_ -> connection.in().readLine(LONGEST_LINE))
        .bind(name -> name.isEmpty() ? Promise.unit() : takePart(connection, name.get()));
  }

  private Promise<@Nullable Void> takePart(Connection connection, String name) {
    tell(connection, "* " + name + " is here");
    members.put(connection, name);
    return connection
        .in()
        .lines()
        .iter(line -> tell(connection, name + ": " + line))
        .finalizing(
            () -> {
              members.remove(connection);
              tell(connection, "* " + name + " has left");
              return Promise.unit();
            });
  }

  private void tell(Connection from, String line) {
    for (Connection member : members.keySet().toArray(new Connection[0])) {
      if (member != from) {
        tellOne(member, line);
      }
    }
  }

  private static void tellOne(Connection member, String line) {
    if (member.out().isBusy()) { // a full buffer waits for the member already
      member.abort();
    } else {
      member.out().writeLine(line);
    }
  }
}
