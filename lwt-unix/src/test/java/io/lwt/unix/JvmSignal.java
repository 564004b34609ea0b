package io.lwt.unix;

import java.lang.reflect.Proxy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** {@code sun.misc.Signal}, as a program uses it without this library. */
final class JvmSignal {
  private final UnixSignal signal;

  JvmSignal(UnixSignal signal) {
    this.signal = signal;
  }

  /** Sends it to this process. */
  void raise() throws Exception {
    signalType().getMethod("raise", signalType()).invoke(null, instance());
  }

  /** Sets the handler: the former one. */
  Object handle(Object handler) throws Exception {
    return signalType()
        .getMethod("handle", signalType(), handlerType())
        .invoke(null, instance(), handler);
  }

  /** The handler that there is. */
  Object handler() throws Exception {
    Object present = handle(handler(_ -> {})); // not "ignore": the JVM never ends that for SIGTERM
    handle(present);
    return present;
  }

  static Object defaultAction() throws Exception {
    return handlerType().getField("SIG_DFL").get(null);
  }

  /** A handler of a program. */
  static Object handler(Consumer<Object> function) throws Exception {
    return Proxy.newProxyInstance(
        JvmSignal.class.getClassLoader(),
        new Class<?>[] {handlerType()},
        (_, _, arguments) -> accept(function, arguments[0]));
  }

  private static @Nullable Object accept(Consumer<Object> function, Object signal) {
    function.accept(signal);
    return null;
  }

  private Object instance() throws Exception {
    String name = signal.name().substring("SIG".length());
    return signalType().getConstructor(String.class).newInstance(name);
  }

  private static Class<?> signalType() throws ClassNotFoundException {
    return Class.forName("sun.misc.Signal");
  }

  private static Class<?> handlerType() throws ClassNotFoundException {
    return Class.forName("sun.misc.SignalHandler");
  }
}
