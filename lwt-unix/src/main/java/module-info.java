import org.jspecify.annotations.NullMarked;

/** The event loop, descriptors, sockets, names, timers and buffered channels. */
@NullMarked
@SuppressWarnings("module") // the modules that see its internals are built after it
module io.lwt.unix {
  requires transitive io.lwt.core;
  requires io.lwt.bindings;
  requires static java.management; // EventLoop.registerMXBean
  requires static jdk.jfr; // events
  requires static jdk.unsupported; // signals
  requires static org.jspecify;

  exports io.lwt.unix;
  exports io.lwt.unix.engine;
  exports io.lwt.unix.internal to
      io.lwt.process;
}
