package io.lwt.unix.engine;

import io.lwt.bindings.FileModes;
import io.lwt.bindings.FileStatus;
import io.lwt.bindings.Poll;
import io.lwt.bindings.Posix;
import io.lwt.unix.Errno;
import io.lwt.unix.UnixException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * poll(2), which every Unix has. It is told each time of all descriptors that something waits for, so a look costs the
 * more the more they are: some 50 ns each. Where there is epoll, it serves to compare, and where that is forbidden.
 *
 * <p>The array that poll(2) looks at holds no more than what is wanted: a descriptor enters it with {@link #want}, and
 * leaves it with the report. So one that is ready, and nobody asks, does not end each wait.
 */
public final class PollEngine implements Engine {
  private static final int EINTR = -Errno.EINTR.number();

  /** Where the descriptor for {@link #wakeup} stands; for other descriptors, that they are not in the array. */
  private static final int WAKEUP = 0;

  /** What nobody asks for, and is reported until the descriptor is closed. */
  private static final int BROKEN = Poll.POLLERR | Poll.POLLHUP | Poll.POLLNVAL;

  private final Posix posix;
  private final Poll poll;
  private final Waker waker;

  /** POLLRDHUP, where the system has it. */
  private final int peerEnded;

  /** What is looked for on behalf of reads. */
  private final int input;

  // The array, and where a descriptor stands in it, by number.
  private MemorySegment array;
  private int capacity = 64;
  private int count;
  private int[] places = new int[64];

  private final Listeners listeners = new Listeners();

  // What was found and not told yet: some is left over when a listener throws.
  private Found[] found = new Found[0];
  private int next;
  private int taken;

  /** What a wait has found; used again by the next one. */
  private static final class Found {
    private int fd;
    private int generation;
    private int events;
  }

  /**
   * An engine on this system's poll(2).
   *
   * @throws UnixException if there are no descriptors left
   */
  public PollEngine() {
    this(Posix.host());
  }

  /**
   * An engine with its descriptor, which is close-on-exec.
   *
   * @param posix the system's calls: also a {@link Poll}
   * @throws UnixException if there are no descriptors left
   */
  @SuppressWarnings("exports") // who is not of this library has no such calls to give
  public PollEngine(Posix posix) {
    this.posix = posix;
    poll = (Poll) posix;
    peerEnded = poll.POLLRDHUP();
    input = Poll.POLLIN | Poll.POLLPRI | peerEnded;
    array = allocate();
    waker = Waker.open(posix);
    append(waker.fd(), Poll.POLLIN);
  }

  private MemorySegment allocate() {
    return Arena.ofAuto().allocate(capacity * poll.pollfdSize(), Integer.BYTES);
  }

  @Override
  public String name() {
    return "poll";
  }

  @Override
  public void claim() {
    waker.claim(name());
  }

  @Override
  public void add(int fd, int direction, Listener listener) {
    checkWatchable(fd);
    int length = listeners.reserve(fd);
    if (length > places.length) {
      places = Arrays.copyOf(places, length);
    }
    listeners.add(fd, listener);
    want(fd, direction);
  }

  /** Refuses what poll(2) would call ready at any time, though it may block. */
  private void checkWatchable(int fd) {
    FileStatus[] status = new FileStatus[1];
    int result;
    do {
      result = posix.fstat(fd, status);
    } while (result == EINTR);
    check(result);
    switch (status[0].mode() & FileModes.S_IFMT) {
      case FileModes.S_IFREG, FileModes.S_IFDIR, FileModes.S_IFBLK -> check(-Errno.EPERM.number());
      default -> {}
    }
  }

  @Override
  public void remove(int fd) {
    if (fd < places.length) {
      listeners.remove(fd);
      leave(fd);
    }
  }

  @Override
  public void want(int fd, int direction) {
    int events = direction == WRITABLE ? Poll.POLLOUT : input;
    int place = places[fd];
    if (place == WAKEUP) {
      places[fd] = append(fd, events);
    } else {
      poll.setPollfd(array, place, fd, poll.pollfdEvents(array, place) | events);
    }
  }

  @Override
  public void refresh(int fd) {
    want(fd, READABLE);
    want(fd, WRITABLE);
  }

  @Override
  public boolean await(long timeoutNanos) {
    if (next == taken) {
      int ready = poll.poll(array, count, timeoutNanos);
      next = 0;
      taken = 0;
      if (ready != EINTR) {
        collect(check(ready));
      }
    }
    return next < taken;
  }

  /** From the last to the first: whoever leaves the array is replaced by the last, which was looked at before. */
  private void collect(int ready) {
    int left = ready;
    for (int place = count - 1; place > WAKEUP && left > 0; place--) {
      int events = poll.pollfdRevents(array, place);
      if (events != 0) {
        left--;
        take(place, events);
      }
    }
    if (left > 0) {
      waker.drain();
    }
  }

  private void take(int place, int events) {
    int fd = poll.pollfdFd(array, place);
    if (taken == found.length) {
      grow();
    }
    Found one = found[taken++];
    one.fd = fd;
    one.generation = listeners.generation(fd);
    one.events = readiness(events);
    int left = stillWanted(poll.pollfdEvents(array, place), events);
    if (left == 0) {
      leave(fd);
    } else {
      poll.setPollfd(array, place, fd, left);
    }
  }

  private void grow() {
    int length = found.length;
    found = Arrays.copyOf(found, Math.max(16, length * 2));
    for (int i = length; i < found.length; i++) {
      found[i] = new Found();
    }
  }

  private int stillWanted(int wanted, int reported) {
    if ((reported & BROKEN) != 0) {
      return 0;
    }
    int left = (reported & input) == 0 ? wanted : wanted & ~input;
    return left & ~(reported & Poll.POLLOUT);
  }

  private int readiness(int events) {
    int readiness = (events & (Poll.POLLOUT | BROKEN)) == 0 ? 0 : WRITABLE;
    if ((events & (input | BROKEN)) != 0) {
      readiness |= READABLE;
    }
    if ((events & (peerEnded | BROKEN)) != 0) {
      readiness |= CLOSING;
    }
    return (events & Poll.POLLPRI) == 0 ? readiness : readiness | URGENT;
  }

  // ---- the array

  private int append(int fd, int events) {
    if (count == capacity) {
      capacity *= 2;
      MemorySegment former = array;
      array = allocate();
      MemorySegment.copy(former, 0, array, 0, former.byteSize());
    }
    poll.setPollfd(array, count, fd, events);
    return count++;
  }

  private void leave(int fd) {
    int place = places[fd];
    if (place != WAKEUP) {
      places[fd] = WAKEUP;
      int last = --count;
      if (place != last) {
        int moved = poll.pollfdFd(array, last);
        poll.setPollfd(array, place, moved, poll.pollfdEvents(array, last));
        places[moved] = place;
      }
    }
  }

  // ---- the rest

  @Override
  public void dispatch() {
    while (next < taken) {
      Found one = found[next++];
      listeners.tell(one.fd, one.generation, one.events);
    }
  }

  @Override
  public void forEach(Visitor visitor) {
    listeners.forEach(visitor);
  }

  @Override
  public void wakeup() {
    waker.signal();
  }

  @Override
  public void close() {
    next = 0;
    taken = 0;
    waker.run();
  }

  @Override
  public Runnable releaser() {
    return waker;
  }

  private static int check(int result) {
    if (result < 0) {
      throw new UnixException(-result, "poll");
    }
    return result;
  }
}
