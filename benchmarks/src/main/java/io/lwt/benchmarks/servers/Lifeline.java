package io.lwt.benchmarks.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Ends a server with the program that started it: when that one is gone, however it ended, standard input ends. */
final class Lifeline {
  private Lifeline() {}

  /** From now on this JVM ends, at once, when its standard input does. */
  static void hold() {
    Thread.ofPlatform().daemon().name("lifeline").start(() -> haltAtEnd(System.in));
  }

  private static void haltAtEnd(InputStream input) {
    try {
      input.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      System.err.println("standard input: " + e);
    }
    Runtime.getRuntime().halt(0);
  }
}
