package io.lwt.react;

import io.lwt.Lwt;
import io.lwt.SchedulerLocal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one thread, in which events occur and signals change; see the package for what a step is. Corresponds to
 * {@code React.Step}.
 */
public final class Step {
  private static final SchedulerLocal<Step> OF_SCHEDULER = new SchedulerLocal<>(Step::new);

  /** The rank while no nodes are being updated. */
  private static final int NONE = -1;

  private final PriorityQueue<Node<?>> queue =
      new PriorityQueue<>(Comparator.comparingLong(node -> node.position));

  private final List<Event<?>> occurred = new ArrayList<>();
  private final Queue<Runnable> effects = new ArrayDeque<>();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private @Nullable Map<Node<?>, Runnable> gathered;

  private boolean running;

  /** The rank of the node whose turn it is: all of lower rank are up to date. */
  private int rank = NONE;

  private int queuedInStep;
  private long walks;

  /** Grows when a step begins and when everything has been updated. */
  private long count;

  private Step() {}

  static Step current() {
    return OF_SCHEDULER.get();
  }

  /**
   * Runs {@code body}, and starts one step for all that it sends. An event may be sent once; of a signal's values the
   * last one counts.
   *
   * <p>Inside another call it joins that one. If the body throws, nothing is sent.
   *
   * @throws IllegalStateException out of the second {@link EventSource#send} of one event
   */
  public static void simultaneously(Runnable body) {
    Objects.requireNonNull(body, "body");
    Step step = current();
    if (step.gathered != null) {
      body.run();
      return;
    }
    Map<Node<?>, Runnable> changes = new LinkedHashMap<>();
    step.gathered = changes;
    try {
      body.run();
    } finally {
      step.gathered = null;
    }
    step.start(() -> changes.values().forEach(Runnable::run));
  }

  // ---- starting a step

  /** As {@link #start}, for what a source sends; or gathers it. */
  void send(Node<?> node, Runnable change) {
    if (gathered == null) {
      start(change);
    } else if (node instanceof Event<?> && gathered.containsKey(node)) {
      throw new IllegalStateException("send: an event occurs at most once in a step");
    } else {
      gathered.put(node, change);
    }
  }

  /** Runs a step that starts with the change, and those that come of it; or has it wait for the one under way. */
  void start(Runnable change) {
    if (running) {
      waiting.add(change);
      return;
    }
    running = true;
    try {
      for (Runnable next = change; next != null; next = waiting.poll()) {
        count++;
        guard(next);
        updateAll();
        count++;
        occurred.forEach(Event::clear);
        occurred.clear();
        callListeners();
      }
    } finally {
      running = false;
      rank = NONE;
    }
  }

  private void updateAll() {
    queuedInStep = 0;
    for (Node<?> node = queue.poll(); node != null; node = queue.poll()) {
      if (node.queued) {
        updateOrPutBack(node);
      }
    }
    rank = NONE;
  }

  private void updateOrPutBack(Node<?> node) {
    if (node.position >> Integer.SIZE < node.rank()) {
      node.queued = false; // its rank was raised meanwhile
      add(node);
    } else {
      rank = node.rank();
      node.run();
    }
  }

  private void callListeners() {
    for (Runnable effect = effects.poll(); effect != null; effect = effects.poll()) {
      guard(effect);
    }
  }

  // ---- inside a step

  /** The node is to be updated in this step. */
  void add(Node<?> node) {
    if (!node.queued) {
      node.queued = true;
      node.position = ((long) node.rank() << Integer.SIZE) | queuedInStep++;
      queue.add(node);
    }
  }

  /** The event occurs: its dependents are to be updated. It is forgotten when the step is over. */
  void occurs(Event<?> event) {
    occurred.add(event);
    changed(event);
  }

  /** The dependents are to be updated. */
  void changed(Node<?> node) {
    if (!node.dependents().isEmpty()) {
      node.dependents().forEach(this::add);
      node.disconnectUnlessWanted(); // they may have been collected
    }
  }

  /** Has the effect run when all is updated, unless the listener whose effect it is has been stopped. */
  void afterwards(Node<?> listener, Runnable effect) {
    effects.add(
        () -> {
          if (!listener.isStopped()) {
            effect.run();
          }
        });
  }

  /**
   * Updates a node, and what it depends on, before their turn, so that somebody of lower rank can look at it.
   *
   * @return whether it is up to date now; not if it depends on the one that is being updated
   */
  boolean refresh(Node<?> node) {
    if (node.rank() < rank || rank == NONE) {
      return true;
    }
    long thisWalk = nextWalk();
    List<Node<?>> sourcesFirst = new ArrayList<>();
    var path = new ArrayDeque<Node<?>>();
    path.push(node);
    for (Node<?> next = path.peek(); next != null; next = path.peek()) {
      if (next.isUpdating()) {
        return false;
      }
      if (next.walk == thisWalk) {
        sourcesFirst.add(path.pop());
      } else {
        next.walk = thisWalk;
        pushSources(next, path);
      }
    }
    for (Node<?> next : sourcesFirst) {
      if (next.queued) {
        next.run();
      }
    }
    return true;
  }

  private void pushSources(Node<?> node, ArrayDeque<Node<?>> path) {
    for (Link link : node.links()) {
      if (link.source.walk != node.walk && link.source.rank() >= rank) {
        path.push(link.source);
      }
    }
  }

  /** A number for one walk through the graph. */
  long nextWalk() {
    return ++walks;
  }

  /**
   * Stands for what the values of signals are now: while it is the same, so are they. Always another one while nodes
   * are being updated.
   */
  long moment() {
    return rank == NONE ? count : -1;
  }

  // ---- errors

  /** Runs something, and gives what it throws to the hook. */
  static void guard(Runnable f) {
    try {
      f.run();
    } catch (Throwable error) {
      report(error);
    }
  }

  /** Gives an error to the hook; or throws it on, if the error filter lets it through. */
  static void report(Throwable error) {
    Lwt.async(
        () -> {
          throw Step.<RuntimeException>sneaky(error);
        });
  }

  /** Throws any error as if it were unchecked. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> RuntimeException sneaky(Throwable error) throws E {
    throw (E) error;
  }
}
