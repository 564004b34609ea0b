import org.jspecify.annotations.NullMarked;

/** Leak checks and fault injection for tests. */
@NullMarked
module io.lwt.testkit {
  requires transitive io.lwt.bindings;
  requires transitive org.junit.jupiter.api;
  requires static org.jspecify;

  exports io.lwt.testkit;

  provides org.junit.jupiter.api.extension.Extension with
      io.lwt.testkit.HangGuard,
      io.lwt.testkit.LeakCheck;
}
