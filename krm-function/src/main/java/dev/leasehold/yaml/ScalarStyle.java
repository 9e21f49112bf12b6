package dev.leasehold.yaml;

/** How a scalar is written: without quotes, in quotes, or below a {@code |} or {@code >}. */
public enum ScalarStyle {
  PLAIN,
  SINGLE_QUOTED,
  DOUBLE_QUOTED,
  LITERAL,
  FOLDED
}
