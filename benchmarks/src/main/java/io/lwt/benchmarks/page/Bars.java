package io.lwt.benchmarks.page;

import io.lwt.benchmarks.results.Result;
import java.util.List;
import java.util.Optional;
import org.jfree.chart.axis.CategoryAxis;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.plot.CategoryPlot;
import org.jfree.chart.plot.PlotOrientation;
import org.jfree.chart.renderer.category.BarRenderer;
import org.jfree.chart.renderer.category.StandardBarPainter;
import org.jfree.data.category.DefaultCategoryDataset;

/**
 * A bar for each row and each of the other contenders: from 1, which is ours, to theirs.
 *
 * @param unit the figures that are drawn
 * @param title what the axis shows
 */
record Bars(String unit, String title) implements Plot {
  private static final int BAR = 15;
  private static final int BESIDE = 130;

  @Override
  public Optional<String> draw(List<Result> results) {
    var bars = new DefaultCategoryDataset();
    results.stream()
        .filter(result -> result.unit().equals(unit) && result.ratio() > 0)
        .filter(result -> !isOurs(result, results))
        .forEach(result -> bars.addValue(1 / result.ratio(), result.contender(), result.row()));
    if (bars.getRowCount() == 0) {
      return Optional.empty();
    }
    var renderer = new BarRenderer();
    renderer.setBarPainter(new StandardBarPainter());
    renderer.setShadowVisible(false);
    renderer.setItemMargin(0);
    renderer.setBase(1);
    for (int i = 0; i < bars.getRowCount(); i++) {
      renderer.setSeriesPaint(i, Palette.of(bars.getRowKey(i).toString()));
    }
    LogAxis multiples = Lines.logarithmic(title, 2);
    var rows = new CategoryAxis();
    rows.setTickLabelFont(Drawing.FONT);
    rows.setTickLabelPaint(Drawing.INK);
    rows.setCategoryMargin(0.2);
    var plot = new CategoryPlot(bars, rows, multiples, renderer);
    plot.setOrientation(PlotOrientation.HORIZONTAL);
    plot.setRangeGridlinePaint(Drawing.GRID);
    int height = bars.getRowCount() * bars.getColumnCount() * BAR + BESIDE;
    return Optional.of(Drawing.svg(Drawing.chart(plot), height));
  }

  private static boolean isOurs(Result result, List<Result> results) {
    return result.contender().equals(results.getFirst().contender());
  }
}
