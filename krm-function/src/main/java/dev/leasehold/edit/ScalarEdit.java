package dev.leasehold.edit;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.krm.TextEdit;
import java.util.Optional;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Changes the characters of one scalar's value and nothing beside them. */
public final class ScalarEdit {
  /** A word or number without anything that YAML could take for its own sign. */
  private static final Pattern BARE = Pattern.compile("[-+]?[.]?[0-9A-Za-z][0-9A-Za-z.]*");

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
    ScalarNode node = node(scalar);
    if (node.getValue().equals(value)) {
      return Optional.empty();
    }
    String old = editable(scalar, node);
    boolean wasText =
        node.getTag().equals(Tag.STR)
            && (node.getScalarStyle() != ScalarStyle.PLAIN || !ScalarText.looksTyped(old));
    return Optional.of(edit(scalar, spelling(value, wasText, node.getScalarStyle(), old)));
  }

  /**
   * How {@code value} is spelled in the place of {@code old}.
   *
   * @param isText whether it must read as a string
   */
  public static String spelling(String value, boolean isText, ScalarStyle style, String old) {
    return isText || !BARE.matcher(value).matches() ? ScalarText.write(value, style, old) : value;
  }

  /** As {@link #set}, but whatever it was, it is a string now. */
  public static Optional<TextEdit> setText(Field scalar, String value) {
    ScalarNode node = node(scalar);
    if (node.getTag().equals(Tag.STR) && node.getValue().equals(value)) {
      return Optional.empty();
    }
    String old = editable(scalar, node);
    return Optional.of(edit(scalar, ScalarText.write(value, node.getScalarStyle(), old)));
  }

  private static ScalarNode node(Field scalar) {
    if (!(scalar.node() instanceof ScalarNode node)) {
      throw scalar.error("must be a single value to be set");
    }
    return node;
  }

  /** What stands there now, where it can be edited. */
  private static String editable(Field scalar, ScalarNode node) {
    String text = scalar.document().text();
    scalar.document().requireEditable();
    if (node.getScalarStyle() == ScalarStyle.LITERAL
        || node.getScalarStyle() == ScalarStyle.FOLDED) {
      throw scalar.error("is a block scalar, which cannot be set; write it on one line");
    }
    if (node.getAnchor().isPresent()) {
      throw scalar.error("has an anchor or alias, which cannot be set; write the value itself");
    }
    String old = text.substring(scalar.start(), scalar.end());
    if (old.startsWith("!")) {
      throw scalar.error("has a tag, which cannot be set; leave the tag out");
    }
    if (old.indexOf('\n') >= 0) {
      throw scalar.error("runs over several lines, which cannot be set; write it on one");
    }
    if (old.isEmpty() && !isBehindIndicator(scalar)) {
      throw scalar.error("has neither colon nor dash before it, so it cannot be set");
    }
    return old;
  }

  /** Whether the colon of its key, or the dash of its list, stands right before it. */
  private static boolean isBehindIndicator(Field scalar) {
    int start = scalar.start();
    return scalar
        .keyEnd()
        .map(end -> end == start)
        .orElse(start > 0 && scalar.document().text().charAt(start - 1) == '-');
  }

  private static TextEdit edit(Field scalar, String replacement) {
    boolean none = scalar.start() == scalar.end();
    return new TextEdit(scalar.start(), scalar.end(), none ? " " + replacement : replacement);
  }
}
