import org.jspecify.annotations.NullMarked;

/** Small programs to run and read first. */
@NullMarked
module io.lwt.examples {
  exports io.lwt.examples;

  requires transitive io.lwt.unix;
  requires io.lwt.preemptive;
  requires io.lwt.process;
  requires jdk.unsupported; // signals
  requires static org.jspecify;
}
