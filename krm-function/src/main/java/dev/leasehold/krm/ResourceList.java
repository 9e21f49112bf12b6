package dev.leasehold.krm;

import dev.leasehold.text.Lines;
import dev.leasehold.text.TextEdit;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The wire format of KRM functions (config.kubernetes.io/v1 ResourceList), cut into the items and
 * the text around them. Items that nobody changes are written as the bytes that came.
 *
 * <p>Shape:
 * https://github.com/kubernetes-sigs/kustomize/blob/master/cmd/config/docs/api-conventions/functions-spec.md
 */
public final class ResourceList {
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
   * @param input UTF-8; kept, not copied
   * @param words what will be asked for of most items
   * @throws FieldException when it is no ResourceList, or one whose items are not a block list
   */
  public static ResourceList parse(byte[] input, WordSearch words) {
    ItemScanner scanner = new ItemScanner(input);
    Optional<ItemScanner.Cut> found = scanner.scan();
    Input list = Input.of(input, words, scanner.ascii());
    ItemScanner.Cut cut = found.orElseGet(() -> cutByParsing(list.text(0, input.length)));
    List<Integer> starts = cut.starts();
    long[] mentions = list.wordsIn(starts, cut.end());
    List<Document> items = new ArrayList<>(starts.size());
    for (int i = 0; i < starts.size(); i++) {
      int end = i + 1 < starts.size() ? starts.get(i + 1) : cut.end();
      items.add(Document.item(list, starts.get(i), end, mentions[i]));
    }
    String head = list.text(0, starts.isEmpty() ? cut.end() : starts.getFirst());
    ResourceList read = new ResourceList(head, items, list.text(cut.end(), input.length));
    Field root = read.surroundings.root();
    requireKind(root);
    Results.requireEditable(root);
    return read;
  }

