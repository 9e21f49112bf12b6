package dev.leasehold.api;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.ScalarText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How a target spells one entry: {@code "${cidr}"}, or a mapping such as {@code {start: "${first}",
 * end: "${last}"}}.
 *
 * @param leaves its values, in their order; the only one of a text has an empty path
 */
public record EntryPattern(List<Leaf> leaves) {
  private static final int MOST_LEAVES = 16;
  private static final int MOST_LEVELS = 5;

  public EntryPattern {
    leaves = List.copyOf(leaves);
  }

  /**
   * One value of an entry.
   *
   * @param path the keys that lead to it
   */
  public record Leaf(List<String> path, Value value) {
    public Leaf {
      path = List.copyOf(path);
    }
  }

  /** What a value of an entry says. */
  public sealed interface Value {
    /**
     * The same in every entry.
     *
     * @param isText whether it is a string, and no number or boolean
     * @param optional whether an entry without it means the same
     */
    record Constant(String text, boolean isText, boolean optional) implements Value {}

    /** A part of the addresses, and the characters around it. */
    record Addresses(String before, Part part, String after) implements Value {}
  }

  /** What a placeholder stands for. */
  public enum Part {
    /** Addresses that are one prefix, as a CIDR. */
    CIDR("${cidr}"),
    /** A single address. */
    ADDRESS("${address}"),
    /** Any addresses, from the first to the last. */
    RANGE("${first}-${last}"),
    FIRST("${first}"),
    LAST("${last}");

    private final String placeholder;

    Part(String placeholder) {
      this.placeholder = placeholder;
    }
  }

  /** Whether it has no keys. */
  public boolean isText() {
    return leaves.getFirst().path().isEmpty();
  }

  /** Whether the field of that path, with dots between its keys, is the same in every entry. */
  boolean hasConstant(String path) {
    return leaves.stream()
        .anyMatch(leaf ->
            leaf.value() instanceof Value.Constant && String.join(".", leaf.path()).equals(path));
  }

  /** The part that its addresses are written by; a first and a last address are a range. */
  public Part part() {
    for (Leaf leaf : leaves) {
      if (leaf.value() instanceof Value.Addresses addresses) {
        boolean isEnd = addresses.part() == Part.FIRST || addresses.part() == Part.LAST;
        return isEnd ? Part.RANGE : addresses.part();
      }
    }
    throw new IllegalStateException("no addresses in " + leaves);
  }

  /**
   * Reads an entry of {@code spec.entry}.
   *
   * @param optional the keys whose values are defaults
   * @throws dev.leasehold.krm.FieldException when it cannot be written or read back
   */
  static EntryPattern read(Field entry, Set<String> optional) {
    List<Leaf> leaves = new ArrayList<>();
    collect(entry, List.of(), optional, leaves);
    List<Part> parts = new ArrayList<>();
    for (Leaf leaf : leaves) {
      if (leaf.value() instanceof Value.Addresses addresses) {
        parts.add(addresses.part());
      }
    }
    boolean isPair =
        parts.size() == 2 && new HashSet<>(parts).equals(Set.of(Part.FIRST, Part.LAST));
    boolean isOne = parts.size() == 1 && parts.getFirst().compareTo(Part.RANGE) <= 0;
    if (!isPair && !isOne) {
      throw entry.error(
          "must have one of ${cidr}, ${address} or ${first}-${last}, or ${first} and ${last} in two"
              + " fields");
    }
    return new EntryPattern(leaves);
  }

  private static void collect(
      Field at, List<String> path, Set<String> optional, List<Leaf> leaves) {
    if (at.isList() || at.isNull()) {
      throw at.error("must be a text or a mapping of texts, such as {cidr: \"${cidr}\"}");
    }
    if (!at.isMapping()) {
      if (leaves.size() == MOST_LEAVES) {
        throw at.error("too many values: an entry has at most " + MOST_LEAVES);
      }
      leaves.add(new Leaf(path, value(at, optional.contains(String.join(".", path)))));
      return;
    }
    if (path.size() == MOST_LEVELS) {
      throw at.error("is nested too deeply: an entry has at most " + MOST_LEVELS + " levels");
    }
    for (Field field : at.fields()) {
      List<String> below = new ArrayList<>(path);
      below.add(field.key().orElse(""));
      collect(field, below, optional, leaves);
    }
  }

  private static Value value(Field field, boolean optional) {
    String text = field.text();
    for (Part part : Part.values()) {
      int at = text.indexOf(part.placeholder);
      if (at >= 0) {
        String before = text.substring(0, at);
        String after = text.substring(at + part.placeholder.length());
        rejectPlaceholder(field, before + after);
        return new Value.Addresses(before, part, after);
      }
    }
    rejectPlaceholder(field, text);
    boolean isText = field.isQuoted() || !ScalarText.looksTyped(text);
    return new Value.Constant(text, isText, optional);
  }

  private static void rejectPlaceholder(Field field, String text) {
    if (text.contains("${")) {
      throw field.error(
          "unknown placeholder in '"
              + Values.shortened(field.text())
              + "'; a value has one of ${cidr}, ${address}, ${first}-${last}, ${first}, ${last}");
    }
  }
}
