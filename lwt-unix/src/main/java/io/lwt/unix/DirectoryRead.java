package io.lwt.unix;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.lwt.bindings.Posix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads some thousand entries of a directory, and makes Strings of their names, on a worker. */
final class DirectoryRead extends WorkerCall<List<DirectoryEntry>> {
  /** Some four thousand names. */
  private static final int BUFFER_SIZE = 128 * 1024;

  private List<DirectoryEntry> entries = List.of();

  DirectoryRead(Descriptor descriptor) {
    super(descriptor, "readdir");
  }

  @Override
  long call(Posix posix, int number) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER_SIZE, Long.BYTES);
      long length = posix.getdents(number, buffer, BUFFER_SIZE);
      if (length > 0) {
        entries = parse(posix, buffer, (int) length);
      }
      return length;
    }
  }

  /** What getdents64(2) has given. */
  static List<DirectoryEntry> parse(Posix posix, MemorySegment buffer, int length) {
    byte[] bytes = buffer.asSlice(0, length).toArray(JAVA_BYTE);
    List<DirectoryEntry> entries = new ArrayList<>();
    for (int at = 0; at < length; at += posix.direntLength(buffer, at)) {
      String name = name(bytes, (int) posix.direntName(at));
      entries.add(new DirectoryEntry(name, FileKind.of(posix.direntKind(buffer, at))));
    }
    return entries;
  }

  /** The name that begins there and ends before a NUL. Most are ASCII, and quickly made. */
  private static String name(byte[] bytes, int from) {
    int to = from;
    int all = 0;
    while (bytes[to] != 0) {
      all |= bytes[to++];
    }
    return all >= 0
        ? new String(bytes, from, to - from, ISO_8859_1)
        : OsStrings.decode(Arrays.copyOfRange(bytes, from, to));
  }

  @Override
  List<DirectoryEntry> value(long result) {
    return entries;
  }
}
