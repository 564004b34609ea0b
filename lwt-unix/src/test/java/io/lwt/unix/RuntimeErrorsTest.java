package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.Resolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** OutOfMemoryError leaves {@link LwtMain#run}, wherever in a program it is thrown, and becomes no rejection. */
class RuntimeErrorsTest extends LoopTest {
  /** Where it is thrown: in which of Lwt's programs ocaml_runtime_exc_1 to 6. */
  enum Place {
    AFTER_A_PAUSE {
      @Override
      Promise<?> program(OutOfMemoryError error) {
        return Lwt.pause().bind(_ -> fail(error));
      }
    },
    AFTER_A_SLEEP {
      @Override
      Promise<?> program(OutOfMemoryError error) {
        return LwtUnix.sleep(Duration.ofNanos(1)).bind(_ -> fail(error));
      }
    },
    INSIDE_CHOOSE {
      @Override
      Promise<?> program(OutOfMemoryError error) {
        return Lwt.choose(never(), Lwt.pause().bind(_ -> fail(error)));
      }
    },
    INSIDE_CATCHING {
      @Override
      Promise<?> program(OutOfMemoryError error) {
        return Lwt.catching(() -> Lwt.pause().bind(_ -> fail(error)), _ -> Promise.unit());
      }
    },
    INSIDE_ASYNC {
      @Override
      Promise<?> program(OutOfMemoryError error) {
        Lwt.async(() -> Lwt.pause().bind(_ -> fail(error)));
        return never();
      }
    },
    INSIDE_DONT_WAIT {
      @Override
      Promise<?> program(OutOfMemoryError error) {
        Lwt.dontWait(() -> Lwt.pause().bind(_ -> fail(error)), _ -> {});
        return never();
      }
    },
    IN_A_TASK {
      @Override
      Promise<?> program(OutOfMemoryError error) {
        EventLoop.current().execute(() -> fail(error));
        return never();
      }
    },
    IN_A_HOOK {
      @Override
      Promise<?> program(OutOfMemoryError error) {
        EventLoop.current().onLeave(() -> fail(error));
        return Lwt.pause().bind(_ -> never());
      }
    };

    abstract Promise<?> program(OutOfMemoryError error);

    private static Promise<@Nullable Void> never() {
      return Resolver.<@Nullable Void>waiter().promise();
    }

    private static Promise<@Nullable Void> fail(OutOfMemoryError error) {
      throw error;
    }
  }

  @ParameterizedTest
  @EnumSource
  void leaveTheLoop(Place place) {
    List<Throwable> reported = new ArrayList<>();
    Lwt.setAsyncExceptionHook(reported::add);
    var error = new OutOfMemoryError("a test's");
    Promise<?> program = place.program(error);
    assertSame(error, assertThrows(OutOfMemoryError.class, () -> LwtMain.run(program)));
    assertEquals(List.of(), reported);
    assertSame(
        error,
        assertThrows(IllegalStateException.class, () -> LwtMain.run(Promise.of(1))).getCause());
  }
}
