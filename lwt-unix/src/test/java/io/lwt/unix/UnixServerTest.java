package io.lwt.unix;

import static io.lwt.unix.Servers.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Promise;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Servers on Unix sockets, and their files. */
class UnixServerTest extends LoopTest {
  private final Faults faults = new Faults(Posix.host());
  @TempDir private Path folder;
  private Path path;
  private SockAddr address;

  @BeforeEach
  void setUp() {
    EventLoop.open(faults.posix());
    path = folder.resolve("socket");
    address = SockAddr.unix(path.toString());
  }

  private static Promise<Server> serve(SockAddr address, String answer) {
    return LwtIo.establishServer(address, connection -> connection.out().write(answer));
  }

  /** Leaves the file of a socket of some type that nobody has any more. */
  private void leaveAFile(SocketType type) {
    Socket socket = LwtUnix.socket(SocketDomain.UNIX, type);
    LwtMain.run(socket.bind(address));
    LwtMain.run(socket.close());
    assertTrue(Files.exists(path));
  }

  @Test
  void theFileIsRemoved() {
    Server server = LwtMain.run(serve(address, "by path"));
    assertEquals(address, server.address());
    assertEquals("by path", LwtMain.run(ask(server, "")));
    LwtMain.run(server.shutdown());
    assertFalse(Files.exists(path));
  }

  @Test
  void anothersFileIsNotRemoved() throws IOException {
    Server first = LwtMain.run(serve(address, "first"));
    Files.delete(path);
    Server second = LwtMain.run(serve(address, "second"));

    LwtMain.run(first.shutdown());
    assertEquals("second", LwtMain.run(ask(address, "")));
    LwtMain.run(second.shutdown());
    assertFalse(Files.exists(path));
  }

  @Test
  void aFileThatIsGoneIsNoError() throws IOException {
    Server server = LwtMain.run(serve(address, ""));
    Files.delete(path);
    LwtMain.run(server.shutdown());
  }

  @Test
  void aFileThatCannotBeRemovedIsTold() {
    Server server = LwtMain.run(serve(address, ""));
    faults.on("unlink").call(1).fail("EACCES");
    UnixException error = runUntilRefused(Errno.EACCES, server.shutdown());
    assertEquals(path.toString(), error.argument());
    runUntilRefused(Errno.ECONNREFUSED, LwtIo.openConnection(address));
  }

  @Test
  void whatADeadServerHasLeftIsReplaced() {
    leaveAFile(SocketType.STREAM);
    Server server = LwtMain.run(serve(address, "alive"));
    assertEquals("alive", LwtMain.run(ask(address, "")));
    LwtMain.run(server.shutdown());
  }

  @Test
  void aLivingServerKeepsItsPlace() {
    Server server = LwtMain.run(serve(address, "first"));
    UnixException error = runUntilRefused(Errno.EADDRINUSE, serve(address, "second"));
    assertEquals(address.toString(), error.argument());
    assertEquals("first", LwtMain.run(ask(address, "")));
    LwtMain.run(server.shutdown());
  }

  @Test
  void aSocketOfAnotherTypeKeepsItsPlace() {
    Socket datagrams = LwtUnix.socket(SocketDomain.UNIX, SocketType.DGRAM);
    LwtMain.run(datagrams.bind(address));
    runUntilRefused(Errno.EADDRINUSE, serve(address, ""));
    assertTrue(Files.exists(path));
  }

  @Test
  void otherFilesAreLeftAlone() throws IOException {
    Files.writeString(path, "text");
    runUntilRefused(Errno.EADDRINUSE, serve(address, ""));
    assertEquals("text", Files.readString(path));
  }

  @Test
  void aServerThatDoesNotListenYetKeepsItsPlace() {
    Socket bound = LwtUnix.socket(SocketDomain.UNIX, SocketType.STREAM);
    LwtMain.run(bound.bind(address));
    runUntilRefused(Errno.EADDRINUSE, serve(address, ""));
    bound.listen(1);
    LwtMain.run(LwtUnix.connect(address).bind(Socket::close));
  }

  /** Whoever asks whether there is a server is no client. */
  @Test
  void aLivingServerIsNotDisturbed() {
    int accepts = faults.calls("accept");
    Server server = LwtMain.run(serve(address, "first"));
    runUntilRefused(Errno.EADDRINUSE, serve(address, "second"));
    runLaps();
    assertEquals(accepts + 1, faults.calls("accept"), "the one that waits");
    LwtMain.run(server.shutdown());
  }

  @Test
  void aServerThatCannotBeginLeavesNoFile() {
    faults.on("listen").call(1).fail("EADDRINUSE");
    int closed = faults.calls("close");
    runUntilRefused(Errno.EADDRINUSE, serve(address, ""));
    assertFalse(Files.exists(path));
    assertEquals(closed + 1, faults.calls("close"));
  }

  @Test
  void abstractNamesHaveNoFile() {
    SockAddr name = new SockAddr.Abstract("io.lwt.test " + ProcessHandle.current().pid());
    Server server = LwtMain.run(serve(name, "by name"));
    assertEquals("by name", LwtMain.run(ask(server, "")));
    LwtMain.run(server.shutdown());
  }

  @Test
  void theFileOfASocketOpenedElsewhereIsItsOwners() {
    Socket listener = Loopback.listen(address);
    Server server =
        LwtMain.run(
            LwtIo.establishServer(
                listener, ServerOptions.DEFAULT, connection -> connection.out().write("given")));
    assertEquals("given", LwtMain.run(ask(server, "")));
    LwtMain.run(server.shutdown());
    assertTrue(Files.exists(path));
  }
}
