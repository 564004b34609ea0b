package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Everything that a channel still has to give, brought to another one: {@link InputChannel#transferTo}. */
final class ChannelTransfer {
  /** How much one read takes on the way to a stream. */
  private static final int MOST_AT_ONCE = ChannelBuffers.LARGE_SIZE;

  /** What the system says of files that it does not copy between, and of files that are only appended to. */
  private static final Set<Errno> NOT_BY_SYSTEM =
      EnumSet.of(
          Errno.EXDEV,
          Errno.EINVAL,
          Errno.ENOSYS,
          Errno.EOPNOTSUPP,
          Errno.EPERM,
          Errno.EBADF,
          Errno.ETXTBSY);

  private final InputBuffer from;
  private final @Nullable Fd fromFd;
  private final OutputBuffer to;
  private long count;

  ChannelTransfer(InputBuffer from, @Nullable Fd fromFd, OutputBuffer to) {
    this.from = from;
    this.fromFd = fromFd;
    this.to = to;
  }

  Promise<Long> run() {
    int size = from.size();
    from.resize(Math.max(size, MOST_AT_ONCE));
    return from.settle()
        .bind(_ -> buffered())
        .bind(_ -> bySystem())
        .bind(_ -> rest())
        .finalizing(
            () -> {
              from.resize(size);
              return Promise.unit();
            });
  }

  /** What was read ahead. */
  private Promise<@Nullable Void> buffered() {
    return from.count() == 0 ? Promise.unit() : some().bind(_ -> buffered());
  }

  private Promise<@Nullable Void> some() {
    return to.accept(from.bytes(), from.start(), from.count())
        .map(
            taken -> {
              from.take(taken);
              count += taken;
              return null;
            });
  }

  /** What there is to read, and what comes meanwhile. */
  private Promise<Long> rest() {
    return buffered().bind(_ -> from.fill()).bind(more -> more ? rest() : Promise.of(count));
  }

  // ---- by the system

  /** From a file to another, or to a stream that is non-blocking; does nothing where the system does not. */
  private Promise<@Nullable Void> bySystem() {
    Fd source = fromFd;
    Fd sink = to.fd();
    if (source == null || sink == null || !source.descriptor().isFile()) {
      return Promise.unit();
    }
    if (sink.descriptor().isFile()) {
      return to.flush()
          .<@Nullable Void>bind(
              _ ->
                  copy(
                      () ->
                          Copies.copyFileRange(
                              source, from.position(), sink, to.position(), Long.MAX_VALUE)))
          .finalizing(
              () ->
                  Lwt.join(
                      source.lseek(from.position(), SeekCommand.SET),
                      sink.lseek(to.position(), SeekCommand.SET)));
    }
    return to.flush()
        .<@Nullable Void>bind(
            _ -> copy(() -> Copies.sendfile(sink, source, from.position(), Long.MAX_VALUE)))
        .finalizing(() -> source.lseek(from.position(), SeekCommand.SET));
  }

  private Promise<@Nullable Void> copy(Callable<Promise<Long>> call) throws Exception {
    return call.call()
        .<@Nullable Void>tryBind(
            copied -> {
              count += copied;
              from.passed(copied);
              to.passed(copied);
              return copied == 0 ? Promise.unit() : copy(call);
            },
            error -> isNotBySystem(error) ? Promise.unit() : Promise.failed(error));
  }

  private static boolean isNotBySystem(Throwable error) {
    return error instanceof UnsupportedOperationException
        || (error instanceof UnixException refused && NOT_BY_SYSTEM.contains(refused.errno()));
  }
}
