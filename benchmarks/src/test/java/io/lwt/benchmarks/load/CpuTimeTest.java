package io.lwt.benchmarks.load;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
final class CpuTimeTest {
  /** A process as a shell makes it: it uses what it was told to, and nothing more while it waits. */
  @Test
  void isWhatAProcessUses() throws IOException {
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "echo; read -r _; i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo; exec cat")
            .start();
    try (var out = process.getOutputStream();
        var in = process.getInputStream()) {
      in.read();
      var meter = new CpuMeter(process.pid());
      meter.start();
      out.write('\n');
      out.flush();
      in.read();
      meter.stop();
      assertTrue(meter.nanos() > 1_000_000, () -> meter.nanos() + " ns");
    }
  }
}
