package dev.leasehold.migration;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.yaml.ScalarStyle;
import dev.leasehold.yaml.Type;

/** The text of a new document, in block style. */
final class Text {
  private static final String INDENT = "  ";

  private final StringBuilder text = new StringBuilder();

  /** The head of a document that is never applied to a cluster, up to {@code spec:}. */
  static Text local(String kind, String name) {
    Text text = new Text();
    text.text.append("apiVersion: leasehold.dev/v1alpha1\nkind: ").append(kind).append('\n');
    text.key(0, "metadata").value(1, "name", name);
    text.key(1, "annotations");
    text.text.append("    config.kubernetes.io/local-config: \"true\"\n");
    return text.key(0, "spec");
  }

  /** The head of a document for the cluster, up to {@code spec:}. */
  static Text delivered(String apiVersion, String kind, String name) {
    Text text = new Text().value(0, "apiVersion", apiVersion).value(0, "kind", kind);
    return text.key(0, "metadata").value(1, "name", name).key(0, "spec");
  }

  /** A key whose value follows on the next lines. */
  Text key(int depth, String key) {
    text.repeat(INDENT, depth).append(scalar(key)).append(":\n");
    return this;
  }

  /** A string. */
  Text value(int depth, String key, String value) {
    text.repeat(INDENT, depth).append(scalar(key)).append(": ").append(scalar(value)).append('\n');
    return this;
  }

  /** A number. */
  Text number(int depth, String key, long value) {
    text.repeat(INDENT, depth).append(key).append(": ").append(value).append('\n');
    return this;
  }

  /** The first key of an element of a list; further keys are one deeper. */
  Text item(int depth, String key, String value) {
    text.repeat(INDENT, depth).append("- ");
    text.append(key).append(": ").append(scalar(value)).append('\n');
    return this;
  }

  /** A copy of a value, with its type. */
  Text copy(int depth, String key, Field value) {
    text.repeat(INDENT, depth).append(scalar(key)).append(':');
    copyValue(depth + 1, value);
    return this;
  }

  private void copyValue(int depth, Field value) {
    if (value.isMapping() && !value.keys().isEmpty()) {
      text.append('\n');
      for (Field child : value.fields()) {
        copy(depth, child.key().orElse(""), child);
      }
    } else if (value.isList() && !value.items().isEmpty()) {
      text.append('\n');
      for (Field item : value.items()) {
        copyItem(depth, item);
      }
    } else {
      text.append(' ').append(single(value)).append('\n');
    }
  }

  private void copyItem(int depth, Field item) {
    text.repeat(INDENT, depth).append('-');
    boolean isFirst = true;
    if (!item.isMapping() || item.keys().isEmpty()) {
      copyValue(depth + 1, item);
      return;
    }
    for (Field child : item.fields()) {
      text.append(isFirst ? " " : INDENT.repeat(depth + 1));
      text.append(scalar(child.key().orElse(""))).append(':');
      copyValue(depth + 2, child);
      isFirst = false;
    }
  }

  private static String single(Field value) {
    if (value.isMapping()) {
      return "{}";
    }
    if (value.isList()) {
      return "[]";
    }
    return value.node().type() == Type.STRING ? scalar(value.text()) : value.scalarText();
  }

  private static String scalar(String value) {
    return ScalarText.writeInBlock(value, ScalarStyle.PLAIN);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
