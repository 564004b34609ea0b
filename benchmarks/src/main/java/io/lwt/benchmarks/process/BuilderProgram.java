package io.lwt.benchmarks.process;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** The JDK's {@link ProcessBuilder}. */
final class BuilderProgram extends Program {
  private static final int BLOCK = 64 * 1024;

  private BuilderProgram() {}

  /** Runs it. */
  public static void main(String[] arguments) throws Exception {
    new BuilderProgram().run(arguments);
  }

  @Override
  void start(int count, int atOnce) throws Exception {
    if (atOnce == 1) {
      for (int i = 0; i < count; i++) {
        start().waitFor();
      }
      return;
    }
    CompletableFuture.allOf(
            Stream.generate(() -> chain(count / atOnce))
                .limit(atOnce)
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  private static CompletableFuture<?> chain(int count) {
    if (count == 0) {
      return CompletableFuture.completedFuture(null);
    }
    try {
      return start().onExit().thenCompose(_ -> chain(count - 1));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Process start() throws IOException {
    return new ProcessBuilder(Work.PROGRAM)
        .redirectInput(ProcessBuilder.Redirect.INHERIT)
        .redirectOutput(ProcessBuilder.Redirect.INHERIT)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  @Override
  void cat(long bytes) throws Exception {
    Process cat = new ProcessBuilder("cat").redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Thread writer =
        Thread.ofPlatform()
            .start(
                () -> {
                  byte[] block = new byte[BLOCK];
                  try (OutputStream out = cat.getOutputStream()) {
                    for (long sent = 0; sent < bytes; sent += BLOCK) {
                      out.write(block);
                    }
                  } catch (IOException e) {
                    throw new AssertionError(e);
                  }
                });
    byte[] block = new byte[BLOCK];
    long received = 0;
    for (int count; (count = cat.getInputStream().read(block)) > 0; ) {
      received += count;
    }
    writer.join();
    if (cat.waitFor() != 0 || received != bytes) {
      throw new IOException("cat gave " + received);
    }
  }
}
