package io.lwt.unix.internal;

import io.lwt.bindings.Posix;
import io.lwt.unix.EventLoop;
import io.lwt.unix.Fd;
import io.lwt.unix.Jobs;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the library's other modules need of an event loop, beside its public face. */
@SuppressWarnings("exports") // the bindings are visible to the library's modules only, as is this
public abstract class LoopAccess {
  private static volatile @Nullable LoopAccess instance;

  /** The loop's own. */
  protected LoopAccess() {}

  /** Says which one there is. The class of loops does so when it is initialized. */
  protected static void provide(LoopAccess access) {
    instance = access;
  }

  /**
   * The one there is.
   *
   * @param loop shows that the class of loops is initialized
   */
  public static LoopAccess of(EventLoop loop) {
    LoopAccess access = instance;
    if (access == null) {
      throw new AssertionError(loop);
    }
    return access;
  }

  /** The system calls that the loop makes. */
  public abstract Posix posix(EventLoop loop);

  /** The pool for the loop's calls that may block. */
  public abstract Jobs files(EventLoop loop);

  /** Throws {@link IllegalStateException} unless it is the current thread's, and open. */
  public abstract void checkUsable(EventLoop loop);

  /** A descriptor that was just opened, close-on-exec and non-blocking, and that the engine can watch. */
  public abstract Fd opened(EventLoop loop, int number);

  /**
   * An end of a pipe that was just opened, whose other end is somebody else's. It is made larger if that is of use.
   */
  public abstract Fd openedPipe(EventLoop loop, int number);

  /**
   * The number of a descriptor is about to be used on another thread: close(2) waits for {@link #endUse}.
   *
   * @param call what uses it, for the error that is thrown unless calls may be made on it
   */
  public abstract void beginUse(Fd fd, String call);

  /** It has been used. On the loop. */
  public abstract void endUse(Fd fd);

  /** Has something done once a loop is garbage, on some thread; it must not refer to the loop. */
  public abstract void whenGarbage(EventLoop loop, Runnable action);

  /**
   * The bytes of a string for the system.
   *
   * @param what what it is, for the message: {@code "the path"}
   * @throws IllegalArgumentException if it contains NUL, or half a surrogate pair that stands for no byte
   */
  public abstract byte[] encode(String string, String what);

  /** The string that has these bytes. */
  public abstract String decode(byte[] bytes);

  /** Starts a process, and tells Flight Recorder of it where that is in use. */
  public abstract int spawn(Supplier<String> program, IntSupplier call);
}
