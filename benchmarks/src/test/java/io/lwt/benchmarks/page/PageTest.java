package io.lwt.benchmarks.page;

import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.GraphicsEnvironment;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class PageTest {
  private static final Path COMMITTED = Path.of("../docs");

  @TempDir private Path docs;

  /** With CI=true nothing is skipped. */
  @BeforeAll
  static void fonts() {
    Assumptions.assumeTrue(
        "true".equals(System.getenv("CI")) || hasFonts(), "plots need a font: install fontconfig");
  }

  private static boolean hasFonts() {
    try {
      return GraphicsEnvironment.getLocalGraphicsEnvironment().getAllFonts().length > 0;
    } catch (RuntimeException | LinkageError | InternalError without) {
      return false;
    }
  }

  @BeforeEach
  void folder() throws IOException {
    Files.createDirectory(docs.resolve("performance"));
  }

  @Test
  void aSectionForEachComparisonThatFoundSomething() throws IOException {
    file(
        "pipe",
        "C; a heap of 8192 MiB",
        "a line\t0\tInputChannel\tns\t1234.5\t1\t1\t1\t7",
        "a line\t0\tBufferedReader\tns\t20000\t0.061725\t0.06\t0.07\t7");
    file("unknown", "", "x");
    file(
        "echo",
        "",
        "\t1\tlwt\tCPU µs/echo\t9.876\t1\t1\t1\t3",
        "\t1\tC\tCPU µs/echo\t8\t1.2345\t1.1\t1.3\t3",
        "\t64\tlwt\tCPU µs/echo\t5\t1\t1\t1\t3",
        "\t64\tC\tCPU µs/echo\t4\t1.25\t1.25\t12.5\t3",
        "\t64\tNetty\tCPU µs/echo\t0\tInfinity\t1\tInfinity\t3");
    Page.write(docs);
    String page = Files.readString(docs.resolve("performance.md"));
    assertEquals(
        """
        ## TCP echo of 64 bytes

        %s

        `scripts/bench echo --rounds 7`, 2026-01-02, Linux 6.18, 2 × x, JDK 25 `-Xmx1g`.

        ![CPU time per message, µs (logarithmic) / connections](performance/echo.svg)

        Medians of 3 rounds; ratios' intervals with 75.0 %% confidence:

        | CPU µs/echo | this | / C | / Netty |
        | --- | ---: | ---: | ---: |
        | 1 connection | 9.88 | 1.23 [1.10, 1.30] | – |
        | 64 connections | 5.00 | 1.25 [1.25, 12.50] | – |

        ## Lines from a pipe

        %s

        `scripts/bench pipe --rounds 7`, 2026-01-02, Linux 6.18, 2 × x, JDK 25 `-Xmx1g`.
        Not there, and left out: C; a heap of 8192 MiB.

        Medians of 7 rounds; ratios' intervals with 98.4 %% confidence:

        | ns | this | / BufferedReader |
        | --- | ---: | ---: |
        | a line | 1,230 | 0.062 [0.060, 0.070] |
        """
            .formatted(Topic.ECHO.text, Topic.PIPE.text),
        page.substring(page.indexOf("## ")));
  }

  @Test
  void rowsOfTwoOfOursStandTogether() throws IOException {
    file(
        "http",
        "",
        "a\t1\tlwt\tns\t1\t1\t1\t1\t7",
        "b\t1\tlwt, channels\tns\t2\t1\t1\t1\t7",
        "a\t64\tlwt\tns\t3\t1\t1\t1\t7",
        "b\t64\tlwt, channels\tns\t4\t1\t1\t1\t7");
    Page.write(docs);
    assertEquals(
        List.of(
            "| a, 1 connection | 1.00 |",
            "| a, 64 connections | 3.00 |",
            "| b, 1 connection | 2.00 |",
            "| b, 64 connections | 4.00 |"),
        Files.readString(docs.resolve("performance.md"))
            .lines()
            .filter(line -> line.matches("\\| [ab], .*"))
            .toList());
  }

  @Test
  void plotsAreOfTextAndLines() throws Exception {
    file(
        "process",
        "",
        process("lwt", 64, 500),
        process("C", 64, 400),
        process("lwt", 2048, 500),
        process("C", 2048, 4000));
    file(
        "promises",
        "",
        "bind\t0\tlwt\tns per operation\t3.6\t1\t1\t1\t7",
        "bind\t0\tVert.x\tns per operation\t7.2\t0.5\t0.5\t0.5\t7",
        "bind\t0\tVert.x\tB per operation\t7.2\t0.5\t0.5\t0.5\t7");
    Page.write(docs);
    assertEquals(
        Set.of("lwt", "C", "heap, MiB", "processes per second, one after the other"),
        texts("process").stream().filter(text -> !text.matches("[0-9,]+")).collect(toSet()));
    List<String> bars = texts("promises");
    assertTrue(bars.containsAll(List.of("Vert.x", "bind")), bars::toString);
    assertFalse(bars.contains("lwt"), "ours is 1");
  }

  @Test
  void aPlotOfOnePointIsNone() throws IOException {
    Path plot = docs.resolve("performance/process.svg");
    Files.writeString(plot, "of an earlier run");
    file("process", "", process("lwt", 64, 500), process("C", 64, 400));
    Page.write(docs);
    assertFalse(Files.exists(plot));
    assertFalse(Files.readString(docs.resolve("performance.md")).contains("!["));
  }

  /** Whoever changes the page's text, or measures anew, writes it anew: scripts/bench page. */
  @Test
  void theCommittedPageIsWhatItsFiguresGive() throws IOException {
    Path page = COMMITTED.resolve("performance.md");
    if (!Files.exists(page)) {
      return;
    }
    try (Stream<Path> files = Files.list(COMMITTED.resolve("performance"))) {
      for (Path file : files.toList()) {
        Files.copy(file, docs.resolve("performance").resolve(file.getFileName()));
      }
    }
    Page.write(docs);
    assertEquals(Files.readString(page), Files.readString(docs.resolve("performance.md")));
  }

  private static String process(String contender, int heap, int micros) {
    return "one after the other\t%d\t%s\tmicroseconds per process\t%d\t1\t1\t1\t7"
        .formatted(heap, contender, micros);
  }

  private void file(String name, String leftOut, String... lines) throws IOException {
    String head =
        """
        # date\t2026-01-02
        # command\tscripts/bench %s --rounds 7
        # kernel\tLinux 6.18
        # processors\t2 × x
        # jdk\t25
        # flags\t-Xmx1g
        # left out\t%s
        row\tx\tcontender\tunit\tmedian\tratio\tlow\thigh\trounds
        """
            .formatted(name, leftOut);
    Files.writeString(
        docs.resolve("performance").resolve(name + ".tsv"), head + String.join("\n", lines) + "\n");
  }

  /** What is written in a plot. */
  private List<String> texts(String name) throws Exception {
    String svg = Files.readString(docs.resolve("performance").resolve(name + ".svg"));
    Element root =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)))
            .getDocumentElement();
    assertEquals("svg", root.getTagName());
    NodeList texts = root.getElementsByTagName("text");
    return IntStream.range(0, texts.getLength())
        .mapToObj(i -> texts.item(i).getTextContent())
        .toList();
  }
}
