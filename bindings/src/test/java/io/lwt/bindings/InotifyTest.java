package io.lwt.bindings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InotifyTest {
  private final Descriptors descriptors = new Descriptors();
  private final Inotify inotify = (Inotify) descriptors.posix;
  @TempDir private Path folder;

  @AfterEach
  void close() {
    descriptors.close();
  }

  @Test
  void eventsHaveTheirNameOrNone() throws IOException {
    int fd = descriptors.add(inotify.inotifyInit());
    byte[] path = folder.toString().getBytes(UTF_8);
    int watch = inotify.inotifyAddWatch(fd, path, Inotify.IN_CREATE | Inotify.IN_ATTRIB);
    assertTrue(watch > 0);
    for (String name : new String[] {"short", "a-name-of-22-characters"}) {
      java.nio.file.Files.createFile(folder.resolve(name));
    }
    assertEquals(0, descriptors.posix.chmod(path, 0700));
    MemorySegment events = descriptors.arena.allocate(4096, 8);
    long length = descriptors.posix.read(fd, events, 4096);
    int at = assertEvent(events, 0, watch, Inotify.IN_CREATE, "short");
    at = assertEvent(events, at, watch, Inotify.IN_CREATE, "a-name-of-22-characters");
    at = assertEvent(events, at, watch, Inotify.IN_ATTRIB | Inotify.IN_ISDIR, "");
    assertEquals(length, at);
    assertEquals(0, inotify.inotifyRmWatch(fd, watch));
    assertEquals(16, descriptors.posix.read(fd, events, 4096));
    assertEvent(events, 0, watch, Inotify.IN_IGNORED, "");
  }

  private int assertEvent(MemorySegment events, int at, int watch, int mask, String name) {
    assertEquals(watch, inotify.inotifyWatch(events, at));
    assertEquals(mask, inotify.inotifyMask(events, at));
    assertEquals(0, inotify.inotifyCookie(events, at));
    assertArrayEquals(name.getBytes(UTF_8), inotify.inotifyName(events, at));
    return at + inotify.inotifyLength(events, at);
  }

  @Test
  void theTwoEventsOfAMoveHaveTheirCookie() throws IOException {
    int fd = descriptors.add(inotify.inotifyInit());
    Path file = java.nio.file.Files.createFile(folder.resolve("before"));
    byte[] path = folder.toString().getBytes(UTF_8);
    assertTrue(inotify.inotifyAddWatch(fd, path, Inotify.IN_MOVED_FROM | Inotify.IN_MOVED_TO) > 0);
    java.nio.file.Files.move(file, folder.resolve("after"));
    MemorySegment events = descriptors.arena.allocate(4096, 8);
    descriptors.posix.read(fd, events, 4096);
    int cookie = inotify.inotifyCookie(events, 0);
    assertTrue(cookie != 0);
    assertEquals(cookie, inotify.inotifyCookie(events, inotify.inotifyLength(events, 0)));
  }

  @Test
  void errorsAreTold() {
    int fd = descriptors.add(inotify.inotifyInit());
    byte[] missing = folder.resolve("missing").toString().getBytes(UTF_8);
    int enoent = descriptors.failure("ENOENT");
    assertEquals(enoent, inotify.inotifyAddWatch(fd, missing, Inotify.IN_CREATE));
    assertEquals(descriptors.failure("EINVAL"), inotify.inotifyRmWatch(fd, 1));
    assertEquals(descriptors.failure("EBADF"), inotify.inotifyRmWatch(-1, 1));
  }
}
