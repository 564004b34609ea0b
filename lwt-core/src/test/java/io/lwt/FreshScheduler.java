package io.lwt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Closes the scheduler after each test, so that the next one, with the fields of its class, has a new one; and fails a
 * test in which an error came to the hook, unless the test has set a hook itself.
 */
@SuppressWarnings({"exports", "missing-explicit-ctor"}) // only tests see it
public final class FreshScheduler implements BeforeEachCallback, AfterEachCallback {
  private final List<Throwable> unexpected = new ArrayList<>();

  @Override
  public void beforeEach(ExtensionContext context) {
    unexpected.clear();
    Lwt.setAsyncExceptionHook(unexpected::add);
    Lwt.setOrphanHook(_ -> {});
  }

  @Override
  public void afterEach(ExtensionContext context) {
    Scheduler.current().close();
    assertEquals(List.of(), unexpected, "errors that came to the hook");
  }
}
