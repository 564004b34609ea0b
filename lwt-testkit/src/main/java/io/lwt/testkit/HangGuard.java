package io.lwt.testkit;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.DynamicTestInvocationContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Ends a JVM in which a test hangs. A thread of its own watches every test method, and every method before and after
 * tests; when one takes longer than {@link Limit} (60 seconds where none is given), it prints what all threads are
 * doing, kills the processes that the JVM has started, and theirs, and halts the JVM with {@link #STATUS}.
 *
 * <p>JUnit's {@code @Timeout} cannot do this: it interrupts, and an interrupt does not end a system call.
 *
 * <p>It is registered for every test class of a module that has this one as a test dependency, by JUnit's automatic
 * detection of extensions.
 */
public final class HangGuard implements InvocationInterceptor {
  /** The JVM's exit status after a hang. */
  public static final int STATUS = 86;

  private static final Duration DEFAULT_LIMIT = Duration.ofSeconds(60);

  private final Duration defaultLimit;
  private final Consumer<String> onHang;

  public HangGuard() {
    this(DEFAULT_LIMIT, HangGuard::halt);
  }

  /** A guard with another limit where a test names none, and which may do something else about a hang than halting. */
  HangGuard(Duration defaultLimit, Consumer<String> onHang) {
    this.defaultLimit = defaultLimit;
    this.onHang = onHang;
  }

  /** How long each method of a class may take, or one method. A method's own limit goes before its class'. */
  @Target({ElementType.TYPE, ElementType.METHOD})
  @Retention(RetentionPolicy.RUNTIME)
  @Inherited
  public @interface Limit {
    /** In seconds, more than 0. */
    long seconds();
  }

  private <T> T guard(Invocation<T> invocation, ExtensionContext context, String what)
      throws Throwable {
    Duration limit = limitOf(context);
    var done = new CountDownLatch(1);
    var watchdog =
        Thread.ofPlatform().daemon().name("hang-guard").unstarted(() -> watch(done, limit, what));
    watchdog.start();
    try {
      return invocation.proceed();
    } finally {
      done.countDown();
      watchdog.join();
    }
  }

  private void watch(CountDownLatch done, Duration limit, String what) {
    try {
      if (!done.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
        onHang.accept(what + " did not end within " + limit.toMillis() + " ms\n" + threadDump());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration limitOf(ExtensionContext context) {
    for (Optional<ExtensionContext> at = Optional.of(context);
        at.isPresent();
        at = at.get().getParent()) {
      Optional<Limit> limit = AnnotationSupport.findAnnotation(at.get().getElement(), Limit.class);
      if (limit.isPresent()) {
        return Duration.ofSeconds(limit.get().seconds());
      }
    }
    return defaultLimit;
  }

  private static String threadDump() {
    var dump = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach(
            (thread, frames) -> {
              dump.append('\n').append(thread).append(' ').append(thread.getState()).append('\n');
              for (StackTraceElement frame : frames) {
                dump.append("    at ").append(frame).append('\n');
              }
            });
    return dump.toString();
  }

  /**
   * Writes to the descriptor itself: what a build tool put in System.err's place may never be flushed. Processes that a
   * test has started would live on, and hold the descriptors whose end the build tool waits for.
   */
  @SuppressWarnings("SystemExitOutsideMain")
  static void halt(String report) {
    new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8)
        .println(report);
    try {
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    } finally {
      Runtime.getRuntime().halt(STATUS);
    }
  }

  private <T> T guardMethod(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    return guard(
        invocation,
        context,
        method.getTargetClass().getName() + "." + method.getExecutable().getName());
  }

  @Override
  public void interceptBeforeAllMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    guardMethod(invocation, method, context);
  }

  @Override
  public void interceptBeforeEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    guardMethod(invocation, method, context);
  }

  @Override
  public void interceptTestMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    guardMethod(invocation, method, context);
  }

  @Override
  public <T> T interceptTestFactoryMethod(
      Invocation<T> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    return guardMethod(invocation, method, context);
  }

  @Override
  public void interceptTestTemplateMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    guardMethod(invocation, method, context);
  }

  @Override
  public void interceptDynamicTest(
      Invocation<Void> invocation, DynamicTestInvocationContext test, ExtensionContext context)
      throws Throwable {
    guard(invocation, context, context.getDisplayName());
  }

  @Override
  public void interceptAfterEachMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    guardMethod(invocation, method, context);
  }

  @Override
  public void interceptAfterAllMethod(
      Invocation<Void> invocation,
      ReflectiveInvocationContext<Method> method,
      ExtensionContext context)
      throws Throwable {
    guardMethod(invocation, method, context);
  }
}
