package io.lwt.unix.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
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
    Ends pipe = pipe();
    var told = new ArrayList<Integer>();
    engine.add(pipe.in(), Engine.READABLE, told::add);
    write(pipe.out());
    iterate();
    write(pipe.out());
    iterate();
    assertEquals(List.of(Engine.READABLE, Engine.READABLE), told);
  }
}
