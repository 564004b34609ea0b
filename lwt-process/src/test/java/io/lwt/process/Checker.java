package io.lwt.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.Promise;
import io.lwt.unix.InputChannel;
import io.lwt.unix.LwtMain;
import io.lwt.unix.LwtUnix;
import io.lwt.unix.Pipe;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A program in C, compiled on the spot, that says what a process finds when it is started. */
record Checker(Path program) {
  /** The descriptor on which it says so. */
  private static final int REPORT = 200;

  static Checker compile(Path folder) throws IOException, InterruptedException {
    Path source = folder.resolve("checker.c");
    try (InputStream text = Checker.class.getResourceAsStream("checker.c")) {
      Files.copy(java.util.Objects.requireNonNull(text), source);
    }
    Path program = folder.resolve("checker");
    List<String> command = List.of("cc", "-std=gnu11", "-o", program.toString(), source.toString());
    Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
    String errors = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, compiler.waitFor(), errors);
    return new Checker(program);
  }

  Command command(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = Integer.toString(REPORT);
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Command.of(program.toString(), all);
  }

  /** Runs it, as {@link #command} with whatever is asked for: what it found, by name. */
  Map<String, String> run(Command command) {
    Pipe pipe = LwtUnix.pipe();
    InputChannel report = InputChannel.of(pipe.in());
    Command reporting = command.descriptor(REPORT, Redirect.move(pipe.out())).checked();
    Promise<ExitStatus> running = LwtProcess.exec(reporting);
    return LwtMain.run(
        report
            .readAll(StandardCharsets.UTF_8)
            .bind(text -> running.bind(_ -> report.close()).map(_ -> parse(text))));
  }

  static Map<String, String> parse(String text) {
    Map<String, String> found = new HashMap<>();
    for (String line : text.lines().toList()) {
      int end = line.indexOf('=');
      found.put(line.substring(0, end), line.substring(end + 1).strip());
    }
    return found;
  }
}
