package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.lwt.Lwt;
import io.lwt.bindings.Files;
import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Whatever makes a descriptor makes it close-on-exec, and non-blocking where it can be. */
class DescriptorFlagsTest {
  private static final int BOTH = Files.CLOSE_ON_EXEC | Files.NON_BLOCKING;

  /** What makes descriptors. */
  private interface Maker {
    List<Fd> make(Path folder) throws Exception;
  }

  private static final Map<String, Maker> NON_BLOCKING =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("pipe", _ -> List.of(LwtUnix.pipe().in(), LwtUnix.pipe().out())),
              Map.entry("socket, TCP", _ -> List.of(socket(SocketDomain.INET, SocketType.STREAM))),
              Map.entry("socket, UDP", _ -> List.of(socket(SocketDomain.INET6, SocketType.DGRAM))),
              Map.entry(
                  "socket, Unix", _ -> List.of(socket(SocketDomain.UNIX, SocketType.SEQPACKET))),
              Map.entry("socketpair", _ -> socketpair()),
              Map.entry("accept", _ -> List.of(Loopback.tcp().server())),
              Map.entry("acceptUpTo", _ -> acceptUpTo()),
              Map.entry("connect", _ -> connect()),
              Map.entry("dup, socket", _ -> List.of(Loopback.tcp().server().dup())),
              Map.entry("recvMsg", _ -> received()),
              Map.entry("openPty", _ -> pty()),
              Map.entry("openfile, FIFO", DescriptorFlagsTest::fifo)));

  private static final Map<String, Maker> BLOCKING =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("openfile", DescriptorFlagsTest::file),
              Map.entry("dup, file", folder -> List.of(file(folder).getFirst().dup())),
              Map.entry(
                  "mkstemp",
                  folder ->
                      List.of(
                          LwtMain.run(LwtUnix.mkstemp(folder.resolve("XXXXXX").toString())).fd())),
              Map.entry(
                  "tmpfile", folder -> List.of(LwtMain.run(LwtUnix.tmpfile(folder.toString()))))));

  private static Socket socket(SocketDomain domain, SocketType type) {
    return LwtUnix.socket(domain, type);
  }

  private static List<Fd> socketpair() {
    SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM);
    return List.of(pair.first(), pair.second());
  }

  private static List<Fd> acceptUpTo() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    LwtMain.run(socket(SocketDomain.INET, SocketType.STREAM).connect(listener.getsockname()));
    return LwtMain.run(listener.acceptUpTo(5)).connections().stream()
        .<Fd>map(Accepted::socket)
        .toList();
  }

  private static List<Fd> connect() {
    Socket listener = Loopback.listen(SockAddr.loopback(0));
    return List.of(LwtMain.run(LwtUnix.connect(listener.getsockname())));
  }

  private static List<Fd> received() {
    SocketPair pair = LwtUnix.socketpair(SocketDomain.UNIX, SocketType.STREAM);
    Fd sent = socket(SocketDomain.INET, SocketType.STREAM);
    LwtMain.run(pair.first().sendMsg(new IoVec().append(new byte[1]), List.of(sent)));
    return LwtMain.run(pair.second().recvMsg(new IoVec().append(new byte[1]))).descriptors();
  }

  private static List<Fd> pty() {
    Pty pty = LwtUnix.openPty();
    return List.of(pty.master(), pty.slave());
  }

  private static List<Fd> fifo(Path folder) {
    String path = folder.resolve("fifo").toString();
    LwtMain.run(LwtUnix.mkfifo(path, 0600));
    return List.of(LwtMain.run(LwtUnix.openfile(path, Set.of(OpenFlag.RDWR), 0)));
  }

  private static List<Fd> file(Path folder) {
    String path = folder.resolve("file").toString();
    return List.of(
        LwtMain.run(LwtUnix.openfile(path, Set.of(OpenFlag.RDWR, OpenFlag.CREAT), 0600)));
  }

  @TestFactory
  Stream<DynamicTest> areNonBlockingAndCloseOnExec(@TempDir Path folder) {
    return tests(NON_BLOCKING, BOTH, folder);
  }

  @TestFactory
  Stream<DynamicTest> ofFilesAreCloseOnExec(@TempDir Path folder) {
    return tests(BLOCKING, Files.CLOSE_ON_EXEC, folder);
  }

  private static Stream<DynamicTest> tests(Map<String, Maker> makers, int flags, Path folder) {
    return makers.entrySet().stream()
        .map(
            entry ->
                dynamicTest(
                    entry.getKey(),
                    () -> {
                      for (Fd fd : entry.getValue().make(folder)) {
                        assertEquals(flags, Posix.host().descriptorFlags(fd.number()));
                      }
                      EventLoop.current().close();
                    }));
  }

  /** Those that nobody sees. */
  @Test
  void theLoopsOwnAndAWatchersAreBoth(@TempDir Path folder) {
    var faults = new Faults(Posix.host());
    Map<String, Integer> made = new TreeMap<>();
    faults.watch(
        call -> {
          if (Set.of("epollCreate", "eventfd", "inotifyInit").contains(call.name())) {
            made.put(call.name(), (Integer) call.result());
          }
        });
    EventLoop loop = EventLoop.open(faults.posix());
    loop.engine(); // else workers may be so fast that it is not needed
    FileWatcher watcher = LwtUnix.watchFiles();
    LwtMain.run(watcher.add(folder.toString(), Set.of(WatchKind.CREATE)));
    Directory directory = LwtMain.run(LwtUnix.opendir(folder.toString()));
    LwtMain.run(Lwt.pause());
    assertEquals(Set.of("epollCreate", "eventfd", "inotifyInit"), made.keySet());
    made.forEach(
        (call, number) ->
            assertEquals(
                call.equals("epollCreate") ? Files.CLOSE_ON_EXEC : BOTH,
                Posix.host().descriptorFlags(number),
                call));
    LwtMain.run(directory.close());
    LwtMain.run(watcher.close());
    loop.close();
  }
}
