package dev.leasehold.bench;

import java.util.ArrayList;
import java.util.List;

/** Repeated measurements of one quantity, in any unit. */
final class Figures {
  private final List<Long> figures = new ArrayList<>();

  void add(long figure) {
    figures.add(figure);
  }

  /** The percentile by nearest rank: 0 is the smallest value, 100 the largest. */
  double percentile(int percent) {
    List<Long> sorted = figures.stream().sorted().toList();
    int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
    return sorted.get(Math.max(rank, 1) - 1);
  }
}
