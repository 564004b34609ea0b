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

  /** Null if the package is not exported to us. */
  private static final @Nullable Handles HANDLES =
      Object.class.getModule().isExported(PACKAGE, ContinuationCoroutine.class.getModule())
          ? Handles.lookup()
          : null;

  private final Object continuation;

  ContinuationCoroutine(Runnable code) {
    try {
      continuation = (Object) handles().create.invokeExact(code);
    } catch (Throwable error) {
      throw Unchecked.sneaky(error);
    }
  }

  static boolean isAvailable() {
    return HANDLES != null;
  }

  @Override
  public void resume() {
    try {
      handles().run.invokeExact(continuation);
    } catch (Throwable error) {
      throw Unchecked.sneaky(error);
    }
  }

  @Override
  public void suspend() {
    try {
      boolean _ = (boolean) handles().yield.invokeExact();
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

  private static Handles handles() {
    if (HANDLES == null) {
      throw new IllegalStateException(PACKAGE + " is not exported to us");
    }
    return HANDLES;
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
