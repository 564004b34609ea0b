package io.lwt.react;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The links to a node's dependents, in the order in which they were made. Those that lead nowhere are dropped later.
 */
final class Dependents {
  private static final int SMALLEST_LIMIT = 8;

  private final List<Link> links = new ArrayList<>(1);

  /** How many links there may be until those that lead nowhere are looked for: twice what was left then. */
  private int limit = SMALLEST_LIMIT;

  /** How many links are not cut. */
  private int size;

  void add(Link link) {
    if (links.size() >= limit) {
      forEach(_ -> {});
      limit = Math.max(SMALLEST_LIMIT, 2 * links.size());
    }
    links.add(link);
    size++;
  }

  void cut(Link link) {
    link.cut();
    size--;
  }

  /** Calls the function, which adds no dependent here, with those there are. */
  void forEach(Consumer<? super Node<?>> f) {
    links.removeIf(
        link -> {
          Node<?> dependent = link.dependent();
          if (dependent != null) {
            f.accept(dependent);
          } else if (!link.isCut()) {
            size--;
          }
          return dependent == null;
        });
  }

  boolean isEmpty() {
    return size == 0;
  }

  void clear() {
    links.forEach(Link::cut);
    links.clear();
    size = 0;
  }
}
