package io.lwt.model;

import static io.lwt.model.Program.*;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Prints programs as Java or as OCaml: the same thing side by side, so that each can be held against the other.
 *
 * <p>In the OCaml, what is neither OCaml's nor Lwt's is {@code src/test/ocaml/machine.ml}'s. Run with a number, this
 * class prints so many programs of which Lwt determines what they do: {@code scripts/record-lwt-traces}.
 */
final class Printer {
  private final boolean java;

  private Printer(boolean java) {
    this.java = java;
  }

  static String java(Program program) {
    String head =
        """
        Promise<Integer>[] p = new Promise[%1$d];
        Resolver<Integer>[] r = new Resolver[%1$d];
        for (int i = 0; i < %1$d; i++) {
        p[i] = (r[i] = Resolver.waiter()).promise();
        }
        """
            .formatted(program.promises());
    return indented(head + new Printer(true).steps(program.steps()));
  }

  /** A function {@code program_<number>} that runs the program and prints what it does. */
  private static String ocaml(int number, Program program) {
    Printer printer = new Printer(false);
    return "let program_%d () =\n  start %d \"%s\";\n"
            .formatted(number, program.promises(), Term.write(program))
        + program.steps().stream()
            .map(step -> "  step (fun () ->\n  " + printer.step(step) + ");\n")
            .collect(Collectors.joining())
        + "  ()\n\n";
  }

  /** Prints as many programs as the argument says, as one OCaml program. */
  public static void main(String[] args) {
    int programs = Integer.parseInt(args[0]);
    int number = 0;
    for (long seed = 0; number < programs; seed++) {
      Program program = Generator.program(seed);
      if (ModelMachine.trace(program, Departure.LWT) != ModelMachine.UNDETERMINED) {
        IO.print(ocaml(number++, program));
      }
    }
    IO.println(
        IntStream.range(0, number)
            .mapToObj(it -> "let () = program_" + it + " ()\n")
            .collect(Collectors.joining()));
  }

  private String say(String inJava, String inOcaml, Object... parts) {
    return (java ? inJava : inOcaml).formatted(parts);
  }

  // ---- steps

  private String steps(List<Step> steps) {
    return steps.stream().map(step -> step(step) + ";\n").collect(Collectors.joining());
  }

  private String step(Step step) {
    return switch (step) {
      case Make(int name, Wait()) ->
          say("p[%1$d] = (r[%1$d] = Resolver.waiter()).promise()", "wait %d", name);
      case Make(int name, Task()) ->
          say("p[%1$d] = (r[%1$d] = Resolver.task()).promise()", "task %d", name);
      case Make(int name, Expr expr) -> say("p[%d] = %s", "p.(%d) <- %s", name, expr(expr));
      case Fulfill(int name, int value, boolean now) ->
          say("r[%d].fulfill%s(%d)", "Lwt.wakeup%2$s r.(%1$d) %3$d", name, when(now), value);
      case Reject(int name, Fault error, boolean now) ->
          say(
              "r[%d].reject%s(%s)",
              "Lwt.wakeup%2$s_exn r.(%1$d) %3$s", name, when(now), error(error));
      case Cancel(int name) -> say("p[%d].cancel()", "Lwt.cancel p.(%d)", name);
      case On(Event event, int name, Fun f) -> on(event, name, f);
      case Async(Fun f) ->
          say("Lwt.async(%s)", "Lwt.async (ignoring (%s))", ofNothing(f, Giving.PROMISE));
      case With(int key, int value, List<Step> steps) ->
          say(
              "key[%d].with(%s, () -> {\n%sreturn 0;\n})",
              "with_key %d %s (fun () ->\n%s())",
              key,
              value == 0 ? say("null", "0") : value,
              steps(steps));
      case Look(int name) -> say("look(%d)", "look %d", name);
      case WakeupPaused() -> say("Scheduler.current().wakeupPaused()", "Lwt.wakeup_paused ()");
    };
  }

  private String when(boolean now) {
    return now ? say("Now", "") : say("", "_later");
  }

  private String on(Event event, int name, Fun f) {
    return switch (event) {
      case SUCCESS ->
          say(
              "p[%d].onSuccess(%s)",
              "Lwt.on_success p.(%d) (%s)", name, ofValue(f, Giving.NOTHING));
      case FAILURE ->
          say(
              "p[%d].onFailure(%s)",
              "Lwt.on_failure p.(%d) (%s)", name, ofError(f, Giving.NOTHING));
      case TERMINATION ->
          say(
              "p[%d].onTermination(%s)",
              "Lwt.on_termination p.(%d) (%s)", name, ofNothing(f, Giving.NOTHING));
      case ANY ->
          say(
              "p[%d].onAny(%s,\n%s)",
              "Lwt.on_any p.(%d) (%s)\n(%s)",
              name,
              ofValue(f, Giving.NOTHING),
              ofError(f, Giving.NOTHING));
      case CANCEL ->
          say(
              "p[%d].onCancel(%s)",
              "Lwt.on_cancel p.(%d) (%s)", name, ofNothing(f, Giving.NOTHING));
    };
  }

  // ---- promises

