package io.lwt.model;

import static io.lwt.model.Program.*;

import io.lwt.Canceled;
import io.lwt.Lwt;
import io.lwt.LwtKey;
import io.lwt.Promise;
import io.lwt.Resolver;
import io.lwt.Scheduler;
import io.lwt.State;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The library. Every program is run on a scheduler of its own. */
final class LibraryMachine extends Machine {
  private final List<LwtKey<Integer>> keys =
      Stream.generate(LwtKey<Integer>::new).limit(KEYS).toList();
  private final List<Promise<Integer>> promises = new ArrayList<>();
  private final List<Resolver<Integer>> resolvers = new ArrayList<>();

  private LibraryMachine(int size) {
    Lwt.setAsyncExceptionHook(error -> logCall("hook", fault(error)));
    Lwt.setOrphanHook(_ -> {});
    for (int name = 0; name < size; name++) {
      resolvers.add(Resolver.waiter());
      promises.add(resolvers.get(name).promise());
    }
  }

  /** What the library does, step by step. */
  static List<String> trace(Program program) {
    try {
      return new LibraryMachine(program.promises()).run(program);
    } finally {
      Scheduler.current().close();
    }
  }

  /** An error with a name. */
  private static final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final Fault fault;

    Failure(Fault fault) {
      super(fault.name(), null, false, false);
      this.fault = fault;
    }
  }

  private static RuntimeException error(Fault fault) {
    return fault == Fault.CANCELED ? new Canceled() : new Failure(fault);
  }

  private static Fault fault(Throwable error) {
    return switch (error) {
      case Canceled _ -> Fault.CANCELED;
      case IllegalStateException _ -> Fault.TWICE;
      case Failure failure -> failure.fault;
      default -> throw new AssertionError(error);
    };
  }

  // ---- functions

  /** Calls a function that gives a promise; the argument is a value, an error, or null for none. */
  private Promise<Integer> call(Fun f, @Nullable Object argument) {
    return switch (perform(f, argument)) {
      case Return(int more) -> Promise.of(value(argument, more));
      case Give(int name) -> promises.get(name);
      case Throw(Fault fault) -> throw error(fault);
    };
  }

  /** Calls a function that gives no promise. */
  private int callForValue(Fun f, @Nullable Object argument) {
    return switch (perform(f, argument)) {
      case Return(int more) -> value(argument, more);
      case Give _ -> throw new AssertionError("a promise");
      case Throw(Fault fault) -> throw error(fault);
    };
  }

  private End perform(Fun f, @Nullable Object argument) {
    logCall(
        "f" + f.id(),
        switch (argument) {
          case null -> "";
          case Throwable error -> fault(error);
          default -> argument;
        });
    f.steps().forEach(this::step);
    return f.end();
  }

  private static int value(@Nullable Object argument, int more) {
    return add(argument instanceof Integer value ? value : 0, more);
  }

  // ---- steps

  private Promise<Integer> make(int name, Expr expr) {
    return switch (expr) {
      case Wait() -> keep(name, Resolver.waiter());
      case Task() -> keep(name, Resolver.task());
      case Pause() -> Lwt.pause().map(_ -> 0);
      case Of(int value) -> Promise.of(value);
      case Failed(Fault fault) -> Promise.failed(error(fault));
      case Apply(Fun f) -> Lwt.apply(() -> call(f, null));
      case Bind(int source, Fun f) -> promises.get(source).bind(value -> call(f, value));
      case Map(int source, Fun f) -> promises.get(source).map(value -> callForValue(f, value));
      case Catching(int source, Fun h) -> promises.get(source).catching(error -> call(h, error));
      case TryBind(int source, Fun f, Fun h) ->
          promises.get(source).tryBind(value -> call(f, value), error -> call(h, error));
      case Finalizing(int source, Fun cleanup) ->
          promises.get(source).finalizing(() -> call(cleanup, null));
      case Copy(Copying kind, int source) ->
          switch (kind) {
            case PROTECT -> promises.get(source).protect();
            case NO_CANCEL -> promises.get(source).noCancel();
            case CANCELABLE -> promises.get(source).cancelable();
          };
      case Group(Grouping kind, List<Integer> names) ->
          group(kind, names.stream().map(promises::get).toList());
    };
  }

  private Promise<Integer> keep(int name, Resolver<Integer> resolver) {
    resolvers.set(name, resolver);
    return resolver.promise();
  }

  private static Promise<Integer> group(Grouping kind, List<? extends Promise<Integer>> members) {
    return switch (kind) {
      case BOTH ->
          Lwt.both(members.getFirst(), members.getLast())
              .map(both -> fold(List.of(both.first(), both.second())));
      case JOIN -> Lwt.join(members).map(_ -> 0);
      case ALL -> Lwt.all(members).map(Program::fold);
      case PICK -> Lwt.pick(members);
      case CHOOSE -> Lwt.choose(members);
      case NPICK -> Lwt.npick(members).map(Program::fold);
      case NCHOOSE -> Lwt.nchoose(members).map(Program::fold);
      case NCHOOSE_SPLIT ->
          Lwt.nchooseSplit(members)
              .map(
                  split ->
                      fold(
                          Stream.of(
                                  split.values().stream(),
                                  Stream.of(SPLIT),
                                  split.pending().stream().map(members::indexOf))
                              .flatMap(it -> it)
                              .toList()));
    };
  }

  private void step(Step step) {
    switch (step) {
      case Make(int name, Expr expr) -> promises.set(name, make(name, expr));
      case Fulfill(int name, int value, boolean now) -> {
        if (now) {
          resolvers.get(name).fulfillNow(value);
        } else {
          resolvers.get(name).fulfill(value);
        }
      }
      case Reject(int name, Fault fault, boolean now) -> {
        if (now) {
          resolvers.get(name).rejectNow(error(fault));
        } else {
          resolvers.get(name).reject(error(fault));
        }
      }
      case Cancel(int name) -> promises.get(name).cancel();
      case On(Event event, int name, Fun f) -> on(event, promises.get(name), f);
      case Async(Fun f) -> Lwt.async(() -> call(f, null));
      case With(int key, int value, List<Step> steps) ->
          keys.get(key)
              .with(
                  value == 0 ? null : value,
                  () -> {
                    steps.forEach(this::step);
                    return 0;
                  });
      case Look(int name) -> log("look:" + name + state(name));
      case WakeupPaused() -> Scheduler.current().wakeupPaused();
    }
  }

  private void on(Event event, Promise<Integer> promise, Fun f) {
    switch (event) {
      case SUCCESS -> promise.onSuccess(value -> callForValue(f, value));
      case FAILURE -> promise.onFailure(error -> callForValue(f, error));
      case TERMINATION -> promise.onTermination(() -> callForValue(f, null));
      case ANY -> promise.onAny(value -> callForValue(f, value), error -> callForValue(f, error));
      case CANCEL -> promise.onCancel(() -> callForValue(f, null));
    }
  }

  // ---- what is seen

  @Override
  void perform(Step step) {
    try {
      step(step);
    } catch (RuntimeException error) {
      log("escaped:" + fault(error));
    }
  }

  @Override
  String state(int name) {
    return switch (promises.get(name).state()) {
      case State.Pending<Integer>() -> "?";
      case State.Fulfilled<Integer>(Integer value) -> "=" + value;
      case State.Rejected<Integer>(Throwable error) -> "!" + fault(error);
    };
  }

  @Override
  int key(int key) {
    return keys.get(key).get().orElse(0);
  }

  @Override
  int pausedCount() {
    return Scheduler.current().pausedCount();
  }
}
