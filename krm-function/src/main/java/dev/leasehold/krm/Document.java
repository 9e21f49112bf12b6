package dev.leasehold.krm;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * One YAML document of a file, with its {@code ---} line if it has one, or one item of a {@link
 * ResourceList}, with its dash. Immutable; parsed at the first look inside.
 */
public final class Document {
  private final String file;
  private final int firstLine;
  private final String text;
  private final boolean item;
  private @Nullable Node root;
  private int @Nullable [] supplementary;

  private Document(String file, int firstLine, String text, boolean item) {
    this.file = file;
    this.firstLine = firstLine;
    this.text = text;
    this.item = item;
  }

  /**
   * A document of a file.
   *
   * @param file its path, relative to the package
   * @param firstLine the line on which {@code text} begins, from 1
   * @param text its characters, to be written back as they are unless edited
   */
  public static Document inFile(String file, int firstLine, String text) {
    return new Document(file, firstLine, text, false);
  }

  /** An element of a list, with its dash. The lines of the file that it came from are unknown. */
  static Document item(String file, String text) {
    return new Document(file, 0, text, true);
  }

  public String file() {
    return file;
  }

  public String text() {
    return text;
  }

  /** Whether the words stand anywhere in the text: the cheap question before {@link #root}. */
  public boolean mentions(String words) {
    return text.contains(words);
  }

  /**
   * The top of its tree.
   *
   * @throws FieldException when the text is not YAML, holds no mapping, is nested too deep or has a
   *     key twice
   */
  public Field root() {
    Node node = root;
    if (node == null) {
      node = compose();
      root = node;
    }
    return new Field(this, "", node);
  }

  /**
   * The top of its tree when it is a Kubernetes object, with {@code apiVersion} and {@code kind};
   * empty when it is YAML of another sort or holds nothing.
   *
   * @throws FieldException when the text is not YAML, is nested too deep or has a key twice
   */
  public Optional<Field> object() {
    if (root == null) {
      Optional<Node> top = parse();
      if (!(top.orElse(null) instanceof MappingNode mapping)
          || Field.scalarOf(mapping, "kind").isEmpty()
          || Field.scalarOf(mapping, "apiVersion").isEmpty()) {
        return Optional.empty();
      }
      accept(mapping);
    }
    return Optional.of(root());
  }

  /** This document with its characters changed; the same document when there is nothing to do. */
  public Document with(List<TextEdit> edits) {
    return edits.isEmpty() ? this : withText(TextEdit.apply(text, edits));
  }

  public Document withText(String newText) {
    return new Document(file, firstLine, newText, item);
  }

  /** The document's line ending, as its first line has it. */
  public String lineBreak() {
    int end = text.indexOf('\n');
    return end > 0 && text.charAt(end - 1) == '\r' ? "\r\n" : "\n";
  }

  /** {@code Kind name}, or what there is of it; only of a document that was parsed. */
  public String objectName() {
    if (!(root instanceof MappingNode mapping)) {
      return "";
    }
    String kind = Field.scalarOf(mapping, "kind");
    Node metadata = Field.valueOf(mapping, "metadata");
    String name = metadata instanceof MappingNode m ? Field.scalarOf(m, "name") : "";
    return (kind + " " + name).strip();
  }

  /** The file's line for a line of this text, counted from 0. */
  int fileLine(int line) {
    return firstLine == 0 ? 0 : firstLine + line;
  }

  /** The character offset for a parser's mark, which counts code points. */
  public int offset(int codePoints) {
    int[] wide = supplementary;
    if (wide == null) {
      wide = supplementary(text);
      supplementary = wide;
    }
    int before = Arrays.binarySearch(wide, codePoints);
    return codePoints + (before < 0 ? -before - 1 : before);
  }

  /** Which of the text's code points, counted from 0, take two characters. */
  private static int[] supplementary(String text) {
    int[] codePoints = text.codePoints().toArray();
    return IntStream.range(0, codePoints.length)
        .filter(i -> Character.isSupplementaryCodePoint(codePoints[i]))
        .toArray();
  }

  private Node compose() {
    if (!(parse().orElse(null) instanceof MappingNode mapping)) {
      throw new FieldException(Place.file(file), "holds no object, only a list or a value");
    }
    accept(mapping);
    return mapping;
  }

  private Optional<Node> parse() {
    try {
      Optional<Node> top = Yaml.compose(text);
      return item && top.orElse(null) instanceof SequenceNode list && list.getValue().size() == 1
          ? Optional.of(list.getValue().getFirst())
          : top;
    } catch (Yaml.Unreadable e) {
      int line = e.line() == 0 ? 0 : fileLine(e.line() - 1);
      throw new FieldException(
          new Place(file, line, "", ""), "not readable as YAML: " + e.getMessage());
    }
  }

  private void accept(MappingNode mapping) {
    root = mapping; // first, so that an error below can name the object
    try {
      NodeWalk.rejectDuplicateKeys(new Field(this, "", mapping));
    } catch (FieldException e) {
      root = null; // the next look finds the same
      throw e;
    }
  }

  @Override
  public String toString() {
    return file + ": " + objectName();
  }
}
