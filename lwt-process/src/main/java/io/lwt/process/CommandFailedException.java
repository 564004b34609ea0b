package io.lwt.process;

import io.lwt.process.ExitStatus.Exited;

/**
 * A command that was {@link Command#checked} has not ended as it should.
 *
 * <p>The message has the command line, the status, and the end of what it wrote to its error output:
 * {@code git rev-parse HEAD: exited with 128: fatal: not a git repository}.
 */
public final class CommandFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String commandLine;
  private final transient ExitStatus status;
  private final String errorOutput;

  CommandFailedException(String commandLine, ExitStatus status, String errorOutput) {
    super(commandLine + ": " + status + (errorOutput.isBlank() ? "" : ": " + errorOutput.strip()));
    this.commandLine = commandLine;
    this.status = status;
    this.errorOutput = errorOutput;
  }

  /** The command, as a shell would take it. */
  public String commandLine() {
    return commandLine;
  }

  /** How it has ended. */
  public ExitStatus status() {
    return status;
  }

  /** The exit status, or -1 if a signal ended it. */
  public int code() {
    return status instanceof Exited(int code) ? code : -1;
  }

  /** The end of what it wrote to its error output: at most 4 KiB; empty if that was redirected. */
  public String errorOutput() {
    return errorOutput;
  }
}
