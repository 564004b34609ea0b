package io.lwt.unix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.lwt.Fn;
import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.bindings.Posix;
import io.lwt.testkit.CapturedLog;
import io.lwt.testkit.Faults;
import io.lwt.testkit.OpenDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every system call of every scenario fails once, in each way: the first, then the second, until a run has no more of
 * them. What a scenario calls is found by watching it, so that a new call is tried by itself.
 *
 * <p>EINTR, EAGAIN and short counts are not to be seen. Every other fault is one rejection, which names the call, the
 * error and what it was about; the hook is told of none. Afterwards the loop still echoes, and nothing is left open.
 */
@Tag("slow")
class FaultSweepTest extends LoopTest {
  private static final String TEXT = "some text that goes through several buffers. ".repeat(30);

  private static final String LINES = TEXT.replace('.', '\n').stripTrailing() + '\n';

  private static final List<String> ERRORS =
      List.of(
          "EINTR", "EAGAIN", "EMFILE", "ENFILE", "ENOMEM", "ENOBUFS", "EIO", "EPIPE", "ECONNRESET");

  /**
   * The system calls, by the names of their methods, and what an error may call each: the name is that of what was
   * asked for. None if nobody is told of it.
   */
  private static final Map<String, Set<String>> NAMES =
      Map.ofEntries(
          Map.entry("accept", Set.of("accept")),
          Map.entry("bind", Set.of("bind")),
          Map.entry("close", Set.of("close")),
          Map.entry("connect", Set.of("connect")),
          Map.entry("epollAdd", Set.of("epoll_ctl")),
          Map.entry("epollCreate", Set.of("epoll_create1")),
          Map.entry("epollDelete", Set.of()),
          Map.entry("epollModify", Set.of("epoll_ctl")),
          Map.entry("epollWait", Set.of("epoll_wait")),
          Map.entry("eventfd", Set.of("eventfd")),
          Map.entry("fstat", Set.of("open", "opendir", "fstat", "poll")),
          Map.entry("fsync", Set.of("fsync")),
          Map.entry("getdents", Set.of("readdir")),
          Map.entry("getpeername", Set.of("getpeername")),
          Map.entry("getsockname", Set.of("getsockname")),
          Map.entry("getsockopt", Set.of("getsockopt")),
          Map.entry("listen", Set.of("listen")),
          Map.entry("lseek", Set.of("lseek")),
          Map.entry("mkdir", Set.of("mkdir", "mkdtemp")),
          Map.entry("open", Set.of("open", "opendir")),
          Map.entry("openAt", Set.of("open")),
          Map.entry("pipe", Set.of("pipe")),
          Map.entry("poll", Set.of("poll")),
          Map.entry("read", Set.of("read")),
          Map.entry("readv", Set.of("readv")),
          Map.entry("recv", Set.of("read")),
          Map.entry("recvfrom", Set.of("recvfrom")),
          Map.entry("recvmsg", Set.of("recvmsg")),
          Map.entry("reopenNonBlocking", Set.of()),
          Map.entry("send", Set.of("write")),
          Map.entry("rmdirAt", Set.of("rmdir")),
          Map.entry("sendmsg", Set.of("sendmsg")),
          Map.entry("sendto", Set.of("sendto")),
          Map.entry("setCloseOnExec", Set.of("fcntl")),
          Map.entry("setsockopt", Set.of("setsockopt")),
          Map.entry("shutdown", Set.of("shutdown")),
          Map.entry("socket", Set.of("socket")),
          Map.entry("socketError", Set.of("connect")),
          Map.entry("socketpair", Set.of("socketpair")),
          Map.entry("unlinkAt", Set.of("unlink")),
          Map.entry("write", Set.of("write")),
          Map.entry("writev", Set.of("writev")));

  /** Calls that move bytes: each may move fewer. */
  private static final Set<String> TRANSFERS =
      Set.of("read", "write", "recv", "send", "readv", "writev");

  /** Calls that may have to wait: there, EAGAIN is waited out. */
  private static final Set<String> WAITING =
      Set.of(
          "read",
          "write",
          "recv",
          "send",
          "readv",
          "writev",
          "accept",
          "connect",
          "socketError",
          "recvfrom",
          "recvmsg",
          "sendto",
          "sendmsg");

