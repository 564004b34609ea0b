package io.lwt.bindings;

/**
 * What has become of a child: wait(2).
 *
 * @param kind what has happened
 * @param number the exit status (0 to 255), or the signal that killed or stopped it; 0 when it goes on
 * @param coreDumped whether it left its memory in a file, being killed
 * @param usage what it and those of its children that it waited for have used
 */
public record ChildChange(Kind kind, int number, boolean coreDumped, ChildUsage usage) {

  /** What may happen to a child. */
  public enum Kind {
    /** It has ended by itself. */
    EXITED,
    /** A signal has ended it. */
    KILLED,
    /** A signal has stopped it. */
    STOPPED,
    /** It goes on. */
    CONTINUED
  }
}
