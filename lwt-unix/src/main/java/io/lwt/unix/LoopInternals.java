package io.lwt.unix;

import io.lwt.bindings.Posix;
import io.lwt.unix.internal.LoopAccess;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** What other modules see of loops. */
final class LoopInternals extends LoopAccess {
  private LoopInternals() {}

  static void provide() {
    LoopAccess.provide(new LoopInternals());
  }

  @Override
  public Posix posix(EventLoop loop) {
    return loop.posix();
  }

  @Override
  public Jobs files(EventLoop loop) {
    return loop.jobs().files();
  }

  @Override
  public void checkUsable(EventLoop loop) {
    loop.checkUsable();
  }

  @Override
  public Fd opened(EventLoop loop, int number) {
    return new Fd(new Descriptor(loop, number, Descriptor.Kind.STREAM));
  }

  @Override
  public Fd openedPipe(EventLoop loop, int number) {
    var descriptor = new Descriptor(loop, number, Descriptor.Kind.STREAM);
    var growth = new PipeGrowth(loop.posix());
    descriptor.reads().setGrowth(growth);
    descriptor.writes().setGrowth(growth);
    return new Fd(descriptor);
  }

  @Override
  public void beginUse(Fd fd, String call) {
    fd.descriptor().checkUsable(call);
    fd.descriptor().beginUse();
  }

  @Override
  public void endUse(Fd fd) {
    fd.descriptor().endUse();
  }

  @Override
  public void whenGarbage(EventLoop loop, Runnable action) {
    Garbage.when(loop, action);
  }

  @Override
  public byte[] encode(String string, String what) {
    return OsStrings.encode(string, what);
  }

  @Override
  public String decode(byte[] bytes) {
    return OsStrings.decode(bytes);
  }

  @Override
  public int spawn(Supplier<String> program, IntSupplier call) {
    return Insight.spawn(program, call);
  }
}
