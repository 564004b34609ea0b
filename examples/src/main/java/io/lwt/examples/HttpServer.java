package io.lwt.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lwt.Loops;
import io.lwt.LwtTimeoutException;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.unix.Connection;
import io.lwt.unix.LineTooLongException;
import io.lwt.unix.LwtIo;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.SockAddr;
import io.lwt.unix.UnixException;
import java.io.EOFException;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A small HTTP/1.1 server: {@code GET /} gives a line of text, {@code POST /} gives back the request's body.
 *
 * <p>Connections are kept, requests may be sent before the last one is answered, and bodies may come in chunks. What is
 * no good request is answered with its status, and ends the connection.
 */
public final class HttpServer {
  private static final byte[] HELLO = "Hello from lwt.\n".getBytes(UTF_8);

  /** How long a client may take for a request, or from one to the next. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Connection client;
  private final HttpReader reader;

  private HttpServer(Connection client) {
    this.client = client;
    reader = new HttpReader(client.in());
  }

  /** Serves on {@code [PORT]} of the loopback, by default one that is free; prints which one on its first line. */
  public static void main(String[] args) {
    int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
    LwtMain.run(
        LwtIo.establishServer(SockAddr.loopback(port), HttpServer::serve)
            .bind(
                server -> {
                  IO.println(((SockAddr.Inet) server.address()).port());
                  return Resolver.<Void>waiter().promise();
                }));
  }

  /** Answers a client's requests, one after the other, until it is gone or the connection is to end. */
  public static Promise<@Nullable Void> serve(Connection client) {
    return Loops.whileAsync(new HttpServer(client)::serveNext)
        .catching(UnixException.class, _ -> Promise.unit()) // the client has broken the connection
        .catching(LwtTimeoutException.class, _ -> Promise.unit());
  }

  /** Whether another request may follow. */
  private Promise<Boolean> serveNext() {
    return LwtUnix.withTimeout(PATIENCE, reader::nextHead)
        .bind(head -> head.isPresent() ? serve(head.get()) : Promise.of(false))
        .catching(HttpException.class, this::refuse)
        .catching(
            LineTooLongException.class, _ -> refuse(new HttpException("431 Header Too Large")))
        .catching(CharacterCodingException.class, _ -> refuse(new HttpException("400 Bad Request")))
        .catching(EOFException.class, _ -> Promise.of(false));
  }

  private Promise<Boolean> serve(HttpHead head) {
    return LwtUnix.withTimeout(PATIENCE, () -> body(head))
        .bind(body -> answer(head, body))
        .map(_ -> head.keepsAlive());
  }

  /** The request's body; a client that waits to be asked for it is. */
  private Promise<byte[]> body(HttpHead head) throws HttpException {
    long length = head.contentLength();
    if (length > HttpReader.MAX_BODY) {
      throw new HttpException("413 Content Too Large");
    }
    boolean hasBody = length > 0 || head.isChunked();
    return hasBody && head.expectsContinue()
        ? client.out().write("HTTP/1.1 100 Continue\r\n\r\n").bind(_ -> reader.body(head))
        : reader.body(head);
  }

  private Promise<@Nullable Void> answer(HttpHead head, byte[] body) throws HttpException {
    if (!head.path().equals("/")) {
      return respond(head, "404 Not Found", new byte[0]);
    }
    return switch (head.method()) {
      case "GET", "HEAD" -> respond(head, "200 OK", HELLO);
      case "POST" -> respond(head, "200 OK", body);
      default -> throw new HttpException("501 Not Implemented");
    };
  }

  private Promise<@Nullable Void> respond(HttpHead head, String status, byte[] body) {
    Promise<@Nullable Void> written =
        client.out().write(headOf(status, body.length, head.keepsAlive()));
    return head.method().equals("HEAD") ? written : written.bind(_ -> client.out().write(body));
  }

  private static String headOf(String status, int length, boolean keepsAlive) {
    return "HTTP/1.1 "
        + status
        + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
        + length
        + (keepsAlive ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n");
  }

  private Promise<Boolean> refuse(HttpException bad) {
    return client.out().write(headOf(bad.status(), 0, false)).map(_ -> false);
  }
}
