package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link UnixSignal}. */
class UnixSignalTest {

  @Test
  void theFirstNumbersAreAllNamed() {
    Set<UnixSignal> named =
        IntStream.rangeClosed(1, 31)
            .mapToObj(number -> UnixSignal.of(number).orElseThrow())
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(UnixSignal.class)));
    assertEquals(31, named.size());
    named.forEach(signal -> assertEquals(Optional.of(signal), UnixSignal.of(signal.number())));
    EnumSet.complementOf(EnumSet.copyOf(named))
        .forEach(signal -> assertEquals(-1, signal.number(), signal.name()));
  }

  @Test
  void someOfThem() {
    assertEquals(9, UnixSignal.SIGKILL.number());
    assertEquals(Optional.of(UnixSignal.SIGTERM), UnixSignal.of(15));
    assertEquals(Optional.empty(), UnixSignal.of(0));
    assertEquals(Optional.empty(), UnixSignal.of(34));
  }
}
