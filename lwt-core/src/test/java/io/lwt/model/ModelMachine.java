package io.lwt.model;

import static io.lwt.model.Program.*;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The model, as something that programs run on. */
final class ModelMachine extends Machine {
  static final List<String> UNDETERMINED = List.of("not determined");

  private final Model model;
  private List<Integer> promises;
  private List<Integer> resolvers;

  private ModelMachine(Set<Departure> departures, int size) {
    model = new Model(departures, error -> logCall("hook", error));
    promises = IntStream.range(0, size).mapToObj(_ -> model.waiter()).toList();
    resolvers = promises;
  }

  /** What the model does, step by step, or that this is not determined. */
  static List<String> trace(Program program, Set<Departure> departures) {
    try {
      return new ModelMachine(departures, program.promises()).run(program);
    } catch (Model.Undetermined undetermined) {
      return UNDETERMINED;
    }
  }

  /** Calls a function; null is no argument. */
  private int call(Fun f, Model.@Nullable Outcome argument) {
    logCall("f" + f.id(), argument == null ? "" : shown(argument));
    f.steps().forEach(this::step);
    int value = argument instanceof Model.Fulfilled(int it) ? it : 0;
    return switch (f.end()) {
      case Return(int more) -> model.of(add(value, more));
      case Give(int name) -> promises.get(name);
      case Throw(Fault error) -> throw new Model.Thrown(error);
    };
  }

  private static String shown(Model.Outcome outcome) {
    return switch (outcome) {
      case Model.Fulfilled(int value) -> Integer.toString(value);
      case Model.Rejected(Fault error) -> error.name();
    };
  }

  private int make(Expr expr) {
    return switch (expr) {
      case Wait() -> model.waiter();
      case Task() -> model.task();
      case Pause() -> model.then(model.pause(), _ -> model.of(0), null);
      case Of(int value) -> model.of(value);
      case Failed(Fault error) -> model.add(new Model.Rejected(error));
      case Apply(Fun f) -> model.attempt(() -> call(f, null));
      case Bind(int p, Fun f) -> model.then(promises.get(p), v -> call(f, v), null);
      case Map(int p, Fun f) ->
          model.then(promises.get(p), v -> model.attempt(() -> call(f, v)), null);
      case Catching(int p, Fun h) -> model.then(promises.get(p), null, e -> call(h, e));
      case TryBind(int p, Fun f, Fun h) ->
          model.then(promises.get(p), v -> call(f, v), e -> call(h, e));
      case Finalizing(int p, Fun f) -> model.finalizing(promises.get(p), () -> call(f, null));
      case Copy(Copying kind, int p) -> model.copy(kind, promises.get(p));
      case Group(Grouping kind, List<Integer> names) ->
          group(kind, names.stream().map(promises::get).toList());
    };
  }

  private int group(Grouping kind, List<Integer> members) {
    return switch (kind) {
      case JOIN -> model.then(model.join(members), _ -> model.of(0), null);
      case BOTH, ALL -> model.all(members);
      case PICK, CHOOSE -> model.race(kind, members);
      case NPICK, NCHOOSE, NCHOOSE_SPLIT -> model.then(model.race(kind, members), model::add, null);
    };
  }

  private void step(Step step) {
    switch (step) {
      case Make(int name, Expr expr) -> {
        int node = make(expr);
        promises = Model.with(promises, name, node);
        if (expr instanceof Wait || expr instanceof Task) {
          resolvers = Model.with(resolvers, name, node);
        }
      }
      case Fulfill(int name, int value, boolean now) ->
          model.wakeup(resolvers.get(name), new Model.Fulfilled(value), now);
      case Reject(int name, Fault error, boolean now) ->
          model.wakeup(resolvers.get(name), new Model.Rejected(error), now);
      case Cancel(int name) -> model.cancel(promises.get(name));
      case On(Event event, int name, Fun f) -> {
        boolean wantsOutcome = event != Event.TERMINATION && event != Event.CANCEL;
        model.on(event, promises.get(name), outcome -> call(f, wantsOutcome ? outcome : null));
      }
      case Async(Fun f) -> model.async(() -> call(f, null));
      case With(int key, int value, List<Step> steps) ->
          model.withKey(key, value, () -> steps.forEach(this::step));
      case Look(int name) -> log("look:" + name + state(name));
      case WakeupPaused() -> model.wakeupPaused();
    }
  }

  @Override
  void perform(Step step) {
    try {
      step(step);
    } catch (Model.Thrown thrown) {
      log("escaped:" + thrown.error);
    }
  }

  @Override
  String state(int name) {
    return switch (model.stateOf(promises.get(name))) {
      case Model.Fulfilled(int value) -> "=" + value;
      case Model.Rejected(Fault error) -> "!" + error;
      default -> "?";
    };
  }

  @Override
  int key(int key) {
    return model.key(key);
  }

  @Override
  int pausedCount() {
    return model.pausedCount();
  }
}
