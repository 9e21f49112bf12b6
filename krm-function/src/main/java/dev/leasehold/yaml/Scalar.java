package dev.leasehold.yaml;

import org.jspecify.annotations.Nullable;

/** A single value. */
public final class Scalar extends Node {
  private final ScalarStyle style;
  private final boolean isSimple;

  /** The text that it is a part of; its own text and type are read from there on demand. */
  private final String source;

  private @Nullable String text;
  private @Nullable Type type;

  Scalar(Span span, boolean hasAnchor, ScalarStyle style, String text, Type type) {
    super(span, hasAnchor);
    this.style = style;
    this.isSimple = false;
    this.source = text;
    this.text = text;
    this.type = type;
  }

  /** One on one line, plain or in quotes, without escapes but for {@code ''}. */
  Scalar(String source, int start, int end, int line, int column, ScalarStyle style) {
    super(start, end, line, column, false);
    this.source = source;
    this.style = style;
    this.isSimple = true;
  }

  /**
   * Whether it is on one line and has characters, but neither anchor nor tag, in a text without
   * aliases. False where only the engine could tell.
   */
  public boolean isSimple() {
    return isSimple;
  }

  public ScalarStyle style() {
    return style;
  }

  /** Whether it is below a {@code |} or {@code >}. */
  public boolean isBlock() {
    return style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED;
  }

  /** As it reads, without quotes and escapes. */
  public String text() {
    String known = text;
    if (known == null) {
      known =
          switch (style) {
            case PLAIN -> source.substring(start(), end());
            case SINGLE_QUOTED -> source.substring(start() + 1, end() - 1).replace("''", "'");
            default -> source.substring(start() + 1, end() - 1);
          };
      text = known;
    }
    return known;
  }

  /** Whether it reads as that. */
  public boolean is(String other) {
    return style == ScalarStyle.PLAIN && text == null
        ? end() - start() == other.length() && source.startsWith(other, start())
        : text().equals(other);
  }

  @Override
  public Type type() {
    Type known = type;
    if (known == null) {
      known = style == ScalarStyle.PLAIN ? Type.ofPlain(text()) : Type.STRING;
      type = known;
    }
    return known;
  }
}
