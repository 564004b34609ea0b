package io.lwt.bindings;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.Optional;

/**
 * One C function, linked: every call of the library passes here.
 *
 * <p>All functions are called through few shapes, since each shape costs ten milliseconds at its first use: {@code long
 * f(long, …)} with six arguments, where a pointer is the address of memory that the library keeps alive during the
 * call, and the same with a segment as second argument, where the memory is a caller's and FFM guards its lifetime. The
 * registers hold the same as with the declared types; a function that takes fewer arguments never looks at the other
 * registers, which are zero. {@link Result} narrows what comes back. That each shape begins with the widening of what
 * jextract read in the headers is tested.
 *
 * <p>A function stands in a static final field of a class of its own, so that it is linked at its first call and the
 * compiler sees a constant.
 *
 * @param name the symbol
 * @param result what the function's result means
 * @param shape the types it is called with, without the capture of errno
 * @param firstVariadic which argument is the first behind the declared ones, or {@link #FIXED}
 * @param handle the call; its first parameter receives errno
 */
record CFunction(
    String name, Result result, FunctionDescriptor shape, int firstVariadic, MethodHandle handle) {
  /** What {@link #firstVariadic} is of a function that is not variadic. */
  static final int FIXED = -1;

  /** How many arguments go by register wherever this library runs: every function is called with as many, or more. */
  static final int REGISTERS = 6;

  /** How a result is read: its C type, and whether -1 means that errno has the reason. */
  enum Result {
    /** An int, or -1 and errno. */
    INT,
    /** A long or ssize_t, or -1 and errno. */
    LONG,
    /** An unsigned int, or 0 and errno. */
    INT_OR_ZERO,
    /** An int whose every value speaks for itself. */
    PLAIN_INT,
    /** A pointer. */
    POINTER,
    /** A pointer, or NULL and errno. */
    POINTER_OR_NULL,
    /** A pointer, or MAP_FAILED, which is -1, and errno. */
    POINTER_OR_FAILED,
    /** Nothing: 0. */
    VOID;

    private long of(long returned, ThreadMemory memory) {
      if (this == LONG || this == POINTER_OR_FAILED) {
        return returned == -1 ? -memory.errno() : returned;
      }
      if (this == POINTER) {
        return returned;
      }
      if (this == POINTER_OR_NULL) {
        return returned == 0 ? -memory.errno() : returned;
      }
      if (this == VOID) {
        return 0;
      }
      int narrow = (int) returned;
      if (this == INT_OR_ZERO) {
        return narrow == 0 ? -memory.errno() : narrow;
      }
      return narrow == -1 && this == INT ? -memory.errno() : narrow;
    }
  }

  /** A function whose parameters are all passed as numbers. */
  static CFunction of(Result result, String name, int parameters) {
    return of(SystemLibrary.LOOKUP, result, name, parameters);
  }

  /** The same with another place to look for the function. */
  static CFunction of(SymbolLookup lookup, Result result, String name, int parameters) {
    return link(lookup, result, name, numbers(parameters), FIXED);
  }

  /** A function whose second parameter is a caller's memory. */
  static CFunction withBuffer(Result result, String name, int parameters) {
    MemoryLayout[] layouts = numbers(parameters);
    layouts[1] = ADDRESS;
    return link(SystemLibrary.LOOKUP, result, name, layouts, FIXED);
  }

  /**
   * A function that is given, by number, pieces of callers' memory that have to stay alive during the call: these are
   * passed behind the declared parameters, where FFM guards them and C takes no notice.
   */
  static CFunction withGuards(Result result, String name, int parameters) {
    MemoryLayout[] layouts = new MemoryLayout[parameters + Vectors.MAX_GUARDED];
    Arrays.fill(layouts, 0, parameters, JAVA_LONG);
    Arrays.fill(layouts, parameters, layouts.length, ADDRESS);
    return link(SystemLibrary.LOOKUP, result, name, layouts, FIXED);
  }

  /** A variadic function, called with {@code parameters} arguments of which {@code fixed} are declared. */
  static CFunction variadic(
      SymbolLookup lookup, Result result, String name, int fixed, int parameters) {
    return link(lookup, result, name, numbers(parameters), fixed);
  }

  private static MemoryLayout[] numbers(int parameters) {
    MemoryLayout[] layouts = new MemoryLayout[Math.max(parameters, REGISTERS)];
    Arrays.fill(layouts, JAVA_LONG);
    return layouts;
  }

  @SuppressWarnings("restricted") // this module's purpose
  private static CFunction link(
      SymbolLookup lookup,
      Result result,
      String name,
      MemoryLayout[] parameters,
      int firstVariadic) {
    FunctionDescriptor shape = FunctionDescriptor.of(JAVA_LONG, parameters);
    Linker.Option errno = Linker.Option.captureCallState("errno");
    Linker.Option[] options =
        firstVariadic == FIXED
            ? new Linker.Option[] {errno}
            : new Linker.Option[] {errno, Linker.Option.firstVariadicArg(firstVariadic)};
    Optional<MemorySegment> symbol = lookup.find(name);
    MethodHandle handle =
        symbol.isPresent()
            ? Linker.nativeLinker().downcallHandle(symbol.get(), shape, options)
            : missing(name, shape);
    return new CFunction(name, result, shape, firstVariadic, handle);
  }

  /** A call that says, each time, that the function is not there. */
  private static MethodHandle missing(String name, FunctionDescriptor shape) {
    MethodHandle thrower =
        MethodHandles.throwException(long.class, UnsupportedOperationException.class);
    MethodHandle maker = SystemLibrary.absenceHandle().bindTo(name);
    MethodType type = shape.toMethodType().insertParameterTypes(0, MemorySegment.class);
    return MethodHandles.dropArguments(
        MethodHandles.foldArguments(thrower, maker), 0, type.parameterList());
  }

  // ---- calls: the result, or -errno where the result says so

  /** Calls it. */
  long call() {
    ThreadMemory memory = ThreadMemory.current();
    try {
      return result.of((long) handle.invokeExact(memory.capture(), 0L, 0L, 0L, 0L, 0L, 0L), memory);
    } catch (Throwable thrown) {
      throw CFunction.<RuntimeException>unchecked(thrown);
    }
  }

  /** Calls it. */
  long call(long a) {
    ThreadMemory memory = ThreadMemory.current();
    try {
      return result.of((long) handle.invokeExact(memory.capture(), a, 0L, 0L, 0L, 0L, 0L), memory);
    } catch (Throwable thrown) {
      throw CFunction.<RuntimeException>unchecked(thrown);
    }
  }

  /** Calls it. */
  long call(long a, long b) {
    ThreadMemory memory = ThreadMemory.current();
    try {
      return result.of((long) handle.invokeExact(memory.capture(), a, b, 0L, 0L, 0L, 0L), memory);
    } catch (Throwable thrown) {
      throw CFunction.<RuntimeException>unchecked(thrown);
    }
  }

  /** Calls it. */
  long call(long a, long b, long c) {
    ThreadMemory memory = ThreadMemory.current();
    try {
      return result.of((long) handle.invokeExact(memory.capture(), a, b, c, 0L, 0L, 0L), memory);
    } catch (Throwable thrown) {
      throw CFunction.<RuntimeException>unchecked(thrown);
    }
  }

  /** Calls it. */
  long call(long a, long b, long c, long d) {
    ThreadMemory memory = ThreadMemory.current();
    try {
      return result.of((long) handle.invokeExact(memory.capture(), a, b, c, d, 0L, 0L), memory);
    } catch (Throwable thrown) {
      throw CFunction.<RuntimeException>unchecked(thrown);
    }
  }

  /** Calls it. */
  long call(long a, long b, long c, long d, long e) {
    ThreadMemory memory = ThreadMemory.current();
    try {
      return result.of((long) handle.invokeExact(memory.capture(), a, b, c, d, e, 0L), memory);
    } catch (Throwable thrown) {
      throw CFunction.<RuntimeException>unchecked(thrown);
    }
  }

  /** Calls it. */
  long call(long a, long b, long c, long d, long e, long f) {
    ThreadMemory memory = ThreadMemory.current();
    try {
      return result.of((long) handle.invokeExact(memory.capture(), a, b, c, d, e, f), memory);
    } catch (Throwable thrown) {
      throw CFunction.<RuntimeException>unchecked(thrown);
    }
  }

  /** Calls it. Only getnameinfo(3) takes so many: the last may go by the stack, in a place as wide as a register. */
  long call(long a, long b, long c, long d, long e, long f, long g) {
    ThreadMemory memory = ThreadMemory.current();
    try {
      return result.of((long) handle.invokeExact(memory.capture(), a, b, c, d, e, f, g), memory);
    } catch (Throwable thrown) {
      throw CFunction.<RuntimeException>unchecked(thrown);
    }
  }

  /** Calls it. Only gethostbyaddr_r(3) takes so many. */
  long call(long a, long b, long c, long d, long e, long f, long g, long h) {
    ThreadMemory memory = ThreadMemory.current();
    try {
      return result.of((long) handle.invokeExact(memory.capture(), a, b, c, d, e, f, g, h), memory);
    } catch (Throwable thrown) {
      throw CFunction.<RuntimeException>unchecked(thrown);
    }
  }

  /** Calls it with a caller's memory. */
  long call(long a, MemorySegment buffer, long length) {
    ThreadMemory memory = ThreadMemory.current();
    try {
      return result.of(
          (long) handle.invokeExact(memory.capture(), a, buffer, length, 0L, 0L, 0L), memory);
    } catch (Throwable thrown) {
      throw CFunction.<RuntimeException>unchecked(thrown);
    }
  }

  /** Calls it with a caller's memory. */
  long call(long a, MemorySegment buffer, long length, long d) {
    ThreadMemory memory = ThreadMemory.current();
    try {
      return result.of(
          (long) handle.invokeExact(memory.capture(), a, buffer, length, d, 0L, 0L), memory);
    } catch (Throwable thrown) {
      throw CFunction.<RuntimeException>unchecked(thrown);
    }
  }

  /** Calls it and guards memory. */
  long call(long a, long b, long c, Vectors vectors) {
    ThreadMemory memory = ThreadMemory.current();
    MemorySegment first = vectors.guarded(0);
    MemorySegment second = vectors.guarded(1);
    MemorySegment third = vectors.guarded(2);
    MemorySegment fourth = vectors.guarded(3);
    try {
      return result.of(
          (long) handle.invokeExact(memory.capture(), a, b, c, first, second, third, fourth),
          memory);
    } catch (Throwable thrown) {
      throw CFunction.<RuntimeException>unchecked(thrown);
    }
  }

  /** Calls it with a caller's memory. */
  long call(long a, MemorySegment buffer, long length, long d, long e, long f) {
    ThreadMemory memory = ThreadMemory.current();
    try {
      return result.of(
          (long) handle.invokeExact(memory.capture(), a, buffer, length, d, e, f), memory);
    } catch (Throwable thrown) {
      throw CFunction.<RuntimeException>unchecked(thrown);
    }
  }

  /** A handle throws what FFM throws: nothing checked. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> RuntimeException unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
