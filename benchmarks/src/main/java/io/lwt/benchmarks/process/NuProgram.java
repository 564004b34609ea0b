package io.lwt.benchmarks.process;

import com.zaxxer.nuprocess.NuAbstractProcessHandler;
import com.zaxxer.nuprocess.NuProcess;
import com.zaxxer.nuprocess.NuProcessBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** NuProcess. */
final class NuProgram extends Program {
  private NuProgram() {}

  /** Runs it. Its threads are no daemons. */
  public static void main(String[] arguments) throws Exception {
    new NuProgram().run(arguments);
    System.exit(0);
  }

  @Override
  void start(int count, int atOnce) throws Exception {
    var free = new Semaphore(atOnce);
    for (int i = 0; i < count; i++) {
      free.acquire();
      new NuProcessBuilder(
              new NuAbstractProcessHandler() {
                @Override
                public void onExit(int status) {
                  free.release();
                }
              },
              Work.PROGRAM)
          .start();
    }
    free.acquire(atOnce);
  }

  @Override
  void cat(long bytes) throws Exception {
    var handler = new Cat(bytes);
    NuProcess cat = new NuProcessBuilder(handler, "cat").start();
    cat.wantWrite();
    if (cat.waitFor(0, TimeUnit.SECONDS) != 0 || handler.received != bytes) {
      throw new IOException("cat gave " + handler.received);
    }
  }

  private static final class Cat extends NuAbstractProcessHandler {
    private final byte[] block = new byte[NuProcess.BUFFER_CAPACITY];
    private @Nullable NuProcess process;
    private long left;
    private volatile long received;

    Cat(long bytes) {
      left = bytes;
    }

    @Override
    public void onStart(NuProcess started) {
      process = started;
    }

    @Override
    public boolean onStdinReady(ByteBuffer buffer) {
      int count = (int) Math.min(left, buffer.remaining());
      buffer.put(block, 0, count).flip();
      left -= count;
      if (left == 0) {
        Objects.requireNonNull(process).closeStdin(false);
      }
      return left > 0;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread does
    public void onStdout(ByteBuffer buffer, boolean closed) {
      received += buffer.remaining();
      buffer.position(buffer.limit());
    }
  }
}
