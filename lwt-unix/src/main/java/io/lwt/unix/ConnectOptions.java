package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.LwtTimeoutException;
import io.lwt.Promise;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How {@link LwtIo#openConnection(SockAddr, ConnectOptions)} connects. Begin with {@link #DEFAULT}:
 * {@code ConnectOptions.DEFAULT.withTimeout(Duration.ofSeconds(5))}.
 *
 * @param noDelay whether TCP connections send small writes at once: TCP_NODELAY
 * @param source the address to connect from; null for what the system chooses
 * @param timeout how long connecting may take, looking up the name included; null for as long as the system tries
 * @param prepare is given each new socket before it is connected, to set its options; when it throws, that attempt has
 *     failed
 */
public record ConnectOptions(
    boolean noDelay,
    @Nullable SockAddr source,
    @Nullable Duration timeout,
    Consumer<? super Socket> prepare) {

  /** TCP_NODELAY, from any address, without a limit. */
  public static final ConnectOptions DEFAULT = new ConnectOptions(true, null, null, _ -> {});

  /** How to connect. */
  public ConnectOptions {
    Objects.requireNonNull(prepare, "prepare");
  }

  /** Whether TCP connections send small writes at once. */
  public ConnectOptions withNoDelay(boolean noDelay) {
    return new ConnectOptions(noDelay, source, timeout, prepare);
  }

  /** Connects from this address; its port may be 0, for any. */
  public ConnectOptions withSource(SockAddr source) {
    return new ConnectOptions(noDelay, Objects.requireNonNull(source, "source"), timeout, prepare);
  }

  /** Gives up with {@link LwtTimeoutException}, which names the address or host, when this has passed. */
  public ConnectOptions withTimeout(Duration timeout) {
    return new ConnectOptions(noDelay, source, Objects.requireNonNull(timeout, "timeout"), prepare);
  }

  /** Has each new socket prepared before it is connected. */
  public ConnectOptions withPrepare(Consumer<? super Socket> prepare) {
    return new ConnectOptions(noDelay, source, timeout, prepare);
  }

  /** Connects a new socket to an address. If that fails or is cancelled, nothing stays open. */
  Promise<Socket> attempt(SockAddr address) {
    return LwtIo.onNewSocket(
        address,
        socket -> {
          if (noDelay && address instanceof SockAddr.Inet) {
            socket.set(SocketOption.TCP_NO_DELAY, true);
          }
          prepare.accept(socket);
          return bind(socket).bind(_ -> socket.connect(address)).map(_ -> socket);
        });
  }

  private Promise<@Nullable Void> bind(Socket socket) {
    return source == null ? Promise.unit() : socket.bind(source);
  }

  /**
   * Has connecting end in time: as {@link LwtUnix#withTimeout}.
   *
   * @param target what is connected to, for the error
   */
  <T> Promise<T> inTime(Supplier<String> target, Callable<? extends Promise<T>> connecting) {
    Duration limit = timeout;
    if (limit == null) {
      return Lwt.apply(connecting);
    }
    Promise<T> tooLate = LwtUnix.sleep(limit).bind(_ -> Promise.failed(tooLate(target, limit)));
    return Lwt.pick(tooLate, Lwt.<T>apply(connecting));
  }

  private static LwtTimeoutException tooLate(Supplier<String> target, Duration limit) {
    return new LwtTimeoutException("connecting to " + target.get(), limit);
  }
}
