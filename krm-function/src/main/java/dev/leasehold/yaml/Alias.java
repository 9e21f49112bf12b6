package dev.leasehold.yaml;

import org.jspecify.annotations.Nullable;

/** {@code *name}: a value that is written elsewhere, after {@code &name}. */
public final class Alias extends Node {
  private final String name;
  private final Anchored anchored;
  private final @Nullable Node target;

  /** The place of a value with an anchor; its end is set when the reader gets there. */
  static final class Anchored {
    private final int start;
    private int end;

    Anchored(int start, int end) {
      this.start = start;
      this.end = end;
    }

    void endsAt(int offset) {
      end = offset;
    }

    int start() {
      return start;
    }

    int end() {
      return end;
    }

    boolean holds(int offset) {
      return start <= offset && (offset < end || offset == start);
    }
  }

  /** An alias whose value is not known yet. */
  Alias(Span span, String name, Anchored anchored) {
    super(span, false);
    this.name = name;
    this.anchored = anchored;
    this.target = null;
  }

  private Alias(Alias same, Node target) {
    super(same.start(), same.end(), same.line(), same.column(), false);
    this.name = same.name;
    this.anchored = same.anchored;
    this.target = target;
  }

  public String name() {
    return name;
  }

  /** The place of its value. */
  Anchored anchored() {
    return anchored;
  }

  /** The same alias with its value. */
  Alias of(Node value) {
    return new Alias(this, value);
  }

  @Override
  public Node value() {
    Node known = target;
    if (known == null) {
      throw new IllegalStateException("*" + name + " is that of a merge key, which is no value");
    }
    return known;
  }

  @Override
  public Type type() {
    return value().type();
  }
}
