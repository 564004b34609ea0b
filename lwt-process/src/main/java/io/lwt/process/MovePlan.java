package io.lwt.process;

import io.lwt.bindings.Spawn.Action;
import io.lwt.bindings.Spawn.Close;
import io.lwt.bindings.Spawn.Dup;
import io.lwt.bindings.Spawn.Open;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * In which order a new process' descriptors are set, so that none is overwritten that is still needed. What this
 * process has under a number may be wanted under others, in circles too.
 */
final class MovePlan {
  private final SortedMap<Integer, Integer> sources = new TreeMap<>();
  private final List<Action> replacements = new ArrayList<>();
  private final SortedMap<Integer, Integer> likes = new TreeMap<>();
  private int last = Command.STDERR;

  /** The new process has there what this one has under the other number. */
  void dup(int source, int target) {
    used(target);
    sources.put(target, source);
  }

  /** It has a file there, opened by itself. */
  void open(int target, byte[] path, int flags) {
    used(target);
    replacements.add(new Open(target, path, flags));
  }

  /** It has nothing there. */
  void close(int target) {
    used(target);
    replacements.add(new Close(target));
  }

  /** It has there what it has under the other number when everything else is done. */
  void like(int other, int target) {
    used(target);
    likes.put(target, other);
  }

  private void used(int target) {
    last = Math.max(last, target);
  }

  /** The smallest number that it has nothing under, nor under any larger one. */
  int closeFrom() {
    return last + 1;
  }

  List<Action> actions() {
    List<Action> actions = moves();
    actions.addAll(replacements);
    likes.forEach((target, other) -> actions.add(new Dup(other, target)));
    for (int number = Command.STDERR + 1; number < last; number++) {
      if (!isUsed(number)) {
        actions.add(new Close(number));
      }
    }
    return actions;
  }

  private boolean isUsed(int number) {
    return sources.containsKey(number)
        || likes.containsKey(number)
        || replacements.stream().anyMatch(action -> targetOf(action) == number);
  }

  private static int targetOf(Action action) {
    return switch (action) {
      case Dup(_, int target) -> target;
      case Open(int number, _, _) -> number;
      case Close(int number) -> number;
    };
  }

  /** First what overwrites nothing that is still needed; of a circle, one is put aside. */
  private List<Action> moves() {
    List<Action> actions = new ArrayList<>();
    Map<Integer, Integer> pending = new TreeMap<>(sources);
    int aside = last;
    while (!pending.isEmpty()) {
      Map.Entry<Integer, Integer> move = unhindered(pending);
      if (move == null) {
        int taken = pending.keySet().iterator().next();
        do {
          aside++;
        } while (pending.containsValue(aside));
        int free = aside;
        actions.add(new Dup(taken, free));
        pending.replaceAll((_, source) -> source == taken ? free : source);
      } else {
        actions.add(new Dup(move.getValue(), move.getKey()));
        pending.remove(move.getKey());
      }
    }
    return actions;
  }

  /** A move to a number that no other move needs as it is; null if there is none. */
  private static Map.@Nullable Entry<Integer, Integer> unhindered(Map<Integer, Integer> pending) {
    for (Map.Entry<Integer, Integer> move : pending.entrySet()) {
      Integer target = move.getKey();
      boolean needed =
          pending.entrySet().stream()
              .anyMatch(other -> other.getValue().equals(target) && !other.getKey().equals(target));
      if (!needed) {
        return Map.entry(target, move.getValue());
      }
    }
    return null;
  }
}
