package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link Fd#dup}, {@link Fd#dupTo}, close-on-exec, {@link Fd#abort} and {@link Fd#state}. */
class DupTest extends LoopTest {
  private final Faults faults = new Faults(Posix.host());
  private final EventLoop loop = EventLoop.open(faults.posix());
  @TempDir private Path folder;

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private Fd file(String name, String contents) throws IOException {
    Path path = Files.writeString(folder.resolve(name), contents);
    return LwtMain.run(LwtUnix.openfile(path.toString(), Set.of(OpenFlag.RDWR), 0));
  }

  private static String read(Fd fd, int length) {
    byte[] buffer = new byte[length];
    return new String(buffer, 0, LwtMain.run(fd.read(buffer)), UTF_8);
  }

  // ---- dup

  @Test
  void aCopyOfASocketWorksAsTheSocketDoes() {
    Loopback connection = Loopback.tcp();
    Socket copy = connection.server().dup();
    assertNotEquals(copy.number(), connection.server().number());
    assertEquals(connection.server().isBlocking(), copy.isBlocking());
    assertEquals(
        io.lwt.bindings.Files.CLOSE_ON_EXEC | io.lwt.bindings.Files.NON_BLOCKING,
        Posix.host().descriptorFlags(copy.number()));
    Promise<Integer> waiting = copy.read(new byte[3]);
    LwtMain.run(connection.client().write(bytes("abc")));
    assertEquals(3, (int) LwtMain.run(waiting));
    LwtMain.run(connection.server().close());
    LwtMain.run(copy.write(bytes("de")));
    assertEquals("de", read(connection.client(), 5));
    assertEquals(connection.client().getsockname(), copy.getpeername());
  }

  @Test
  void aCopyOfAFileHasItsPosition() throws IOException {
    Fd file = file("f", "0123456789");
    Fd copy = file.dup();
    assertTrue(copy.isBlocking());
    assertTrue(copy.isCloseOnExec());
    assertEquals("012", read(file, 3));
    assertEquals("345", read(copy, 3));
    LwtMain.run(file.close());
    assertEquals("678", read(copy, 3));
  }

  @Test
  void bothAreToldWhatComesToAPipe() {
    Pipe pipe = LwtUnix.pipe();
    Fd copy = pipe.in().dup();
    Promise<Integer> first = pipe.in().read(new byte[1]);
    Promise<Integer> second = copy.read(new byte[1]);
    LwtMain.run(pipe.out().write(bytes("ab")));
    LwtMain.run(Lwt.both(first, second));
    Promise<Integer> end = copy.read(new byte[1]);
    LwtMain.run(pipe.out().close());
    assertEquals(0, (int) LwtMain.run(end));
    Fd late = copy.dup();
    assertEquals(0, (int) LwtMain.run(late.read(new byte[1])));
  }

  @Test
  void aClosedDescriptorHasNoCopy() {
    Pipe pipe = LwtUnix.pipe();
    LwtMain.run(pipe.in().close());
    assertEquals("dup", refused(Errno.EBADF, () -> pipe.in().dup()).call());
    faults.on("dup").call(1).fail("EMFILE");
    refused(Errno.EMFILE, () -> pipe.out().dup());
  }

  // ---- dup2

  @Test
  void aNumberLeadsToTheOtherOpenFile() throws IOException {
    Fd file = file("f", "0123456789");
    Fd target = file("g", "abc");
    int number = target.number();
    LwtMain.run(file.dupTo(target));
    assertEquals(number, target.number());
    assertTrue(target.isCloseOnExec());
    assertEquals("01", read(target, 2));
    assertEquals("23", read(file, 2));
    LwtMain.run(file.close());
    assertEquals("45", read(target, 2));
  }

