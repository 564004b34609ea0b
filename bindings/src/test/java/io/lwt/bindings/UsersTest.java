package io.lwt.bindings;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsersTest {
  private static final long NOBODY_IS = 3_999_999_999L;

  private final Posix posix = Posix.host();
  private final EntryBuffer buffer = new EntryBuffer(Arena.ofAuto(), 4096);
  private final EntryBuffer small = new EntryBuffer(Arena.ofAuto(), 1);

  private static byte[] ascii(String name) {
    return name.getBytes(US_ASCII);
  }

  @Test
  void userIsFoundByNameAndNumber() {
    assertEquals(1, posix.getpwnam(ascii("root"), buffer));
    Users.Passwd byName = posix.passwd(buffer);
    assertEquals(1, posix.getpwuid(0, buffer));
    Users.Passwd byNumber = posix.passwd(buffer);
    for (Users.Passwd root : new Users.Passwd[] {byName, byNumber}) {
      assertArrayEquals(ascii("root"), root.name());
      assertEquals(0, root.uid());
      assertEquals(0, root.gid());
      assertEquals('/', root.home()[0]);
      assertEquals('/', root.shell()[0]);
    }
  }

  @Test
  void groupIsFoundByNumberAndName() {
    assertEquals(1, posix.getgrgid(0, buffer));
    Users.Group root = posix.group(buffer);
    assertEquals(0, root.gid());
    assertEquals(1, posix.getgrnam(root.name(), buffer));
    assertArrayEquals(root.name(), posix.group(buffer).name());
    assertEquals(root.members().size(), posix.group(buffer).members().size());
  }

  @Test
  void whatThereIsNotIsZeroAndLeavesNothingOfTheLastEntry() {
    assertEquals(1, posix.getpwuid(0, buffer));
    assertEquals(0, posix.getpwuid(NOBODY_IS, buffer));
    assertEquals(0, posix.getpwnam(ascii("no such user"), buffer));
    assertEquals(0, posix.getgrgid(NOBODY_IS, buffer));
    assertEquals(0, posix.getgrnam(ascii("no such group"), buffer));
  }

  @Test
  void smallBufferIsToldSo() {
    int tooSmall = -posix.errno("ERANGE");
    assertEquals(1, small.size());
    assertEquals(tooSmall, posix.getpwnam(ascii("root"), small));
    assertEquals(tooSmall, posix.getpwuid(0, small));
    assertEquals(tooSmall, posix.getgrnam(ascii("root"), small));
    assertEquals(tooSmall, posix.getgrgid(0, small));
  }

  /** An entry as the C library would lay it out, with memory of the arena. */
  private EntryBuffer entry(
      Arena arena, Map<Integer, Long> pointers, Map<Integer, Integer> numbers) {
    EntryBuffer made = new EntryBuffer(arena, 0);
    MemorySegment struct = SystemLibrary.memory(made.clear(), EntryBuffer.STRUCT_SIZE);
    pointers.forEach((offset, pointer) -> struct.set(ValueLayout.JAVA_LONG, offset, pointer));
    numbers.forEach((offset, number) -> struct.set(ValueLayout.JAVA_INT, offset, number));
    return made;
  }

  @Test
  void groupMayHaveVeryManyMembers() {
    try (Arena arena = Arena.ofConfined()) {
      int count = 200_000;
      MemorySegment array = arena.allocate((count + 1) * (long) Long.BYTES, Long.BYTES);
      for (int i = 0; i < count; i++) {
        array.setAtIndex(ValueLayout.JAVA_LONG, i, arena.allocateFrom("m" + i).address());
      }
      EntryBuffer made = entry(arena, Map.of(LinuxAbi.Group.GR_MEM, array.address()), Map.of());
      List<byte[]> members = posix.group(made).members();
      assertEquals(count, members.size());
      assertArrayEquals(ascii("m" + (count - 1)), members.getLast());
    }
  }

  @Test
  void stringThatTheSystemLeftOutIsEmptyAndNumbersHaveNoSign() {
    try (Arena arena = Arena.ofConfined()) {
      Users.Passwd user =
          posix.passwd(
              entry(
                  arena, Map.of(), Map.of(LinuxAbi.Passwd.PW_UID, -2, LinuxAbi.Passwd.PW_GID, -3)));
      assertEquals(0xFFFF_FFFEL, user.uid());
      assertEquals(0xFFFF_FFFDL, user.gid());
      assertEquals(0, user.gecos().length);
      Users.Group group = posix.group(entry(arena, Map.of(), Map.of(LinuxAbi.Group.GR_GID, -4)));
      assertEquals(0xFFFF_FFFCL, group.gid());
      assertEquals(List.of(), group.members());
    }
  }

  @Test
  void loginIsANameOrAnError() {
    int answer = posix.getlogin(buffer);
    assertTrue(answer == 1 || answer < 0);
    assertFalse(answer == 1 && posix.login(buffer).length == 0);
  }

  @Test
  void nulInANameIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> posix.getpwnam(ascii("root\0x"), buffer));
    assertThrows(IllegalArgumentException.class, () -> posix.getgrnam(ascii("root\0x"), buffer));
  }
}
