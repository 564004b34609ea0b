package io.lwt.benchmarks.promises;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What was measured, round by round. */
final class Costs {
  private final Map<Cell, List<Cost>> costs = new HashMap<>();

  private record Cell(Row row, Contender contender) {}

  void add(Row row, Contender contender, Cost cost) {
    costs.computeIfAbsent(new Cell(row, contender), _ -> new ArrayList<>()).add(cost);
  }

  List<Cost> of(Row row, Contender contender) {
    return costs.getOrDefault(new Cell(row, contender), List.of());
  }
}
