package io.lwt.benchmarks.pipe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;

/** Reads lines by a BufferedReader. */
final class ReaderLines {
  private ReaderLines() {}

  /** Usage: WARMUP LINES. Prints nanoseconds per line. */
  public static void main(String[] args) throws IOException {
    var lines = new Lines(args);
    try (var in =
        new BufferedReader(new InputStreamReader(new FileInputStream(FileDescriptor.in), UTF_8))) {
      String line = in.readLine();
      while (line != null && lines.read(line)) {
        line = in.readLine();
      }
      if (line == null) {
        throw new EOFException();
      }
    }
    lines.print();
  }
}
