package io.lwt.unix;

import io.lwt.Lwt;
import io.lwt.Promise;
import io.lwt.unix.engine.Engine;
import java.util.ArrayList;
import java.util.List;

/**
 * What a loop's former engine watched goes over to its new one.
 *
 * <p>In two steps, since the second may run code of the user, which may close descriptors or change the engine again:
 * by then each of them is known to be watched by nobody.
 */
final class EngineChange {
  private final EventLoop loop;
  private final List<Descriptor> descriptors = new ArrayList<>();
  private final List<Direct> direct = new ArrayList<>();

  private EngineChange(EventLoop loop) {
    this.loop = loop;
  }

  /** A listener that was not added by a descriptor of the loop. */
  private record Direct(int fd, Engine.Listener listener) {}

  /** The loop has its new engine. */
  static void complete(EventLoop loop, Engine former) {
    var change = new EngineChange(loop);
    former.forEach(change::take);
    former.close();
    change.direct.forEach(change::add);
    change.descriptors.forEach(Descriptor::awaitAgain);
  }

  private void take(int fd, Engine.Listener listener) {
    if (listener instanceof Descriptor descriptor) {
      descriptor.engineGone();
      descriptors.add(descriptor);
    } else {
      direct.add(new Direct(fd, listener));
    }
  }

  /** What it wants is not known: it is told of both directions. */
  private void add(Direct one) {
    try {
      loop.engine().add(one.fd, Engine.READABLE, one.listener);
      loop.engine().want(one.fd, Engine.WRITABLE);
    } catch (UnixException refused) {
      Lwt.async(() -> Promise.failed(refused));
    }
  }
}