  static ResourceList parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8), WordSearch.NONE);
  }

  public List<Document> items() {
    return items;
  }

  /** The configuration of this run; empty when none was given. */
  public Optional<Field> functionConfig() {
    return surroundings.root().find("functionConfig");
  }

  /**
   * The list with these items instead, and with the findings after its results. The first items
   * take the places of those that it has; those after them are new files, and get the annotations
   * that say where they belong. With nothing changed and nothing found, the bytes are those that
   * came.
   */
  public Output write(List<Document> newItems, List<Finding> findings) {
    if (newItems.size() < items.size()) {
      throw new IllegalArgumentException(newItems.size() + " items instead of " + items.size());
    }
    if (items.isEmpty()) {
      return writeFirst(newItems, findings);
    }
    List<TextEdit> before = new ArrayList<>();
    List<TextEdit> following = new ArrayList<>();
    int middle = head.length() + placeholder().length();
    for (TextEdit edit : Results.append(surroundings.root(), findings)) {
      if (edit.start() < middle) {
        before.add(edit);
      } else {
        following.add(edit.moved(-middle));
      }
    }
    Output out = new Output();
    out.add(TextEdit.apply(head, before));
    for (int i = 0; i < items.size(); i++) {
      Document item = newItems.get(i);
      (item == items.get(i) ? item : withoutIds(item)).writeTo(out);
    }
    for (Document added : newItems.subList(items.size(), newItems.size())) {
      out.endLine();
      out.add(asItem(added));
    }
    String rest = TextEdit.apply(tail, following);
    if (!rest.isEmpty() && !rest.startsWith("\n")) {
      out.endLine();
    }
    out.add(rest);
    return out;
  }

  /** As kustomize has it made by a generator: the first items of a list that came without. */
  private Output writeFirst(List<Document> newItems, List<Finding> findings) {
    Document list = surroundings;
    if (!newItems.isEmpty()) {
      StringBuilder written = new StringBuilder("\n");
      newItems.forEach(item -> written.append(asItem(item)));
      Field root = list.root();
      Optional<Field> empty = root.findNullable("items");
      int end = list.text().length();
      list =
          list.with(
              empty.isPresent()
                  ? List.of(
                      new TextEdit(
                          root.endOfKey("items"),
                          empty.get().end(),
                          written.toString().stripTrailing()))
                  : List.of(
                      new TextEdit(
                          end,
                          end,
                          (list.text().endsWith("\n") ? "" : "\n") + "items:" + written)));
    }
    Output out = new Output();
    out.add(list.with(Results.append(list.root(), findings)).text());
    return out;
  }

  /**
   * Without the ids by which kpt would copy comments back from the item as it was: it copies a
   * list's by position, so that an entry added in front would take over another's.
   */
  private static Document withoutIds(Document item) {
    Optional<Document> plain = item.isRemoved() ? Optional.of(item) : withoutPlainIds(item);
    return plain.isPresent() ? plain.get() : withoutParsedIds(item);
  }

  /**
   * By the lines alone, where each id stands once, on a line of its own with a plain value, as kpt
   * writes it: most items that setters changed are never parsed. Empty where it is not clear.
   */
  private static Optional<Document> withoutPlainIds(Document item) {
    String text = item.text();
    Lines lines = new Lines(text);
    List<TextEdit> edits = new ArrayList<>();
    for (String id : ID_ANNOTATIONS) {
      int at = text.indexOf(id);
      if (at < 0) {
        continue;
      }
      int start = lines.start(at);
      int end = lines.end(at);
      String value = text.substring(at + id.length(), end);
      if (text.indexOf(id, at + 1) >= 0
          || !text.substring(start, at).isBlank()
          || !value.startsWith(": '")
          || value.indexOf('\'', 3) != value.length() - 1
          || value.length() < 4) {
        return Optional.empty();
      }
      edits.add(new TextEdit(start, lines.afterBreak(end), ""));
    }
    return Optional.of(item.with(edits));
  }

  private static Document withoutParsedIds(Document item) {
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
    for (String annotation : ItemPath.ANNOTATIONS.reversed()) {
      added.append(indent).append(annotation).append(path);
      added.append(indent).append(annotation.replace("/path", "/index: '0'\n"));
    }
    if (hasWideLists(document.text())) { // else kpt writes a new file's lists below their keys
      added.append(indent).append("internal.config.kubernetes.io/seqindent: 'wide'\n");
    }
    return document.with(List.of(new TextEdit(at, at, added.toString())));
  }

  /** Whether the first list stands further right than its key. */
  private static boolean hasWideLists(String text) {
    int key = -1;
    for (String line : text.split("\n")) {
      String content = line.stripLeading();
      int column = line.length() - content.length();
      if (content.startsWith("- ") && key >= 0) {
        return column > key;
      }
      if (!content.isEmpty() && !content.startsWith("#")) {
        key = column;
      }
    }
    return false;
  }

  private String placeholder() {
    return items.isEmpty() ? "" : indent() + PLACEHOLDER;
  }

  /** The blanks before the dash of every item. */
  private String indent() {
    if (items.isEmpty()) {
      return "";
    }
    String first = items.getFirst().text();
    return first.substring(0, first.indexOf('-'));
  }

  private static void requireKind(Field root) {
    if (!root.find("kind").map(Field::text).orElse("").equals("ResourceList")) {
      throw new FieldException(
          Place.file("standard input"), "contains no ResourceList; kpt and kustomize send one");
    }
  }

  /** What {@link ItemScanner} must agree with: the same offsets, of bytes. */
  static ItemScanner.Cut cutByParsing(String text) {
    if (new Lines(text).hasLoneReturn()) {
      throw new FieldException(
          Place.file("standard input"), "has a carriage return without a line feed after it");
    }
    Field root = Document.inFile("standard input", 1, text).root();
    requireKind(root);
    if (root.isFlow()) {
      throw root.error("must be in YAML's block style, as kpt and kustomize send it, not JSON");
    }
    Optional<Field> items = root.find("items");
    if (items.isEmpty() || items.get().items().isEmpty()) {
      return new ItemScanner.Cut(List.of(), Input.length(text));
    }
    if (items.get().isFlow()) {
      throw items.get().error("must be a list of '- ' items");
    }
    int column = items.get().column();
    Lines lines = new Lines(text);
    List<Integer> starts = new ArrayList<>();
    for (Field item : items.get().items()) {
      if (item.isAlias()) {
        throw item.error("must begin with a dash on its own line and must not be an alias");
      }
      int dash = lines.start(item.start());
      while (!isDash(text, dash, column)) {
        if (dash <= (starts.isEmpty() ? 0 : starts.getLast())) {
          throw item.error("must begin with a dash on its own line and must not be an alias");
        }
        dash = lines.start(dash - 1);
      }
      if (!starts.isEmpty() && dash <= starts.getLast()) {
        throw item.error("must begin with a dash on its own line and must not be an alias");
      }
      starts.add(dash);
    }
    return inBytes(text, starts, root.endOf("items"));
  }

  private static ItemScanner.Cut inBytes(String text, List<Integer> starts, int end) {
    List<Integer> offsets = new ArrayList<>(starts.size());
    int at = 0;
    int offset = 0;
    for (int start : starts) {
      offset += Input.length(text.substring(at, start));
      offsets.add(offset);
      at = start;
    }
    return new ItemScanner.Cut(offsets, offset + Input.length(text.substring(at, end)));
  }

  private static boolean isDash(String text, int line, int column) {
    int dash = line + column;
    return text.startsWith("-", dash) && text.substring(line, dash).isBlank();
  }
}
