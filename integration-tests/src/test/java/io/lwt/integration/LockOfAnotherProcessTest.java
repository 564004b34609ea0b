package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Promise;
import io.lwt.unix.EventLoop;
import io.lwt.unix.Fd;
import io.lwt.unix.LockMode;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.OpenFlag;
import io.lwt.unix.RecordLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lock that another process has, by the calls that other programs make, is in the way until that gives it back. */
class LockOfAnotherProcessTest {
  @TempDir private Path folder;

  @AfterEach
  void closeLoop() {
    EventLoop.current().close();
  }

  @Test
  void isWaitedFor() throws Exception {
    String path = Files.createFile(folder.resolve("file")).toString();
    Fd fd = LwtMain.run(LwtUnix.openfile(path, Set.of(OpenFlag.RDWR), 0));
    try (var program = new OtherProcess(LockProgram.class, path, "locked")) {
      assertFalse(LwtMain.run(fd.tryLock(LockMode.SHARED)));
      RecordLock found = LwtMain.run(fd.testLock(LockMode.SHARED, 0, 0)).orElseThrow();
      assertEquals(OptionalInt.of(program.pid()), found.process());
      Promise<@Nullable Void> lock = fd.lock(LockMode.EXCLUSIVE);
      assertTrue(lock.isPending());
      program.endInput();
      LwtMain.run(lock);
      assertTrue(LwtMain.run(fd.testLock(LockMode.EXCLUSIVE, 0, 0)).isEmpty());
    }
  }
}
