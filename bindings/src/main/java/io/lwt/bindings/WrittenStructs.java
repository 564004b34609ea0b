package io.lwt.bindings;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.ToLongFunction;

/** How much the system writes of some structs: it is given more room than they take, filled with a pattern. */
final class WrittenStructs implements AutoCloseable {
  private static final int ROOM = 512;

  /** Two, so that a byte which happens to be what was there before is seen the second time. */
  private static final byte[] PATTERNS = {0x5A, (byte) 0xA5};

  private static final LinuxPosix POSIX = LinuxPosix.INSTANCE;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment room = arena.allocate(ROOM, Long.BYTES);
  private final MemorySegment other = arena.allocate(ROOM, Long.BYTES);

  private WrittenStructs() {}

  static List<BindingsCheck.Struct> all() {
    try (var structs = new WrittenStructs()) {
      return List.of(
          struct("sockaddr_in", LinuxAbi.SockaddrIn.SIZEOF, structs.address(POSIX.AF_INET())),
          struct("sockaddr_in6", LinuxAbi.SockaddrIn6.SIZEOF, structs.address(POSIX.AF_INET6())),
          struct("ucred", LinuxAbi.Ucred.SIZEOF, structs.credentials()),
          struct("epoll_event", LinuxEpoll.EVENT_SIZE, structs.epollEvent()),
          struct("pollfd", LinuxAbi.Pollfd.SIZEOF, structs.pollfd()),
          struct("statx", LinuxAbi.Statx.SIZEOF, structs.statx()),
          struct("termios2", LinuxAbi.Termios2.SIZEOF, structs.ofTerminal(LinuxAbi.TCGETS2)),
          struct("winsize", LinuxAbi.Winsize.SIZEOF, structs.ofTerminal(LinuxAbi.TIOCGWINSZ)));
    }
  }

  private static BindingsCheck.Struct struct(String name, long size, long written) {
    return new BindingsCheck.Struct(name, size, written);
  }

  @Override
  public void close() {
    arena.close();
  }

  // ---- one by one

  private long address(int family) {
    int socket = POSIX.socket(family, POSIX.SOCK_DGRAM(), 0);
    return withDescriptor(
        socket,
        () ->
            extent(
                memory -> {
                  other.set(JAVA_INT, 0, ROOM);
                  long name = memory.address();
                  return LinuxSockets.Getsockname.C.call(socket, name, other.address());
                }));
  }

  private long credentials() {
    int[] pair = new int[2];
    int result = POSIX.socketpair(POSIX.AF_UNIX(), POSIX.SOCK_STREAM(), 0, pair);
    return withDescriptor(
        result < 0 ? result : pair[0],
        () -> withDescriptor(pair[1], () -> extent(memory -> peerOf(pair[0], memory))));
  }

  private long peerOf(int socket, MemorySegment memory) {
    other.set(JAVA_INT, 0, ROOM);
    return LinuxSockets.Getsockopt.C.call(
        socket, LinuxAbi.SOL_SOCKET, LinuxAbi.SO_PEERCRED, memory.address(), other.address());
  }

  private long epollEvent() {
    int epoll = POSIX.epollCreate();
    return withDescriptor(epoll, () -> withFullPipe(fd -> epollEvent(epoll, fd)));
  }

  private long epollEvent(int epoll, int fd) {
    int added = POSIX.epollAdd(epoll, fd, Epoll.EPOLLIN, -1);
    return added < 0 ? added : extent(memory -> POSIX.epollWait(epoll, memory, 1, -1));
  }

  /** Only its last member is written. */
  private long pollfd() {
    return withFullPipe(
        fd ->
            extent(
                memory -> {
                  memory.set(JAVA_INT, LinuxAbi.Pollfd.FD, fd);
                  memory.set(JAVA_INT, LinuxAbi.Pollfd.EVENTS, LinuxAbi.POLLIN);
                  return POSIX.poll(memory, 1, -1);
                }));
  }

  private long statx() {
    long root = other.address();
    other.setString(0, "/");
    return extent(
        memory ->
            LinuxStatus.Statx.C.call(
                LinuxAbi.AT_FDCWD, root, 0, LinuxAbi.STATX_BASIC_STATS, memory.address()));
  }

  private long ofTerminal(long request) {
    int terminal = POSIX.openpt();
    return withDescriptor(
        terminal,
        () -> extent(memory -> LinuxTerminals.Ioctl.C.call(terminal, request, memory.address())));
  }

  // ---- what they have in common

  /** How far a call writes into the room, or what it answered if it failed. */
  private long extent(ToLongFunction<MemorySegment> call) {
    long extent = 0;
    for (byte pattern : PATTERNS) {
      room.fill(pattern);
      long answer = call.applyAsLong(room);
      if (answer < 0) {
        return answer;
      }
      long end = ROOM;
      while (end > extent && room.get(JAVA_BYTE, end - 1) == pattern) {
        end--;
      }
      extent = Math.max(extent, end);
    }
    return extent;
  }

  private interface Measure {
    long take();
  }

  private interface MeasureOf {
    long take(int fd);
  }

  /** Measures, and closes a descriptor; one that is an error is the answer. */
  private static long withDescriptor(int fd, Measure measure) {
    if (fd < 0) {
      return fd;
    }
    try {
      return measure.take();
    } finally {
      POSIX.close(fd);
    }
  }

  /** Hands over the end of a pipe that can be read from. */
  private long withFullPipe(MeasureOf measure) {
    int[] ends = new int[2];
    int result = POSIX.pipe(ends);
    return withDescriptor(
        result < 0 ? result : ends[0],
        () ->
            withDescriptor(
                ends[1],
                () -> {
                  long written = POSIX.write(ends[1], other, 1);
                  return written < 0 ? written : measure.take(ends[0]);
                }));
  }
}
