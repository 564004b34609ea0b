import org.jspecify.annotations.NullMarked;

/**
 * The operating system's calls. The only module that calls restricted methods: a program that uses the library on the
 * module path runs with {@code --enable-native-access=io.lwt.bindings}.
 */
@NullMarked
@SuppressWarnings("module") // the modules it is exported to are built after it
module io.lwt.bindings {
  requires static org.jspecify;

  exports io.lwt.bindings to
      io.lwt.unix,
      io.lwt.process,
      io.lwt.preemptive,
      io.lwt.testkit;
}
