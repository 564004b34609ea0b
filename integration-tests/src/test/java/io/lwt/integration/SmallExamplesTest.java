package io.lwt.integration;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples that no other test class is about, each on the module path. */
@Tag("slow")
final class SmallExamplesTest {
  private static final List<String> FLAGS =
      List.of("--illegal-native-access=deny", "--enable-native-access=io.lwt.bindings");

  @TempDir Path folder;

  private static Outcome run(String example, String... arguments) throws Exception {
    return Outcome.of(Path.of("/"), Project.onModulePath(FLAGS, example, arguments));
  }

  /** Somebody who chats. */
  private static final class Guest implements AutoCloseable {
    private final Socket socket;
    private final PrintStream out;
    private final BufferedReader in;

    Guest(RunningExample server, String name) throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), server.portNumber());
      out = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8);
      in =
          new BufferedReader(
              new java.io.InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      byte[] question = "Your name? ".getBytes(StandardCharsets.UTF_8);
      char[] asked = new char[question.length];
      assertEquals(asked.length, in.read(asked));
      assertEquals("Your name? ", new String(asked));
      out.println(name);
    }

    void say(String line) {
      out.println(line);
    }

    void assertHears(String line) throws IOException {
      assertEquals(line, in.readLine());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void chat() throws Exception {
    try (var server = new RunningExample("Chat");
        var ada = new Guest(server, "Ada")) {
      try (var bob = new Guest(server, "Bob")) {
        ada.assertHears("* Bob is here");
        bob.say("hello, Ada");
        ada.assertHears("Bob: hello, Ada");
        ada.say("good morning");
        bob.assertHears("Ada: good morning");
      }
      ada.assertHears("* Bob has left");
    }
  }

  @Test
  void tcpProxy() throws Exception {
    byte[] sent = new byte[1 << 20];
    new Random(1).nextBytes(sent);
    try (var echo = new RunningExample("EchoServer");
        var proxy = new RunningExample("TcpProxy", "0", "127.0.0.1", echo.port());
        var client = new Socket(InetAddress.getLoopbackAddress(), proxy.portNumber())) {
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      client.getOutputStream().write(sent);
                      client.shutdownOutput();
                    } catch (IOException error) {
                      throw new java.io.UncheckedIOException(error);
                    }
                  });
      assertArrayEquals(sent, client.getInputStream().readAllBytes());
      writer.join();
    }
  }

  @Test
  void frequentWords() throws Exception {
    Path text = Files.writeString(folder.resolve("text"), "The cat, the dog; a cat. THE END\n");
    String out = run("FrequentWords", text.toString()).assertStatus(0).out();
    List<String> words = out.lines().map(String::strip).toList();
    assertEquals(List.of("3 the", "2 cat"), words.subList(0, 2));
    assertEquals(5, words.size());
  }

  @Test
  void ptySession() throws Exception {
    var command = new ArrayList<>(List.of("sh", "-c", "printf 'tty\\nexit 3\\n' | \"$@\"", "sh"));
    command.addAll(Project.onModulePath(FLAGS, "PtySession"));
    String out = Outcome.of(Path.of("/"), command).assertStatus(3).out();
    assertTrue(out.contains("/dev/pts/"), out);
  }

  @Test
  void watchFiles() throws Exception {
    try (var watching = new RunningExample("WatchFiles", folder.toString())) {
      Path file = Files.createFile(folder.resolve("new"));
      assertEquals("CREATE " + file, watching.line());
      assertEquals("CLOSE_WRITE " + file, watching.line());
      Files.delete(file);
      assertEquals("DELETE " + file, watching.line());
      watching.terminate();
      assertEquals(0, watching.status());
    }
  }

  @Test
  void hashFiles() throws Exception {
    Path empty = Files.createFile(folder.resolve("empty"));
    Path abc = Files.writeString(folder.resolve("abc"), "abc");
    String out = run("HashFiles", empty.toString(), abc.toString()).assertStatus(0).out();
    assertEquals(
        Set.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  " + empty,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  " + abc),
        out.lines().collect(Collectors.toSet()));
  }
}
