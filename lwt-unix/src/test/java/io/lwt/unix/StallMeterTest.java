package io.lwt.unix;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** When a stall is one, and when it is to be reported again. */
class StallMeterTest {
  private static final long LIMIT = 80;
  private static final long STEP = 10;

  private final StallMeter meter = new StallMeter(LIMIT, STEP, 1000);

  /** Looks every step until then; the last answer. */
  private long lookUntil(long from, long to, long workingSince) {
    long answer = 0;
    for (long now = from + STEP; now <= to; now += STEP) {
      answer = meter.look(now, workingSince);
    }
    return answer;
  }

  @Test
  void aLoopThatWaitsDoesNotStall() {
    assertEquals(0, lookUntil(1000, 100_000, Pulse.WAITING));
  }

  @Test
  void lapsThatAreShortAreNoStall() {
    for (long now = 1010; now < 3000; now += STEP) {
      assertEquals(0, meter.look(now, now - 5));
    }
  }

  @Test
  void isReportedAtTheLimitAndEachTimeItHasDoubled() {
    assertEquals(0, lookUntil(1000, 1070, 1000));
    assertEquals(80, meter.look(1080, 1000));
    assertEquals(0, lookUntil(1080, 1150, 1000));
    assertEquals(160, meter.look(1160, 1000));
    assertEquals(0, lookUntil(1160, 1310, 1000));
    assertEquals(320, meter.look(1320, 1000));
  }

  @Test
  void anotherStallBeginsAnew() {
    assertEquals(80, lookUntil(1000, 1080, 1000));
    assertEquals(0, meter.look(1090, 1085));
    assertEquals(80, lookUntil(1095, 1165, 1085));
  }

  /** The one who looks did not come to it for 500: nobody did anything in that time. */
  @Test
  void timeInWhichEverythingStoodStillDoesNotCount() {
    assertEquals(0, lookUntil(1000, 1050, 1000));
    assertEquals(0, meter.look(1550, 1000)); // 480 more than it should have been
    assertEquals(0, meter.look(1555, 1000));
    assertEquals(80, meter.look(1560, 1000));
  }

  @Test
  void stoodStillBeforeTheWorkBeganIsNotTakenOffIt() {
    assertEquals(0, meter.look(2000, 1990));
    assertEquals(0, lookUntil(2000, 2060, 1990));
    assertEquals(80, lookUntil(2060, 2080, 1990));
  }
}