  /** Calls that wait for nothing, so that no signal interrupts them: their man pages have no EINTR. */
  private static final Set<String> UNINTERRUPTIBLE =
      Set.of(
          "bind",
          "epollAdd",
          "epollCreate",
          "epollModify",
          "eventfd",
          "getpeername",
          "getsockname",
          "getsockopt",
          "listen",
          "pipe",
          "setCloseOnExec",
          "setsockopt",
          "shutdown",
          "socket",
          "socketError",
          "socketpair");

  private static final Set<Scenario> OF_FILES =
      Set.of(
          Scenario.COPY_A_FILE,
          Scenario.READ_LINES,
          Scenario.MOVE_IN_A_FILE,
          Scenario.USE_A_TEMPORARY_DIRECTORY);

  @TempDir private Path folder;

  /** What a run does. */
  enum Scenario {
    ECHO {
      @Override
      Promise<? extends @Nullable Object> run(Path folder) {
        return echo(SockAddr.loopback(0), 300);
      }
    },
    ECHO_BY_VECTORS {
      @Override
      Promise<? extends @Nullable Object> run(Path folder) {
        Pipe pipe = LwtUnix.pipe();
        byte[] first = new byte[500];
        byte[] second = new byte[900];
        return together(
            writeVectors(pipe.out(), new IoVec().append(bytes(TEXT))).bind(_ -> pipe.out().close()),
            readVectors(pipe.in(), new IoVec().append(first).append(second))
                .bind(
                    count -> {
                      String read = new String(first, ISO_8859_1) + new String(second, ISO_8859_1);
                      assertEquals(TEXT, read.substring(0, count));
                      return pipe.in().close();
                    }));
      }
    },
    CONNECT_ON_A_PATH {
      @Override
      Promise<? extends @Nullable Object> run(Path folder) throws IOException {
        Path path = folder.resolve("socket");
        Files.deleteIfExists(path);
        return echo(SockAddr.unix(path.toString()), 300);
      }
    },
    COPY_A_FILE {
      @Override
      Promise<? extends @Nullable Object> run(Path folder) throws IOException {
        Path from = Files.writeString(folder.resolve("from"), TEXT);
        Path to = folder.resolve("to");
        Files.deleteIfExists(to);
        return copy(from, to)
            .map(
                _ -> {
                  String copied = Files.readString(to);
                  assertEquals(TEXT, copied);
                  return copied;
                });
      }
    },
    LIST_A_DIRECTORY {
      @Override
      Promise<? extends @Nullable Object> run(Path folder) throws IOException {
        Path directory = Files.createDirectories(folder.resolve("directory"));
        for (int i = 0; i < 5; i++) {
          Files.write(directory.resolve("file" + i), new byte[0]);
        }
        return LwtUnix.filesOfDirectory(directory.toString())
            .toList()
            .map(
                names -> {
                  assertEquals(7, names.size());
                  return names;
                });
      }
    },
    PASS_A_DESCRIPTOR {
      @Override
      Promise<? extends @Nullable Object> run(Path folder) {
        Pipe pipe = LwtUnix.pipe();
        SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM);
        return together(
                pair.first().sendMsg(new IoVec().append(bytes("x")), List.of(pipe.out())),
                pair.second().recvMsg(new IoVec().append(new byte[10])))
            .bind(both -> passed(pipe, (Message) Objects.requireNonNull(both.getLast())));
      }
    },
    SEND_A_DATAGRAM {
      @Override
      Promise<? extends @Nullable Object> run(Path folder) {
        Socket from = LwtUnix.socket(SocketDomain.INET, SocketType.DGRAM);
        Socket to = LwtUnix.socket(SocketDomain.INET, SocketType.DGRAM);
        byte[] datagram = new byte[2000];
        return to.bind(SockAddr.loopback(0))
            .bind(_ -> together(from.sendTo(bytes(TEXT), to.getsockname()), to.recvFrom(datagram)))
            .map(
                both -> {
                  Received received = (Received) Objects.requireNonNull(both.getLast());
                  assertEquals(TEXT, new String(datagram, 0, received.count(), ISO_8859_1));
                  return received;
                });
      }
    },
    READ_LINES {
      @Override
      Promise<? extends @Nullable Object> run(Path folder) throws IOException {
        Path path = Files.writeString(folder.resolve("lines"), TEXT.replace(' ', '\n'));
        return LwtIo.linesOfFile(path.toString())
            .toList()
            .map(
                lines -> {
                  assertEquals(TEXT.stripTrailing(), String.join(" ", lines));
                  return lines;
                });
      }
    },
    MOVE_IN_A_FILE {
      @Override
      Promise<? extends @Nullable Object> run(Path folder) {
        String path = folder.resolve("places").toString();
        return LwtIo.withOutput(path, FaultSweepTest::writeInPlaces)
            .bind(_ -> LwtIo.withInput(path, FaultSweepTest::readInPlaces));
      }
    },
    SERVE_LINES {
      @Override
      Promise<? extends @Nullable Object> run(Path folder) {
        return serveLines();
      }
    },
    USE_A_TEMPORARY_DIRECTORY {
      @Override
      Promise<? extends @Nullable Object> run(Path folder) {
        return LwtIo.withTempDir(
            folder.toString(),
            "a",
            "b",
            path ->
                LwtUnix.mkdir(path + "/inner", 0700)
                    .bind(_ -> LwtIo.withOutput(path + "/inner/f", out -> out.write(TEXT))));
      }
    },
    LOOK_UP_A_NAME {
      @Override
      Promise<? extends @Nullable Object> run(Path folder) {
        return LwtUnix.getaddrinfo("127.0.0.1", "80", Hints.NONE);
      }
    };

