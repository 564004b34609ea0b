package io.lwt;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Timers whose deadlines lie together, in the order in which they were made.
 *
 * <p>They are in chunks, so that nothing is copied when there are more. One that is cancelled leaves a gap. Gaps are
 * closed when there would be more of them than timers; an empty bucket has no chunks.
 */
final class TimerBucket {
  private static final int CHUNK = 16;

  private int size;

  /** How many places the timers and the gaps take. */
  private int places;

  private List<@Nullable Timer[]> chunks = new ArrayList<>();

  int size() {
    return size;
  }

  void add(Timer timer) {
    if (places == capacity() && size < places / 2) {
      closeGaps();
    }
    if (places == capacity()) {
      chunks.add(new Timer[CHUNK]);
    }
    timer.slot = ~places;
    chunks.getLast()[places++ % CHUNK] = timer;
    size++;
  }

  /** The timers keep their order. */
  private void closeGaps() {
    List<Timer> left = timers().toList();
    clear();
    left.forEach(this::add);
  }

  private void clear() {
    chunks = new ArrayList<>();
    places = 0;
    size = 0;
  }

  void remove(Timer timer) {
    int place = ~timer.slot;
    chunks.get(place / CHUNK)[place % CHUNK] = null;
    size--;
    if (size == 0) {
      clear();
    }
  }

  /** The timer at a place; null if there is a gap. */
  @Nullable Timer at(int place) {
    return chunks.get(place / CHUNK)[place % CHUNK];
  }

  /** How many places there are: the timers' and the gaps'. */
  int places() {
    return places;
  }

  /** How many there is room for. */
  int capacity() {
    return chunks.size() * CHUNK;
  }

  Stream<Timer> timers() {
    return IntStream.range(0, places).mapToObj(this::at).filter(Objects::nonNull);
  }
}
