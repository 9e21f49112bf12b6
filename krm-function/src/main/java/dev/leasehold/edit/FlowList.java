package dev.leasehold.edit;

import dev.leasehold.krm.Field;
import dev.leasehold.text.Lines;
import dev.leasehold.text.TextEdit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * A list in brackets with at least one element, on one line or over several: each element keeps its
 * line breaks and comments.
 *
 * @param start offset of the opening bracket
 */
record FlowList(Field list, int start, List<Field> items) {
  /**
   * An element and what is around it.
   *
   * @param before blanks, line breaks and comment lines between the comma before it and itself
   * @param gap what stands between it and its comma, usually nothing
   * @param after a comment after its comma, or after itself where it has no comma
   */
  private record Chunk(String before, String body, String gap, String after) {}

  List<TextEdit> arrange(List<ListEdit.Slot> slots) {
    String text = list.document().text();
    List<Chunk> chunks = new ArrayList<>();
    int at = start + 1;
    boolean hasTrailingComma = false;
    for (Field item : items) {
      String before = text.substring(at, item.start());
      int end = end(item);
      int comma = new Blanks(text).skip(end);
      hasTrailingComma = text.charAt(comma) == ',';
      int comment = hasTrailingComma ? comma + 1 : end;
      at = endOfComment(text, comment);
      String gap = hasTrailingComma ? text.substring(end, comma) : "";
      chunks.add(
          new Chunk(before, text.substring(item.start(), end), gap, text.substring(comment, at)));
    }
    String opening = chunks.getFirst().before;
    String closing = text.substring(at, list.end() - 1);
    if (slots.isEmpty()) {
      String above = hasComment(opening) ? upToLastLine(opening) : "";
      String below = hasComment(opening) || hasComment(closing) ? closing : "";
      return List.of(
          new TextEdit(start, list.end(), "[" + above + onNewLine(below, !above.isEmpty()) + "]"));
    }
    StringBuilder out = new StringBuilder("[");
    boolean inComment = false;
    Iterator<Integer> leaving = ListEdit.leaving(slots, items.size()).iterator();
    for (int i = 0; i < slots.size(); i++) {
      boolean isLast = i == slots.size() - 1;
      Chunk chunk =
          switch (slots.get(i)) {
            case ListEdit.Slot.Kept(int index) -> chunks.get(index);
            case ListEdit.Slot.Added(ListEntry entry) -> added(entry, chunks, leaving);
          };
      boolean wasFirst = slots.get(i).equals(new ListEdit.Slot.Kept(0));
      String before = wasFirst && i > 0 ? separator(chunks) : chunk.before;
      if (i == 0 && !wasFirst) {
        before = hasComment(before) ? upToLastLine(opening) + before : opening;
      }
      out.append(onNewLine(before, inComment));
      if (isMarker(chunk.body) && out.charAt(out.length() - 1) == '\n') {
        out.append(' ');
      }
      out.append(chunk.body);
      out.append(isLast ? chunk.gap.stripTrailing() : chunk.gap);
      inComment = isLast && hasComment(chunk.gap);
      if (!isLast || hasTrailingComma) {
        boolean takesComma = chunk.gap.isEmpty() && endsInProperty(chunk.body);
        out.append(takesComma ? " " : onNewLine("", inComment)).append(',');
        inComment = false;
      }
      out.append(chunk.after);
      inComment |= hasComment(chunk.after);
    }
    out.append(onNewLine(closing, inComment)).append(']');
    return List.of(new TextEdit(start, list.end(), out.toString()));
  }

  /** Whether it ends in a tag or anchor, to which a comma would belong. */
  private static boolean endsInProperty(String body) {
    int word = Math.max(body.lastIndexOf(' '), body.lastIndexOf('\n')) + 1;
    return body.startsWith("!", word) || body.startsWith("&", word);
  }

  /** A new element, in the place of one that leaves if there is one. */
  private Chunk added(ListEntry entry, List<Chunk> chunks, Iterator<Integer> leaving) {
    if (leaving.hasNext()) {
      int index = leaving.next();
      Field going = items.get(index);
      Optional<List<TextEdit>> edits = new EntryText(going).replace(entry);
      if (edits.isPresent()) {
        Chunk old = chunks.get(index);
        return new Chunk(
            index == 0 ? separator(chunks) : old.before,
            edited(going, edits.get()),
            old.gap,
            old.after);
      }
    }
    return new Chunk(separator(chunks), new EntryText(ListEdit.sample(items)).flow(entry), "", "");
  }

  /** The text before an element that is not the first, without comments. */
  private String separator(List<Chunk> chunks) {
    if (chunks.size() == 1) {
      String only = withoutComments(chunks.getFirst().before);
      boolean isTight = new EntryText(ListEdit.sample(items)).isTight();
      return only.isEmpty() && !isTight ? " " : only;
    }
    return withoutComments(chunks.getLast().before);
  }

  private static String withoutComments(String before) {
    int newline = before.lastIndexOf('\n');
    if (newline < 0) {
      return before;
    }
    int from = newline > 0 && before.charAt(newline - 1) == '\r' ? newline - 1 : newline;
    return before.substring(from);
  }

  /** The text before the first element, without the indent of its line. */
  private static String upToLastLine(String opening) {
    return opening.substring(0, opening.length() - withoutComments(opening).length());
  }

  /** The same, but on another line where a comment would swallow it. */
  private String onNewLine(String rest, boolean inComment) {
    if (!inComment || rest.startsWith("\n") || rest.startsWith("\r\n")) {
      return rest;
    }
    String text = list.document().text();
    int line = new Lines(text).start(items.getLast().start());
    int indent = line;
    while (text.charAt(indent) == ' ') {
      indent++;
    }
    return list.document().lineBreak() + text.substring(line, indent) + rest.stripLeading();
  }

  /** After the comment that ends this line; {@code from} where there is none. */
  private static int endOfComment(String text, int from) {
    int at = from;
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at > from && text.startsWith("#", at) ? new Lines(text).end(at) : from;
  }

  /** Whether it would end the document at the start of a line. */
  private static boolean isMarker(String body) {
    return body.startsWith("---") || body.startsWith("...");
  }

  private static boolean hasComment(String blanks) {
    return blanks.contains("#");
  }

  /** A pair without braces, {@code [key: value]}, ends for the parser after the comma. */
  private static int end(Field item) {
    String text = item.document().text();
    boolean isPair =
        item.isMapping()
            && !item.isAlias()
            && text.charAt(new Blanks(text).skipProperties(item.start())) != '{';
    return isPair ? item.findNullable(item.keys().getLast()).orElseThrow().end() : item.end();
  }

  private static String edited(Field item, List<TextEdit> edits) {
    int start = item.start();
    String slice = item.document().text().substring(start, end(item));
    return TextEdit.apply(slice, edits.stream().map(e -> e.moved(-start)).toList());
  }
}
