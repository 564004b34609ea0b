package io.lwt.integration;

import io.lwt.Loops;
import io.lwt.LwtTimeoutException;
import io.lwt.Promise;
import io.lwt.unix.AddrInfo;
import io.lwt.unix.Hints;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.SockAddr;
import io.lwt.unix.Socket;
import io.lwt.unix.SocketDomain;
import io.lwt.unix.SocketType;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server of names that never answers, and somebody who asks it; that is for a machine whose only one it is. */
final class UnansweredLookupProgram {
  private static final int DNS = 53;
  private static final Duration LIMIT = Duration.ofMillis(100);

  private UnansweredLookupProgram() {}

  /** Prints a line for each thing that happens as it should. */
  public static void main(String[] args) {
    LwtMain.run(UnansweredLookupProgram::ask);
  }

  private static Promise<@Nullable Void> ask() {
    Socket silent = LwtUnix.socket(SocketDomain.INET, SocketType.DGRAM);
    return silent.bind(SockAddr.loopback(DNS)).bind(_ -> ask(silent));
  }

  private static Promise<@Nullable Void> ask(Socket silent) {
    Promise<List<AddrInfo>> lookup = LwtUnix.getaddrinfo("lwt.example", "80", Hints.NONE);
    return silent
        .recvFrom(new byte[512])
        .map(_ -> said("asked"))
        .bind(_ -> Loops.forAsync(0, 10, _ -> LwtUnix.sleep(Duration.ofMillis(10))))
        .map(_ -> said(lookup.isPending() ? "ticked" : "resolved"))
        .bind(_ -> LwtUnix.withTimeout(LIMIT, () -> lookup))
        .map(found -> said("found " + found))
        .catching(LwtTimeoutException.class, _ -> Promise.of(said("timed out")))
        .bind(_ -> LwtUnix.getaddrinfo("127.0.0.1", "80", Hints.NONE))
        .map(found -> said(inDigits(found)));
  }

  private static String inDigits(List<AddrInfo> found) {
    return found.getFirst().address().equals(SockAddr.loopback(80))
        ? "a lookup in digits works"
        : found.toString();
  }

  private static @Nullable Void said(String line) {
    IO.println(line);
    return null;
  }
}
