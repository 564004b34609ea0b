package io.lwt;

import org.jspecify.annotations.Nullable;

/** The listeners of a promise that has several, in the order in which they were added: a ring of nodes. */
final class ListenerList {
  private final Node ends = new Node(null);

  /** A listener's place. */
  static final class Node {
    private final @Nullable Listener<?> listener;
    private Node next = this;
    private Node previous = this;

    private Node(@Nullable Listener<?> listener) {
      this.listener = listener;
    }

    private void unlink() {
      previous.next = next;
      next.previous = previous;
      next = this;
      previous = this;
    }

    private void linkBefore(Node other) {
      next = other;
      previous = other.previous;
      previous.next = this;
      other.previous = this;
    }
  }

  boolean isEmpty() {
    return ends.next == ends;
  }

  void add(Listener<?> listener) {
    Node node = new Node(listener);
    node.linkBefore(ends);
    listener.entered(node);
  }

  /** Takes over the nodes of another list, which has some. */
  void addAll(ListenerList other) {
    Node first = other.ends.next;
    Node last = other.ends.previous;
    other.ends.unlink();
    first.previous = ends.previous;
    first.previous.next = first;
    last.next = ends;
    ends.previous = last;
  }

  /** Removes a node of this list; one that has been removed already may be given. */
  void remove(Node node) {
    node.unlink();
  }

  /** Removes the first listener, and gives it. */
  @Nullable Listener<?> takeFirst() {
    Node first = ends.next;
    first.unlink();
    return first.listener;
  }

  /** Moves the callbacks of {@link Promise#onCancel} to the front, in their order. */
  void putCancelCallbacksFirst() {
    Node lastOfThem = ends;
    Node node = ends.next;
    while (node != ends) {
      Node following = node.next;
      if (node.listener instanceof Callbacks.OnCancel) {
        node.unlink();
        node.linkBefore(lastOfThem.next);
        lastOfThem = node;
      }
      node = following;
    }
  }

  int size() {
    int size = 0;
    for (Node node = ends.next; node != ends; node = node.next) {
      size++;
    }
    return size;
  }
}
