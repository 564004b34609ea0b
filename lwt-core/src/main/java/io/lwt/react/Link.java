package io.lwt.react;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/** That one node is updated after another: the source's way to its dependent, weak unless somebody listens there. */
final class Link extends WeakReference<Node<?>> {
  final Node<?> source;
  private @Nullable Node<?> held;
  private boolean cut;

  Link(Node<?> source, Node<?> dependent) {
    super(dependent);
    this.source = source;
  }

  /** The dependent; null if it was collected, or is not updated after the source any more. */
  @Nullable Node<?> dependent() {
    return held == null ? get() : held;
  }

  void strengthen() {
    held = get();
  }

  void weaken() {
    held = null;
  }

  void cut() {
    cut = true;
    held = null;
    clear();
  }

  boolean isCut() {
    return cut;
  }
}
