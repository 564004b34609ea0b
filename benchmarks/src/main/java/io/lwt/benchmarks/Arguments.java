package io.lwt.benchmarks;

import java.util.List;
import java.util.stream.Stream;

/** Reads command lines of the form {@code --name value …}. */
public final class Arguments {
  private Arguments() {}

  /**
   * Takes one option into account.
   *
   * @param <T> what the options make up
   */
  @FunctionalInterface
  public interface Step<T> {
    /** What {@code options} are with one more. */
    T with(T options, String name, String value);
  }

  /**
   * Takes one option after the other into account.
   *
   * @throws IllegalArgumentException if one has no value
   */
  public static <T> T fold(List<String> arguments, T defaults, Step<T> step) {
    T options = defaults;
    for (int i = 0; i < arguments.size(); i += 2) {
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(arguments.get(i) + " needs a value");
      }
      options = step.with(options, arguments.get(i), arguments.get(i + 1));
    }
    return options;
  }

  /** As {@link #fold}; if the arguments make no sense, says why, and ends the program with status 2. */
  public static <T> T foldOrExit(List<String> arguments, T defaults, Step<T> step) {
    try {
      return fold(arguments, defaults, step);
    } catch (IllegalArgumentException error) {
      System.err.println(error.getMessage() + "\nscripts/bench --help tells what there is.");
      System.exit(2);
      throw error;
    }
  }

  /**
   * A positive number.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static int count(String value) {
    int number = Integer.parseInt(value);
    if (number < 1) {
      throw new IllegalArgumentException("not a positive number: " + value);
    }
    return number;
  }

  /**
   * Positive numbers, with commas in between.
   *
   * @throws IllegalArgumentException if they are none
   */
  public static List<Integer> counts(String value) {
    return Stream.of(value.split(",", -1)).map(Arguments::count).toList();
  }
}
