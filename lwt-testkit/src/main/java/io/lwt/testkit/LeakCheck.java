package io.lwt.testkit;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails a test class that leaves something behind: a descriptor, a thread or a child process that was not there before
 * its first {@code @BeforeAll} and is still there after its last {@code @AfterAll}. The error lists each of them.
 *
 * <p>It is registered for every test class of a module that has this one as a test dependency, by JUnit's automatic
 * detection of extensions. Nothing is left to the garbage collector: what only a collection would close is a leak.
 *
 * <ul>
 *   <li><b>Descriptors</b> are compared by number and by what {@code /proc/self/fd} says they lead to; on a system
 *       without {@code /proc} they are not checked. What the JVM opens when it pleases does not count: its own files,
 *       jars, random devices.
 *   <li><b>Threads</b>, except those of the JVM, of its common pool and of JUnit. One that is about to end is given
 *       five seconds, by joining it.
 *   <li><b>Children</b> of this process, those that have ended but were not waited for among them.
 * </ul>
 *
 * Native memory is not checked: the JVM does not tell which arenas are open.
 */
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Namespace NAMESPACE = Namespace.create(LeakCheck.class);

  private final Duration grace;

  public LeakCheck() {
    this(GRACE);
  }

  /** As {@link #LeakCheck()}, with another time for threads to end. */
  LeakCheck(Duration grace) {
    this.grace = grace;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    context.getStore(NAMESPACE).put(context.getUniqueId(), OpenResources.now());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    var before = context.getStore(NAMESPACE).remove(context.getUniqueId(), OpenResources.class);
    if (before == null) {
      return; // an earlier extension's beforeAll failed
    }
    List<String> leaks = leaksSince(before);
    if (!leaks.isEmpty()) {
      throw new AssertionError(
          context.getDisplayName() + " left open:\n  " + String.join("\n  ", leaks));
    }
  }

  private List<String> leaksSince(OpenResources before) {
    // A thread that ends may still close a descriptor or wait for a child, so threads come first.
    before.awaitNewThreads(grace);
    OpenResources now = OpenResources.now();
    return Stream.of(
            now.threadsNotIn(before), now.childrenNotIn(before), now.descriptorsNotIn(before))
        .flatMap(List::stream)
        .toList();
  }
}