    abstract Promise<? extends @Nullable Object> run(Path folder) throws Exception;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  // ---- what the scenarios do

  /** Connects, sends the text, reads its echo, and closes. */
  private static Promise<? extends @Nullable Object> echo(SockAddr address, int pieceSize) {
    Socket listener = LwtUnix.socket(SocketDomain.of(address), SocketType.STREAM);
    Socket client = LwtUnix.socket(SocketDomain.of(address), SocketType.STREAM);
    return listener
        .bind(address)
        .bind(
            _ -> {
              listener.listen(8);
              Promise<@Nullable Void> serving =
                  listener.accept().bind(accepted -> Loopback.echo(accepted.socket()));
              Promise<String> asking =
                  client
                      .connect(listener.getsockname())
                      .bind(
                          _ ->
                              together(
                                  Loopback.writeAll(client, bytes(TEXT))
                                      .bind(_ -> shutdown(client)),
                                  Loopback.readAll(client, pieceSize)))
                      .map(both -> Objects.requireNonNull((String) both.getLast()));
              return together(serving, asking);
            })
        .bind(
            results -> {
              assertEquals(TEXT, results.getLast());
              return together(client.close(), listener.close());
            });
  }

  private static Promise<@Nullable Void> shutdown(Socket socket) {
    socket.shutdown(ShutdownCommand.SEND);
    return Promise.unit();
  }

  private static Promise<@Nullable Void> writeVectors(Fd fd, IoVec left) {
    return left.isEmpty()
        ? Promise.unit()
        : fd.writev(left)
            .bind(
                count -> {
                  left.drop(count);
                  return writeVectors(fd, left);
                });
  }

  private static Promise<Integer> readVectors(Fd fd, IoVec left) {
    return fd.readv(left)
        .bind(
            count -> {
              left.drop(count);
              return count == 0 ? Promise.of(0) : readVectors(fd, left).map(more -> count + more);
            });
  }

  private static Promise<@Nullable Void> copy(Path from, Path to) {
    return together(
            LwtUnix.openfile(from.toString(), Set.of(OpenFlag.RDONLY), 0),
            LwtUnix.openfile(to.toString(), Set.of(OpenFlag.WRONLY, OpenFlag.CREAT), 0600))
        .bind(
            files -> {
              Fd source = (Fd) Objects.requireNonNull(files.get(0));
              Fd target = (Fd) Objects.requireNonNull(files.get(1));
              return copy(source, target, new byte[500])
                  .bind(_ -> target.sync())
                  .bind(_ -> together(source.close(), target.close()));
            })
        .map(_ -> null);
  }

  private static Promise<@Nullable Void> copy(Fd from, Fd to, byte[] buffer) {
    return from.read(buffer)
        .bind(
            count ->
                count == 0
                    ? Promise.unit()
                    : Loopback.writeAll(to, Arrays.copyOf(buffer, count))
                        .bind(_ -> copy(from, to, buffer)));
  }

  /** The text goes through a pipe's end that was passed. */
  private static Promise<@Nullable Void> passed(Pipe pipe, Message message) {
    assertEquals(1, message.count());
    if (message.descriptors().isEmpty()) {
      assertTrue(message.descriptorsTruncated(), "a descriptor is lost");
      return Promise.unit();
    }
    Fd out = message.descriptors().getFirst();
    return Loopback.writeAll(out, bytes(TEXT))
        .bind(_ -> together(out.close(), pipe.out().close()))
        .bind(_ -> Loopback.readAll(pipe.in(), 500))
        .map(
            read -> {
              assertEquals(TEXT, read);
              return null;
            });
  }

