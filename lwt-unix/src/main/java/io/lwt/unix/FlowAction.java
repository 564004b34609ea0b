package io.lwt.unix;

/** What is to flow or to stop on a terminal's line: tcflow(3). Corresponds to {@code Unix.flow_action}. */
public enum FlowAction {
  /** Sends nothing any more: TCOOFF. */
  STOP_OUTPUT("TCOOFF"),
  /** Sends again: TCOON. */
  RESTART_OUTPUT("TCOON"),
  /** Asks the other side to send nothing any more, by {@link ControlCharacter#VSTOP}: TCIOFF. */
  STOP_INPUT("TCIOFF"),
  /** Asks the other side to send again, by {@link ControlCharacter#VSTART}: TCION. */
  RESTART_INPUT("TCION");

  final String constant;

  FlowAction(String constant) {
    this.constant = constant;
  }
}
