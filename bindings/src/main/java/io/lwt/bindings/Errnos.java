package io.lwt.bindings;

import org.jspecify.annotations.Nullable;

/** The system's error numbers: their names and what the system says about them. */
public interface Errnos {

  /** The number this system gives to an error, by its C name ({@code "EAGAIN"}), or -1 if it has no such error. */
  int errno(String name);

  /** The C name of an error number, or null if the number is not known. Of two names of one number, the usual one. */
  @Nullable String errnoName(int number);

  /** What strerror(3) says, in the C locale's English: {@code "Connection refused"}. */
  String strerror(int number);
}
