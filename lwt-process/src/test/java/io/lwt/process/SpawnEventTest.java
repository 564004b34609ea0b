package io.lwt.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.lwt.unix.Errno;
import io.lwt.unix.LwtMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Flight Recorder is told of processes. */
class SpawnEventTest extends LoopTest {

  @Test
  void startsAreRecorded(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("recording.jfr");
    int pid;
    try (var recording = new Recording()) {
      recording.enable("io.lwt.Spawn").withoutThreshold();
      recording.start();
      ProcessNone process = LwtMain.run(LwtProcess.open(Command.of("true")));
      pid = process.pid();
      LwtMain.run(process.close());
      refused(Errno.ENOENT, "posix_spawn", "no-such", LwtProcess.exec(Command.of("no-such")));
      recording.dump(file);
    }
    List<String> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("io.lwt.Spawn"))
            .map(SpawnEventTest::text)
            .toList();
    assertEquals(List.of("true " + pid, "no-such " + -Errno.ENOENT.number()), events);
  }

  private static String text(RecordedEvent event) {
    return event.getString("program") + " " + event.getInt("process");
  }
}
