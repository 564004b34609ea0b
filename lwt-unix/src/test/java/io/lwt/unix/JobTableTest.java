package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a {@link JobTable} holds, and in which order. */
class JobTableTest {
  private final JobTable table = new JobTable();

  @AfterEach
  void closeLoop() {
    EventLoop.current().close();
  }

  private Job<Integer> added() {
    Job<Integer> job = job();
    table.add(job);
    return job;
  }

  /** One that its loop does not know of. */
  private static Job<Integer> job() {
    EventLoop loop = EventLoop.current();
    Job<Integer> job = new Job<>(loop, () -> 1);
    loop.jobs().ended(job);
    return job;
  }

  @Test
  void givesThemInTheOrderInWhichTheyCameWhateverEnds() {
    var random = new Random(1);
    List<Job<?>> expected = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      if (random.nextInt(3) < 2 || expected.isEmpty()) {
        expected.add(added());
      } else {
        table.remove(expected.remove(random.nextInt(expected.size())));
      }
      assertEquals(expected.size(), table.size());
    }
    assertEquals(expected, table.inOrder().toList());
  }

  @Test
  void jobsMayEndWhileAllAreGoneThrough() {
    added();
    added();
    table.inOrder().forEach(table::remove);
    assertEquals(0, table.size());
  }

  @Test
  void memoryForManyIsGivenUp() {
    List<Job<?>> many = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      many.add(added());
    }
    assertTrue(table.capacity() >= 2000);
    many.forEach(table::remove);
    assertEquals(0, table.capacity());
    Job<Integer> next = added();
    assertEquals(List.of(next), table.inOrder().toList());
  }
}
