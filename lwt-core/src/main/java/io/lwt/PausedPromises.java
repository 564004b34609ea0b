package io.lwt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The promises of {@link Lwt#pause} on one scheduler. */
final class PausedPromises {
  private ArrayList<Resolver<@Nullable Void>> paused = new ArrayList<>();

  /** Those that are being fulfilled, one after the other. */
  private List<Resolver<@Nullable Void>> woken = List.of();

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
    ArrayList<Resolver<@Nullable Void>> all = paused;
    woken = all;
    paused = emptied == null ? new ArrayList<>() : emptied;
    emptied = null;
    for (Resolver<@Nullable Void> resolver : all) {
      resolver.fulfill(null);
    }
    int count = all.size();
    all.clear();
    woken = List.of();
    emptied = all;
    return count;
  }

  /** Puts those back that were to be fulfilled when the thread that did so left, before those that were added since. */
  void takeUp() {
    paused.addAll(0, woken.stream().filter(Resolver::isPending).toList());
  }

  /** Forgets them. */
  void abandon() {
    paused = new ArrayList<>();
  }

  void cancelAll() {
    List.copyOf(paused).forEach(Promise::cancel);
  }
}
