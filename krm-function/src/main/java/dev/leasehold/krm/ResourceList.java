package dev.leasehold.krm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The wire format of KRM functions (config.kubernetes.io/v1 ResourceList), cut into the items and
 * the text around them. Items that nobody changes are written as the characters that came.
 *
 * <p>Shape:
 * https://github.com/kubernetes-sigs/kustomize/blob/master/cmd/config/docs/api-conventions/functions-spec.md
 */
public final class ResourceList {
  /** Where kpt says an item lives; the second is the older spelling. */
  private static final List<String> PATH_ANNOTATIONS =
      List.of("internal.config.kubernetes.io/path", "config.kubernetes.io/path");

  private static final List<String> ID_ANNOTATIONS =
      List.of("internal.config.kubernetes.io/id", "config.k8s.io/id");

  /** Stands for the items where the rest is read. */
  private static final String PLACEHOLDER = "- {}\n";

  private final String head;
  private final List<Document> items;
  private final String tail;
  private final Document surroundings;

  private ResourceList(String head, List<Document> items, String tail) {
    this.head = head;
    this.items = List.copyOf(items);
    this.tail = tail;
    this.surroundings = Document.inFile("", 0, head + placeholder() + tail);
  }

  /**
   * Reads a ResourceList in block style, as every orchestrator writes it.
   *
   * @throws FieldException when the text is no ResourceList, or one whose items are not a block
   *     list
   */
  public static ResourceList parse(String text) {
    if (new Lines(text).hasLoneReturn()) {
      throw new FieldException(
          Place.file("standard input"), "has a carriage return without a line feed behind it");
    }
    ItemScanner.Cut cut = ItemScanner.cut(text).orElseGet(() -> cutByParsing(text));
    List<Document> items = new ArrayList<>(cut.starts().size());
    for (int i = 0; i < cut.starts().size(); i++) {
      int end = i + 1 < cut.starts().size() ? cut.starts().get(i + 1) : cut.end();
      String item = text.substring(cut.starts().get(i), end);
      items.add(Document.item(pathOf(item), item));
    }
    String head = text.substring(0, cut.starts().isEmpty() ? cut.end() : cut.starts().getFirst());
    ResourceList list = new ResourceList(head, items, text.substring(cut.end()));
    Field root = list.surroundings.root();
    requireKind(root);
    Results.requireEditable(root);
    return list;
  }

  public List<Document> items() {
    return items;
  }

  /** The configuration of this run; empty when none was given. */
  public Optional<Field> functionConfig() {
    return surroundings.root().find("functionConfig");
  }

  /**
   * The list with these items instead, and with the findings behind its results. The first items
   * take the places of those that it has; those behind them are new files, and get the annotations
   * that say where they belong. A list without items gets none. With nothing changed and nothing
   * found, the characters are those that came.
   */
  public String write(List<Document> newItems, List<Finding> findings) {
    if (newItems.size() < items.size() || items.isEmpty() && !newItems.isEmpty()) {
      throw new IllegalArgumentException(newItems.size() + " items instead of " + items.size());
    }
    List<TextEdit> before = new ArrayList<>();
    List<TextEdit> behind = new ArrayList<>();
    int middle = head.length() + placeholder().length();
    for (TextEdit edit : Results.append(surroundings.root(), findings)) {
      if (edit.start() < middle) {
        before.add(edit);
      } else {
        behind.add(edit.moved(-middle));
      }
    }
    StringBuilder out = new StringBuilder(head.length() + tail.length() + 4096);
    out.append(TextEdit.apply(head, before));
    for (int i = 0; i < items.size(); i++) {
      Document item = newItems.get(i);
      out.append((item == items.get(i) ? item : withoutIds(item)).text());
    }
    for (Document added : newItems.subList(items.size(), newItems.size())) {
      out.append(lineBreakAfter(out)).append(asItem(added));
    }
    String rest = TextEdit.apply(tail, behind);
    boolean joins = !rest.isEmpty() && !rest.startsWith("\n");
    return out.append(joins ? lineBreakAfter(out) : "").append(rest).toString();
  }

  private static String lineBreakAfter(CharSequence text) {
    return text.isEmpty() || text.charAt(text.length() - 1) == '\n' ? "" : "\n";
  }

  /**
   * Without the ids by which kpt would copy comments back from the item as it was: it copies a
   * list's by position, so that an entry added in front would take over another's.
   */
  private static Document withoutIds(Document item) {
    Optional<Field> annotations =
        item.root().find("metadata").flatMap(metadata -> metadata.find("annotations"));
    if (annotations.isEmpty()) {
      return item;
    }
    Lines lines = new Lines(item.text());
    List<TextEdit> edits = new ArrayList<>();
    for (String id : ID_ANNOTATIONS) {
      Optional<Field> key = annotations.get().keyOf(id);
      if (key.isPresent() && annotations.get().isFlow()) {
        edits.add(withoutFlowField(annotations.get(), id));
      } else if (key.isPresent()) {
        int start = lines.start(key.get().start());
        edits.add(new TextEdit(start, lines.afterBreak(lines.end(start)), ""));
      }
    }
    return item.with(edits);
  }

