package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.lwt.Promise;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A loop as management tools see it. The server of such beans takes long to start. */
@Tag("slow")
class EventLoopMXBeanTest extends LoopTest {
  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();

  private Set<ObjectName> registered() throws Exception {
    return server.queryNames(new ObjectName("io.lwt:type=EventLoop,*"), null);
  }

  @Test
  void tellsWhatTheLoopHas() throws Exception {
    EventLoop loop = EventLoop.current();
    loop.registerMXBean();
    loop.registerMXBean();
    ObjectName name = registered().iterator().next();
    Pipe pipe = LwtUnix.pipe();
    Promise<?> sleep = LwtUnix.sleep(Duration.ofHours(1));
    List<Object> values =
        LwtMain.run(
            Jobs.files()
                .run(
                    () ->
                        List.of(
                            server.getAttribute(name, "Thread"),
                            server.getAttribute(name, "Engine"),
                            server.getAttribute(name, "Descriptors"),
                            server.getAttribute(name, "Timers"),
                            server.getAttribute(name, "Paused"),
                            server.getAttribute(name, "Jobs"))));
    assertEquals(
        List.of(Thread.currentThread().getName(), loop.engine().name(), 2, 1, 0, 1), values);
    assertTrue((Long) server.getAttribute(name, "Laps") > 0);
    String dump =
        LwtMain.run(Jobs.files().run(() -> (String) server.invoke(name, "dump", null, null)));
    assertTrue(dump.contains(pipe.in().descriptor().toString()), dump);
    sleep.cancel();
    loop.close();
    assertEquals(Set.of(), registered());
  }

  @Test
  void aLoopThatDoesNotRunDoesNotAnswer() throws Exception {
    EventLoop.current().registerMXBean();
    ObjectName name = registered().iterator().next();
    var error =
        assertThrows(RuntimeMBeanException.class, () -> server.getAttribute(name, "Timers"));
    assertTrue(
        assertInstanceOf(IllegalStateException.class, error.getCause())
            .toString()
            .contains("does not run"));
  }
}
