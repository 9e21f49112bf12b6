package dev.leasehold.yaml;

/**
 * A value and its place in a text: from {@link #start} (an anchor or tag included) to {@link #end},
 * which for a block collection is somewhere after its last line. Offsets count the characters of
 * the text, lines and columns count from 0.
 */
public abstract sealed class Node permits Scalar, Collection, Alias {
  private final int start;
  private final int end;
  private final int line;
  private final int column;
  private final boolean hasAnchor;

  Node(Span span, boolean hasAnchor) {
    this(span.start(), span.end(), span.line(), span.column(), hasAnchor);
  }

  Node(int start, int end, int line, int column, boolean hasAnchor) {
    this.start = start;
    this.end = end;
    this.line = line;
    this.column = column;
    this.hasAnchor = hasAnchor;
  }

  /** The place of a node. */
  record Span(int start, int end, int line, int column) {}

  public final int start() {
    return start;
  }

  public final int end() {
    return end;
  }

  /** The line on which it begins. */
  public final int line() {
    return line;
  }

  /** The column in which it begins, in code points. */
  public final int column() {
    return column;
  }

  /** Whether it has an anchor, {@code &name}, which aliases may name. */
  public final boolean hasAnchor() {
    return hasAnchor;
  }

  /** In brackets or braces. */
  public boolean isFlow() {
    return false;
  }

  public abstract Type type();

  /** The value itself; of an alias, the node that it refers to. */
  public Node value() {
    return this;
  }
}
