import org.jspecify.annotations.NullMarked;

/** Subprocesses. */
@NullMarked
module io.lwt.process {
  requires transitive io.lwt.unix;
  requires io.lwt.bindings;
  requires static org.jspecify;

  exports io.lwt.process;
}