  private static Promise<@Nullable Void> writeInPlaces(OutputChannel out) {
    return out.write("the end")
        .bind(_ -> out.seek(4))
        .bind(_ -> out.write("END"))
        .bind(_ -> out.length())
        .bind(
            length -> {
              assertEquals(7, length);
              assertEquals(7, out.position());
              return out.seek(0).bind(_ -> out.write("THE"));
            });
  }

  private static Promise<@Nullable Void> readInPlaces(InputChannel in) {
    return in.length()
        .bind(
            length -> {
              assertEquals(7, length);
              return in.seek(4).bind(_ -> in.readExactly(3));
            })
        .bind(
            end -> {
              assertEquals("END", new String(end, UTF_8));
              return in.seek(0).bind(_ -> in.readAll(UTF_8));
            })
        .map(
            all -> {
              assertEquals("THE END", all);
              assertEquals(7, in.position());
              return null;
            });
  }

  /** A client sends lines and ends its direction; a server sends each line back, and ends when there are no more. */
  private static Promise<@Nullable Void> serveLines() {
    List<Throwable> failures = new ArrayList<>(); // what one side fails with, the other may notice
    ServerOptions options = ServerOptions.DEFAULT.withOnFailure((_, error) -> failures.add(error));
    return LwtIo.closingAfter(
            LwtIo.establishServer(
                SockAddr.loopback(0), options, noting(failures, FaultSweepTest::sendLinesBack)),
            server -> server.shutdownGracefully(Duration.ofSeconds(20)),
            server ->
                LwtIo.withConnection(
                    server.address(), noting(failures, FaultSweepTest::askForLines)))
        .tryBind(
            answer -> {
              if (!failures.isEmpty()) {
                return Promise.failed(failures.getFirst());
              }
              assertEquals(LINES, answer);
              return Promise.unit();
            },
            error -> Promise.failed(failures.isEmpty() ? error : failures.getFirst()));
  }

  private static <T extends @Nullable Object> Fn<Connection, Promise<T>> noting(
      List<Throwable> failures, Fn<Connection, Promise<T>> side) {
    return connection ->
        Lwt.catching(
            () -> side.apply(connection),
            error -> {
              failures.add(error);
              return Promise.failed(error);
            });
  }

  private static Promise<@Nullable Void> sendLinesBack(Connection connection) {
    return connection
        .in()
        .readLine()
        .bind(
            line ->
                line.isEmpty()
                    ? connection.out().flush()
                    : connection.out().writeLine(line.get()).bind(_ -> sendLinesBack(connection)));
  }

  private static Promise<String> askForLines(Connection connection) {
    return connection
        .out()
        .write(LINES)
        .bind(_ -> connection.out().close())
        .bind(_ -> connection.in().readAll(UTF_8));
  }

  /** All of them; or the first rejection at once, as one side may wait for ever for the other that failed. */
  private static Promise<List<@Nullable Object>> together(
      Promise<? extends @Nullable Object>... promises) {
    List<Promise<@Nullable Object>> all =
        Stream.of(promises).map(promise -> promise.<@Nullable Object>map(value -> value)).toList();
    Stream<Promise<List<@Nullable Object>>> failures =
        all.stream()
            .map(promise -> promise.bind(_ -> Resolver.<List<@Nullable Object>>waiter().promise()));
    return Lwt.choose(Stream.concat(Stream.of(Lwt.all(all)), failures).toList());
  }

  // ---- sweeps

