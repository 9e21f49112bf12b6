package dev.leasehold.krm;

import java.util.Optional;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Changes the characters of one scalar's value and nothing beside them. */
public final class ScalarEdit {
  private ScalarEdit() {}

  /**
   * The edit that makes the scalar read as {@code value}; empty when it does already. What was a
   * string stays one, quoted if need be; what was a number or a boolean stays bare if the new value
   * is one too. Quote style, comment and spacing stay.
   *
   * @throws FieldException for a shape that is not edited: a block scalar, several lines, an
   *     anchor, an alias or a tag
   */
  public static Optional<TextEdit> set(Field scalar, String value) {
    if (!(scalar.node() instanceof ScalarNode node)) {
      throw scalar.error("must be a single value to be set");
    }
    if (node.getValue().equals(value)) {
      return Optional.empty();
    }
    String text = scalar.document().text();
    String old = text.substring(scalar.start(), scalar.end());
    if (node.getScalarStyle() == ScalarStyle.LITERAL
        || node.getScalarStyle() == ScalarStyle.FOLDED) {
      throw scalar.error("is a block scalar, which cannot be set; write it on one line");
    }
    if (node.getAnchor().isPresent()) {
      throw scalar.error("has an anchor or alias, which cannot be set; write the value itself");
    }
    if (old.startsWith("!")) {
      throw scalar.error("has a tag, which cannot be set; leave the tag out");
    }
    if (old.indexOf('\n') >= 0) {
      throw scalar.error("runs over several lines, which cannot be set; write it on one");
    }
    boolean wasText = node.getTag().equals(Tag.STR);
    String replacement =
        wasText || !isBare(value) ? ScalarText.write(value, node.getScalarStyle()) : value;
    if (old.isEmpty()) { // "key:" with nothing behind it
      replacement = " " + replacement;
    }
    return Optional.of(new TextEdit(scalar.start(), scalar.end(), replacement));
  }

  /** One word of digits, letters, sign or dot: safe to write bare where a non-string stood. */
  private static boolean isBare(String value) {
    return !value.isEmpty()
        && value.chars().allMatch(c -> Character.isLetterOrDigit(c) || c == '.' || c == '-');
  }
}
