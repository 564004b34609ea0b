package io.lwt.unix.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lwt.testkit.Faults;
import io.lwt.unix.UnixException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link PollEngine}. */
class PollEngineTest extends EngineContractTest {
  @Override
  Engine open() {
    return new PollEngine(POSIX);
  }

  @Test
  void isNamed() {
    assertEquals("poll", engine.name());
  }

  @Test
  void tellsNothingThatNobodyAsksFor() {
    Ends pipe = pipe();
    List<Integer> told = toldOfTwoWrites(pipe);
    assertEquals(List.of(Engine.READABLE), told);
    engine.want(pipe.in(), Engine.READABLE);
    iterate();
    assertEquals(List.of(Engine.READABLE, Engine.READABLE), told);
  }

  @Test
  void bothDirectionsAreWantedEachByItself() {
    Ends pipe = pipe();
    Ends other = pipe();
    var told = new ArrayList<String>();
    engine.add(other.in(), Engine.READABLE, events -> told.add("other " + events));
    engine.add(pipe.out(), Engine.READABLE, events -> told.add("out " + events));
    engine.want(pipe.out(), Engine.WRITABLE);
    iterate();
    assertEquals(List.of("out " + Engine.WRITABLE), told);
    engine.remove(other.in());
    iterate();
    engine.want(pipe.out(), Engine.WRITABLE);
    iterate();
    assertEquals(List.of("out " + Engine.WRITABLE, "out " + Engine.WRITABLE), told);
  }

  @Test
  void refusalsOfTheSystemComeOut() {
    var faults = new Faults(POSIX);
    var failing = new PollEngine(faults.posix());
    faults.on("poll").call(1).fail("EINTR");
    faults.on("poll").call(2).fail("ENOMEM");
    assertFalse(failing.await(-1));
    var error = assertThrows(UnixException.class, () -> failing.await(-1));
    assertEquals("poll: ENOMEM (Cannot allocate memory)", error.getMessage());
    failing.close();
  }
}