  @ParameterizedTest
  @EnumSource
  void everyFaultIsUnseenOrOneRejection(Scenario scenario) throws Exception {
    Set<String> calls = callsOf(scenario);
    for (String call : calls) {
      for (String error : ERRORS) {
        Faults.sweep(Posix.host(), call, error, faults -> run(scenario, faults, call, error));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void shortCountsAreUnseen(Scenario scenario) throws Exception {
    Set<String> transfers = callsOf(scenario);
    transfers.retainAll(TRANSFERS);
    for (String call : transfers) {
      for (int length : List.of(1, 7)) {
        var faults = new Faults(Posix.host());
        faults.on(call).everyNth(1).shorten(length);
        assertEquals(Optional.empty(), outcome(scenario, faults), () -> call + " in pieces");
        assertTrue(faults.injected() > 0);
      }
    }
  }

  /** The system calls that a scenario makes. */
  private Set<String> callsOf(Scenario scenario) throws Exception {
    var faults = new Faults(Posix.host());
    Set<String> calls = new ConcurrentSkipListSet<>();
    faults.watch(call -> calls.add(call.name()));
    Map<Integer, String> before = OpenDescriptors.now();
    EventLoop loop = EventLoop.open(faults.posix());
    assertEquals(Optional.empty(), rejection(scenario.run(folder)));
    loop.close();
    awaitDescriptors(before);
    calls.retainAll(NAMES.keySet());
    return calls;
  }

  private void run(Scenario scenario, Faults faults, String call, String error) throws Exception {
    Optional<Throwable> outcome = outcome(scenario, faults);
    String what = scenario + ": " + error + " of call " + call;
    if (isUnseen(scenario, faults, call, error)) {
      outcome.ifPresent(seen -> fail(what + " is seen", seen));
    } else if (outcome.isPresent()) {
      assertTold(outcome.get(), call, error, what);
    } else {
      assertTrue(mayBeUntold(scenario, call), () -> what + " is lost");
    }
  }

  /** A file has nothing to wait for: EAGAIN is an error like others there. */
  private static boolean isUnseen(Scenario scenario, Faults faults, String call, String error) {
    return faults.injected() == 0
        || (error.equals("EINTR") && !UNINTERRUPTIBLE.contains(call))
        || (error.equals("EAGAIN") && WAITING.contains(call) && !OF_FILES.contains(scenario))
        || names(call).isEmpty();
  }

  /**
   * Whoever closes the loop is not told of errors of what it closes. A descriptor that came with a message and cannot
   * be looked at is told as missing. A server tries to accept again, and what fails at the end of a connection when all
   * has arrived is nobody's concern. A channel takes a file that does not tell where it stands to be at the beginning.
   */
  private static boolean mayBeUntold(Scenario scenario, String call) {
    return call.equals("close")
        || scenario == Scenario.SERVE_LINES
        || call.equals("lseek")
        || (scenario == Scenario.PASS_A_DESCRIPTOR
            && Set.of("fstat", "setCloseOnExec").contains(call));
  }

  private static Set<String> names(String call) {
    return Objects.requireNonNull(NAMES.get(call), call);
  }

  private static void assertTold(Throwable seen, String call, String error, String what) {
    if (!(seen instanceof UnixException refusal)) {
      fail(what, seen);
      return;
    }
    assertEquals(Errno.valueOf(error), refusal.errno(), what);
    String told = what + " is told as " + refusal.getMessage();
    assertTrue(names(call).contains(refusal.call()), told);
    boolean isTheEngines =
        Set.of("eventfd", "poll").contains(call)
            || call.startsWith("epoll")
            || refusal.call().equals("poll");
    boolean hasSubject = !call.equals("pipe") && !isTheEngines;
    assertEquals(hasSubject, refusal.argument() != null, told);
  }

  /** Runs a scenario: what it was rejected with. The loop is sound then, and nothing is left open. */
  private Optional<Throwable> outcome(Scenario scenario, Faults faults) throws Exception {
    Map<Integer, String> before = OpenDescriptors.now();
    EventLoop loop = EventLoop.open(faults.posix());
    List<Throwable> hooked = new ArrayList<>();
    Lwt.setAsyncExceptionHook(hooked::add);
    Lwt.setOrphanHook(_ -> {}); // what else was under way when a call failed
    Optional<Throwable> outcome;
    // The log tells that a server tries again, and of a loop that gives up before all is written.
    try (var _ = new CapturedLog()) {
      outcome = rejectionOf(scenario);
      faults.clear();
      assertEquals(Optional.empty(), rejection(echo(SockAddr.loopback(0), 4096)));
      loop.close();
    }
    awaitDescriptors(before);
    assertEquals(List.of(), hooked);
    return outcome;
  }

  private Optional<Throwable> rejectionOf(Scenario scenario) throws Exception {
    try {
      return rejection(scenario.run(folder));
    } catch (UnixException refused) {
      return Optional.of(refused);
    }
  }

  /** Files are opened and closed by workers, which may be at it still. */
  private static void awaitDescriptors(Map<Integer, String> expected) {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (isWorking() || !OpenDescriptors.now().equals(expected)) {
      if (System.nanoTime() > deadline) {
        assertEquals(expected, OpenDescriptors.now(), "descriptors are left open");
      }
      Thread.onSpinWait();
    }
  }

  private static boolean isWorking() {
    Jobs.Stats stats = Jobs.files().stats();
    return stats.busy() > 0 || stats.queued() > 0;
  }
}
