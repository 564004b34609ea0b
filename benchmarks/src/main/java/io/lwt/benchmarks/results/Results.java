package io.lwt.benchmarks.results;

import io.lwt.benchmarks.Statistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Collects what a comparison finds. */
public final class Results {
  private final List<Result> list = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();

  /**
   * Adds what was measured in turns.
   *
   * @param row what was done; may be shared by several calls whose {@code x} or unit differ
   * @param x with how many connections, timers or other things; 0 if that is not varied
   * @param unit what the figures are: less is better
   * @param figures by the contenders' names and rounds, ours first
   */
  public void add(String row, long x, String unit, Map<String, double[]> figures) {
    double[] ours = figures.values().iterator().next();
    figures.forEach(
        (contender, values) -> {
          double[] ratios = Statistics.ratios(ours, values);
          Statistics.Interval interval = Statistics.medianInterval(ratios);
          list.add(
              new Result(
                  row,
                  x,
                  contender,
                  unit,
                  Statistics.median(values),
                  Statistics.median(ratios),
                  interval.low(),
                  interval.high(),
                  values.length));
        });
  }

  /** Tells that something was asked for, and could not be measured on this machine. */
  public void leftOut(String what) {
    leftOut.add(what);
  }

  /** What was left out. */
  List<String> leftOut() {
    return List.copyOf(leftOut);
  }

  /** All of them, in the order in which they were added. */
  public List<Result> list() {
    return List.copyOf(list);
  }
}
