import org.jspecify.annotations.NullMarked;

/** Blocking calls on worker threads, and back. */
@NullMarked
module io.lwt.preemptive {
  requires transitive io.lwt.unix;
  requires static org.jspecify;

  exports io.lwt.preemptive;
}
