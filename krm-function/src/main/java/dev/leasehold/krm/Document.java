package dev.leasehold.krm;

import dev.leasehold.text.EditedText;
import dev.leasehold.text.Lines;
import dev.leasehold.text.TextEdit;
import dev.leasehold.yaml.Aliases;
import dev.leasehold.yaml.Mapping;
import dev.leasehold.yaml.Node;
import dev.leasehold.yaml.Sequence;
import dev.leasehold.yaml.Yaml;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One YAML document of a file, with its {@code ---} line if it has one, or one item of a {@link
 * ResourceList}, with its dash. Immutable; parsed at the first look inside.
 */
public final class Document {
  private final int firstLine;
  private final boolean item;

  /** Both are read from the stretch when they are asked for, where there is one. */
  private @Nullable String file;

  private @Nullable String text;

  /** An edited document gets its own on demand. */
  private @Nullable Stretch stretch;

  /** The document that this one was edited from, and its text with the edits. */
  private final @Nullable Document original;

  private final @Nullable EditedText edited;

  private @Nullable Node root;
  private @Nullable Aliases aliases;

  /** Looked at once: an edit of each of many values asks. */
  private boolean isEditable;

  private Document(
      @Nullable String file,
      int firstLine,
      @Nullable String text,
      boolean item,
      @Nullable Stretch stretch,
      @Nullable Document original,
      @Nullable EditedText edited) {
    this.file = file;
    this.firstLine = firstLine;
    this.text = text;
    this.item = item;
    this.stretch = stretch;
    this.original = original;
    this.edited = edited;
  }

  /**
   * A document of a file.
   *
   * @param file its path, relative to the package
   * @param firstLine the line on which {@code text} begins, from 1
   * @param text its characters, to be written back as they are unless edited
   */
  public static Document inFile(String file, int firstLine, String text) {
    return new Document(file, firstLine, text, false, null, null, null);
  }

  /** A document of a file whose text is read when it is asked for. */
  static Document inFile(int firstLine, FileStretch stretch) {
    return new Document(stretch.path(), firstLine, null, false, stretch, null, null);
  }

  /** An element of a list, with its dash. The lines of the file that it came from are unknown. */
  static Document item(String file, String text) {
    return new Document(file, 0, text, true, null, null, null);
  }

  /**
   * An element of a list that is a stretch of the input, with what {@link WordSearch} found there.
   */
  static Document item(Input input, int from, int to, long mentioned) {
    return new Document(
        null, 0, null, true, new ItemStretch(input, from, to, mentioned), null, null);
  }

  public String file() {
    String known = file;
    if (known == null) {
      known = original == null ? Objects.requireNonNull(stretch).path() : original.file();
      file = known;
    }
    return known;
  }

  /** The package of an item, as an absolute path that kpt gives; empty where it gives none. */
  public String packagePath() {
    if (original != null) {
      return original.packagePath();
    }
    Stretch of = stretch;
    return of == null ? "" : of.packagePath();
  }

  /** The same with its file in that folder, which is empty text or ends with a slash. */
  public Document inFolder(String folder) {
    return folder.isEmpty()
        ? this
        : new Document(folder + file(), firstLine, text, item, stretch, original, edited);
  }

  /** Whether it is in that file. The path of an item is looked for in its text first. */
  public boolean isIn(String path) {
    boolean isUnread = file == null && original == null;
    return (!isUnread || mentions(path)) && file().equals(path);
  }

  public String text() {
    String known = text;
    if (known == null) {
      known = Objects.requireNonNull(stretch).text();
      text = known;
    }
    return known;
  }

  /**
   * Whether the words are anywhere in the text: the cheap question before {@link #root}, for which
   * nothing is decoded.
   */
  public boolean mentions(String words) {
    Stretch of = stretch();
    return of == null ? text().contains(words) : of.mentions(words);
  }

  /** Whether one of the words is anywhere in the text. */
  public boolean mentions(WordSet words) {
    Stretch of = stretch();
    return of == null ? words.isIn(text()) : of.mentions(words);
  }

  /** Null for a document that came as text, and for what was made of it. */
  private @Nullable Stretch stretch() {
    Stretch before = stretch == null && original != null ? original.stretch() : null;
    if (before != null) {
      stretch = before.edited(text());
    }
    return stretch;
  }

