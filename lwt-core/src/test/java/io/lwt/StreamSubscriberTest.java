package io.lwt;

import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** The rules of Reactive Streams for subscribers, on what {@link LwtStream#subscribe} subscribes. */
@SuppressWarnings("exports") // of the TCK, in a test
public class StreamSubscriberTest extends FlowSubscriberBlackboxVerification<Integer> {
  private final DrivenScheduler scheduler = new DrivenScheduler();

  /** By TestNG. */
  public StreamSubscriberTest() {
    super(new TestEnvironment(2_000, 50, 50));
  }

  /** By TestNG. */
  @BeforeClass
  public void start() {
    scheduler.start();
  }

  /** By TestNG. */
  @AfterClass
  public void stop() throws InterruptedException {
    scheduler.stop();
  }

  @Override
  public Flow.Subscriber<Integer> createFlowSubscriber() {
    return scheduler.get(
        () -> {
          StreamSource<Integer> source = new StreamSource<>();
          var reader = new LwtStream<>(source, new StreamCursor<>(source, source.tail()));
          reader.iter(_ -> {});
          return new StreamSubscriber<>(source, 4);
        });
  }

  @Override
  public Integer createElement(int element) {
    return element;
  }
}
