package io.lwt.unix;

/** When a terminal's attributes change: tcsetattr(3). Corresponds to {@code Unix.setattr_when}. */
public enum SetattrWhen {
  /** At once: TCSANOW. */
  NOW("TCSANOW"),
  /** When everything has been sent that was written: TCSADRAIN. */
  DRAIN("TCSADRAIN"),
  /** As {@link #DRAIN}, and what was received and not read is dropped: TCSAFLUSH. */
  FLUSH("TCSAFLUSH");

  final String constant;

  SetattrWhen(String constant) {
    this.constant = constant;
  }
}
