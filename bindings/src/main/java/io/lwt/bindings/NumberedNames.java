package io.lwt.bindings;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of a system's numbers, such as those of its errors. */
final class NumberedNames {
  /** Stands for the name of a number that has none. */
  private static final String NONE = "-";

  private final List<String> names;

  /** By name. */
  final Map<String, Integer> numbers = new HashMap<>();

  /**
   * The table of some numbers.
   *
   * @param names in the order of the numbers, from 1 on, with a space or an end of line between them; a number that has
   *     none has a hyphen
   * @param others other names of the same numbers, and for each the name in the list
   */
  NumberedNames(String names, Map<String, String> others) {
    this.names = List.of(names.strip().replace('\n', ' ').split(" "));
    for (int i = 0; i < this.names.size(); i++) {
      numbers.put(this.names.get(i), i + 1);
    }
    numbers.remove(NONE);
    for (Map.Entry<String, String> other : others.entrySet()) {
      numbers.put(other.getKey(), numbers.get(other.getValue()));
    }
  }

  /** The number of a name, -1 if this system has none. */
  int number(String name) {
    return numbers.getOrDefault(name, -1);
  }

  /** The name of a number in the list, if it has one. */
  @Nullable String name(int number) {
    String name = number > 0 && number <= names.size() ? names.get(number - 1) : NONE;
    return name.equals(NONE) ? null : name;
  }
}
