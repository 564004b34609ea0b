package io.lwt.react;

import io.lwt.Scheduler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event or a signal as a node of the graph: what it depends on, what depends on it, and where it stands in a step.
 *
 * <p>A node is updated in steps while it is connected: while it is held by a listener, or has dependents that are
 * connected, or remembers something and so must miss nothing.
 *
 * @param <T> the type of its values
 */
abstract class Node<T extends @Nullable Object> {
  private final List<Node<?>> sources = new ArrayList<>(1);

  /** Those of the sources' dependents that lead to it, while it is connected. */
  private final List<Link> links = new ArrayList<>(1);

  private final Dependents dependents = new Dependents();

  /** Whose it is; null if it is nobody's, as it never occurs or changes. */
  private @Nullable Scheduler owner;

  /** More than those of its sources, while it is connected: steps update nodes in the order of their ranks. */
  private int rank;

  /** How many listeners, and dependents that are held, want it to be held by its sources. */
  private int holders;

  private boolean remembers;
  private boolean connected;
  private boolean stopped;
  private boolean updating;
  private @Nullable Runnable whenStopped;

  // ---- for Step

  /** Whether it is to be updated in the step under way. */
  boolean queued;

  /** Where it stands in the step's queue: its rank at that time, and the order of coming. */
  long position;

  /** The last walk through the graph that came by. */
  long walk;

  // ---- what it is

  /** What it is in this step: the occurrence, or the signal's value. */
  abstract T current();

  /** Whether it is an event that occurs in this step. */
  abstract boolean occurs();

  /** Whether it must be updated when it is connected, though no source occurs. */
  abstract boolean isOutdated();

  /** A source occurs or has changed: occurs or changes, too, or does not. */
  abstract void update();

  /** It is stopped: need not refer to what its function refers to any more. */
  abstract void forgetFunction();

  /** Starts a step in which it occurs or changes; after the one under way, if there is one. */
  abstract void emit(T value);

  final int rank() {
    return rank;
  }

  final boolean isConnected() {
    return connected;
  }

  final boolean isStopped() {
    return stopped;
  }

  final boolean isUpdating() {
    return updating;
  }

  final List<Link> links() {
    return links;
  }

  final Dependents dependents() {
    return dependents;
  }

  final void checkThread(String operation) {
    if (owner != null) {
      owner.checkThread(operation);
    }
  }

  /** Updates it, and gives what that throws to the hook. */
  final void run() {
    queued = false;
    if (!connected) {
      return;
    }
    updating = true;
    try {
      update();
    } catch (Throwable error) {
      Step.report(error);
    } finally {
      updating = false;
    }
  }

  // ---- making and ending it

  /** It depends on nothing, and belongs to the current thread's scheduler. */
  final void own() {
    owner = Scheduler.current();
    remembers = true;
    connected = true;
  }

  /** It never occurs or changes, and is nobody's. */
  final void freeze() {
    stopped = true;
  }

  /** It depends on these. If it remembers something, it is updated from now on. */
  final void dependOn(List<? extends Node<?>> nodes, boolean remembers) {
    this.remembers = remembers;
    for (Node<?> node : nodes) {
      node.checkThread("deriving");
      if (!node.stopped) {
        sources.add(node);
      }
    }
    if (sources.isEmpty()) {
      freeze();
    } else {
      owner = Scheduler.current();
    }
    if (remembers) {
      connect();
    }
  }

  /**
   * Ends it for good: an event does not occur any more, a signal keeps its value. If it has a function that gives
   * promises, that is not called any more; a promise which it gave goes on, but what comes of it is dropped. Does
   * nothing the second time. React's {@code stop}.
   */
  public void stop() {
    checkThread("stop");
    stopped = true;
    connected = false;
    forgetFunction();
    List<Link> former = List.copyOf(links);
    links.clear();
    sources.clear();
    dependents.clear();
    former.forEach(this::leave);
    if (whenStopped != null) {
      whenStopped.run();
    }
  }

  /** Has something done when it is stopped. */
  final void whenStopped(Runnable f) {
    whenStopped = f;
  }

  // ---- being updated

  /** Has it updated from now on; it is up to date when this returns. */
  final void connect() {
    if (!connected && !stopped) {
      Step step = Step.current();
      disconnectedSourcesFirst(step).forEach(node -> node.connectToSources(step));
    }
  }

