package io.lwt.process;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Commands of which each one's output is the next one's input, as {@code |} of a shell: {@link Command#pipe}. The
 * system moves it from one process to the other; this process has no part in that. There is no such thing in Lwt.
 *
 * @param commands at least one
 */
public record Pipeline(List<Command> commands) {
  /** Commands. */
  public Pipeline {
    commands = List.copyOf(commands);
    if (commands.isEmpty()) {
      throw new IllegalArgumentException("a pipeline without a command");
    }
  }

  /** This one, and another command whose input is the last one's output. */
  public Pipeline pipe(Command next) {
    List<Command> longer = new ArrayList<>(commands);
    longer.add(next);
    return new Pipeline(longer);
  }

  /** The command lines, as a shell would take them. */
  @Override
  public String toString() {
    return commands.stream().map(Command::toString).collect(Collectors.joining(" | "));
  }
}
