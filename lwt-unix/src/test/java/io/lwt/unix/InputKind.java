package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.testkit.Faults;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** What an input channel can be made of: each gives the same bytes in its own way. */
enum InputKind {
  ARRAY,
  NATIVE_MEMORY,
  FUNCTION,
  /** A function that gives one byte at a time. */
  BYTE_BY_BYTE,
  /** A function that gives seven bytes, in a later lap. */
  LATER,
  /** A function over another channel. */
  CHANNEL,
  FILE,
  PIPE,
  TCP,
  UNIX_SOCKET,
  /** A pipe every second read of which is interrupted. */
  INTERRUPTED,
  /** A pipe that gives three bytes at a time. */
  SHORT;

  /** A channel that gives these bytes, then ends. */
  InputChannel over(byte[] content, Path folder, Faults faults) {
    return switch (this) {
      case ARRAY -> InputChannel.of(content);
      case NATIVE_MEMORY ->
          InputChannel.of(Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, content));
      case FUNCTION -> byFunction(content, content.length + 1);
      case BYTE_BY_BYTE -> byFunction(content, 1);
      case LATER -> later(content);
      case CHANNEL -> {
        InputChannel other = InputChannel.of(content);
        yield InputChannel.of(other::read, other::close);
      }
      case FILE -> ofFile(content, folder);
      case PIPE -> ofPipe(content);
      case TCP -> ofSockets(content, Loopback.tcp());
      case UNIX_SOCKET -> ofSocketPair(content);
      case INTERRUPTED -> {
        faults.on("read").everyNth(2).fail("EINTR");
        yield ofPipe(content);
      }
      case SHORT -> {
        faults.on("read").everyNth(1).shorten(3);
        yield ofPipe(content);
      }
    };
  }

  private static InputChannel byFunction(byte[] content, int most) {
    var memory = new MemoryChannel(MemorySegment.ofArray(content));
    return InputChannel.of(
        (to, offset, length) -> memory.read(to, offset, Math.min(length, most)), Promise::unit);
  }

  private static InputChannel later(byte[] content) {
    var memory = new MemoryChannel(MemorySegment.ofArray(content));
    return InputChannel.of(
        (to, offset, length) -> Lwt.pause().bind(_ -> memory.read(to, offset, Math.min(length, 7))),
        Promise::unit);
  }

  private static InputChannel ofFile(byte[] content, Path folder) {
    try {
      Path file = Files.write(folder.resolve("content"), content);
      return InputChannel.of(
          LwtMain.run(LwtUnix.openfile(file.toString(), Set.of(OpenFlag.RDONLY), 0)));
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  private static InputChannel ofPipe(byte[] content) {
    Pipe pipe = LwtUnix.pipe();
    feed(content, pipe.out());
    return InputChannel.of(pipe.in());
  }

  private static InputChannel ofSocketPair(byte[] content) {
    SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM);
    feed(content, pair.first());
    return InputChannel.of(pair.second());
  }

  private static InputChannel ofSockets(byte[] content, Loopback sockets) {
    LwtMain.run(sockets.listener().close());
    feed(content, sockets.client());
    return InputChannel.of(sockets.server());
  }

  /** Writes all of it as the reader takes it, then closes; the reader may close before. */
  private static void feed(byte[] content, Fd to) {
    Lwt.dontWait(
        () -> LwtIo.closingAfter(() -> Loopback.writeAll(to, content), to::close), _ -> {});
  }
}
