package io.lwt.unix;

import io.lwt.Clock;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Attempts to connect to one of several addresses: {@link LwtUnix#connect(String, String)}. */
final class HappyEyeballs {
  /** How long an attempt has the field to itself: what RFC 8305 recommends. */
  static final Duration DELAY = Duration.ofMillis(250);

  /** How sockets are connected whose options are left to whoever gets them. */
  static final ConnectOptions PLAIN = ConnectOptions.DEFAULT.withNoDelay(false);

  private final String target;
  private final ConnectOptions options;
  private final List<SockAddr> addresses;
  private final Deque<SockAddr> untried;
  private final Clock clock = Scheduler.current().clock();
  private final Resolver<Socket> result = Resolver.task();
  private final Set<Promise<Socket>> attempts = new LinkedHashSet<>();
  private final Map<SockAddr, Throwable> errors = new HashMap<>();
  private boolean over;
  private Promise<@Nullable Void> delay = Promise.unit();

  private HappyEyeballs(String target, ConnectOptions options, List<SockAddr> addresses) {
    this.target = target;
    this.options = options;
    this.addresses = addresses;
    untried = new ArrayDeque<>(addresses);
  }

  /** Connects to a host's service: see {@link LwtUnix#connect(String, String)}. */
  static Promise<Socket> connect(String host, String service, ConnectOptions options) {
    return LwtUnix.getaddrinfo(host, service, Hints.NONE.withType(SocketType.STREAM))
        .bind(
            found ->
                connect(
                    host + ":" + service, options, found.stream().map(AddrInfo::address).toList()));
  }

  /**
   * Connects to the first that can be connected to.
   *
   * @param target what the addresses are of, for errors
   * @param options how each attempt is made
   * @param found the addresses in the order in which they are preferred, at least one
   */
  static Promise<Socket> connect(String target, ConnectOptions options, List<SockAddr> found) {
    var eyeballs = new HappyEyeballs(target, options, byTurns(found));
    eyeballs.result.onCancel(eyeballs::stop);
    eyeballs.begin();
    return eyeballs.result.promise();
  }

  /** The families by turns, that of the first address first; in a family they keep their order. */
  static List<SockAddr> byTurns(List<SockAddr> addresses) {
    List<Deque<SockAddr>> families =
        List.copyOf(
            addresses.stream()
                .distinct()
                .collect(
                    Collectors.groupingBy(
                        SocketDomain::of,
                        LinkedHashMap::new,
                        Collectors.<SockAddr, Deque<SockAddr>>toCollection(ArrayDeque::new)))
                .values());
    List<SockAddr> mixed = new ArrayList<>();
    while (families.stream().anyMatch(family -> !family.isEmpty())) {
      families.stream().filter(family -> !family.isEmpty()).map(Deque::remove).forEach(mixed::add);
    }
    return mixed;
  }

  /** Begins the next attempt. */
  private void begin() {
    delay.cancel();
    SockAddr address = untried.remove();
    if (!untried.isEmpty()) {
      delay = clock.sleep(DELAY);
      delay.onSuccess(_ -> begin());
    }
    Promise<Socket> attempt = options.attempt(address);
    attempts.add(attempt);
    attempt.onAny(
        socket -> connected(attempt, socket),
        error -> {
          attempts.remove(attempt);
          failed(address, error);
        });
  }

  private void connected(Promise<Socket> attempt, Socket socket) {
    attempts.remove(attempt);
    if (over) {
      socket.close();
    } else {
      stop();
      result.fulfill(socket);
    }
  }

  private void failed(SockAddr address, Throwable error) {
    errors.put(address, error);
    if (!untried.isEmpty()) {
      begin();
    } else if (!over && attempts.isEmpty()) {
      result.reject(failure());
    }
  }

  private Throwable failure() {
    List<Throwable> all =
        addresses.stream().map(address -> Objects.requireNonNull(errors.get(address))).toList();
    Throwable first = all.getFirst();
    if (all.size() == 1 || !(first instanceof UnixException refused)) {
      return first;
    }
    String tried = addresses.stream().map(SockAddr::toString).collect(Collectors.joining(", "));
    var error = new UnixException(refused.number(), refused.call(), target + " (" + tried + ")");
    all.forEach(error::addSuppressed);
    return error;
  }

  /** Nothing is begun any more, and what was begun is given up. */
  private void stop() {
    over = true;
    untried.clear();
    delay.cancel();
    List.copyOf(attempts).forEach(Promise::cancel);
  }
}
