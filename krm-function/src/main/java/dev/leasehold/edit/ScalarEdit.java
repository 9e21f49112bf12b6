package dev.leasehold.edit;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.text.Lines;
import dev.leasehold.text.TextEdit;
import dev.leasehold.yaml.Scalar;
import dev.leasehold.yaml.ScalarStyle;
import dev.leasehold.yaml.Type;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Changes the characters of one scalar's value and nothing beside them.
 *
 * <p>Anchors and tags in front of it stay. An alias is replaced by the value itself, so that the
 * value with the anchor does not change; text over several lines by one line, a block scalar by
 * another where the value can be one.
 */
public final class ScalarEdit {
  /** Loaded by the first value that needs them: most texts do not, and they start slowly. */
  private static final class Patterns {
    /** By the core schema of YAML 1.2 (section 10.3.2). */
    static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");

    static final Pattern DECIMAL = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)");

    static final Pattern BARE = Pattern.compile("[-+]?\\.?[0-9A-Za-z][0-9A-Za-z.]*");
  }

  private ScalarEdit() {}

  /**
   * The edit that makes the scalar read as {@code value}; empty when it does already. What was a
   * string stays one, quoted if need be; what was a number or a boolean stays bare if the new value
   * is one too. Quote style, comment and spacing stay.
   *
   * @throws FieldException for a scalar that an alias elsewhere reads too, or with a tag that the
   *     value does not fit
   */
  public static Optional<TextEdit> set(Field scalar, String value) {
    Scalar node = node(scalar);
    if (node.text().equals(value)) {
      return Optional.empty();
    }
    boolean wasText =
        node.type() == Type.STRING
            && (node.style() != ScalarStyle.PLAIN || !ScalarText.looksTyped(node.text()));
    return Optional.of(edit(scalar, node, value, !wasText && isBare(value)));
  }

  /**
   * How {@code value} is spelled on a line of its own, with no bracket around it.
   *
   * @param isText whether it must read as a string
   */
  public static String spelling(String value, boolean isText, ScalarStyle style) {
    return isText || !isBare(value) ? ScalarText.writeInBlock(value, style) : value;
  }

  /** As {@link #set}, but whatever it was, it is a string now. */
  public static Optional<TextEdit> setText(Field scalar, String value) {
    Scalar node = node(scalar);
    if (node.type() == Type.STRING && node.text().equals(value)) {
      return Optional.empty();
    }
    return Optional.of(edit(scalar, node, value, false));
  }

  /** Offset after the scalar on its last line; of a block scalar, after its indicator. */
  public static int endOfLine(Field scalar) {
    if (scalar.isAlias() || !(scalar.node() instanceof Scalar node) || !node.isBlock()) {
      return scalar.end();
    }
    String text = scalar.document().text();
    return BlockScalar.headerEnd(text, new Blanks(text).skipProperties(scalar.start()));
  }

  /** Offset where the value's own characters begin, after anchor, tag and block indicator. */
  public static int beginOfText(Field scalar) {
    if (scalar.isAlias() || !(scalar.node() instanceof Scalar node)) {
      return scalar.start();
    }
    return node.isBlock()
        ? new Lines(scalar.document().text()).end(endOfLine(scalar))
        : new Blanks(scalar.document().text()).skipProperties(scalar.start());
  }

  private static Scalar node(Field scalar) {
    if (!(scalar.node() instanceof Scalar node)) {
      throw scalar.error("must be a single value to be set");
    }
    return node;
  }

  private static TextEdit edit(Field scalar, Scalar node, String value, boolean isTyped) {
    if (node.isSimple()) {
      scalar.document().requireEditable();
      return onLine(scalar, node, node.start(), value, isTyped);
    }
    rejectReadElsewhere(scalar);
    String text = scalar.document().text();
    scalar.document().requireEditable();
    int end = scalar.end();
    if (scalar.isAlias()) {
      String written = isTyped ? value : ScalarText.write(value, lineStyle(node));
      return new TextEdit(scalar.start(), end, written);
    }
    Blanks blanks = new Blanks(text);
    int start = Math.min(end, blanks.skipProperties(scalar.start()));
    String tag = start == scalar.start() ? "" : tag(text.substring(scalar.start(), start));
    boolean isTagged = !tag.isEmpty();
    if (isTagged) {
      rejectMisfit(scalar, tag, value);
    }
    if (node.isBlock()) {
      return new BlockScalar(scalar, node, start).write(value);
    }
    if (start == end) {
      return fill(scalar, blanks, isTyped ? value : ScalarText.write(value, ScalarStyle.PLAIN));
    }
    return onLine(scalar, node, start, value, isTyped || isTagged && isBare(value));
  }

  /** The edit of a value that is plain or in quotes and begins at {@code start}. */
  private static TextEdit onLine(
      Field scalar, Scalar node, int start, String value, boolean isTyped) {
    ScalarStyle style = node.style();
    int end = scalar.end();
    if (isTyped && style == ScalarStyle.PLAIN) {
      return new TextEdit(start, end, value);
    }
    if (scalar.isInFlow()) {
      String old = scalar.document().text().substring(start, end);
      return new TextEdit(start, end, ScalarText.writeInFlow(value, style, old));
    }
    return new TextEdit(start, end, ScalarText.writeInBlock(value, style));
  }

  /** What an alias reads elsewhere must not change unnoticed. */
  static void rejectReadElsewhere(Field field) {
    Optional<String> alias = field.readBy();
    if (alias.isPresent()) {
      throw field.error(
          "is also read by "
              + alias.get()
              + ", which would change too; write the value there instead of the alias");
    }
  }

  /** The value of {@code key:}, of {@code -}, or of an anchor or tag with nothing after it. */
  private static TextEdit fill(Field scalar, Blanks blanks, String written) {
    String text = scalar.document().text();
    int at = blanks.endOfProperties(scalar.start(), scalar.end(), scalar.start());
    boolean isAfterColon = scalar.keyEnd().map(end -> end == at).orElse(false);
    boolean isAfterDash =
        at > 0
            && text.charAt(at - 1) == '-'
            && scalar.keyEnd().isEmpty()
            && (at == text.length() || text.charAt(at) <= ' ');
    boolean isAfterProperties =
        at > scalar.start() && (isAtLineEnd(text, at) || ",]}".indexOf(text.charAt(at)) != -1);
    if (!isAfterProperties && !isAfterColon && !isAfterDash) {
      throw scalar.error("has neither colon nor dash before it, so it cannot be set");
    }
    return new TextEdit(at, at, " " + written);
  }

  private static boolean isAtLineEnd(String text, int at) {
    int end = new Lines(text).end(at);
    String rest = text.substring(at, end).stripLeading();
    return rest.isEmpty() || rest.startsWith("#");
  }

  private static ScalarStyle lineStyle(Scalar node) {
    return switch (node.style()) {
      case PLAIN -> ScalarStyle.PLAIN;
      case SINGLE_QUOTED -> ScalarStyle.SINGLE_QUOTED;
      default -> ScalarStyle.DOUBLE_QUOTED;
    };
  }

  /** The tag among anchor and tag. */
  static String tag(String properties) {
    int start = properties.startsWith("!") ? 0 : properties.indexOf(" !") + 1;
    if (start == 0 && !properties.startsWith("!")) {
      return "";
    }
    int end = start;
    while (end < properties.length() && properties.charAt(end) > ' ') {
      end++;
    }
    return properties.substring(start, end);
  }

  private static void rejectMisfit(Field scalar, String tag, String value) {
    boolean fits =
        switch (tag) {
          case "!!int" -> Patterns.WHOLE.matcher(value).matches();
          case "!!float" -> Patterns.DECIMAL.matcher(value).matches();
          case "!!bool" -> value.equals("true") || value.equals("false");
          case "!!null" -> false;
          default -> true;
        };
    if (!fits) {
      throw scalar.error(
          "has the tag " + tag + ", which '" + value + "' does not match; remove the tag");
    }
  }

  /** A word or number without any character that YAML could take for an indicator. */
  private static boolean isBare(String value) {
    return Patterns.BARE.matcher(value).matches() && !ScalarText.isDisputedNumber(value);
  }
}
