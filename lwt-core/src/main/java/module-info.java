import org.jspecify.annotations.NullMarked;

/** Promises, and everything about them that needs no operating system. */
@NullMarked
module io.lwt.core {
  requires static transitive org.jspecify;

  exports io.lwt;
  exports io.lwt.react;
}
