package io.lwt.bindings;

import io.lwt.bindings.linux.LibC;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What jextract wrote for Linux, by the names of C. */
final class Generated {
  private Generated() {}

  /** The value of a constant. */
  static long constant(String name) {
    return ((Number) call(LibC.class, name)).longValue();
  }

  /** What the headers declare of a function; of a variadic one, without the variable arguments. */
  static FunctionDescriptor descriptor(String function) {
    return variadic(function)
        .map(Generated::fixedPart)
        .orElseGet(() -> (FunctionDescriptor) call(LibC.class, function + "$descriptor"));
  }

  private static FunctionDescriptor fixedPart(Class<?> variadic) {
    try {
      Method maker = variadic.getMethod("makeInvoker", MemoryLayout[].class);
      Object invoker = maker.invoke(null, (Object) new MemoryLayout[0]);
      return (FunctionDescriptor) variadic.getMethod("descriptor").invoke(invoker);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(variadic.getName(), e);
    }
  }

  /** Where a function is. */
  static MemorySegment address(String function) {
    return (MemorySegment)
        variadic(function)
            .map(type -> call(type, "address"))
            .orElseGet(() -> call(LibC.class, function + "$address"));
  }

  static boolean isVariadic(String function) {
    return variadic(function).isPresent();
  }

  /** The class of a variadic function, which is public; that of another is not. */
  private static Optional<Class<?>> variadic(String function) {
    for (Class<?> type = LibC.class; type != null; type = type.getSuperclass()) {
      for (Class<?> nested : type.getDeclaredClasses()) {
        if (nested.getSimpleName().equals(function) && Modifier.isPublic(nested.getModifiers())) {
          return Optional.of(nested);
        }
      }
    }
    return Optional.empty();
  }

  /** The size of a struct. */
  static long sizeof(String struct) {
    return ((MemoryLayout) call(named(struct), "layout")).byteSize();
  }

  /** The offset of a member. */
  static long offset(String struct, String member) {
    return (long) call(named(struct), member + "$offset");
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName("io.lwt.bindings.linux." + name);
    } catch (ClassNotFoundException e) {
      throw new LinkageError("not in the generated sources: " + name, e);
    }
  }

  /** Calls a static method of the class or of one above it, which is not public. */
  private static Object call(Class<?> type, String method) {
    try {
      Method found = find(type, method);
      found.setAccessible(true);
      return found.invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("not in the generated sources: " + method, e);
    }
  }

  private static Method find(@Nullable Class<?> type, String method) throws NoSuchMethodException {
    if (type == null) {
      throw new NoSuchMethodException(method);
    }
    for (Method candidate : type.getDeclaredMethods()) {
      if (candidate.getName().equals(method) && candidate.getParameterCount() == 0) {
        return candidate;
      }
    }
    return find(type.getSuperclass(), method);
  }
}