  @Test
  void whatWaitsGoesOnWithTheNewOpenFile() {
    Pipe old = LwtUnix.pipe();
    Pipe other = LwtUnix.pipe();
    byte[] buffer = new byte[5];
    Promise<Integer> read = old.in().read(buffer);
    LwtMain.run(other.in().dupTo(old.in()));
    assertTrue(read.isPending());
    runUntilRefused(Errno.EPIPE, old.out().write(bytes("lost")));
    LwtMain.run(other.out().write(bytes("abc")));
    assertEquals(3, (int) LwtMain.run(read));
    assertEquals("abc", new String(buffer, 0, 3, UTF_8));
  }

  @Test
  void aPipeMayBecomeAFileAndBack() throws IOException {
    Pipe pipe = LwtUnix.pipe();
    Fd file = file("f", "0123456789");
    LwtMain.run(file.dupTo(pipe.in()));
    assertTrue(pipe.in().isBlocking());
    assertEquals("012", read(pipe.in(), 3));
    Pipe other = LwtUnix.pipe();
    LwtMain.run(other.in().dupTo(pipe.in()));
    assertFalse(pipe.in().isBlocking());
    Promise<Integer> read = pipe.in().read(new byte[9]);
    LwtMain.run(other.out().write(bytes("ab")));
    assertEquals(2, (int) LwtMain.run(read));
  }

  @Test
  void aCancelledReplacementIsMadeAllTheSame() throws IOException {
    Fd file = file("f", "0123456789");
    Pipe pipe = LwtUnix.pipe();
    Promise<@Nullable Void> replaced = file.dupTo(pipe.in());
    replaced.cancel();
    assertThrows(Canceled.class, () -> LwtMain.run(replaced));
    LwtMain.run(pipe.in().stat()); // in its turn
    assertTrue(pipe.in().isBlocking());
    assertEquals("012", read(pipe.in(), 3));
  }

  @Test
  void aReplacementThatFailsLeavesTheOldOne() throws IOException {
    Fd file = file("f", "0123456789");
    Pipe pipe = LwtUnix.pipe();
    Promise<Integer> read = pipe.in().read(new byte[3]);
    faults.on("dup3").call(1).fail("EIO");
    assertEquals("dup2", runUntilRefused(Errno.EIO, file.dupTo(pipe.in())).call());
    LwtMain.run(pipe.out().write(bytes("abc")));
    assertEquals(3, (int) LwtMain.run(read));
  }

  @Test
  void closedDescriptorsAreNotReplacedAndDoNotReplace() throws IOException {
    Fd file = file("f", "0123456789");
    Fd other = file("g", "");
    LwtMain.run(file.close());
    runUntilRefused(Errno.EBADF, file.dupTo(other));
    runUntilRefused(Errno.EBADF, other.dupTo(file));
    assertEquals("", read(other, 3));
  }

  @Test
  void aSocketIsReplacedBySocketsOnly() {
    Loopback connection = Loopback.tcp();
    Pipe pipe = LwtUnix.pipe();
    assertThrows(IllegalArgumentException.class, () -> pipe.in().dupTo(connection.server()));
    assertThrows(IllegalArgumentException.class, () -> connection.server().dupTo(pipe.in()));
    assertThrows(IllegalArgumentException.class, () -> pipe.in().dupTo(pipe.in()));
    Socket datagrams = LwtUnix.socket(SocketDomain.INET, SocketType.DGRAM);
    Socket six = LwtUnix.socket(SocketDomain.INET6, SocketType.STREAM);
    assertThrows(IllegalArgumentException.class, () -> datagrams.dupTo(connection.server()));
    assertThrows(IllegalArgumentException.class, () -> six.dupTo(connection.server()));
    LwtMain.run(connection.client().dupTo(connection.server()));
    assertEquals(connection.client().getpeername(), connection.server().getpeername());
  }

  // ---- close-on-exec

