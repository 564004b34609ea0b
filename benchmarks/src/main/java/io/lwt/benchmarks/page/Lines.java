package io.lwt.benchmarks.page;

import io.lwt.benchmarks.results.Result;
import java.awt.BasicStroke;
import java.awt.geom.Ellipse2D;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/**
 * A line for each contender.
 *
 * @param row the row that is drawn; empty for all
 * @param unit the figures that are drawn
 * @param measure what is drawn of them
 * @param x the axis of connections, timers or other things
 * @param y the axis of the figures
 */
record Lines(String row, String unit, Measure measure, Axis x, Axis y) implements Plot {
  private static final int HEIGHT = 460;
  private static final float STROKE = 2;
  private static final double POINT = 7;

  /** Room beside the first and the last point, as a factor. */
  private static final double ROOM = 1.25;

  /** What is drawn of a figure. */
  enum Measure {
    /** The figure itself. */
    VALUE,
    /** How often it goes into a second, if it is in microseconds. */
    PER_SECOND_OF_MICROS;

    private double of(double figure) {
      return this == VALUE ? figure : 1e6 / figure;
    }
  }

  /**
   * An axis.
   *
   * @param title what it shows, with its unit
   * @param base the factor from one tick to the next; 0 if ticks are equally far apart, from nothing on
   */
  record Axis(String title, int base) {}

  @Override
  public String title() {
    return y.title + " / " + x.title;
  }

  @Override
  public Optional<String> draw(List<Result> results) {
    var lines = new XYSeriesCollection();
    for (Result result : results) {
      if (result.unit().equals(unit) && (row.isEmpty() || result.row().equals(row))) {
        // those beside two of ours are in two rows, with the same figures
        line(lines, result.contender())
            .addOrUpdate((double) result.x(), measure.of(result.median()));
      }
    }
    if (lines.getSeriesCount() == 0 || lines.getItemCount(0) < 2) {
      return Optional.empty();
    }
    var renderer = new XYLineAndShapeRenderer();
    for (int i = 0; i < lines.getSeriesCount(); i++) {
      renderer.setSeriesPaint(i, Palette.of(lines.getSeries(i).getKey().toString()));
      renderer.setSeriesStroke(i, new BasicStroke(STROKE));
      renderer.setSeriesShape(i, new Ellipse2D.Double(-POINT / 2, -POINT / 2, POINT, POINT));
    }
    var plot = new XYPlot(lines, axis(x), axis(y), renderer);
    plot.getDomainAxis()
        .setRange(lines.getDomainLowerBound(false) / ROOM, lines.getDomainUpperBound(false) * ROOM);
    plot.setDomainGridlinePaint(Drawing.GRID);
    plot.setRangeGridlinePaint(Drawing.GRID);
    return Optional.of(Drawing.svg(Drawing.chart(plot), HEIGHT));
  }

  private static XYSeries line(XYSeriesCollection lines, String contender) {
    int index = lines.getSeriesIndex(contender);
    if (index < 0) {
      lines.addSeries(new XYSeries(contender));
      return lines.getSeries(lines.getSeriesCount() - 1);
    }
    return lines.getSeries(index);
  }

  private static ValueAxis axis(Axis axis) {
    return axis.base == 0 ? fromNothing(axis.title) : logarithmic(axis.title, axis.base);
  }

  private static NumberAxis fromNothing(String title) {
    var axis = styled(new NumberAxis(title));
    axis.setAutoRangeIncludesZero(true);
    axis.setNumberFormatOverride(numbers());
    return axis;
  }

  /** An axis with a tick at each power of a base. */
  static LogAxis logarithmic(String title, int base) {
    var axis = styled(new LogAxis(title));
    axis.setBase(base);
    axis.setTickUnit(new NumberTickUnit(1));
    axis.setNumberFormatOverride(numbers());
    return axis;
  }

  private static <A extends ValueAxis> A styled(A axis) {
    axis.setLabelFont(Drawing.FONT);
    axis.setLabelPaint(Drawing.INK);
    axis.setTickLabelFont(Drawing.FONT);
    axis.setTickLabelPaint(Drawing.INK);
    return axis;
  }

  private static DecimalFormat numbers() {
    return new DecimalFormat("#,##0.###", DecimalFormatSymbols.getInstance(Locale.ROOT));
  }
}
