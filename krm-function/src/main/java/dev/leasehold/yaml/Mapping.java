package dev.leasehold.yaml;

import java.util.Collections;
import java.util.List;

/** Keys with values, in the order of the text. */
public final class Mapping extends Collection {
  private final List<Pair> entries;

  /**
   * A key with its value. The entries of a merge key ({@code <<}) are entries too, with nodes from
   * elsewhere.
   */
  public record Pair(Node key, Node value) {
    /** The key as it reads; {@code ?} for one that is no scalar. */
    public String name() {
      return key.value() instanceof Scalar scalar ? scalar.text() : "?";
    }

    /** Whether its key reads as that. */
    public boolean isNamed(String name) {
      return key instanceof Scalar scalar ? scalar.is(name) : name().equals(name);
    }
  }

  /** With the list of its entries, to which its reader may add until all is read. */
  Mapping(Span span, boolean hasAnchor, Type type, boolean isFlow, List<Pair> entries) {
    super(span, hasAnchor, type, isFlow);
    this.entries = Collections.unmodifiableList(entries);
  }

  public List<Pair> entries() {
    return entries;
  }
}
