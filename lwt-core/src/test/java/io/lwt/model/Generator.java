package io.lwt.model;

import static io.lwt.model.Program.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Makes programs at random; the same ones from the same seed, whatever the JDK.
 *
 * <p>A program first makes promises from each other and hangs functions on them, then resolves and cancels them one by
 * one: so that much hangs on each. Functions do a bit of everything.
 */
final class Generator {
  private static final int MOST_PROMISES = 20;
  private static final int MOST_PROMISES_OF_FUNCTIONS = 6;
  private static final int DEEPEST_FUNCTION = 2;

  /** How often there are steps of which kind: Make, On, Async, With, Look, Resolve, Cancel, WakeupPaused. */
  private static final int[] BUILDING = {20, 12, 2, 6, 0, 1, 1, 0};

  private static final int[] RESOLVING = {0, 1, 1, 1, 0, 10, 5, 3};
  private static final int[] IN_A_FUNCTION = {8, 3, 1, 2, 2, 12, 5, 2};

  /** How often promises are made how; the first ones are those that nothing else is needed for. */
  private static final int[] SOURCES = {14, 4, 2, 1, 1};

  private static final int[] EXPRESSIONS = {6, 2, 1, 1, 1, 12, 3, 5, 3, 3, 1, 7, 13};

  private final Random random;

  /** The first names are for promises made at the top, the others for those that functions make, if they are called. */
  private final int promisesAtTop;

  private final int promises;

  /** The next name at the top, the next one in a function, and names whose resolvers nobody has used yet, shuffled. */
  private int nextAtTop = 0;

  private int nextInFunction;
  private final List<Integer> unused = new ArrayList<>();
  private int functions = 0;

  private Generator(long seed) {
    random = new Random(seed);
    promisesAtTop = random.nextInt(5, MOST_PROMISES + 1);
    promises = promisesAtTop + random.nextInt(MOST_PROMISES_OF_FUNCTIONS + 1);
    nextInFunction = promisesAtTop;
  }

  static Program program(long seed) {
    return new Generator(seed).program();
  }

  private Program program() {
    List<Step> steps = new ArrayList<>();
    while (nextAtTop < promisesAtTop) {
      steps.add(step(BUILDING, 0));
    }
    while (!unused.isEmpty()) {
      steps.add(step(RESOLVING, 0));
    }
    steps.add(new WakeupPaused());
    return new Program(promises, steps);
  }

  // ---- chance

  private boolean one(int of) {
    return random.nextInt(of) == 0;
  }

  private <E> E any(E[] values) {
    return values[random.nextInt(values.length)];
  }

  /** An index, as often as its weight says. */
  private int any(int[] weights) {
    int index = 0;
    for (int left = random.nextInt(IntStream.of(weights).sum()); ; index++) {
      left -= weights[index];
      if (left < 0) {
        return index;
      }
    }
  }

  private <E> List<E> some(int size, Supplier<E> element) {
    return Stream.generate(element).limit(size).toList();
  }

  /** A name: mostly of a promise that is made before, at the top, and rather of one made lately. */
  private int name() {
    if (nextAtTop == 0 || one(12)) {
      return random.nextInt(promises);
    }
    return one(2)
        ? random.nextInt(nextAtTop)
        : nextAtTop - 1 - random.nextInt(Math.min(4, nextAtTop));
  }

  private Fault fault() {
    return one(4) ? Fault.CANCELED : one(2) ? Fault.A : Fault.B;
  }

  // ---- steps

  /** A step of a function that is so deep within others, 0 at the top. */
  private Step step(int[] weights, int depth) {
    return switch (any(weights)) {
      case 0 -> make(depth);
      case 1 -> new On(any(Event.values()), name(), fun(depth, this::valueOrThrow));
      case 2 -> new Async(fun(depth, this::anyEnd));
      case 3 ->
          new With(
              random.nextInt(KEYS),
              random.nextInt(4),
              some(1 + random.nextInt(2), () -> step(weights, depth)));
      case 4 -> new Look(name());
      case 5 -> resolve(depth);
      case 6 -> new Cancel(name());
      default -> new WakeupPaused();
    };
  }

  /** Uses a resolver; a function may never be called, so what it uses may be used again. */
  private Step resolve(int depth) {
    int name = name();
    if (!unused.isEmpty() && !one(20)) {
      name = depth == 0 || one(2) ? unused.removeLast() : unused.getLast();
    }
    boolean now = one(3);
    return one(5) ? new Reject(name, fault(), now) : new Fulfill(name, random.nextInt(100), now);
  }

  // ---- functions

  private Fun fun(int depth, Supplier<End> end) {
    int id = functions++;
    int most = depth < DEEPEST_FUNCTION ? 3 : 1;
    int size = one(2) ? 0 : 1 + random.nextInt(most);
    return new Fun(id, some(size, () -> step(IN_A_FUNCTION, depth + 1)), end.get());
  }

  private End valueOrThrow() {
    return one(7) ? new Throw(fault()) : new Return(random.nextInt(5));
  }

  /** Among the promises given are some that the program makes a little later: so that there are circles. */
  private End anyEnd() {
    if (one(2)) {
      return valueOrThrow();
    }
    return new Give(one(3) ? Math.min(nextAtTop + random.nextInt(4), promises - 1) : name());
  }

  // ---- promises

  private Step make(int depth) {
    if (depth > 0 || nextAtTop == promisesAtTop) {
      int name = nextInFunction < promises ? nextInFunction++ : random.nextInt(promises);
      return new Make(name, expr(any(EXPRESSIONS), depth));
    }
    Expr expr = nextAtTop < 3 ? source(any(SOURCES)) : expr(any(EXPRESSIONS), depth);
    if (expr instanceof Wait || expr instanceof Task) {
      unused.add(random.nextInt(unused.size() + 1), nextAtTop);
    }
    return new Make(nextAtTop++, expr);
  }

  private Expr source(int kind) {
    return switch (kind) {
      case 0 -> new Task();
      case 1 -> new Wait();
      case 2 -> new Pause();
      case 3 -> new Of(random.nextInt(100));
      default -> new Failed(fault());
    };
  }

  private Expr expr(int kind, int depth) {
    return switch (kind) {
      case 0, 1, 2, 3, 4 -> source(kind);
      case 5 -> new Bind(name(), fun(depth, this::anyEnd));
      case 6 -> new Program.Map(name(), fun(depth, this::valueOrThrow));
      case 7 -> new Catching(name(), fun(depth, this::anyEnd));
      case 8 -> new TryBind(name(), fun(depth, this::anyEnd), fun(depth, this::anyEnd));
      case 9 -> new Finalizing(name(), fun(depth, this::anyEnd));
      case 10 -> new Apply(fun(depth, this::anyEnd));
      case 11 -> new Copy(any(Copying.values()), name());
      default -> group(any(Grouping.values()));
    };
  }

  private Expr group(Grouping kind) {
    int size = kind == Grouping.BOTH ? 2 : random.nextInt(kind.isRace() ? 1 : 0, 4);
    return new Group(kind, some(size, this::name));
  }
}
