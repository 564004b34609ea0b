package io.lwt.unix;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * The JVM's dispatcher of signals: {@code sun.misc.Signal}, by method handles, as no flag silences what the compiler
 * says about that class. Handlers are {@code sun.misc.SignalHandler}s, which are Objects here.
 */
final class JvmSignals {
  private static final @Nullable JvmSignals INSTANCE = find();

  private final Class<?> handlerType;

  /** {@code new Signal(name)}. */
  private final MethodHandle signal;

  /** {@code Signal.handle(signal, handler)}. */
  private final MethodHandle handle;

  /** {@code Signal.raise(signal)}. */
  private final MethodHandle raise;

  /** {@code handler.handle(signal)}. */
  private final MethodHandle call;

  private final MethodHandle run;

  private JvmSignals() throws ReflectiveOperationException {
    MethodHandles.Lookup lookup = MethodHandles.publicLookup();
    Class<?> signalType = Class.forName("sun.misc.Signal");
    handlerType = Class.forName("sun.misc.SignalHandler");
    signal =
        lookup
            .findConstructor(signalType, MethodType.methodType(void.class, String.class))
            .asType(MethodType.methodType(Object.class, String.class));
    handle =
        lookup
            .findStatic(
                signalType, "handle", MethodType.methodType(handlerType, signalType, handlerType))
            .asType(MethodType.genericMethodType(2));
    raise =
        lookup
            .findStatic(signalType, "raise", MethodType.methodType(void.class, signalType))
            .asType(MethodType.methodType(void.class, Object.class));
    call =
        lookup
            .findVirtual(handlerType, "handle", MethodType.methodType(void.class, signalType))
            .asType(MethodType.methodType(void.class, Object.class, Object.class));
    run =
        MethodHandles.dropArguments(
            lookup.findVirtual(Runnable.class, "run", MethodType.methodType(void.class)),
            1,
            signalType);
  }

  private static @Nullable JvmSignals find() {
    try {
      return new JvmSignals();
    } catch (ReflectiveOperationException e) {
      return null;
    }
  }

  /**
   * The one there is.
   *
   * @throws UnsupportedOperationException if this JVM has none
   */
  static JvmSignals get() {
    if (INSTANCE == null) {
      throw new UnsupportedOperationException(
          "signals need the module jdk.unsupported: run java with --add-modules jdk.unsupported,"
              + " or have a module of the program require it");
    }
    return INSTANCE;
  }

  /** A handler that does something, on a thread that the JVM makes for each signal. */
  Object handler(Runnable action) {
    return MethodHandleProxies.asInterfaceInstance(handlerType, run.bindTo(action));
  }

  /**
   * Has the JVM call a handler from now on. The one it called before.
   *
   * @throws IllegalArgumentException if the JVM refuses
   */
  Object replace(UnixSignal signal, Object handler) {
    try {
      return (Object) handle.invokeExact(signal(signal), handler);
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** Calls a handler. */
  void call(Object handler, UnixSignal signal) {
    try {
      call.invokeExact(handler, signal(signal));
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** Sends a signal to this process. */
  void raise(UnixSignal signal) {
    try {
      raise.invokeExact(signal(signal));
    } catch (Throwable e) {
      throw unchecked(e);
    }
  }

  /** What was thrown by a method that declares no checked exception, for {@code throw}. */
  private static RuntimeException unchecked(Throwable error) {
    if (error instanceof Error serious) {
      throw serious;
    }
    if (error instanceof RuntimeException exception) {
      return exception;
    }
    throw new AssertionError("it declares no such exception", error);
  }

  private Object signal(UnixSignal which) throws Throwable {
    return (Object) signal.invokeExact(which.name().substring("SIG".length()));
  }

  /** Whether the program made a handler: it is not the JVM's own, not the default action, and not "ignore". */
  boolean isOfTheProgram(Object handler) {
    return handler.getClass().getModule() != handlerType.getModule();
  }
}
