package io.lwt.bindings;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Processes#spawn} starts. No string has a NUL in it.
 *
 * @param program the program's file
 * @param searchesPath whether a program's name without slash is looked for in the folders of this process'
 *     {@code PATH}, as posix_spawnp(3) does
 * @param arguments its argv, the program's own name first
 * @param environment {@code NAME=value} each; null for this process' own
 * @param directory its working directory; null for this process' own
 * @param actions what is done to its descriptors, in this order, when the directory is set already
 * @param closeFrom the smallest number of a descriptor that it does not have, whatever this process has open
 * @param newSession whether it leads a new session: setsid(2)
 * @param processGroup the group it is put into, 0 for a new one of its own, {@link #SAME_GROUP} for this process'
 */
@SuppressWarnings("ArrayRecordComponent") // names are bytes, and nobody compares requests
public record Spawn(
    byte[] program,
    boolean searchesPath,
    List<byte[]> arguments,
    @Nullable List<byte[]> environment,
    byte @Nullable [] directory,
    List<Action> actions,
    int closeFrom,
    boolean newSession,
    int processGroup) {
  /** The process group of this process. */
  public static final int SAME_GROUP = -1;

  /** What is done to the new process' descriptors. */
  public sealed interface Action {}

  /** dup2(2). Afterwards the target is not close-on-exec, also if both are one. */
  public record Dup(int number, int target) implements Action {}

  /** close(2), also of what is not open. */
  public record Close(int number) implements Action {}

  /**
   * open(2), to this number.
   *
   * @param flags as for {@link Paths#open}
   */
  public record Open(int number, byte[] path, int flags) implements Action {}
}
