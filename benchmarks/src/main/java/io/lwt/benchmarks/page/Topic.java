package io.lwt.benchmarks.page;

import io.lwt.benchmarks.page.Lines.Measure;
import java.util.Locale;
import java.util.Optional;

/** A comparison, as the page tells of it: its constants are in the page's order. */
enum Topic {
  HTTP(
      "HTTP, kept connections",
      """
      A server answers small requests; wrk sends each connection's next one when it has the last one's answer. The
      server's process has one core, wrk another. CPU time is that of the server's process, all threads; p99 is
      how long an answer took at most, of 99 %.""",
      "%,d connections"),
  ECHO(
      "TCP echo of 64 bytes",
      """
      A server sends back messages of 64 bytes; each connection's client sends the next one when it has the last
      one back. Server and clients have a core each. The server in C calls read(2); another one in C calls
      recv(2), as this library and Netty do, which takes the kernel less time.""",
      "%,d connections"),
  LINES(
      "Lines on channels",
      """
      A server reads lines of 64 bytes from buffered channels and sends them back, beside Netty's handlers for
      lines and Lwt_io.""",
      "%,d connections"),
  REDIS(
      "Redis' protocol",
      """
      The Redis server among the examples beside Redis itself, which does much more: SET and GET, 16 commands sent
      together, by redis-benchmark.""",
      "%,d connections"),
  PROMISES(
      "Promises",
      """
      Time and bytes allocated for one operation, under JMH on the JVM. A row with a dash is something that the
      other has not, or that overflows its stack.""",
      ""),
  TIMERS(
      "Timers",
      """
      So many timers are made at once, their times spread over a second: CPU time of the process for each, until
      all have fired. Where there are few, most of it is what the process does besides, and to wake up: a thousand
      times in that second, where a wheel with ticks of 100 ms wakes ten times, and is late by up to that.""",
      "%,d timers"),
  DETACH(
      "Calls on other threads",
      """
      A function that does next to nothing is called on a worker thread, and its value comes back to the loop: one
      call at a time, where our threads spin for 20 µs before they sleep or, told not to, only yield; and 1,000 in
      flight.""",
      ""),
  DIRECT(
      "Straight-line code",
      """
      Two tasks take turns: an await on continuations (which the launcher must export), on threads, and a virtual
      thread's park.""",
      ""),
  PROCESS(
      "Other programs",
      """
      /bin/true is started and waited for, from a process with a heap of that size, all of it in memory; and 256
      MiB go through cat and back.""",
      "heap of %,d MiB"),
  PIPE(
      "Lines from a pipe",
      "CPU time of a process that reads lines from a pipe, by an input channel and by a BufferedReader.",
      ""),
  DIRECTORY(
      "A large directory",
      """
      The names in a directory are read, beside Lwt, as a stream and by a call for each, and beside the system's call
      in C, which no library can pass.""",
      "%,d files"),
  STARTUP(
      "Starting",
      """
      From the start of a server's process to the first byte on its first connection, beside the same on java.nio:
      plain, and with an AOT cache.""",
      "");

  final String title;

  /** What is measured. */
  final String text;

  /** How a number of connections, timers or other things is told; empty if there is none. */
  private final String things;

  Topic(String title, String text, String things) {
    this.title = title;
    this.text = text;
    this.things = things;
  }

  /** What is drawn of it. */
  Optional<Plot> plot() {
    return switch (this) {
      case HTTP ->
          Optional.of(
              new Lines(
                  "",
                  "CPU µs/request",
                  Measure.VALUE,
                  new Lines.Axis("connections", 4),
                  new Lines.Axis("CPU time per request, µs (logarithmic)", 2)));
      case ECHO ->
          Optional.of(
              new Lines(
                  "",
                  "CPU µs/echo",
                  Measure.VALUE,
                  new Lines.Axis("connections", 4),
                  new Lines.Axis("CPU time per message, µs (logarithmic)", 2)));
      case PROMISES ->
          Optional.of(
              new Bars(
                  "ns per operation",
                  "time per operation, as a multiple of this library's (logarithmic)"));
      case TIMERS ->
          Optional.of(
              new Lines(
                  "",
                  "CPU ns per timer",
                  Measure.VALUE,
                  new Lines.Axis("timers", 10),
                  new Lines.Axis("CPU time per timer, ns (logarithmic)", 2)));
      case PROCESS ->
          Optional.of(
              new Lines(
                  "one after the other",
                  "microseconds per process",
                  Measure.PER_SECOND_OF_MICROS,
                  new Lines.Axis("heap, MiB", 2),
                  new Lines.Axis("processes per second, one after the other", 0)));
      default -> Optional.empty();
    };
  }

  /** What scripts/bench calls it. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A row's title. */
  String label(String row, long x) {
    if (x == 0) {
      return row;
    }
    String plural = String.format(Locale.ROOT, things, x);
    String number = x == 1 ? plural.replaceFirst("s$", "") : plural;
    return row.isEmpty() ? number : row + ", " + number;
  }
}
