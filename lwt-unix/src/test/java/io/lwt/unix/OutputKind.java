package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.testkit.Faults;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;

/** What an output channel can be made of: each takes bytes in its own way. */
enum OutputKind {
  ARRAY,
  NATIVE_MEMORY,
  FUNCTION,
  /** A function that takes one byte at a time. */
  BYTE_BY_BYTE,
  /** A function that takes seven bytes, in a later lap. */
  LATER,
  /** A function over another channel. */
  CHANNEL,
  FILE,
  PIPE,
  TCP,
  UNIX_SOCKET,
  /** A pipe every second write to which is interrupted. */
  INTERRUPTED,
  /** A pipe that takes 100 bytes at a time. */
  SHORT;

  /**
   * An output channel, and what tells the bytes that it was given once it is closed.
   *
   * @param most how many bytes it has to be able to take
   */
  Output open(int most, Path folder, Faults faults) throws IOException {
    return switch (this) {
      case ARRAY -> {
        byte[] to = new byte[most];
        OutputChannel channel = OutputChannel.of(to);
        yield new Output(channel, () -> Arrays.copyOf(to, (int) channel.position()));
      }
      case NATIVE_MEMORY -> {
        MemorySegment to = Arena.ofAuto().allocate(most);
        OutputChannel channel = OutputChannel.of(to);
        yield new Output(
            channel, () -> to.asSlice(0, channel.position()).toArray(ValueLayout.JAVA_BYTE));
      }
      case FUNCTION -> byFunction(Integer.MAX_VALUE, Promise::unit);
      case BYTE_BY_BYTE -> byFunction(1, Promise::unit);
      case LATER -> byFunction(7, Lwt::pause);
      case CHANNEL -> {
        Output other = byFunction(1000, Promise::unit);
        yield new Output(
            OutputChannel.of(
                (from, offset, length) ->
                    other.channel().write(from, offset, length).map(_ -> length),
                other.channel()::close),
            other.taken());
      }
      case FILE -> {
        Path file = folder.resolve("taken");
        Set<OpenFlag> flags = Set.of(OpenFlag.RDWR, OpenFlag.CREAT, OpenFlag.TRUNC);
        Fd fd = LwtMain.run(LwtUnix.openfile(file.toString(), flags, 0600));
        yield new Output(OutputChannel.of(fd), () -> Files.readAllBytes(file));
      }
      case PIPE -> ofPipe();
      case TCP -> {
        Loopback sockets = Loopback.tcp();
        LwtMain.run(sockets.listener().close());
        yield of(sockets.client(), sockets.server());
      }
      case UNIX_SOCKET -> {
        SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM);
        yield of(pair.first(), pair.second());
      }
      case INTERRUPTED -> {
        faults.on("write").everyNth(2).fail("EINTR");
        faults.on("writev").everyNth(2).fail("EINTR");
        yield ofPipe();
      }
      case SHORT -> {
        faults.on("write").everyNth(1).shorten(100);
        faults.on("writev").everyNth(1).shorten(100);
        yield ofPipe();
      }
    };
  }

  record Output(OutputChannel channel, Callable<byte[]> taken) {}

  private static Output byFunction(int most, Callable<Promise<?>> before) {
    var taken = new ByteArrayOutputStream();
    OutputChannel channel =
        OutputChannel.of(
            (from, offset, length) ->
                before
                    .call()
                    .map(
                        _ -> {
                          int count = Math.min(most, length);
                          taken.write(from, offset, count);
                          return count;
                        }),
            Promise::unit);
    return new Output(channel, taken::toByteArray);
  }

  private static Output ofPipe() {
    Pipe pipe = LwtUnix.pipe();
    return of(pipe.out(), pipe.in());
  }

  private static Output of(Fd to, Fd from) {
    InputChannel in = InputChannel.of(from);
    Promise<byte[]> all = in.readAll();
    return new Output(
        OutputChannel.of(to),
        () -> {
          byte[] taken = LwtMain.run(all);
          LwtMain.run(in.close());
          return taken;
        });
  }
}
