package io.lwt;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * On what the JDK's virtual threads are made of, {@code jdk.internal.vm.Continuation}: the code runs on the thread that
 * resumes it. For that the package must be exported to this module, by an option of the launcher or in the manifest of
 * the program's jar; so it is reached by method handles.
 */
final class ContinuationCoroutine implements Coroutine {
  private static final String PACKAGE = "jdk.internal.vm";

  // Null if the package is not exported to us.
  private static final @Nullable MethodHandle CREATE;
  private static final @Nullable MethodHandle RUN;
  private static final @Nullable MethodHandle YIELD;

  static {
    boolean exported =
        Object.class.getModule().isExported(PACKAGE, ContinuationCoroutine.class.getModule());
    Handles handles = exported ? Handles.lookup() : null;
    CREATE = handles == null ? null : handles.create;
    RUN = handles == null ? null : handles.run;
    YIELD = handles == null ? null : handles.yield;
  }

  private final Object continuation;

  ContinuationCoroutine(Runnable code) {
    try {
      continuation = (Object) handle(CREATE).invokeExact(code);
    } catch (Throwable error) {
      throw Unchecked.sneaky(error);
    }
  }

  static boolean isAvailable() {
    return RUN != null;
  }

  @Override
  public void resume() {
    try {
      handle(RUN).invokeExact(continuation);
    } catch (Throwable error) {
      throw Unchecked.sneaky(error);
    }
  }

  @Override
  public void suspend() {
    try {
      boolean _ = (boolean) handle(YIELD).invokeExact();
    } catch (IllegalStateException pinned) {
      throw new IllegalStateException(
          "await: the task cannot be suspended, as there is a native method or a class initializer on its stack ("
              + pinned.getMessage()
              + ")",
          pinned);
    } catch (Throwable error) {
      throw Unchecked.sneaky(error);
    }
  }

  private static MethodHandle handle(@Nullable MethodHandle handle) {
    if (handle == null) {
      throw new IllegalStateException(PACKAGE + " is not exported to us");
    }
    return handle;
  }

  private record Handles(MethodHandle create, MethodHandle run, MethodHandle yield) {

    /** Null if this JDK has it differently. */
    static @Nullable Handles lookup() {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        Class<?> continuation = Class.forName(PACKAGE + ".Continuation");
        Class<?> scope = Class.forName(PACKAGE + ".ContinuationScope");
        Object ours =
            lookup
                .findConstructor(scope, MethodType.methodType(void.class, String.class))
                .invoke("io.lwt.LwtDirect");
        MethodHandle create =
            lookup.findConstructor(
                continuation, MethodType.methodType(void.class, scope, Runnable.class));
        MethodHandle run =
            lookup.findVirtual(continuation, "run", MethodType.methodType(void.class));
        MethodHandle yield =
            lookup.findStatic(continuation, "yield", MethodType.methodType(boolean.class, scope));
        return new Handles(
            create.bindTo(ours).asType(MethodType.methodType(Object.class, Runnable.class)),
            run.asType(MethodType.methodType(void.class, Object.class)),
            yield.bindTo(ours));
      } catch (Throwable _) {
        return null;
      }
    }
  }
}
