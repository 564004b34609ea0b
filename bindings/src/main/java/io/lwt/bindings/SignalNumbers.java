package io.lwt.bindings;

import org.jspecify.annotations.Nullable;

/** The system's signals: their names and numbers. */
public interface SignalNumbers {

  /** The number this system gives to a signal, by its C name ({@code "SIGTERM"}), or -1 if it has no such signal. */
  int signal(String name);

  /** The C name of a signal's number; null if it has none, as a real-time signal. Of two names, the usual one. */
  @Nullable String signalName(int number);
}
