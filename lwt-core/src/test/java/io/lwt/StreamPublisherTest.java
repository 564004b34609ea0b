package io.lwt;

import java.util.Optional;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;

/** The rules of Reactive Streams for publishers, on {@link LwtStream#toPublisher}. */
@SuppressWarnings("exports") // of the TCK, in a test
public class StreamPublisherTest extends FlowPublisherVerification<Integer> {
  /** How long something may take, and how long it is watched that something does not happen. */
  private static final TestEnvironment ENVIRONMENT = new TestEnvironment(2_000, 50, 50);

  private final DrivenScheduler scheduler = new DrivenScheduler();

  /** By TestNG. */
  public StreamPublisherTest() {
    super(ENVIRONMENT);
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
  public Flow.Publisher<Integer> createFlowPublisher(long elements) {
    return scheduler.get(
        () -> {
          long[] left = {elements};
          return LwtStream.fromDirect(
                  () -> left[0]-- > 0 ? Optional.of((int) left[0]) : Optional.<Integer>empty())
              .toPublisher();
        });
  }

  @Override
  public Flow.Publisher<Integer> createFailedFlowPublisher() {
    return scheduler.get(
        () -> {
          Flow.Publisher<Integer> failed = LwtStream.<Integer>of().toPublisher();
          failed.subscribe(new Nobody());
          return failed;
        });
  }

  /** The one subscriber, so that the next is refused. */
  private static final class Nobody implements Flow.Subscriber<Integer> {
    @Override
    public void onSubscribe(Flow.Subscription subscription) {}

    @Override
    public void onNext(Integer element) {}

    @Override
    public void onError(Throwable error) {}

    @Override
    public void onComplete() {}
  }
}
