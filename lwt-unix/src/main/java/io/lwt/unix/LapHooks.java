package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;

/** What is called at one place of each lap, in the order in which it was added. */
final class LapHooks {
  private final EventLoop loop;
  private final Set<Entry> entries = new LinkedHashSet<>();

  LapHooks(EventLoop loop) {
    this.loop = loop;
  }

  Registration add(Runnable action) {
    Entry entry = new Entry(Objects.requireNonNull(action, "action"));
    entries.add(entry);
    return entry;
  }

  /** Calls those that are there now, unless one of them removes another. */
  void run() {
    if (!entries.isEmpty()) {
      for (Entry entry : new ArrayList<>(entries)) {
        if (entries.contains(entry)) {
          Lwt.async(entry::run);
        }
      }
    }
  }

  /** Compared by identity: an action may be added twice. */
  private final class Entry implements Registration {
    private final Runnable action;

    Entry(Runnable action) {
      this.action = action;
    }

    Promise<?> run() {
      action.run();
      return Promise.unit();
    }

    @Override
    public void close() {
      loop.checkThread("close");
      entries.remove(this);
    }
  }
}
