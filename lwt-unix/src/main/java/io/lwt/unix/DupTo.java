package io.lwt.unix;

import io.lwt.bindings.Posix;
import io.lwt.unix.Descriptor.Kind;
import org.jspecify.annotations.Nullable;

/** dup3(2): makes a descriptor's number lead to what another one leads to. */
final class DupTo extends WorkerCall<@Nullable Void> {
  private final Descriptor source;
  private Kind kind = Kind.FILE;

  /** The source's open file under a number that nobody else closes meanwhile; negative for none. */
  private int spare = -1;

  private volatile boolean isDone;

  DupTo(Descriptor source, Descriptor target) {
    super(target, "dup2");
    this.source = source;
  }

  @Override
  void prepare() {
    spare = source.dupNumber();
    kind = source.kindOfDup();
    descriptor.beforeReplacement();
  }

  @Override
  long call(Posix posix, int number) {
    long result = posix.dup3(spare, descriptor.originalNumber(), !descriptor.isStandard());
    isDone = result >= 0;
    return result;
  }

  @Override
  @Nullable Void value(long result) {
    return null;
  }

  /** Also if nobody waits for it any more. */
  @Override
  void release() {
    if (spare >= 0) {
      descriptor.loop().posix().close(spare);
      if (isDone) {
        descriptor.setLingers(source.lingers());
      }
      descriptor.afterReplacement(isDone ? kind : descriptor.kind());
    }
  }
}
