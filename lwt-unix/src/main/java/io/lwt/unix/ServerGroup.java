package io.lwt.unix;

import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One server on several loops: {@link LwtIo#establishServers}. Its methods belong to the thread that made it, as
 * promises do, and its promises are resolved there.
 *
 * <p>The threads are daemons, named {@code lwt-server-1} and so on. Each ends when its server was shut down and has no
 * connection any more. What goes to the hook on one of these loops goes to the hook of the loop that made the group
 * ({@link Lwt#setAsyncExceptionHook}), also if an error ends a loop.
 */
public final class ServerGroup {
  private final List<Member> members = new ArrayList<>();
  private final EventLoop loop = EventLoop.current();

  private ServerGroup() {}

  static Promise<ServerGroup> start(
      int loops,
      SockAddr address,
      ServerOptions options,
      Fn<? super Connection, ? extends Promise<?>> handler) {
    if (loops < 1) {
      throw new IllegalArgumentException("loops: " + loops);
    }
    if (!(address instanceof SockAddr.Inet)) {
      return Promise.failed(
          new UnixException(Errno.EOPNOTSUPP, "setsockopt", address + ", SO_REUSEPORT"));
    }
    var group = new ServerGroup();
    ServerOptions shared = options.withSharedPort();
    return Lwt.catching(
            () -> group.add(loops, address, shared, handler),
            error -> LwtIo.closingAfter(() -> Promise.failed(error), group::shutdown))
        .noCancel();
  }

  /** Adds servers one by one: those behind the first listen at the port that this one has. */
  private Promise<ServerGroup> add(
      int loops,
      SockAddr address,
      ServerOptions options,
      Fn<? super Connection, ? extends Promise<?>> handler) {
    return members.size() == loops
        ? Promise.of(this)
        : begin(() -> Server.listen(address, options, handler))
            .bind(
                member -> {
                  members.add(member);
                  return add(loops, member.server.address(), options, handler);
                });
  }

  /** Where it listens: with the port that the system chose, if it was left to it. */
  public SockAddr address() {
    return members.getFirst().server.address();
  }

  /**
   * {@link Server#shutdown} on each loop: fulfilled when none listens any more; handlers that run go on. May be called
   * again. A cancel does nothing.
   */
  public Promise<@Nullable Void> shutdown() {
    return Lwt.join(ask(Server::shutdown, null)).noCancel();
  }

  /**
   * {@link Server#shutdownGracefully} on each loop: fulfilled, when all their threads have ended, with how many
   * connections were aborted. A cancel does nothing.
   */
  public Promise<Integer> shutdownGracefully(Duration deadline) {
    List<Promise<Integer>> aborted = ask(server -> server.shutdownGracefully(deadline), 0);
    return Lwt.all(aborted)
        .bind(counts -> Lwt.join(members.stream().map(Member::over).toList()).map(_ -> counts))
        .map(counts -> counts.stream().mapToInt(Integer::intValue).sum())
        .noCancel();
  }

  private <T extends @Nullable Object> List<Promise<T>> ask(
      Fn<? super Server, ? extends Promise<T>> question, T otherwise) {
    return members.stream().map(member -> ask(member, question, otherwise)).toList();
  }

  /** Asks a server something on its own loop; the other answer if that ends without one. */
  private <T extends @Nullable Object> Promise<T> ask(
      Member member, Fn<? super Server, ? extends Promise<T>> question, T otherwise) {
    Resolver<T> answer = Resolver.waiter();
    member.loop.executeUnlessClosed(
        () ->
            Lwt.<T>apply(() -> question.apply(member.server))
                .onAny(
                    value -> loop.executeUnlessClosed(() -> answer.fulfill(value)),
                    error -> loop.executeUnlessClosed(() -> answer.reject(error))));
    return Lwt.choose(answer.promise(), member.over.map(_ -> otherwise));
  }

  // ---- threads

  /**
   * A server on a loop of its own.
   *
   * @param over fulfilled, on the loop of the group, when that loop and its thread are no more
   */
  private record Member(EventLoop loop, Server server, Promise<@Nullable Void> over) {}

  /** Starts a thread that serves. */
  private Promise<Member> begin(Callable<Promise<Server>> establish) {
    Resolver<Member> member = Resolver.waiter();
    Resolver<@Nullable Void> over = Resolver.waiter();
    Thread.ofPlatform()
        .daemon()
        .name("lwt-server-" + (members.size() + 1))
        .start(
            () -> {
              try {
                run(
                    establish,
                    (own, server) ->
                        loop.executeUnlessClosed(
                            () -> member.fulfill(new Member(own, server, over.promise()))));
              } catch (Throwable error) {
                loop.executeUnlessClosed(() -> reportEnd(member, error));
              } finally {
                loop.executeUnlessClosed(() -> over.fulfill(null));
              }
            });
    return member.promise();
  }

  private void run(Callable<Promise<Server>> establish, BiConsumer<EventLoop, Server> established) {
    EventLoop own = EventLoop.current();
    try {
      Lwt.setAsyncExceptionHook(error -> loop.execute(() -> report(error)));
      LwtMain.run(
          Lwt.apply(establish)
              .bind(
                  server -> {
                    established.accept(own, server);
                    return server.untilEnd();
                  }));
    } finally {
      own.close();
    }
  }

  private static void reportEnd(Resolver<Member> member, Throwable error) {
    if (member.isPending()) {
      member.reject(error);
    } else {
      report(error);
    }
  }

  private static void report(Throwable error) {
    Lwt.async(() -> Promise.failed(error));
  }
}
