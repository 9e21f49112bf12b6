package dev.leasehold.krm;

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
  /** Replaces the items where the rest is parsed. */
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
   * @param words the words that most items are searched for
   * @throws FieldException when it is no ResourceList, or one whose items are not a block list
   */
  public static ResourceList parse(byte[] input, WordSearch words) {
    ItemScanner scanner = new ItemScanner(input);
    Optional<ItemScanner.Cut> found = scanner.scan();
    Input list = Input.of(input, words, scanner.ascii());
    ItemScanner.Cut cut = found.orElseGet(() -> ParsedCut.of(list.text(0, input.length)));
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
   * that name their files. With nothing changed and nothing found, the bytes are those of the
   * input.
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
      (item == items.get(i) ? item : ItemIds.removedFrom(item)).writeTo(out);
    }
    for (Document added : newItems.subList(items.size(), newItems.size())) {
      out.endLine();
      out.add(NewItem.text(added, indent()));
    }
    String rest = TextEdit.apply(tail, following);
    if (!rest.isEmpty() && !rest.startsWith("\n")) {
      out.endLine();
    }
    out.add(rest);
    return out;
  }

  /** The first items of a list that has none, as kustomize sends it to a generator. */
  private Output writeFirst(List<Document> newItems, List<Finding> findings) {
    Document list = surroundings;
    if (!newItems.isEmpty()) {
      StringBuilder written = new StringBuilder("\n");
      newItems.forEach(item -> written.append(NewItem.text(item, indent())));
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

  static void requireKind(Field root) {
    if (!root.find("kind").map(Field::text).orElse("").equals("ResourceList")) {
      throw new FieldException(
          Place.file("standard input"), "contains no ResourceList; kpt and kustomize send one");
    }
  }
}
