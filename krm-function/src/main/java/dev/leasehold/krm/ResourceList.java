package dev.leasehold.krm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

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
      List.of("internal.config.kubernetes.io/path:", "config.kubernetes.io/path:");

  private static final List<String> ID_ANNOTATIONS =
      List.of("internal.config.kubernetes.io/id", "config.k8s.io/id");

  private final String head;
  private final List<Document> items;
  private final String tail;

  private ResourceList(String head, List<Document> items, String tail) {
    this.head = head;
    this.items = List.copyOf(items);
    this.tail = tail;
  }

  /**
   * Reads a ResourceList in block style, as every orchestrator writes it.
   *
   * @throws FieldException when the text is no ResourceList, or one whose items are not a block
   *     list
   */
  public static ResourceList parse(String text) {
    ItemScanner.Cut cut = ItemScanner.cut(text).orElseGet(() -> cutByParsing(text));
    List<Document> items = new ArrayList<>(cut.starts().size());
    for (int i = 0; i < cut.starts().size(); i++) {
      int end = i + 1 < cut.starts().size() ? cut.starts().get(i + 1) : cut.end();
      String item = text.substring(cut.starts().get(i), end);
      items.add(Document.item(pathOf(item), item));
    }
    String head = text.substring(0, cut.starts().isEmpty() ? cut.end() : cut.starts().getFirst());
    ResourceList list = new ResourceList(head, items, text.substring(cut.end()));
    String kind = list.surroundings().find("kind").map(Field::text).orElse("");
    if (!kind.equals("ResourceList")) {
      throw new FieldException(
          Place.file("standard input"), "holds no ResourceList, which kpt or kustomize would send");
    }
    return list;
  }

  public List<Document> items() {
    return items;
  }

  /** The configuration of this run; empty when none was given. */
  public Optional<Field> functionConfig() {
    return surroundings().find("functionConfig");
  }

  /**
   * The list with these items instead, new ones behind those that it has, and with the findings
   * among its results. New ones get the annotations that say where they belong.
   */
  public String write(List<Document> newItems, List<Finding> findings) {
    StringBuilder out = new StringBuilder(head.length() + tail.length() + 4096);
    boolean first = items.isEmpty() && !newItems.isEmpty();
    out.append(first ? head.replaceFirst("(?m)^items:.*$", "items:") : head);
    if (first && !head.contains("\nitems:")) {
      out.append("items:\n");
    }
    for (int i = 0; i < newItems.size(); i++) {
      Document item = newItems.get(i);
      String text;
      if (i >= items.size()) {
        text = asItem(item);
      } else {
        text = (item == items.get(i) ? item : withoutIds(item)).text();
      }
      if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
        out.append('\n');
      }
      out.append(text);
    }
    if (!out.isEmpty() && out.charAt(out.length() - 1) != '\n') {
      out.append('\n');
    }
    Results.append(out, tail, findings);
    return out.toString();
  }

  /**
   * Without the ids by which kpt would copy comments back from the item as it was: it copies a
   * list's by position, so that an entry added in front would take over another's.
   */
  private static Document withoutIds(Document item) {
    Optional<Field> annotations =
        item.root().find("metadata").flatMap(metadata -> metadata.find("annotations"));
    if (annotations.isEmpty() || annotations.get().isFlow()) {
      return item;
    }
    Lines lines = new Lines(item.text());
    List<TextEdit> edits = new ArrayList<>();
    for (String id : ID_ANNOTATIONS) {
      annotations
          .get()
          .keyOf(id)
          .ifPresent(key -> {
            int start = lines.start(key.start());
            edits.add(new TextEdit(start, lines.afterBreak(lines.end(start)), ""));
          });
    }
    return item.with(edits);
  }

  /** A document of a file of its own as an item: indented below a dash, with its path. */
  private static String asItem(Document document) {
    StringBuilder out = new StringBuilder();
    String annotated = annotate(document).text();
    for (String line : annotated.split("\n", -1)) {
      if (!line.isEmpty()) {
        out.append(out.isEmpty() ? "- " : "  ").append(line);
        out.append('\n');
      }
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
    String path = "'" + document.file().replace("'", "''") + "'\n";
    for (String annotation : PATH_ANNOTATIONS.reversed()) {
      added.append(indent).append(annotation).append(' ').append(path);
      added.append(indent).append(annotation.replace("path:", "index: '0'\n"));
    }
    return document.with(List.of(new TextEdit(at, at, added.toString())));
  }

  /** Everything but the items, as a document. */
  private Field surroundings() {
    return Document.inFile("", 0, head + (items.isEmpty() ? "" : "- {}\n") + tail).root();
  }

  private static String pathOf(String item) {
    for (String annotation : PATH_ANNOTATIONS) {
      int at = item.indexOf(annotation);
      if (at >= 0) {
        int end = item.indexOf('\n', at);
        String value =
            item.substring(at + annotation.length(), end < 0 ? item.length() : end).strip();
        boolean quoted = value.length() > 1 && (value.charAt(0) == '\'' || value.charAt(0) == '"');
        return quoted ? value.substring(1, value.length() - 1) : value;
      }
    }
    return "";
  }

  private static ItemScanner.Cut cutByParsing(String text) {
    Document whole = Document.inFile("standard input", 1, text);
    Optional<Field> items = whole.root().find("items");
    if (items.isEmpty()) {
      return new ItemScanner.Cut(List.of(), text.length());
    }
    Field list = items.get();
    if (!(list.node() instanceof SequenceNode sequence) || list.isFlow()) {
      if (list.items().isEmpty()) {
        return new ItemScanner.Cut(List.of(), text.length());
      }
      throw list.error("must be a list of '- ' items");
    }
    Lines lines = new Lines(text);
    List<Integer> starts = new ArrayList<>();
    int end = lines.start(list.start());
    for (Node item : sequence.getValue()) {
      Field field = new Field(whole, "", item);
      if (field.hasAnchorOrAlias()) {
        throw field.error("shares an anchor with another item");
      }
      starts.add(end);
      end = lines.afterBreak(lines.endOfNode(field.contentEnd()));
    }
    return new ItemScanner.Cut(starts, end);
  }
}
