package io.lwt;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What promises are made and resolved by belongs to the thread that made it, too. */
@ExtendWith(FreshScheduler.class)
class SharedObjectsConfinementTest {
  private static Arguments named(String operation, Runnable body) {
    return Arguments.of(operation, body);
  }

  static Stream<Arguments> operations() {
    LwtSemaphore semaphore = new LwtSemaphore(2);
    LwtMutex mutex = new LwtMutex();
    LwtCondition<Integer> condition = new LwtCondition<>();
    LwtMvar<Integer> mvar = new LwtMvar<>();
    LwtSwitch sw = new LwtSwitch();
    LwtPool<Integer> pool = LwtPool.builder(1, () -> Promise.of(1)).build();
    semaphore.acquire();
    mutex.lock();
    return Stream.of(
        named("LwtSemaphore.acquire", semaphore::acquire),
        named("LwtSemaphore.acquire", () -> semaphore.withPermit(Promise::unit)),
        named("LwtSemaphore.release", semaphore::release),
        named("LwtSemaphore.acquire", mutex::lock),
        named("LwtSemaphore.acquire", () -> mutex.withLock(Promise::unit)),
        named("LwtMutex.unlock", mutex::unlock),
        named("LwtCondition.await", condition::await),
        named("LwtCondition.await", () -> condition.await(mutex)),
        named("LwtCondition.signal", () -> condition.signal(1)),
        named("LwtCondition.broadcast", () -> condition.broadcast(1)),
        named(
            "LwtCondition.broadcastFailure",
            () -> condition.broadcastFailure(new IllegalStateException())),
        named("LwtMvar.put", () -> mvar.put(1)),
        named("LwtMvar.take", mvar::take),
        named("LwtMvar.takeAvailable", mvar::takeAvailable),
        named("LwtSwitch.turnOff", sw::turnOff),
        named("LwtSwitch.addHook", () -> sw.addHook(Promise::unit)),
        named("LwtSwitch.addHookOrExec", () -> sw.addHookOrExec(Promise::unit)),
        named("LwtPool.use", () -> pool.use(Promise::of)),
        named("LwtPool.clear", pool::clear),
        named("LwtPool.close", pool::close));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void anotherThreadIsRefused(String operation, Runnable body) {
    OtherThread.run(
        () -> {
          var thrown = assertThrows(IllegalStateException.class, body::run);
          String message = String.valueOf(thrown.getMessage());
          assertTrue(message.startsWith(operation + ": this belongs to thread "), message);
        });
  }
}
