package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.lwt.Promise;
import io.lwt.State;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What nobody should ask for: each is told by an error of its kind, and nothing else comes of it. */
class BadInputTest extends LoopTest {
  private static final byte[] MEMORY = new byte[10];

  /** What is asked of a descriptor, and gives a promise. */
  private static final Map<String, Function<Fd, Promise<?>>> PROMISES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("read", fd -> fd.read(MEMORY)),
              Map.entry("read, nothing", fd -> fd.read(MEMORY, 0, 0)),
              Map.entry("read, buffer", fd -> fd.read(ByteBuffer.allocate(1))),
              Map.entry("read, segment", fd -> fd.read(MemorySegment.ofArray(MEMORY))),
              Map.entry("write", fd -> fd.write(MEMORY)),
              Map.entry("write, buffer", fd -> fd.write(ByteBuffer.allocate(1))),
              Map.entry("write, segment", fd -> fd.write(MemorySegment.ofArray(MEMORY))),
              Map.entry("readv", fd -> fd.readv(new IoVec().append(MEMORY))),
              Map.entry("writev", fd -> fd.writev(new IoVec().append(MEMORY))),
              Map.entry("writev, nothing", fd -> fd.writev(new IoVec())),
              Map.entry("pread", fd -> fd.pread(MEMORY, 0, 1, 0)),
              Map.entry("pwrite", fd -> fd.pwrite(MEMORY, 0, 1, 0)),
              Map.entry("poll, read", Fd::waitRead),
              Map.entry("poll, write", Fd::waitWrite),
              Map.entry("operation", fd -> fd.operation(IoEvent.READ, () -> 1)),
              Map.entry("fstat", Fd::stat),
              Map.entry("lseek", fd -> fd.lseek(0, SeekCommand.SET)),
              Map.entry("ftruncate", fd -> fd.truncate(0)),
              Map.entry("fsync", Fd::sync),
              Map.entry("fdatasync", Fd::datasync),
              Map.entry("fchmod", fd -> fd.chmod(0600)),
              Map.entry("fchown", fd -> fd.chown(-1, -1)),
              Map.entry("bind", fd -> ((Socket) fd).bind(SockAddr.loopback(0))),
              Map.entry("accept", fd -> ((Socket) fd).accept()),
              Map.entry("connect", fd -> ((Socket) fd).connect(SockAddr.loopback(1)))));

  /** What is asked of a descriptor, and answers at once. */
  private static final Map<String, Consumer<Fd>> ANSWERS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("readable", Fd::isReadable),
              Map.entry("writable", Fd::isWritable),
              Map.entry("dup", Fd::dup),
              Map.entry("isCloseOnExec", Fd::isCloseOnExec),
              Map.entry("setCloseOnExec", fd -> fd.setCloseOnExec(true)),
              Map.entry("listen", fd -> ((Socket) fd).listen(1)),
              Map.entry("shutdown", fd -> ((Socket) fd).shutdown(ShutdownCommand.ALL)),
              Map.entry("getsockname", fd -> ((Socket) fd).getsockname()),
              Map.entry("getpeername", fd -> ((Socket) fd).getpeername()),
              Map.entry("getsockopt", fd -> ((Socket) fd).get(SocketOption.KEEP_ALIVE)),
              Map.entry("setsockopt", fd -> ((Socket) fd).set(SocketOption.KEEP_ALIVE, true))));

  /** What is asked about a path. */
  private static final Map<String, Function<String, Promise<?>>> PATHS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("openfile", path -> LwtUnix.openfile(path, Set.of(), 0)),
              Map.entry("stat", LwtUnix::stat),
              Map.entry("lstat", LwtUnix::lstat),
              Map.entry("truncate", path -> LwtUnix.truncate(path, 0)),
              Map.entry("unlink", LwtUnix::unlink),
              Map.entry("rename, from", path -> LwtUnix.rename(path, "a")),
              Map.entry("rename, to", path -> LwtUnix.rename("/dev/null", path)),
              Map.entry("link, from", path -> LwtUnix.link(path, "a")),
              Map.entry("link, to", path -> LwtUnix.link("/dev/null", path)),
              Map.entry("symlink, target", path -> LwtUnix.symlink(path, "/dev/null/a")),
              Map.entry("symlink, path", path -> LwtUnix.symlink("a", path)),
              Map.entry("readlink", LwtUnix::readlink),
              Map.entry("chmod", path -> LwtUnix.chmod(path, 0600)),
              Map.entry("chown", path -> LwtUnix.chown(path, -1, -1)),
              Map.entry("lchown", path -> LwtUnix.lchown(path, -1, -1)),
              Map.entry("access", path -> LwtUnix.access(path, Set.of())),
              Map.entry("utimes", LwtUnix::utimes),
              Map.entry(
                  "utimes, times", path -> LwtUnix.utimes(path, Instant.EPOCH, Instant.EPOCH)),
              Map.entry("mkfifo", path -> LwtUnix.mkfifo(path, 0600)),
              Map.entry("mkdir", path -> LwtUnix.mkdir(path, 0700)),
              Map.entry("rmdir", LwtUnix::rmdir),
              Map.entry("chdir", LwtUnix::chdir),
              Map.entry("chroot", LwtUnix::chroot),
              Map.entry("opendir", LwtUnix::opendir),
              Map.entry("filesOfDirectory", path -> LwtUnix.filesOfDirectory(path).next())));

  private static Socket socket() {
    return LwtUnix.socket(SocketDomain.INET, SocketType.STREAM);
  }

  /** What a promise is rejected with. */
  private static Throwable error(Promise<?> promise) {
    return rejection(promise).orElseThrow(() -> new AssertionError("not rejected"));
  }

  // ---- closed and aborted descriptors

  @TestFactory
  Stream<DynamicTest> aClosedDescriptorRejects() {
    return PROMISES.entrySet().stream()
        .map(entry -> dynamicTest(entry.getKey(), () -> rejectedOnClosed(entry.getValue())));
  }

  private static void rejectedOnClosed(Function<Fd, Promise<?>> call) {
    Socket socket = socket();
    LwtMain.run(socket.close());
    Socket other = socket();
    assertEquals(socket.number(), other.number(), "somebody else has the number now");
    Promise<?> promise = call.apply(socket);
    assertInstanceOf(State.Rejected.class, promise.state(), "at once");
    UnixException error = assertInstanceOf(UnixException.class, error(promise));
    assertEquals(Errno.EBADF, error.errno());
    assertEquals(socket.toString(), error.argument());
    assertSame(socket.close(), socket.close());
    LwtMain.run(other.close());
  }

  @TestFactory
  Stream<DynamicTest> aClosedDescriptorThrowsWhereThereIsNoPromise() {
    return ANSWERS.entrySet().stream()
        .map(entry -> dynamicTest(entry.getKey(), () -> thrownOnClosed(entry.getValue())));
  }

  private static void thrownOnClosed(Consumer<Fd> call) {
    Socket socket = socket();
    LwtMain.run(socket.close());
    Socket other = socket();
    refused(Errno.EBADF, () -> call.accept(socket));
    LwtMain.run(other.close());
  }

  @TestFactory
  Stream<DynamicTest> anAbortedDescriptorRejects() {
    var error = new IllegalStateException("aborted");
    return PROMISES.entrySet().stream()
        .map(
            entry ->
                dynamicTest(
                    entry.getKey(),
                    () -> {
                      Socket socket = socket();
                      socket.abort(error);
                      assertSame(error, error(entry.getValue().apply(socket)));
                      LwtMain.run(socket.close());
                    }));
  }

  @TestFactory
  Stream<DynamicTest> anAbortedDescriptorThrowsWhereThereIsNoPromise() {
    var error = new IllegalStateException("aborted");
    return ANSWERS.entrySet().stream()
        .map(
            entry ->
                dynamicTest(
                    entry.getKey(),
                    () -> {
                      Socket socket = socket();
                      socket.abort(error);
                      assertSame(
                          error,
                          assertThrows(Throwable.class, () -> entry.getValue().accept(socket)));
                      LwtMain.run(socket.close());
                    }));
  }

  // ---- bounds

  @Test
  void badBoundsThrowAndNothingIsMoved() {
    Pipe pipe = LwtUnix.pipe();
    LwtMain.run(pipe.out().write(new byte[] {1, 2, 3}));
    for (int[] bounds : new int[][] {{-1, 1}, {0, 11}, {10, 1}, {11, 0}, {1, -1}, {5, 6}}) {
      int offset = bounds[0];
      int length = bounds[1];
      assertThrows(IndexOutOfBoundsException.class, () -> pipe.in().read(MEMORY, offset, length));
      assertThrows(IndexOutOfBoundsException.class, () -> pipe.out().write(MEMORY, offset, length));
      assertThrows(
          IndexOutOfBoundsException.class, () -> pipe.in().pread(MEMORY, offset, length, 0));
      assertThrows(
          IndexOutOfBoundsException.class, () -> new IoVec().append(MEMORY, offset, length));
    }
    assertEquals(3, (int) LwtMain.run(pipe.in().read(new byte[10])));
  }

  // ---- paths

  @TestFactory
  Stream<DynamicTest> aPathWithANulRejects() {
    return PATHS.entrySet().stream()
        .map(
            entry ->
                dynamicTest(
                    entry.getKey(),
                    () -> {
                      Throwable error = error(entry.getValue().apply("a\0b"));
                      assertInstanceOf(IllegalArgumentException.class, error);
                      assertTrue(error.toString().contains("NUL"), error.toString());
                    }));
  }

  @TestFactory
  Stream<DynamicTest> aPathOfFiveThousandBytesRejects() {
    String path = "/" + "p".repeat(4999);
    return PATHS.entrySet().stream()
        .map(
            entry ->
                dynamicTest(
                    entry.getKey(),
                    () -> {
                      Throwable error = error(entry.getValue().apply(path));
                      assertEquals(
                          Errno.ENAMETOOLONG, assertInstanceOf(UnixException.class, error).errno());
                    }));
  }

  @TestFactory
  Stream<DynamicTest> aPathIsNotNull() {
    return PATHS.entrySet().stream()
        .map(
            entry ->
                dynamicTest(
                    entry.getKey(),
                    () ->
                        assertThrows(
                            NullPointerException.class, () -> entry.getValue().apply(nothing()))));
  }

  @SuppressWarnings("NullAway") // what the types forbid, and Java lets pass
  private static String nothing() {
    return null;
  }

  // ---- addresses

  @Test
  void aUnixSocketsPathThatIsTooLongRejects(@TempDir Path folder) {
    Socket socket = LwtUnix.socket(SocketDomain.UNIX, SocketType.STREAM);
    SockAddr address = SockAddr.unix(folder.resolve("s".repeat(108)).toString());
    for (Promise<?> promise : new Promise<?>[] {socket.bind(address), socket.connect(address)}) {
      UnixException error = runUntilRefused(Errno.ENAMETOOLONG, promise);
      assertEquals(address.toString(), error.argument());
    }
  }

  @Test
  void anAddressOfAnotherFamilyRejects() {
    SockAddr path = SockAddr.unix("/tmp/x");
    SockAddr six = SockAddr.inet("::1", 80);
    Map<SocketDomain, SockAddr[]> wrong =
        Map.of(
            SocketDomain.INET, new SockAddr[] {path, six},
            SocketDomain.INET6, new SockAddr[] {path},
            SocketDomain.UNIX, new SockAddr[] {six, SockAddr.loopback(1)});
    wrong.forEach(
        (domain, addresses) -> {
          Socket socket = LwtUnix.socket(domain, SocketType.STREAM);
          for (SockAddr address : addresses) {
            runUntilRefused(Errno.EAFNOSUPPORT, socket.bind(address));
            runUntilRefused(Errno.EAFNOSUPPORT, socket.connect(address));
          }
        });
  }

  // ---- names

  @Test
  void namesThatAreNotThereAreNothing() {
    assertEquals(Optional.empty(), LwtMain.run(LwtUnix.getpwnam("no-such-user-here")));
    assertEquals(Optional.empty(), LwtMain.run(LwtUnix.getgrnam("no-such-group-here")));
    assertEquals(
        Optional.empty(), LwtMain.run(LwtUnix.getservbyname("no-such-service-here", "tcp")));
    assertInstanceOf(
        LookupException.class,
        error(
            LwtUnix.getaddrinfo(
                "256.256.256.256", "80", new Hints(null, null, 0, true, false, false))));
  }

  @TestFactory
  Stream<DynamicTest> aNameWithANulRejects() {
    Map<String, Function<String, Promise<?>>> names =
        Map.of(
            "getpwnam", LwtUnix::getpwnam,
            "getgrnam", LwtUnix::getgrnam,
            "gethostbyname", LwtUnix::gethostbyname,
            "getservbyname", name -> LwtUnix.getservbyname(name, "tcp"),
            "getprotobyname", LwtUnix::getprotobyname,
            "getaddrinfo", name -> LwtUnix.getaddrinfo(name, "80", Hints.NONE));
    return names.entrySet().stream()
        .map(
            entry ->
                dynamicTest(
                    entry.getKey(),
                    () ->
                        assertInstanceOf(
                            IllegalArgumentException.class,
                            error(entry.getValue().apply("a\0b")))));
  }
}
