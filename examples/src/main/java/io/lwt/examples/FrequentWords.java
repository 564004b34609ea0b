package io.lwt.examples;

import io.lwt.process.Command;
import io.lwt.process.LwtProcess;
import io.lwt.process.Pipeline;
import io.lwt.process.Redirect;
import io.lwt.unix.LwtMain;

/** The words that a text has most of, as a shell would find them: six programs at once, connected by the system. */
public final class FrequentWords {
  private FrequentWords() {}

  /** Prints the five words that {@code [FILE]}, by default what it is given, has most of. */
  public static void main(String[] args) {
    Pipeline words =
        Command.of("tr", "-cs", "[:alpha:]", "\n")
            .stdin(args.length > 0 ? Redirect.readFrom(args[0]) : Redirect.KEEP)
            .pipe(Command.of("tr", "[:upper:]", "[:lower:]"))
            .pipe(Command.of("sort"))
            .pipe(Command.of("uniq", "-c"))
            .pipe(Command.of("sort", "-rn"))
            .pipe(Command.of("head", "-n", "5"));
    IO.print(LwtMain.run(LwtProcess.read(words)));
  }
}
