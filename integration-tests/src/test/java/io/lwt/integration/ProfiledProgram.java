package io.lwt.integration;

import io.lwt.unix.Signals;
import io.lwt.unix.UnixSignal;
import java.util.concurrent.atomic.AtomicBoolean;
import jdk.jfr.EventSettings;
import jdk.jfr.consumer.RecordingStream;

/** Handles every signal that can be had, and works until JFR has sampled it; says how many signals those are. */
final class ProfiledProgram {
  private ProfiledProgram() {}

  /**
   * Runs it.
   *
   * @param arguments the name of JFR's event, its setting and the value of that
   */
  public static void main(String[] arguments) {
    int handled = handleAll();
    var sampled = new AtomicBoolean();
    try (var recording = new RecordingStream()) {
      EventSettings settings = recording.enable(arguments[0]);
      settings.with(arguments[1], arguments[2]);
      recording.onEvent(arguments[0], _ -> sampled.set(true));
      recording.startAsync();
      while (!sampled.get()) { // whoever runs this has a limit
        Thread.onSpinWait();
      }
    }
    System.out.println(handled);
  }

  private static int handleAll() {
    int handled = 0;
    for (UnixSignal signal : UnixSignal.values()) {
      try {
        Signals.on(signal, _ -> {});
        handled++;
      } catch (IllegalArgumentException e) {
        // refused, so that JFR can do its work
      }
    }
    return handled;
  }
}
