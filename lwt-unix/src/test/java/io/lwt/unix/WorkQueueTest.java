package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** What {@link WorkQueue} gives, and when. */
class WorkQueueTest {
  private final WorkQueue queue = new WorkQueue();

  private static final class Task implements Workers.Task {
    @Override
    public boolean begins() {
      return true;
    }

    @Override
    public void call() {}

    @Override
    public void handOver() {}

    @Override
    public void refused(RejectedExecutionException noThread) {}
  }

  private Task added() {
    var task = new Task();
    queue.add(task);
    return task;
  }

  @Test
  void givesInTheOrderInWhichWasAddedAlsoMeanwhile() {
    Task first = added();
    Task second = added();
    assertSame(first, queue.poll());
    Task third = added();
    assertSame(second, queue.poll());
    assertSame(third, queue.poll());
    assertNull(queue.poll());
    Task fourth = added();
    assertSame(fourth, queue.poll());
  }

  @Test
  void isEmptyWhenAllIsTaken() {
    assertTrue(queue.isEmpty());
    added();
    added();
    queue.poll();
    assertFalse(queue.isEmpty());
    queue.poll();
    assertTrue(queue.isEmpty());
    assertEquals(2, queue.added());
  }
}
