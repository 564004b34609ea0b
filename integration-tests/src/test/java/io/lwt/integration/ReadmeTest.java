package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program that the README begins with is one: it compiles as it stands there. */
class ReadmeTest {
  private static final Pattern PROGRAM =
      Pattern.compile("```java\n(.*?void main\\(\\).*?)```", Pattern.DOTALL);

  @Test
  void programCompilesWithoutCastsOrHints(@TempDir Path folder) throws Exception {
    String readme = Files.readString(Project.ROOT.resolve("README.md"));
    List<String> programs =
        PROGRAM.matcher(readme).results().map((MatchResult found) -> found.group(1)).toList();

    assertEquals(1, programs.size(), "programs in README.md");
    Path source = Files.writeString(folder.resolve("Program.java"), programs.getFirst());
    assertEquals("", compile(source, folder));
  }

  /** What the compiler says, warnings too. */
  private static String compile(Path source, Path folder) throws Exception {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    var said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      compiler
          .getTask(
              said,
              files,
              null,
              List.of(
                  "-Xlint:all,-path",
                  "-d",
                  folder.toString(),
                  "-cp",
                  System.getProperty("java.class.path")),
              null,
              files.getJavaFileObjects(source))
          .call();
    }
    return said.toString();
  }
}
