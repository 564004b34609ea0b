package io.lwt.process;

/** What becomes of a process when nobody waits for what it does any more: {@link Command#onCancel}. */
public enum CancelPolicy {
  /** It is asked to end, and killed if it does not: {@link RunningProcess#stop}. */
  STOP,
  /** It is killed at once. */
  KILL,
  /** It goes on, as in Lwt. */
  LEAVE
}
