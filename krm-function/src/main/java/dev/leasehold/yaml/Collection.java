package dev.leasehold.yaml;

/** A mapping or a list, in block or flow style. */
abstract sealed class Collection extends Node permits Mapping, Sequence {
  private final Type type;
  private final boolean isFlow;

  Collection(Span span, boolean hasAnchor, Type type, boolean isFlow) {
    super(span, hasAnchor);
    this.type = type;
    this.isFlow = isFlow;
  }

  @Override
  public final boolean isFlow() {
    return isFlow;
  }

  @Override
  public final Type type() {
    return type;
  }
}
