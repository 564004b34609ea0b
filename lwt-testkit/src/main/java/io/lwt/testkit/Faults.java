package io.lwt.testkit;

import io.lwt.bindings.Posix;
import io.lwt.bindings.Vectors;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * System calls that fail when they are told to. {@link #posix()} makes the real system's calls, except where a test
 * has planned otherwise:
 *
 * <pre>{@code
 * var faults = new Faults(Posix.host());
 * faults.on("read").call(3).fail("EINTR");        // the third read from now on
 * faults.on("write").everyNth(2).shorten(1);      // every other write takes one byte at most
 * faults.on("accept").everyNth(1).fail("EMFILE"); // all of them, until faults.clear()
 * }</pre>
 *
 * Calls have the names of the methods of {@link Posix} and of the interfaces that its implementation has beside it, and
 * are counted over all threads. Where two plans meet in one call, the earlier one has it.
 *
 * <p>A call that is told to fail is not made, except {@code close}, which closes first: a close that fails has closed
 * all the same. After EAGAIN or a short count that the kernel did not mean, the descriptor is armed again with every
 * epoll it was added to, so that what is ready is reported anew: an edge-triggered engine is right to wait for that.
 *
 * <p>Any thread may use it. It is slow: each call passes through reflection.
 */
@SuppressWarnings(
    "exports") // the bindings are visible to the library's modules only, and so is their use here
public final class Faults {
  private static final Object[] NO_ARGUMENTS = {};

  private final Posix real;
  private final Posix posix;
  private final Rearming rearming;
  private final Map<String, Method> methods;
  private final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
  private final List<Fault> planned = new CopyOnWriteArrayList<>();
  private final List<Consumer<? super Call>> watchers = new CopyOnWriteArrayList<>();
  private final AtomicInteger injected = new AtomicInteger();

  /** The calls of {@code real}; nothing fails yet. */
  public Faults(Posix real) {
    this.real = real;
    this.rearming = new Rearming(real);
    List<Class<?>> interfaces = interfacesOf(real.getClass());
    this.methods = methodsOf(interfaces);
    this.posix =
        (Posix)
            Proxy.newProxyInstance(
                Faults.class.getClassLoader(),
                interfaces.toArray(Class<?>[]::new),
                (_, method, arguments) ->
                    answer(method, arguments == null ? NO_ARGUMENTS : arguments));
  }

  private static List<Class<?>> interfacesOf(Class<?> implementation) {
    return Stream.<Class<?>>iterate(implementation, type -> type != null, Class::getSuperclass)
        .flatMap(type -> Arrays.stream(type.getInterfaces()))
        .filter(type -> Modifier.isPublic(type.getModifiers()))
        .distinct()
        .toList();
  }

  private static Map<String, Method> methodsOf(List<Class<?>> interfaces) {
    var methods = new ConcurrentHashMap<String, Method>();
    for (Class<?> type : interfaces) {
      for (Method method : type.getMethods()) {
        methods.put(method.getName(), method);
      }
    }
    return methods;
  }

  /** The calls with the faults: an instance of every interface that the real ones' class implements. */
  public Posix posix() {
    return posix;
  }

  /**
   * Begins the plan of a fault.
   *
   * @param call a method's name: {@code "read"}, {@code "epollWait"}
   * @throws IllegalArgumentException if no method has that name
   */
  public Plan on(String call) {
    return new Plan(method(call));
  }

  private Method method(String call) {
    Method method = methods.get(call);
    if (method == null) {
      throw new IllegalArgumentException("no system call is named " + call);
    }
    return method;
  }

  /** Forgets every fault that was planned and has not happened yet. */
  public void clear() {
    planned.clear();
  }

  /** How often a call was made until now, failed ones among them. */
  public int calls(String call) {
    return counter(method(call).getName()).get();
  }

  private AtomicInteger counter(String call) {
    return calls.computeIfAbsent(call, _ -> new AtomicInteger());
  }

  /** How many faults have happened until now. */
  public int injected() {
    return injected.get();
  }

  /** Has a consumer see every call from now on, after it was answered and on the thread that made it. */
  public void watch(Consumer<? super Call> watcher) {
    watchers.add(watcher);
  }

  /**
   * A call that was made.
   *
   * @param name the method's name
   * @param arguments what the caller gave
   * @param result what the caller got
   */
  public record Call(String name, List<Object> arguments, @Nullable Object result) {}

  /**
   * Runs a scenario again and again, and has another call of one kind fail each time: the first, then the second, until
   * a run makes no more calls than runs before it, and so ends untouched.
   *
   * @param scenario gets the faults of its run; whether it succeeds or is told of the error is for it to check
   */
  public static void sweep(Posix real, String call, String errno, Scenario scenario)
      throws Exception {
    Faults faults;
    int number = 0;
    do {
      faults = new Faults(real);
      faults.on(call).call(++number).fail(errno);
      scenario.run(faults);
    } while (faults.injected() > 0);
  }

  /** What {@link #sweep} runs. */
  @FunctionalInterface
  public interface Scenario {
    /** Runs once, with calls one of which fails. */
    void run(Faults faults) throws Exception;
  }

  /** Which calls of a kind shall fail. They are counted from now: the next one is number 1. */
  public final class Plan {
    private final Method method;
    private final int before;

    private Plan(Method method) {
      this.method = method;
      this.before = counter(method.getName()).get();
    }

    /** One call alone; 1 is the next one. */
    public Choice call(int number) {
      return new Choice(method, count -> count - before == number);
    }

    /** Every n-th call: with 2 the second, the fourth, the sixth; with 1 all of them. */
    public Choice everyNth(int n) {
      return new Choice(method, count -> (count - before) % n == 0);
    }
  }

  /** What shall happen to the calls that were chosen. */
  public final class Choice {
    private final Method method;
    private final IntPredicate chosen;

    private Choice(Method method, IntPredicate chosen) {
      this.method = method;
      this.chosen = chosen;
    }

    /**
     * They fail with an error.
     *
     * @param errno its C name: {@code "EINTR"}
     * @throws IllegalArgumentException if this system has no such error, or the method does not answer error numbers
     */
    public void fail(String errno) {
      int number = real.errno(errno);
      if (number < 0) {
        throw new IllegalArgumentException("no error is named " + errno);
      }
      if (method.getReturnType() != int.class && method.getReturnType() != long.class) {
        throw new IllegalArgumentException(method.getName() + " does not answer error numbers");
      }
      plan(arguments -> failCall(method, arguments, number));
    }

    /**
     * They are asked for no more than {@code length} bytes, which is at least 1.
     *
     * @throws IllegalArgumentException if the method does not end in a buffer and its length, or in several pieces of
     *     memory
     */
    public void shorten(long length) {
      if (length < 1 || !movesBytes(method)) {
        throw new IllegalArgumentException("cannot shorten " + method.getName() + " to " + length);
      }
      plan(arguments -> shortenCall(method, arguments, length));
    }

    private void plan(Effect effect) {
      planned.add(new Fault(method, chosen, effect));
    }
  }

  private static boolean movesBytes(Method method) {
    List<Class<?>> types = List.of(method.getParameterTypes());
    int last = types.size() - 1;
    return last > 0
        && (types.get(last) == Vectors.class
            || (types.get(last) == long.class && types.get(last - 1) == MemorySegment.class));
  }

  private record Fault(Method method, IntPredicate chosen, Effect effect) {
    boolean happensTo(Method called, int count) {
      return method.equals(called) && chosen.test(count);
    }
  }

  private interface Effect {
    @Nullable Object apply(Object[] arguments) throws Throwable;
  }

  private @Nullable Object answer(Method method, Object[] arguments) throws Throwable {
    int count = counter(method.getName()).incrementAndGet();
    Optional<Fault> fault =
        planned.stream().filter(each -> each.happensTo(method, count)).findFirst();
    @Nullable Object result;
    if (fault.isPresent()) {
      injected.incrementAndGet();
      result = fault.get().effect.apply(arguments);
    } else {
      result = makeCall(method, arguments);
    }
    if (!watchers.isEmpty()) {
      var call =
          new Call(
              method.getName(), Collections.unmodifiableList(Arrays.asList(arguments)), result);
      watchers.forEach(watcher -> watcher.accept(call));
    }
    return result;
  }

  private @Nullable Object makeCall(Method method, Object[] arguments) throws Throwable {
    rearming.before(method.getName(), arguments);
    @Nullable Object result;
    try {
      result = method.invoke(real, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    rearming.after(method.getName(), arguments, result);
    return result;
  }

  private Object failCall(Method method, Object[] arguments, int errno) throws Throwable {
    switch (method.getName()) {
      case "close" -> makeCall(method, arguments);
      case "connect" -> {} // a descriptor that cannot connect just now gets no event when it can
      default -> {
        if (errno == real.errno("EAGAIN")) {
          rearming.rearm(arguments);
        }
      }
    }
    return method.getReturnType() == int.class ? (Object) (-errno) : (Object) (-(long) errno);
  }

  private @Nullable Object shortenCall(Method method, Object[] arguments, long length)
      throws Throwable {
    int last = arguments.length - 1;
    Object[] cut = arguments.clone();
    long asked;
    if (arguments[last] instanceof Vectors pieces) {
      asked = pieces.byteCount();
      cut[last] = pieces.first(length);
    } else {
      asked = (long) arguments[last];
      cut[last] = Math.min(asked, length);
    }
    @Nullable Object result = makeCall(method, cut);
    if (asked > length && Long.valueOf(length).equals(result)) {
      rearming.rearm(arguments);
    }
    return result;
  }
}
