package io.lwt.unix;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lwt.bindings.Posix;
import io.lwt.testkit.Faults;
import io.lwt.testkit.OpenDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A test of files: there is one, which holds ten digits. */
abstract class FileLoopTest extends LoopTest {
  final Faults faults = new Faults(Posix.host());
  @TempDir Path folder;
  Path path = Path.of("");

  @BeforeEach
  final void setUp() throws IOException {
    EventLoop.open(faults.posix());
    path = folder.resolve("file");
    Files.writeString(path, "0123456789");
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  final Fd open(OpenFlag... flags) {
    return LwtMain.run(LwtUnix.openfile(path.toString(), Set.of(flags), 0644));
  }

  static String read(Fd fd, int length) {
    byte[] buffer = new byte[length];
    return new String(buffer, 0, LwtMain.run(fd.read(buffer)), UTF_8);
  }

  final String contents() throws IOException {
    return Files.readString(path);
  }

  /** Whether a descriptor of a file is open. */
  static boolean isOpen(Path file) {
    return OpenDescriptors.now().containsValue(file.toString());
  }

  /** Waits for a worker, one of many, to close a file. */
  static void awaitClosed(Path file) {
    while (isOpen(file)) {
      LwtMain.run(Jobs.files().run(() -> "a turn"));
    }
  }

  /** Keeps every worker busy until it is given back. */
  static Semaphore occupyWorkers() {
    var release = new Semaphore(0);
    var begun = new Semaphore(0);
    for (int i = 0; i < 16; i++) {
      Jobs.files()
          .execute(
              () -> {
                begun.release();
                release.acquireUninterruptibly();
              });
    }
    begun.acquireUninterruptibly(16);
    return release;
  }

  /** Has the next call of a name wait on its worker: until one is given back, and tells that it has begun. */
  record Gate(Semaphore begun, Semaphore release) {
    static Gate before(Faults faults, String call) {
      var gate = new Gate(new Semaphore(0), new Semaphore(0));
      faults.watch(
          made -> {
            if (made.name().equals(call)) {
              gate.begun.release();
              gate.release.acquireUninterruptibly();
            }
          });
      return gate;
    }
  }
}
