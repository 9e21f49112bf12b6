package dev.leasehold.krm;

import dev.leasehold.text.Lines;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Cuts a ResourceList into its items by parsing it: what {@link ItemScanner} leaves. */
final class ParsedCut {
  private ParsedCut() {}

  /**
   * Where the items are in a list, as offsets of its UTF-8 bytes.
   *
   * @throws FieldException when it is no ResourceList, or one whose items are not a block list
   */
  static ItemScanner.Cut of(String text) {
    if (new Lines(text).hasLoneReturn()) {
      throw new FieldException(
          Place.file("standard input"), "has a carriage return without a line feed after it");
    }
    Field root = Document.inFile("standard input", 1, text).root();
    ResourceList.requireKind(root);
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
