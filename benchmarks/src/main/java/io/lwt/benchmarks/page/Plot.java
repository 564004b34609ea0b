package io.lwt.benchmarks.page;

import io.lwt.benchmarks.results.Result;
import java.util.List;
import java.util.Optional;

/** A way to draw what a comparison found. */
sealed interface Plot permits Lines, Bars {
  /** What it shows, for those who do not see it. */
  String title();

  /**
   * Draws it.
   *
   * @return an SVG document; empty if there is too little to draw
   */
  Optional<String> draw(List<Result> results);
}
