package io.lwt.benchmarks;

import java.util.Arrays;

/** What is said of a handful of measurements, without assuming how they are distributed. */
public final class Statistics {
  private Statistics() {}

  /**
   * Where the median of what was sampled lies.
   *
   * @param low the lower end
   * @param high the upper end
   * @param confidence how sure that is, 0 to 1
   */
  public record Interval(double low, double high, double confidence) {}

  /** The median: of an even number of values, the mean of the two in the middle. */
  public static double median(double[] values) {
    double[] sorted = sorted(values);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * The narrowest symmetric interval between two of the values that holds the median with at least 95 % confidence;
   * with fewer than six values, from the least to the greatest, which is less sure.
   *
   * <p>A value lies below the median as often as a coin shows heads. So the median is outside the k-th least and the
   * k-th greatest of n only when n coins show fewer than k heads, or fewer than k tails.
   */
  public static Interval medianInterval(double[] values) {
    double[] sorted = sorted(values);
    int n = sorted.length;
    int k = rank(n);
    return new Interval(sorted[k - 1], sorted[n - k], confidence(n, k));
  }

  /** The confidence of {@link #medianInterval} of so many values. */
  public static double medianConfidence(int count) {
    return confidence(count, rank(count));
  }

  /** The median and its interval, as text. */
  public static String medianText(double[] values) {
    Interval interval = medianInterval(values);
    return String.format("%.3f [%.3f, %.3f]", median(values), interval.low(), interval.high());
  }

  /** The values as ratios of others, one by one. */
  public static double[] ratios(double[] values, double[] base) {
    double[] ratios = values.clone();
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] /= base[i];
    }
    return ratios;
  }

  private static int rank(int n) {
    int k = 1;
    while (2 * k < n && confidence(n, k + 1) >= 0.95) {
      k++;
    }
    return k;
  }

  /** How sure it is that the median lies between the k-th least and the k-th greatest of n values. */
  private static double confidence(int n, int k) {
    double ways = 1;
    double outside = 0;
    for (int heads = 0; heads < k; heads++) {
      outside += ways;
      ways = ways * (n - heads) / (heads + 1);
    }
    return 1 - 2 * outside / Math.pow(2, n);
  }

  private static double[] sorted(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
