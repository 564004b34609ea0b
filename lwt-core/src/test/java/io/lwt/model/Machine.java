package io.lwt.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What programs run on: the library or the model. What one does is told by a line of text for each step. */
abstract class Machine {
  private final List<String> log = new ArrayList<>();

  /** Does a step at the top of a program; what it throws is logged. */
  abstract void perform(Program.Step step);

  /** The state of the promise that a name stands for: {@code ?}, {@code =value} or {@code !ERROR}. */
  abstract String state(int name);

  /** The current value of a key, 0 if there is none. */
  abstract int key(int key);

  abstract int pausedCount();

  final void log(String what) {
    log.add(what);
  }

  /** Logs something of the user's that is called, with its argument and what it sees of the keys. */
  final void logCall(String what, Object argument) {
    String keys = "";
    for (int key = 0; key < Program.KEYS; key++) {
      keys += key(key) == 0 ? "" : "@" + key + ":" + key(key);
    }
    log(what + "(" + argument + ")" + keys);
  }

  /**
   * For each step a line: what was called, in order, then which promises are no longer in the state in which they were,
   * then how many are paused.
   */
  final List<String> run(Program program) {
    List<String> lines = new ArrayList<>();
    List<String> states = new ArrayList<>(Collections.nCopies(program.promises(), "?"));
    for (Program.Step step : program.steps()) {
      perform(step);
      for (int name = 0; name < program.promises(); name++) {
        String state = state(name);
        if (!state.equals(states.set(name, state))) {
          log(name + state);
        }
      }
      if (pausedCount() > 0) {
        log("paused:" + pausedCount());
      }
      lines.add(String.join(" ", log));
      log.clear();
    }
    return lines;
  }
}
