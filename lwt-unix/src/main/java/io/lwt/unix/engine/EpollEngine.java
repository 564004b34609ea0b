package io.lwt.unix.engine;

import io.lwt.bindings.Epoll;
import io.lwt.bindings.NativeBuffers;
import io.lwt.bindings.Posix;
import io.lwt.unix.Errno;
import io.lwt.unix.UnixException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Linux' epoll(7). A descriptor is registered once, edge-triggered, for input, the other side's end and urgent data.
 * Output is added when a write first had to wait, and stays: with it from the start, every message that the other side
 * of a Unix socket takes would wake the writer.
 *
 * <p>An event carries the descriptor's number and a count of how often that number was added or removed, so that an
 * event of a descriptor that is gone never reaches the next one of its number.
 */
public final class EpollEngine implements Engine {
  /**
   * The most events taken at once: the system looks at each descriptor for that, and what it has looked at is to be in
   * the cache still when the descriptor is read.
   */
  private static final int MAX_EVENTS = 256;

  private static final int INPUT =
      Epoll.EPOLLIN | Epoll.EPOLLRDHUP | Epoll.EPOLLPRI | Epoll.EPOLLET;
  private static final int BROKEN = Epoll.EPOLLERR | Epoll.EPOLLHUP;
  private static final int CLOSING_EVENTS = BROKEN | Epoll.EPOLLRDHUP;
  private static final int READABLE_EVENTS = Epoll.EPOLLIN | Epoll.EPOLLPRI | CLOSING_EVENTS;
  private static final int WRITABLE_EVENTS = Epoll.EPOLLOUT | BROKEN;
  private static final int EINTR = Errno.EINTR.number();

  private final Epoll epoll;
  private final int epollFd;
  private final Handles handles;
  private final MemorySegment events;

  private final Listeners listeners = new Listeners();

  /** What is looked for, by descriptor number. */
  private int[] masks = new int[64];

  // What was taken and not told yet: some is left over when a listener throws.
  private int next;
  private int taken;

  /**
   * An engine on this system's epoll(7).
   *
   * @throws UnixException if there are no descriptors left
   */
  public EpollEngine() {
    this(Posix.host());
  }

  /**
   * An engine with its descriptors, both close-on-exec.
   *
   * @param posix Linux' calls: also an {@link Epoll}
   * @throws UnixException if there are no descriptors left
   */
  @SuppressWarnings("exports") // who is not of this library has no such calls to give
  public EpollEngine(Posix posix) {
    epoll = (Epoll) posix;
    handles = Handles.open(posix);
    epollFd = handles.epollFd;
    events = handles.events;
  }

  @Override
  public String name() {
    return "epoll";
  }

  @Override
  public void claim() {
    handles.waker.claim(name());
  }

  @Override
  public void add(int fd, int direction, Listener listener) {
    int length = listeners.reserve(fd);
    if (length > masks.length) {
      masks = Arrays.copyOf(masks, length);
    }
    int mask = direction == WRITABLE ? INPUT | Epoll.EPOLLOUT : INPUT;
    listeners.add(fd, listener);
    masks[fd] = mask;
    int result = epoll.epollAdd(epollFd, fd, mask, data(fd));
    if (result < 0) {
      listeners.remove(fd);
      check(result, "epoll_ctl");
    }
  }

  private long data(int fd) {
    return ((long) listeners.generation(fd) << Integer.SIZE) | fd;
  }

  /** An error means that it is not watched any more: its number was closed behind our back. */
  @Override
  public void remove(int fd) {
    listeners.remove(fd);
    epoll.epollDelete(epollFd, fd);
  }

  @Override
  public void want(int fd, int direction) {
    if (direction == WRITABLE && (masks[fd] & Epoll.EPOLLOUT) == 0) {
      masks[fd] |= Epoll.EPOLLOUT;
      refresh(fd);
    }
  }

  @Override
  public void refresh(int fd) {
    check(epoll.epollModify(epollFd, fd, masks[fd], data(fd)), "epoll_ctl");
  }

  @Override
  public boolean await(long timeoutNanos) {
    if (next == taken) {
      int count = epoll.epollWait(epollFd, events, MAX_EVENTS, timeoutNanos);
      next = 0;
      taken = count == -EINTR ? 0 : check(count, "epoll_wait");
    }
    return next < taken;
  }

  @Override
  public void dispatch() {
    while (next < taken) {
      int event = next++;
      tell(epoll.epollData(events, event), epoll.epollEvents(events, event));
    }
  }

  private void tell(long data, int mask) {
    listeners.tell((int) data, (int) (data >>> Integer.SIZE), readiness(mask));
  }

  private static int readiness(int mask) {
    return (mask & READABLE_EVENTS) == 0
        ? writability(mask)
        : READABLE
            | writability(mask)
            | ((mask & CLOSING_EVENTS) == 0 ? 0 : CLOSING)
            | ((mask & Epoll.EPOLLPRI) == 0 ? 0 : URGENT);
  }

  private static int writability(int mask) {
    return (mask & WRITABLE_EVENTS) == 0 ? 0 : WRITABLE;
  }

  @Override
  public void forEach(Visitor visitor) {
    listeners.forEach(visitor);
  }

  @Override
  public void wakeup() {
    handles.waker.signal();
  }

  @Override
  public void close() {
    next = 0;
    taken = 0;
    handles.run();
  }

  @Override
  public Runnable releaser() {
    return handles;
  }

  private static int check(int result, String call) {
    if (result < 0) {
      throw new UnixException(-result, call);
    }
    return result;
  }

  /** The engine's own descriptors and memory. */
  private static final class Handles implements Runnable {
    private final Posix posix;
    private final int epollFd;

    /** Each signal is a new edge, so it is never drained. */
    private final Waker waker;

    private final MemorySegment events = NativeBuffers.take();
    private boolean closed;

    private Handles(Posix posix, int epollFd, Waker waker) {
      this.posix = posix;
      this.epollFd = epollFd;
      this.waker = waker;
    }

    static Handles open(Posix posix) {
      Waker waker = Waker.open(posix);
      int epollFd = ((Epoll) posix).epollCreate();
      if (epollFd < 0) {
        waker.run();
        check(epollFd, "epoll_create1");
      }
      var handles = new Handles(posix, epollFd, waker);
      int added =
          ((Epoll) posix).epollAdd(epollFd, waker.fd(), Epoll.EPOLLIN | Epoll.EPOLLET, waker.fd());
      if (added < 0) {
        handles.run();
        check(added, "epoll_ctl");
      }
      return handles;
    }

    @Override
    public synchronized void run() {
      if (!closed) {
        closed = true;
        posix.close(epollFd);
        waker.run();
        NativeBuffers.giveBack(events);
      }
    }
  }
}
