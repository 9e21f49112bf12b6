package dev.leasehold.yaml;

import java.util.Collections;
import java.util.List;

/** A list. */
public final class Sequence extends Collection {
  private final List<Node> items;

  /** With the list of its items, to which its reader may add until all is read. */
  Sequence(Span span, boolean hasAnchor, Type type, boolean isFlow, List<Node> items) {
    super(span, hasAnchor, type, isFlow);
    this.items = Collections.unmodifiableList(items);
  }

  public List<Node> items() {
    return items;
  }
}
