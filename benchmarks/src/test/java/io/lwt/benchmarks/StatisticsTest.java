package io.lwt.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.lwt.benchmarks.Statistics.Interval;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StatisticsTest {
  private static final double EXACT = 1e-12;

  @Test
  void theMedianIsTheValueInTheMiddle() {
    assertEquals(2, Statistics.median(new double[] {3, 1, 2}));
    assertEquals(2.5, Statistics.median(new double[] {4, 1, 3, 2}));
    assertThrows(IllegalArgumentException.class, () -> Statistics.median(new double[0]));
  }

  @Test
  void fewValuesGiveTheirWholeRange() {
    assertInterval(1, 1, 0, Statistics.medianInterval(oneTo(1)));
    assertInterval(1, 5, 1 - 2 / 32.0, Statistics.medianInterval(oneTo(5)));
    assertInterval(1, 7, 1 - 2 / 128.0, Statistics.medianInterval(oneTo(7)));
  }

  /** The ranks that tables of the sign test give for 95 %. */
  @Test
  void moreValuesGiveANarrowerInterval() {
    assertInterval(2, 9, 1 - 2 * (1 + 10) / 1024.0, Statistics.medianInterval(oneTo(10)));
    assertInterval(6, 15, 0.9586105346679688, Statistics.medianInterval(oneTo(20)));
  }

  @Test
  void theConfidenceDependsOnTheirNumberOnly() {
    assertEquals(1 - 2 / 128.0, Statistics.medianConfidence(7), EXACT);
    assertEquals(0.9586105346679688, Statistics.medianConfidence(20), EXACT);
  }

  @Test
  void theOrderOfTheValuesDoesNotMatter() {
    assertInterval(1, 6, 1 - 2 / 64.0, Statistics.medianInterval(new double[] {5, 6, 2, 1, 4, 3}));
  }

  @Test
  void ratiosAreTakenOneByOne() {
    assertArrayEquals(
        new double[] {0.5, 3}, Statistics.ratios(new double[] {1, 6}, new double[] {2, 2}), EXACT);
  }

  @Test
  void theTextIsTheMedianAndItsInterval() {
    assertEquals("2.000 [1.000, 3.000]", Statistics.medianText(new double[] {3, 1, 2}));
  }

  private static void assertInterval(double low, double high, double confidence, Interval actual) {
    assertEquals(low, actual.low());
    assertEquals(high, actual.high());
    assertEquals(confidence, actual.confidence(), EXACT);
  }

  private static double[] oneTo(int n) {
    return IntStream.rangeClosed(1, n).asDoubleStream().toArray();
  }
}
