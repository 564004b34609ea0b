package io.lwt;

import java.lang.StackWalker.StackFrame;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a scheduler needs for {@link AsyncTrace}: which errors are in its promises, and where combinators are called.
 *
 * <p>That only an error which nobody else has is touched is why errors are known here: each by a {@link Passage}, which
 * lives as long as the error.
 */
final class Tracer {
  /** Under which listeners keep the place where their combinator was called, beside the values of keys. */
  private static final LwtKey<StackFrame> PLACE = new LwtKey<>();

  /** How deep the library's own frames are above the user's, and some more: they are fetched at once. */
  private static final int DEPTH = 16;

  private static final StackWalker WALKER = StackWalker.getInstance(Set.of(), DEPTH);
  private static final String OWN_PACKAGE = Tracer.class.getPackageName() + '.';

  private final Map<Passage, Passage> known = new HashMap<>();
  private final ReferenceQueue<Throwable> collected = new ReferenceQueue<>();

  /** Every how many combinators the stack is walked; 0 for never. */
  private final int oneIn;

  private int untilNext;

  Tracer(int oneIn) {
    this.oneIn = oneIn;
    this.untilNext = oneIn;
  }

  // ---- where combinators are called

  /** Whether {@link #marked} does anything. */
  boolean marks() {
    return oneIn > 0;
  }

  /** The values of keys for a listener that is being made, with the place where this is if it is its turn. */
  Storage marked(Storage storage) {
    if (--untilNext > 0) {
      return storage.with(PLACE, null);
    }
    untilNext = oneIn;
    return storage.with(PLACE, here());
  }

  /** The innermost frame that is not the library's. */
  private static @Nullable StackFrame here() {
    return WALKER.walk(Tracer::caller);
  }

  private static @Nullable StackFrame caller(Stream<StackFrame> frames) {
    return frames.filter(frame -> !isOwn(frame.getClassName())).findFirst().orElse(null);
  }

  private static boolean isOwn(String className) {
    return className.startsWith(OWN_PACKAGE) && className.indexOf('.', OWN_PACKAGE.length()) < 0;
  }

  /** Where the combinator that made a listener was called; if that is not known, the class of its callback. */
  static Object placeOf(Listener<?> listener, Object callback) {
    Object place = listener.context().get(PLACE);
    return place == null ? callback.getClass() : place;
  }

  // ---- which errors are known

  /** An error has become the outcome of a promise that does not have it from another one. */
  RejectedCell enter(Throwable error) {
    return new RejectedCell(error, passageOf(error));
  }

  /** {@link #enter} by somebody's call, which is not on the error's stack trace. */
  RejectedCell enterHere(Throwable error, String operation) {
    RejectedCell rejected = enter(error);
    StackFrame place = marks() ? here() : null;
    return place == null ? rejected : rejected.passing(operation, place);
  }

  private Passage passageOf(Throwable error) {
    for (Reference<?> gone = collected.poll(); gone != null; gone = collected.poll()) {
      known.remove(gone);
    }
    Passage passage = new Passage(error, collected);
    Passage before = known.putIfAbsent(passage, passage);
    if (before == null) {
      return passage;
    }
    before.enterAgain();
    return before;
  }

  /** What is known of an error. */
  static final class Passage extends WeakReference<Throwable> {
    private final int hash;
    private Stage stage = Stage.HELD;

    private enum Stage {
      /** Promises have it that come from one another. */
      HELD,
      /** A callback has it, and it may become an outcome again. */
      HANDED_OVER,
      /** Its stack trace says where it passed. */
      SHOWS_FRAMES,
      /** Several have it, or there is no place for frames: it is left as it is. */
      SHARED
    }

    private Passage(Throwable error, ReferenceQueue<Throwable> collected) {
      super(error, collected);
      hash = System.identityHashCode(error);
    }

    private void enterAgain() {
      if (stage == Stage.HELD) {
        stage = Stage.SHARED;
      } else if (stage == Stage.HANDED_OVER) {
        stage = Stage.HELD;
      }
    }

    /** Two promises have it from the same one. */
    void share() {
      if (stage != Stage.SHOWS_FRAMES) {
        stage = Stage.SHARED;
      }
    }

    /** Whether frames are still to be collected. */
    boolean collectsFrames() {
      return stage == Stage.HELD;
    }

    /** Whether the error's stack trace has them. */
    boolean showsFrames() {
      return stage == Stage.SHOWS_FRAMES;
    }

    /** A callback gets the error, which has passed the frames: puts them in its stack trace if it may be touched. */
    void handOver(Throwable error, @Nullable AsyncFrames frames) {
      if (stage == Stage.HELD) {
        stage = Stage.HANDED_OVER;
        if (frames != null) {
          show(error, frames);
        }
      }
    }

    private void show(Throwable error, AsyncFrames frames) {
      StackTraceElement[] stack = error.getStackTrace();
      if (stack.length > 0 && !isConstant(stack)) {
        error.setStackTrace(frames.behind(stack));
        stage = Stage.SHOWS_FRAMES;
      } else {
        stage = Stage.SHARED;
      }
    }

    private static boolean isConstant(StackTraceElement[] stack) {
      for (StackTraceElement frame : stack) {
        if (frame.getMethodName().equals("<clinit>")) {
          return true;
        }
      }
      return false;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return this == other
          || (other instanceof Passage passage && get() != null && get() == passage.get());
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }
}
