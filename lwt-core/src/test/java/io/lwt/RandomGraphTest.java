package io.lwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Promises made from each other at random, circles among them, and resolved and cancelled at random, by callbacks too.
 * Whatever comes of it, each callback runs once if its promise is resolved and never if not, in its promise's order,
 * and sees its promise's state.
 */
@ExtendWith(FreshScheduler.class)
class RandomGraphTest {
  private static final int STEPS = 400;

  /** A promise with the callbacks that were attached to it, and those of them that have run. */
  private final class Node {
    final Promise<Integer> promise;
    final List<Integer> ran = new ArrayList<>();
    int attached;
    int cancelCallbacks;
    int cancelCallbacksRun;

    Node(Promise<Integer> promise) {
      this.promise = promise;
    }

    void attach() {
      int number = attached++;
      promise.onAny(
          value -> {
            assertEquals(new State.Fulfilled<>(value), promise.state());
            ran.add(number);
            disturb();
          },
          error -> {
            assertEquals(new State.Rejected<>(error), promise.state());
            ran.add(number);
            disturb();
          });
    }

    void attachCancelCallback() {
      cancelCallbacks++;
      promise.onCancel(
          () -> {
            assertTrue(isCanceled());
            cancelCallbacksRun++;
            disturb();
          });
    }

    boolean isCanceled() {
      return promise.state() instanceof State.Rejected<Integer>(Throwable error)
          && error instanceof Canceled;
    }

    void check() {
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < attached && !promise.isPending(); i++) {
        expected.add(i);
      }
      assertEquals(expected, ran, promise::toString);
      assertEquals(isCanceled() ? cancelCallbacks : 0, cancelCallbacksRun, promise::toString);
    }
  }

  private final List<Node> nodes = new ArrayList<>();
  private final List<Resolver<Integer>> resolvers = new ArrayList<>();
  private Random random = new Random(0);

  @ParameterizedTest
  @ValueSource(ints = {0, 10, 20, 30, 40, 50, 60, 70, 80, 90})
  void everyCallbackRunsOnceInItsOrder(int firstSeed) {
    for (int seed = firstSeed; seed < firstSeed + 10; seed++) {
      nodes.clear();
      resolvers.clear();
      random = new Random(seed);
      for (int i = 0; i < STEPS; i++) {
        step();
        nodes.forEach(Node::check);
      }
      while (!resolvers.isEmpty()) {
        resolve();
      }
      nodes.forEach(Node::check);
      assertFalse(nodes.stream().allMatch(node -> node.promise.isPending()));
    }
  }

  private void step() {
    switch (random.nextInt(10)) {
      case 0, 1 -> add(newPending());
      case 2, 3, 4 -> add(derived(any()));
      case 5 -> add(group());
      case 6 -> anyNode().attach();
      case 7 -> anyNode().attachCancelCallback();
      case 8 -> resolve();
      default -> {
        if (random.nextInt(3) == 0) {
          any().cancel();
        }
      }
    }
  }

  /** What callbacks do now and then. */
  private void disturb() {
    switch (random.nextInt(20)) {
      case 0 -> resolve();
      case 1 -> any().cancel();
      default -> {}
    }
  }

  private void add(Promise<Integer> promise) {
    var node = new Node(promise);
    nodes.add(node);
    node.attach();
  }

  private Promise<Integer> newPending() {
    Resolver<Integer> resolver = random.nextBoolean() ? Resolver.task() : Resolver.waiter();
    resolvers.add(resolver);
    return resolver.promise();
  }

  private Node anyNode() {
    if (nodes.isEmpty()) {
      add(newPending());
    }
    return nodes.get(random.nextInt(nodes.size()));
  }

  private Promise<Integer> any() {
    return anyNode().promise;
  }

  /** What a function gives: a promise that is there, which may be one that waits for this; or a new one; or none. */
  private Promise<Integer> given() throws IOException {
    disturb();
    return switch (random.nextInt(8)) {
      case 0 -> newPending();
      case 1 -> Promise.of(random.nextInt());
      case 2 -> Promise.failed(new IOException("given"));
      case 3 -> throw new IOException("thrown");
      default -> any();
    };
  }

  private Promise<Integer> derived(Promise<Integer> source) {
    return switch (random.nextInt(9)) {
      case 0, 1, 2 -> source.bind(_ -> given());
      case 3 -> source.map(n -> n + 1);
      case 4 -> source.catching(_ -> given());
      case 5 -> source.tryBind(_ -> given(), _ -> given());
      case 6 -> source.protect();
      case 7 -> source.cancelable();
      default -> source.noCancel().finalizing(this::given);
    };
  }

  private Promise<Integer> group() {
    List<Promise<Integer>> members = List.of(any(), any(), any());
    return switch (random.nextInt(6)) {
      case 0 -> Lwt.join(members).map(_ -> 0);
      case 1 -> Lwt.all(members).map(List::getFirst);
      case 2 -> Lwt.pick(members);
      case 3 -> Lwt.choose(members);
      case 4 -> Lwt.npick(members).map(List::getFirst);
      default -> Lwt.nchooseSplit(members).map(split -> split.values().getFirst());
    };
  }

  private void resolve() {
    if (resolvers.isEmpty()) {
      return;
    }
    Resolver<Integer> resolver = resolvers.remove(random.nextInt(resolvers.size()));
    if (!resolver.isPending()) {
      return; // cancelled
    }
    switch (random.nextInt(4)) {
      case 0 -> resolver.fulfill(1);
      case 1 -> resolver.fulfillNow(2);
      case 2 -> resolver.reject(new IOException("rejected"));
      default -> resolver.rejectNow(new IOException("rejected now"));
    }
  }
}
