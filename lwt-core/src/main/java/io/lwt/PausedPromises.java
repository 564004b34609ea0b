package io.lwt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The promises of {@link Lwt#pause} on one scheduler. */
final class PausedPromises {
  private ArrayList<Resolver<@Nullable Void>> paused = new ArrayList<>();

  /** Becomes {@link #paused} in the next lap, to save making one. */
  private @Nullable ArrayList<Resolver<@Nullable Void>> emptied;

  Promise<@Nullable Void> add() {
    Resolver<@Nullable Void> resolver = Resolver.task();
    paused.add(resolver);
    return resolver.promise();
  }

  /** How many there are, cancelled ones too. */
  int count() {
    return paused.size();
  }

  /** Fulfils those that are here now, in their order; how many they were. */
  int wakeup() {
    if (paused.isEmpty()) {
      return 0;
    }
    ArrayList<Resolver<@Nullable Void>> woken = paused;
    paused = emptied == null ? new ArrayList<>() : emptied;
    emptied = null;
    for (Resolver<@Nullable Void> resolver : woken) {
      resolver.fulfill(null);
    }
    int count = woken.size();
    woken.clear();
    emptied = woken;
    return count;
  }

  /** Forgets them. */
  void abandon() {
    paused = new ArrayList<>();
  }

  void cancelAll() {
    List.copyOf(paused).forEach(Promise::cancel);
  }
}