  /**
   * Writes it: as the bytes that came, if it came as bytes; an edited one is not searched first.
   */
  void writeTo(Output out) {
    Stretch of = stretch;
    if (of == null) {
      out.add(text());
    } else {
      of.writeTo(out);
    }
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
      if (!(top.orElse(null) instanceof Mapping mapping)
          || Field.scalarOf(mapping, "kind").isEmpty()
          || Field.scalarOf(mapping, "apiVersion").isEmpty()) {
        return Optional.empty();
      }
      accept(mapping);
    }
    return Optional.of(root());
  }

  /**
   * Throws for text that no edit may change, because it does not show where a value ends: with a
   * carriage return alone, which is a line break for YAML and not for an edit, or with a key in the
   * long form, {@code ? key}.
   */
  public void requireEditable() {
    if (!isEditable) {
      rejectLoneReturn();
      rejectLongKeys();
      isEditable = true;
    }
  }

  private void rejectLoneReturn() {
    if (new Lines(text()).hasLoneReturn()) {
      throw new FieldException(
          new Place(file(), 0, objectName(), ""),
          "has a carriage return without a line feed after it and cannot be edited");
    }
  }

  /** A line that may begin with such a key is enough. */
  private void rejectLongKeys() {
    String text = text();
    for (int at = text.indexOf('?'); at >= 0; at = text.indexOf('?', at + 1)) {
      boolean isAlone = at + 1 == text.length() || text.charAt(at + 1) <= ' ';
      int before = at;
      while (before > 0 && " -?:\t".indexOf(text.charAt(before - 1)) >= 0) {
        before--;
      }
      if (isAlone && (before == 0 || text.charAt(before - 1) == '\n')) {
        int line = (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
        throw new FieldException(
            new Place(file(), fileLine(line), objectName(), ""),
            "has a key in the form '? key' and cannot be edited; write it as 'key:'");
      }
    }
  }

  /**
   * The top of its tree, whatever shape it has; empty when the document holds nothing.
   *
   * @throws FieldException when the text is not YAML, is nested too deep or has a key twice
   */
  public Optional<Field> tree() {
    if (root != null) {
      return Optional.of(root());
    }
    Optional<Node> top = parse();
    if (top.orElse(null) instanceof Mapping mapping) {
      accept(mapping);
      return Optional.of(root());
    }
    Optional<Field> tree = top.map(node -> new Field(this, "", node));
    tree.ifPresent(NodeWalk::rejectDuplicateKeys);
    return tree;
  }

  /** This document with its characters changed; the same document when there is nothing to do. */
  public Document with(List<TextEdit> edits) {
    if (edits.isEmpty()) {
      return this;
    }
    Document first = original == null ? this : original;
    EditedText now = edited == null ? EditedText.of(text(), edits) : edited.with(edits);
    return new Document(file, firstLine, now.text(), item, null, first, now);
  }

  public Document withText(String newText) {
    return with(List.of(new TextEdit(0, text().length(), newText)));
  }

  /** Nothing in its place: the object is deleted. */
  public Document removed() {
    return withText("");
  }

  public boolean isRemoved() {
    return text().isEmpty();
  }

  /** The document's line ending, as its first line has it. */
  public String lineBreak() {
    int end = text().indexOf('\n');
    return end > 0 && text().charAt(end - 1) == '\r' ? "\r\n" : "\n";
  }

  /** {@code Kind name}, or what there is of it; only of a document that was parsed. */
  public String objectName() {
    if (!(root instanceof Mapping mapping)) {
      return "";
    }
    String kind = Field.scalarOf(mapping, "kind");
    Node metadata = Field.valueOf(mapping, "metadata");
    String name = metadata instanceof Mapping m ? Field.scalarOf(m, "name") : "";
    return (kind + " " + name).strip();
  }

  /** Whether the text is an element of a list, with its dash. */
  public boolean isItem() {
    return item;
  }

  /** Whether it has any alias; only of a document that was parsed. */
  public boolean hasAliases() {
    return !aliases().isEmpty();
  }

  /** Where it has aliases, once it is parsed. */
  Aliases aliases() {
    return Objects.requireNonNull(aliases, "asked before it was parsed");
  }

  /**
   * The line of the file on disk, from 1, for a line of this text, from 0; 0 for a line that an
   * edit added, and when it is unknown.
   */
  public int fileLine(int line) {
    if (firstLine == 0) {
      return 0;
    }
    int original = edited == null ? line : edited.originalLine(line);
    return original < 0 ? 0 : firstLine + original;
  }

  private Node compose() {
    if (!(parse().orElse(null) instanceof Mapping mapping)) {
      throw new FieldException(Place.file(file()), "holds no object, only a list or a value");
    }
    accept(mapping);
    return mapping;
  }

  private Optional<Node> parse() {
    try {
      Optional<Yaml.Tree> tree = Yaml.compose(text());
      aliases = tree.map(Yaml.Tree::aliases).orElse(null);
      Optional<Node> top = tree.map(Yaml.Tree::root);
      return item && top.orElse(null) instanceof Sequence list && list.items().size() == 1
          ? Optional.of(list.items().getFirst())
          : top;
    } catch (Yaml.Unreadable e) {
      int line = e.line() == 0 ? 0 : fileLine(e.line() - 1);
      throw new FieldException(
          new Place(file(), line, "", ""), "not readable as YAML: " + e.getMessage());
    }
  }

  private void accept(Mapping mapping) {
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
    return file() + ": " + objectName();
  }
}