  /** Up to the next field, or, of the last one, to the closing brace: a comma may stand there. */
  private static TextEdit withoutFlowField(Field mapping, String key) {
    List<String> keys = mapping.keys();
    int next = keys.indexOf(key) + 1;
    int end =
        next < keys.size()
            ? mapping.keyOf(keys.get(next)).orElseThrow().start()
            : mapping.end() - 1;
    return new TextEdit(mapping.keyOf(key).orElseThrow().start(), end, "");
  }

  /** A document of a file of its own as an item: indented below a dash, with its path. */
  private String asItem(Document document) {
    StringBuilder out = new StringBuilder();
    String annotated = annotate(document).text();
    for (String line : annotated.split("\n")) {
      out.append(indent()).append(out.length() == indent().length() ? "- " : "  ");
      out.append(line).append('\n');
    }
    return out.toString();
  }

  private static Document annotate(Document document) {
    Field metadata = document.root().get("metadata");
    Lines lines = new Lines(document.text());
    Optional<Field> annotations = metadata.find("annotations");
    Field above = annotations.orElse(metadata);
    String indent = " ".repeat(above.column());
    int at = lines.afterBreak(lines.endOfNode(above.contentEnd()));
    StringBuilder added = new StringBuilder();
    if (annotations.isEmpty()) {
      added.append(indent).append("annotations:\n");
      indent += "  ";
    }
    String path = ": '" + document.file().replace("'", "''") + "'\n";
    for (String annotation : PATH_ANNOTATIONS.reversed()) {
      added.append(indent).append(annotation).append(path);
      added.append(indent).append(annotation.replace("/path", "/index: '0'\n"));
    }
    return document.with(List.of(new TextEdit(at, at, added.toString())));
  }

  private String placeholder() {
    return items.isEmpty() ? "" : indent() + PLACEHOLDER;
  }

  /** The blanks before the dash of every item. */
  private String indent() {
    String first = items.getFirst().text();
    return first.substring(0, first.indexOf('-'));
  }

  /**
   * Where kpt says the item lives. Most items are never parsed, so a line of its own is read as it
   * stands; where that is not clear, a parse decides.
   */
  private static String pathOf(String item) {
    for (String annotation : PATH_ANNOTATIONS) {
      int at = item.indexOf(annotation);
      if (at >= 0) {
        Lines lines = new Lines(item);
        boolean ownLine = item.substring(lines.start(at), at).isBlank();
        boolean once = item.indexOf(annotation, at + 1) < 0;
        String value = item.substring(at + annotation.length(), lines.end(at)).strip();
        String path = value.startsWith(": ") ? unquoted(value.substring(2)) : "";
        return ownLine && once && isPlainPath(path) ? path : parsedPath(item);
      }
    }
    return "";
  }

  /** Without the quotes that kpt puts around it; what they quote is looked at by the caller. */
  private static String unquoted(String value) {
    boolean quoted =
        value.length() > 1
            && (value.charAt(0) == '\'' || value.charAt(0) == '"')
            && value.charAt(value.length() - 1) == value.charAt(0);
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  private static boolean isPlainPath(String value) {
    return !value.isEmpty()
        && value.chars().allMatch(c -> Character.isLetterOrDigit(c) || "/._-".indexOf(c) >= 0);
  }

  private static String parsedPath(String item) {
    Optional<Field> annotations;
    try {
      annotations =
          Document.item("", item)
              .object()
              .flatMap(root -> root.find("metadata"))
              .flatMap(metadata -> metadata.find("annotations"));
    } catch (FieldException e) {
      return ""; // whoever needs the item finds the same, and says so
    }
    for (String annotation : PATH_ANNOTATIONS) {
      Optional<Field> path = annotations.flatMap(a -> a.find(annotation));
      if (path.isPresent()) {
        return path.get().text();
      }
    }
    return "";
  }

  private static void requireKind(Field root) {
    if (!root.find("kind").map(Field::text).orElse("").equals("ResourceList")) {
      throw new FieldException(
          Place.file("standard input"), "holds no ResourceList, which kpt or kustomize would send");
    }
  }

  /** What {@link ItemScanner} must agree with. */
  static ItemScanner.Cut cutByParsing(String text) {
    Field root = Document.inFile("standard input", 1, text).root();
    requireKind(root);
    if (root.isFlow()) {
      throw root.error("must be in YAML's block style, as kpt and kustomize send it, not JSON");
    }
    Optional<Field> items = root.find("items");
    if (items.isEmpty() || items.get().items().isEmpty()) {
      return new ItemScanner.Cut(List.of(), text.length());
    }
    if (items.get().isFlow()) {
      throw items.get().error("must be a list of '- ' items");
    }
    int column = items.get().column();
    Lines lines = new Lines(text);
    List<Integer> starts = new ArrayList<>();
    for (Field item : items.get().items()) {
      int dash = lines.start(item.start());
      while (!isDash(text, dash, column)) {
        if (dash <= (starts.isEmpty() ? 0 : starts.getLast())) {
          throw item.error("must begin with a dash on a line of its own, and be no alias");
        }
        dash = lines.start(dash - 1);
      }
      if (!starts.isEmpty() && dash <= starts.getLast()) {
        throw item.error("must begin with a dash on a line of its own, and be no alias");
      }
      starts.add(dash);
    }
    return new ItemScanner.Cut(starts, root.endOf("items"));
  }

  private static boolean isDash(String text, int line, int column) {
    int dash = line + column;
    return text.startsWith("-", dash) && text.substring(line, dash).isBlank();
  }
}
