package io.lwt.unix;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.management.JMException;
import javax.management.ObjectName;

/** A loop's {@link EventLoopMXBean}. Touched on request only: the server of such beans takes long to start. */
final class LoopManagement implements EventLoopMXBean {
  private final EventLoop loop;
  private final String threadName;
  private final ObjectName name;

  private LoopManagement(EventLoop loop, ObjectName name, String threadName) {
    this.loop = loop;
    this.name = name;
    this.threadName = threadName;
  }

  /** Makes the loop known; what takes that back. */
  static Runnable register(EventLoop loop) {
    Thread thread = loop.scheduler().thread();
    try {
      var name =
          new ObjectName(
              "io.lwt:type=EventLoop,thread="
                  + ObjectName.quote(thread.getName())
                  + ",id="
                  + thread.threadId());
      var bean = new LoopManagement(loop, name, thread.getName());
      ManagementFactory.getPlatformMBeanServer().registerMBean(bean, name);
      return bean::unregister;
    } catch (JMException refused) {
      throw new IllegalStateException("the event loop cannot be registered", refused);
    }
  }

  private void unregister() {
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
    } catch (JMException _) {
      // Somebody else has unregistered it.
    }
  }

  @Override
  public String getThread() {
    return threadName;
  }

  @Override
  public long getLaps() {
    return loop.laps();
  }

  @Override
  public String getEngine() {
    return ask(() -> loop.engine().name());
  }

  @Override
  public int getDescriptors() {
    return ask(() -> loop.openDescriptors().size());
  }

  @Override
  public int getTimers() {
    return ask(() -> loop.scheduler().clock().timerCount());
  }

  @Override
  public int getPaused() {
    return ask(() -> loop.scheduler().pausedCount());
  }

  @Override
  public int getJobs() {
    return ask(loop::jobCount);
  }

  @Override
  public String dump() {
    return ask(loop::dump);
  }

  private <T> T ask(Supplier<T> question) {
    var answer = new CompletableFuture<T>();
    loop.execute(() -> answer.complete(question.get()));
    try {
      return answer.get(1, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      throw new IllegalStateException(
          "the event loop has not answered for a second: it is busy, or does not run");
    } catch (InterruptedException | ExecutionException failure) {
      throw new IllegalStateException(failure);
    }
  }
}
