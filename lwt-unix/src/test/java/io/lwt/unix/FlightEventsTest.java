package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Lwt;
import io.lwt.LwtDirect;
import io.lwt.Promise;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Flight Recorder is told of a loop. */
@Tag("slow")
class FlightEventsTest extends LoopTest {
  private static final Duration SLOW = Duration.ofNanos(FlightEvents.SLOW_NANOS);

  @TempDir private Path folder;

  /** What is recorded while something runs. */
  private List<RecordedEvent> recorded(Runnable action) throws IOException {
    Path file = folder.resolve("recording.jfr");
    try (var recording = new Recording()) {
      recording.start();
      action.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file);
  }

  private static List<RecordedEvent> named(String name, List<RecordedEvent> events) {
    return events.stream().filter(each -> each.getEventType().getName().equals(name)).toList();
  }

  private static int spin(Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return 0;
  }

  @Test
  void slowCallbacksAndTheLapsTheyAreIn() throws Exception {
    List<RecordedEvent> events =
        recorded(
            () -> {
              LwtMain.run(Lwt.pause().map(_ -> spin(SLOW)));
              LwtMain.run(LwtDirect.spawn(() -> spin(SLOW)));
              EventLoop.current().execute(() -> spin(SLOW));
              runLaps();
            });
    List<String> slow =
        named("io.lwt.SlowCallback", events).stream().map(each -> each.getString("what")).toList();
    assertEquals(3, slow.size(), slow::toString);
    assertTrue(slow.get(1).contains("FlightEventsTest"), slow::toString);
    assertTrue(slow.get(2).contains("FlightEventsTest"), slow::toString);
    for (RecordedEvent event : named("io.lwt.SlowCallback", events)) {
      assertTrue(event.getDuration("took").compareTo(SLOW) >= 0, event::toString);
    }
    List<RecordedEvent> laps = named("io.lwt.Lap", events);
    assertEquals(3, laps.size());
    assertEquals(3, laps.stream().map(lap -> lap.getLong("number")).distinct().count());
  }

  @Test
  void aSlowReadNamesItsDescriptor() throws Exception {
    Pipe pipe = LwtUnix.pipe();
    String name = pipe.in().descriptor().toString();
    List<RecordedEvent> events =
        recorded(
            () -> {
              var read = pipe.in().read(new byte[1]).map(_ -> spin(SLOW));
              LwtMain.run(pipe.out().write(new byte[1]));
              LwtMain.run(read);
            });
    assertEquals(
        List.of("read " + name),
        named("io.lwt.SlowCallback", events).stream()
            .map(event -> event.getString("what"))
            .toList());
  }

  @Test
  void callsOnWorkersThatTakeLong() throws Exception {
    List<RecordedEvent> events =
        recorded(
            () -> {
              LwtMain.run(Jobs.files().run(() -> spin(SLOW)));
              LwtMain.run(Jobs.files().run(() -> 0));
            });
    List<RecordedEvent> jobs = named("io.lwt.Job", events);
    assertEquals(1, jobs.size(), jobs::toString);
    RecordedEvent job = jobs.getFirst();
    assertTrue(job.getDuration().compareTo(SLOW) >= 0, job::toString);
    assertTrue(job.getString("what").contains("FlightEventsTest"), job::toString);
    assertTrue(!job.getDuration("queued").isNegative(), job::toString);
  }

  @Test
  void timersThatAreLate() throws Exception {
    List<RecordedEvent> events =
        recorded(
            () -> {
              Promise<?> sleep = LwtUnix.sleep(Duration.ZERO);
              spin(SLOW);
              LwtMain.run(sleep);
              LwtMain.run(LwtUnix.sleep(Duration.ZERO));
            });
    List<RecordedEvent> late = named("io.lwt.TimerLateness", events);
    assertEquals(1, late.size(), late::toString);
    assertTrue(late.getFirst().getDuration("lateness").compareTo(SLOW) >= 0, late::toString);
  }

  @Test
  void descriptorsThatAreOpenedAndClosed() throws Exception {
    List<RecordedEvent> events =
        recorded(
            () -> {
              Pipe pipe = LwtUnix.pipe();
              LwtMain.run(Lwt.join(pipe.in().close(), pipe.out().close()));
            });
    List<RecordedEvent> opened = named("io.lwt.DescriptorOpened", events);
    assertEquals(2, opened.size());
    assertEquals("PIPE", opened.getFirst().getString("kind"));
    assertTrue(
        opened.getFirst().getStackTrace().getFrames().stream()
            .anyMatch(frame -> frame.getMethod().getType().getName().endsWith("FlightEventsTest")));
    assertEquals(
        opened.stream().map(event -> event.getInt("number")).toList(),
        named("io.lwt.DescriptorClosed", events).stream()
            .map(event -> event.getInt("number"))
            .toList());
  }
}