  /** All that it depends on and that is not connected, each after what it depends on itself; at last this node. */
  private List<Node<?>> disconnectedSourcesFirst(Step step) {
    long thisWalk = step.nextWalk();
    List<Node<?>> sourcesFirst = new ArrayList<>();
    var path = new ArrayDeque<Node<?>>();
    path.push(this);
    for (Node<?> node = path.peek(); node != null; node = path.peek()) {
      if (node.walk == thisWalk) {
        sourcesFirst.add(path.pop());
      } else {
        node.walk = thisWalk;
        for (Node<?> source : node.sources) {
          if (!source.connected && source.walk != thisWalk) {
            path.push(source);
          }
        }
      }
    }
    return sourcesFirst;
  }

  private void connectToSources(Step step) {
    if (connected || stopped) {
      return;
    }
    connected = true;
    boolean upToDate = true;
    for (Node<?> source : sources) {
      upToDate &= step.refresh(source);
    }
    boolean occurs = false;
    for (Node<?> source : sources) {
      source.connect(); // a function that was called meanwhile may have ended that
      rank = Math.max(rank, source.rank + 1);
      link(source);
      occurs |= source.occurs();
    }
    if (occurs && !upToDate) {
      step.add(this);
    } else if (occurs || isOutdated()) {
      run();
    }
  }

  private void link(Node<?> source) {
    if (!source.stopped) {
      Link link = new Link(source, this);
      links.add(link);
      source.dependents.add(link);
      if (holders > 0) {
        link.strengthen();
        source.hold();
      }
    }
  }

  /** It is not updated after the link's source any more. */
  private void leave(Link link) {
    Node<?> source = link.source;
    source.dependents.cut(link);
    if (holders > 0) {
      source.release();
    } else {
      source.disconnectUnlessWanted();
    }
  }

  /** Ends its being updated if that was for others who have gone, and so on with its sources. */
  final void disconnectUnlessWanted() {
    var unwanted = new ArrayDeque<Node<?>>();
    unwanted.add(this);
    for (Node<?> node = unwanted.poll(); node != null; node = unwanted.poll()) {
      if (node.connected && !node.isWanted()) {
        node.connected = false;
        for (Link link : node.links) {
          link.source.dependents.cut(link);
          unwanted.add(link.source);
        }
        node.links.clear();
      }
    }
  }

  private boolean isWanted() {
    return remembers || holders > 0 || !dependents.isEmpty();
  }

  /** It depends on one node instead of another one. */
  final void replaceSource(Node<?> before, Node<?> now) {
    if (now == before) {
      return;
    }
    now.checkThread("switchTo");
    if (connected) {
      relink(before, now);
    }
    sources.remove(before);
    sources.add(now);
  }

  private void relink(Node<?> before, Node<?> now) {
    now.connect();
    try {
      raiseAbove(now);
      link(now);
    } finally {
      now.disconnectUnlessWanted();
    }
    for (Link link : List.copyOf(links)) {
      if (link.source == before) {
        links.remove(link);
        leave(link);
      }
    }
    Step.current().refresh(now);
  }

  private void raiseAbove(Node<?> source) {
    if (rank > source.rank) {
      return;
    }
    if (source == this) {
      throw dependsOnItself();
    }
    rank = source.rank + 1;
    var raised = new ArrayDeque<Node<?>>();
    raised.add(this);
    for (Node<?> node = raised.poll(); node != null; node = raised.poll()) {
      int lowest = node.rank + 1;
      node.dependents.forEach(
          dependent -> {
            if (dependent == source) {
              throw dependsOnItself();
            }
            if (dependent.rank < lowest) {
              dependent.rank = lowest;
              raised.add(dependent);
            }
          });
    }
  }

  private static IllegalStateException dependsOnItself() {
    return new IllegalStateException("switchTo: the event or signal would depend on itself");
  }

  // ---- being held

  /**
   * Somebody listens to it or to what depends on it: it is connected, and held by its sources, as they are by theirs.
   */
  final void hold() {
    var held = new ArrayDeque<Node<?>>();
    held.add(this);
    for (Node<?> node = held.poll(); node != null; node = held.poll()) {
      node.connect();
      if (node.holders++ == 0) {
        for (Link link : node.links) {
          link.strengthen();
          held.add(link.source);
        }
      }
    }
  }

  /** The opposite of {@link #hold}. */
  final void release() {
    var released = new ArrayDeque<Node<?>>();
    released.add(this);
    for (Node<?> node = released.poll(); node != null; node = released.poll()) {
      if (--node.holders == 0) {
        for (Link link : node.links) {
          link.weaken();
          released.add(link.source);
        }
      }
    }
    disconnectUnlessWanted();
  }
}
