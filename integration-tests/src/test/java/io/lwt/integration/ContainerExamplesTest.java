package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.integration.Container.Image;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The main examples in containers, each as process 1. */
@Tag("containers")
final class ContainerExamplesTest {
  private static final List<String> FLAGS =
      List.of("--illegal-native-access=deny", "--enable-native-access=io.lwt.bindings");

  private static List<String> example(String name, String... arguments) {
    return Project.onModulePath(FLAGS, name, arguments);
  }

  private static Container serving(Image image, String name) {
    return Container.of(image, example(name, "8080")).serve();
  }

  @ParameterizedTest
  @EnumSource(Image.class)
  void httpServerAnswersHttpGet(Image image) throws Exception {
    try (Container server = serving(image, "HttpServer")) {
      String answer = server.execute(example("HttpGet", "127.0.0.1", "8080"));
      assertTrue(answer.startsWith("HTTP/1.1 200 OK\r\n"), answer);
      assertTrue(answer.endsWith("Hello from lwt.\n"), answer);
    }
  }

  @ParameterizedTest
  @EnumSource(Image.class)
  void echoServerEchoes(Image image) throws Exception {
    try (Container server = serving(image, "EchoServer")) {
      assertEquals(
          "to and fro\n",
          server.execute(List.of("sh", "-c", "echo to and fro | nc 127.0.0.1 8080")));
    }
  }

  @ParameterizedTest
  @EnumSource(Image.class)
  void dockerStopEndsAServerWell(Image image) {
    try (Container server = serving(image, "GracefulStop")) {
      assertEquals("8080\nstopped\n", server.stop(Duration.ofSeconds(30)).assertStatus(0).out());
    }
  }

  @ParameterizedTest
  @EnumSource(Image.class)
  void sixProgramsMakeAPipeline(Image image, @TempDir Path folder) throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "no ways, no ways, no end\n");
    try (Container pipeline =
        Container.of(image, example("FrequentWords", "/text")).mount(text, "/text")) {
      assertEquals(
          List.of("3 no", "2 ways", "1 end"),
          pipeline.run().assertStatus(0).out().lines().map(String::strip).toList());
    }
  }
}
