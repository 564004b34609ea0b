package io.lwt.integration;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Locks a file as Java's own classes do, says so, and keeps it locked until its standard input ends. */
final class LockProgram {
  private LockProgram() {}

  /**
   * Runs it.
   *
   * @param arguments the path of a file
   */
  public static void main(String[] arguments) throws IOException {
    try (FileChannel file = FileChannel.open(Path.of(arguments[0]), StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      System.out.println(lock.isValid() ? "locked" : "not locked");
      System.in.read();
    }
  }
}