  private String expr(Expr expr) {
    return switch (expr) {
      case Wait _, Task _ -> throw new AssertionError("has a resolver");
      case Pause() -> say("Lwt.pause().map(_ -> 0)", "Lwt.map (fun () -> 0) (Lwt.pause ())");
      case Of(int value) -> say("Promise.of(%d)", "Lwt.return %d", value);
      case Failed(Fault error) -> say("Promise.failed(%s)", "Lwt.fail %s", error(error));
      case Apply(Fun f) -> say("Lwt.apply(%s)", "Lwt.apply (%s) ()", ofNothing(f, Giving.PROMISE));
      case Bind(int p, Fun f) ->
          say("p[%d].bind(%s)", "Lwt.bind p.(%d) (%s)", p, ofValue(f, Giving.PROMISE));
      case Program.Map(int p, Fun f) ->
          say("p[%d].map(%s)", "Lwt.map (%2$s) p.(%1$d)", p, ofValue(f, Giving.VALUE));
      case Catching(int p, Fun h) ->
          say("p[%d].catching(%s)", "Lwt.catch (give %d) (%s)", p, ofError(h, Giving.PROMISE));
      case TryBind(int p, Fun f, Fun h) ->
          say(
              "p[%d].tryBind(%s,\n%s)",
              "Lwt.try_bind (give %d) (%s)\n(%s)",
              p,
              ofValue(f, Giving.PROMISE),
              ofError(h, Giving.PROMISE));
      case Finalizing(int p, Fun f) ->
          say(
              "p[%d].finalizing(%s)",
              "Lwt.finalize (give %d) (ignoring (%s))", p, ofNothing(f, Giving.PROMISE));
      case Copy(Copying kind, int p) ->
          switch (kind) {
            case PROTECT -> say("p[%d].protect()", "Lwt.protected p.(%d)", p);
            case NO_CANCEL -> say("p[%d].noCancel()", "Lwt.no_cancel p.(%d)", p);
            case CANCELABLE -> say("p[%d].cancelable()", "Lwt.wrap_in_cancelable p.(%d)", p);
          };
      case Group(Grouping kind, List<Integer> members) -> group(kind, members);
    };
  }

  private String group(Grouping kind, List<Integer> members) {
    String list =
        members.stream()
            .map(name -> say("p[%d]", "p.(%d)", name))
            .collect(Collectors.joining(say(", ", "; ")));
    return switch (kind) {
      case BOTH -> say("fold(Lwt.both(%s))", "fold_both [%s]", list);
      case JOIN -> say("Lwt.join(%s).map(_ -> 0)", "join [%s]", list);
      case ALL ->
          say("Lwt.<Integer>all(%s).map(Program::fold)", "Lwt.map fold (Lwt.all [%s])", list);
      case PICK -> say("Lwt.pick(%s)", "Lwt.pick [%s]", list);
      case CHOOSE -> say("Lwt.choose(%s)", "Lwt.choose [%s]", list);
      case NPICK -> say("Lwt.npick(%s).map(Program::fold)", "Lwt.map fold (Lwt.npick [%s])", list);
      case NCHOOSE ->
          say("Lwt.nchoose(%s).map(Program::fold)", "Lwt.map fold (Lwt.nchoose [%s])", list);
      case NCHOOSE_SPLIT -> say("fold(Lwt.nchooseSplit(%s))", "fold_split [%s]", list);
    };
  }

  // ---- functions

  /** What a function gives. */
  private enum Giving {
    PROMISE,
    VALUE,
    NOTHING
  }

  private String ofValue(Fun f, Giving giving) {
    String value = "v" + f.id();
    return fun(f, value, say("log(%d, %s)", "value %d %s", f.id(), value), value, giving);
  }

  private String ofError(Fun f, Giving giving) {
    String error = "e" + f.id();
    return fun(f, error, say("log(%d, %s)", "error %d %s", f.id(), error), "0", giving);
  }

  private String ofNothing(Fun f, Giving giving) {
    return fun(f, "()", say("log(%d)", "nothing %d", f.id()), "0", giving);
  }

  private String fun(Fun f, String parameter, String log, String value, Giving giving) {
    return say(
        "%s -> {\n%s;\n%s%s}",
        "fun %s ->\n%s;\n%s%s",
        parameter,
        log,
        steps(f.steps()),
        switch (f.end()) {
          case Return(int more) -> result(say("add(%s, %d)", "add %s %d", value, more), giving);
          case Give(int name) -> say("return p[%d];\n", "p.(%d)", name);
          case Throw(Fault error) -> say("throw %s;\n", "raise %s", error(error));
        });
  }

  private String result(String sum, Giving giving) {
    return switch (giving) {
      case PROMISE -> say("return Promise.of(%s);\n", "Lwt.return (%s)", sum);
      case VALUE -> say("return %s;\n", "%s", sum);
      case NOTHING -> say("", "()");
    };
  }

  private String error(Fault error) {
    return error == Fault.CANCELED
        ? say("new Canceled()", "Lwt.Canceled")
        : say("new Failure(%s)", "(Fault \"%s\")", error);
  }

  // ---- layout

  /** Indents by braces. */
  private static String indented(String code) {
    StringBuilder indented = new StringBuilder();
    int depth = 0;
    for (String line : code.lines().toList()) {
      int before = line.startsWith("}") ? depth - 1 : depth;
      indented.append("  ".repeat(before)).append(line).append('\n');
      depth += count(line, '{') - count(line, '}');
    }
    return indented.toString();
  }

  private static int count(String line, char wanted) {
    return (int) line.chars().filter(c -> c == wanted).count();
  }
}