  @Test
  void closeOnExecCanBeSet() {
    Fd in = LwtUnix.pipe().in();
    assertTrue(in.isCloseOnExec());
    in.setCloseOnExec(false);
    assertFalse(in.isCloseOnExec());
    assertEquals(io.lwt.bindings.Files.NON_BLOCKING, Posix.host().descriptorFlags(in.number()));
    in.setCloseOnExec(true);
    assertTrue(in.isCloseOnExec());
    faults.on("setCloseOnExec").call(1).fail("EBADF");
    refused(Errno.EBADF, () -> in.setCloseOnExec(false));
    faults.on("descriptorFlags").call(1).fail("EBADF");
    refused(Errno.EBADF, in::isCloseOnExec);
    LwtMain.run(in.close());
    refused(Errno.EBADF, in::isCloseOnExec);
    refused(Errno.EBADF, () -> in.setCloseOnExec(true));
  }

  // ---- abort

  @Test
  void anAbortRejectsWhatWaitsAndWhatComes() {
    Pipe pipe = LwtUnix.pipe();
    assertEquals(new Fd.State.Opened(), pipe.in().state());
    Promise<Integer> read = pipe.in().read(new byte[1]);
    var error = new IOException("aborted");
    pipe.in().abort(error);
    assertEquals(Optional.of(error), rejection(read));
    assertEquals(new Fd.State.Aborted(error), pipe.in().state());
    LwtMain.run(pipe.out().write(bytes("a")));
    runLaps();
    assertEquals(Optional.of(error), rejection(pipe.in().read(new byte[1])));
    assertEquals(Optional.of(error), rejection(pipe.in().read(new byte[0])));
    assertEquals(Optional.of(error), rejection(pipe.in().waitRead()));
    assertEquals(Optional.of(error), rejection(pipe.in().stat()));
    assertFalse(pipe.in().isClosed());
    LwtMain.run(pipe.in().close());
    assertEquals(new Fd.State.Closed(), pipe.in().state());
    runUntilRefused(Errno.EBADF, pipe.in().read(new byte[1]));
  }

  @Test
  void anAbortedSocketRefusesEveryCall() {
    Loopback connection = Loopback.tcp();
    Socket socket = connection.server();
    var error = new IllegalStateException("aborted");
    socket.abort(error);
    assertEquals(Optional.of(error), rejection(socket.bind(SockAddr.loopback(0))));
    assertEquals(Optional.of(error), rejection(socket.accept()));
    assertEquals(Optional.of(error), rejection(socket.connect(SockAddr.loopback(1))));
    assertEquals(Optional.of(error), rejection(socket.write(new byte[1])));
    assertEquals(error, assertThrows(Throwable.class, () -> socket.listen(1)));
    assertEquals(error, assertThrows(Throwable.class, socket::getpeername));
    assertEquals(error, assertThrows(Throwable.class, socket::dup));
  }

  @Test
  void aSecondAbortTakesThePlaceOfTheFirstAndNoneAfterAClose() {
    Fd in = LwtUnix.pipe().in();
    in.abort(new IOException("first"));
    var second = new IOException("second");
    in.abort(second);
    assertEquals(Optional.of(second), rejection(in.read(new byte[1])));
    LwtMain.run(in.close());
    in.abort(new IOException("third"));
    assertInstanceOf(Fd.State.Closed.class, in.state());
  }

  @Test
  void anAbortDropsWhatAWorkerIsDoing() throws IOException {
    Fd file = file("f", "0123456789");
    byte[] buffer = new byte[3];
    Promise<Integer> read = file.read(buffer);
    Promise<Integer> next = file.read(buffer);
    Promise<Integer> place = file.pread(buffer, 0, 3, 0);
    var error = new IOException("aborted");
    file.abort(error);
    assertEquals(Optional.of(error), rejection(read));
    assertEquals(Optional.of(error), rejection(next));
    assertEquals(Optional.of(error), rejection(place));
    LwtMain.run(file.close());
    assertEquals("\0\0\0", new String(buffer, UTF_8));
    assertTrue(loop.isCurrent());
  }
}
