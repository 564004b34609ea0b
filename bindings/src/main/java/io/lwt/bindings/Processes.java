package io.lwt.bindings;

/** Calls about processes. */
public interface Processes {

  /** getpid(2): this process' number. */
  int getpid();
}
