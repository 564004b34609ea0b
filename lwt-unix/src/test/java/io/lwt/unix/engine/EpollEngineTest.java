package io.lwt.unix.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** {@link EpollEngine}. */
class EpollEngineTest extends EngineContractTest {
  @Override
  Engine open() {
    return new EpollEngine(POSIX);
  }

  @Test
  void isNamed() {
    assertEquals("epoll", engine.name());
  }

  @Test
  void tellsEachChangeThoughNobodyAsks() {
    assertEquals(List.of(Engine.READABLE, Engine.READABLE), toldOfTwoWrites(pipe()));
  }
}
