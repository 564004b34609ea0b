package io.lwt.examples;

import static io.lwt.unix.LwtUnix.getaddrinfo;
import static io.lwt.unix.LwtUnix.sleep;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.unix.Hints;
import io.lwt.unix.LookupException;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtMain;
import io.lwt.unix.UnixException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Asks a host for its first page, and gives up after five seconds: the program of Lwt's own introduction. */
public final class HttpGet {
  private HttpGet() {}

  /** Prints what {@code HOST [PORT]} answers; ends with status 1 and one line on stderr if it does not. */
  public static void main(String[] args) {
    String host = args.length > 0 ? args[0] : "example.com";
    String port = args.length > 1 ? args[1] : "80";
    try {
      LwtMain.run(Lwt.pick(request(host, port), timeout(Duration.ofSeconds(5))))
          .ifPresentOrElse(IO::print, () -> fail("Request timed out"));
    } catch (UnixException | LookupException error) {
      fail(error.getMessage());
    }
  }

  private static Promise<Optional<String>> request(String host, String port) {
    String request = "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n";
    return getaddrinfo(host, port, Hints.NONE)
        .bind(
            found ->
                LwtIo.withConnection(
                    found.getFirst().address(),
                    connection ->
                        connection
                            .out()
                            .write(request)
                            .bind(_ -> connection.in().readAll(UTF_8))
                            .map(Optional::of)));
  }

  private static Promise<Optional<String>> timeout(Duration duration) {
    return sleep(duration).map(_ -> Optional.empty());
  }

  private static void fail(@Nullable String line) {
    System.err.println(line);
    System.exit(1);
  }
}
