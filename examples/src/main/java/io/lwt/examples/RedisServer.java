package io.lwt.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.lwt.Loops;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.unix.Connection;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtMain;
import io.lwt.unix.SockAddr;
import io.lwt.unix.UnixException;
import java.io.EOFException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A server that holds values by their keys, in memory, and speaks Redis' protocol (RESP 2), so that Redis' clients can
 * use it: PING, ECHO, SET, GET, DEL, EXISTS, INCR, and what clients ask before.
 *
 * <p>Keys and values are bytes. They are kept in strings of one character for each. All of it runs on one thread, so
 * each command is done as a whole before the next.
 */
public final class RedisServer {
  private static final String OK = "+OK\r\n";
  private static final String NOTHING = "$-1\r\n";

  private final Map<String, String> values = new HashMap<>();

  /** A server that holds nothing yet. */
  public RedisServer() {}

  /** Serves on {@code [PORT]} of the loopback, by default one that is free; prints which one on its first line. */
  public static void main(String[] args) {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
    LwtMain.run(
        LwtIo.establishServer(SockAddr.loopback(port), new RedisServer()::serve)
            .bind(
                server -> {
                  IO.println(((SockAddr.Inet) server.address()).port());
                  return Resolver.<Void>waiter().promise();
                }));
  }

  /** Answers a client's commands, in their order, until it is gone or what it sends is none. */
  public Promise<@Nullable Void> serve(Connection client) {
    var reader = new RedisReader(client.in());
    return Loops.whileAsync(() -> serveNext(reader, client))
        .catching(UnixException.class, _ -> Promise.unit()) // the client has broken the connection
        .catching(EOFException.class, _ -> Promise.unit());
  }

  /** Whether another command may follow. */
  private Promise<Boolean> serveNext(RedisReader reader, Connection client) {
    return reader
        .next()
        .bind(
            command ->
                command.isEmpty()
                    ? Promise.of(false)
                    : write(client, answer(command.get())).map(_ -> true))
        .catching(
            RedisReader.ProtocolException.class,
            e -> write(client, error("Protocol error: " + e.getMessage())).map(_ -> false));
  }

  private static Promise<@Nullable Void> write(Connection client, String answer) {
    return client.out().write(answer.getBytes(ISO_8859_1));
  }

  // ---- commands

  private String answer(List<String> command) {
    String name = command.getFirst().toUpperCase(Locale.ROOT);
    List<String> arguments = command.subList(1, command.size());
    return switch (name) {
      case "PING" -> arguments.isEmpty() ? "+PONG\r\n" : with(name, arguments, 1, this::echo);
      case "ECHO" -> with(name, arguments, 1, this::echo);
      case "SET" -> with(name, arguments, 2, this::set);
      case "GET" -> with(name, arguments, 1, this::get);
      case "INCR" -> with(name, arguments, 1, this::increment);
      case "DEL" -> with(name, arguments, -1, this::delete);
      case "EXISTS" -> with(name, arguments, -1, this::count);
      case "CONFIG" -> with(name, arguments, -1, this::configuration);
      case "COMMAND" -> "*0\r\n";
      default -> error("unknown command '" + printable(command.getFirst()) + "'");
    };
  }

  /** What a command does with its arguments. */
  @FunctionalInterface
  private interface Action {
    String apply(List<String> arguments);
  }

  /** Does it if there are so many arguments; if {@code count} is negative, at least one. */
  private static String with(String name, List<String> arguments, int count, Action action) {
    boolean fits = count < 0 ? !arguments.isEmpty() : arguments.size() == count;
    return fits
        ? action.apply(arguments)
        : error("wrong number of arguments for '" + name.toLowerCase(Locale.ROOT) + "' command");
  }

  private String echo(List<String> arguments) {
    return text(arguments.getFirst());
  }

  private String set(List<String> arguments) {
    values.put(arguments.get(0), arguments.get(1));
    return OK;
  }

  private String get(List<String> arguments) {
    String value = values.get(arguments.getFirst());
    return value == null ? NOTHING : text(value);
  }

  private String increment(List<String> arguments) {
    String key = arguments.getFirst();
    try {
      long next = Math.incrementExact(Long.parseLong(values.getOrDefault(key, "0")));
      values.put(key, Long.toString(next));
      return number(next);
    } catch (NumberFormatException | ArithmeticException _) {
      return error("value is not an integer or out of range");
    }
  }

  private String delete(List<String> keys) {
    return number(keys.stream().filter(key -> values.remove(key) != null).count());
  }

  private String count(List<String> keys) {
    return number(keys.stream().filter(values::containsKey).count());
  }

  /** Clients ask how the server is set up, such as redis-benchmark for {@code save}: nothing is. */
  private String configuration(List<String> arguments) {
    return arguments.getFirst().equalsIgnoreCase("GET") && arguments.size() == 2
        ? "*2\r\n" + text(arguments.get(1)) + text("")
        : error("CONFIG has no such subcommand here");
  }

  // ---- answers

  private static String text(String value) {
    return "$" + value.length() + "\r\n" + value + "\r\n";
  }

  private static String number(long value) {
    return ":" + value + "\r\n";
  }

  private static String error(String reason) {
    return "-ERR " + reason + "\r\n";
  }

  /** An answer of one line must stay one, whatever a client has sent. */
  private static String printable(String text) {
    return text.substring(0, Math.min(text.length(), 128)).replaceAll("[^ -~]", "?");
  }
}
