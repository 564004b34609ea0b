package io.lwt.benchmarks.results;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * What a comparison found of one contender.
 *
 * @param row what was done
 * @param x with how many connections, timers or other things; 0 if it is not asked for several numbers of them
 * @param contender who did it
 * @param unit what the figures are: less is better
 * @param median the median of the rounds' figures
 * @param ratio the median of the rounds' ratios of our figure to this one; 1 for ours, which comes first in a row
 * @param low the lower end of that median's confidence interval
 * @param high the upper end
 * @param rounds how many there were
 */
public record Result(
    String row,
    long x,
    String contender,
    String unit,
    double median,
    double ratio,
    double low,
    double high,
    int rounds) {
  /** What {@link #line} gives, in this order. */
  static final String COLUMNS = "row\tx\tcontender\tunit\tmedian\tratio\tlow\thigh\trounds";

  private static final MathContext DIGITS = new MathContext(5);

  /** A line of a file: values with tabs in between. */
  String line() {
    return String.join(
        "\t",
        text(row),
        Long.toString(x),
        text(contender),
        text(unit),
        number(median),
        number(ratio),
        number(low),
        number(high),
        Integer.toString(rounds));
  }

  /**
   * Reads what {@link #line} gave.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static Result parse(String line) {
    String[] values = line.split("\t", -1);
    if (values.length != 9) {
      throw new IllegalArgumentException("not a result: " + line);
    }
    return new Result(
        values[0],
        Long.parseLong(values[1]),
        values[2],
        values[3],
        Double.parseDouble(values[4]),
        Double.parseDouble(values[5]),
        Double.parseDouble(values[6]),
        Double.parseDouble(values[7]),
        Integer.parseInt(values[8]));
  }

  private static String text(String value) {
    if (value.contains("\t") || value.contains("\n")) {
      throw new IllegalArgumentException("not a name: " + value);
    }
    return value;
  }

  private static String number(double value) {
    return Double.isFinite(value)
        ? new BigDecimal(value, DIGITS).stripTrailingZeros().toPlainString()
        : Double.toString(value);
  }
}
