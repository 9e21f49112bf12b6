package dev.leasehold.edit;

import dev.leasehold.edit.ListEdit.Slot;
import dev.leasehold.yaml.RandomYaml;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Documents with a list at {@code spec.list}, in every style that people write. */
final class RandomLists {
  /** The text before the list's key, the key with its list, and the text after it. */
  record Text(String before, String list, String following) {
    String whole() {
      return before + list + following;
    }
  }

  private static final List<String> BEFORE =
      List.of(
          "a: &outer x\nspec:\n",
          "b: &outer y\n# 😀\na: [1, 2]\nspec:\n  b: |\n    - x\n",
          "a: &outer\n  - b\nspec: # why\n");
  private static final List<String> FOLLOWING =
      List.of(
          "",
          "\n\nz: 1\n",
          "\n  y: *outer\n",
          "  # below\n",
          "  c: d\n",
          "e:\n- f\n",
          "\n# end\n",
          "  c: >\n    x\n\n");
  private static final List<String> KEYS = List.of("list:", "list:  # why", "\"list\":", "list :");
  private static final List<String> ITEMS =
      List.of(
          "a",
          "\"b\"",
          "'c'",
          "k: v",
          "k: \"v\"",
          "{k: v}",
          "{\"k\": \"v\"}",
          "k: v # why",
          "~",
          "k: v\nl: w",
          "k:\n- x\n- y",
          "k: |\n  text\n  - more",
          "k: >-\n  text",
          "k: |+\n  text\n\n",
          ">+\n  text\n",
          "k: |2-\n   text",
          "&a k: v",
          "&b {k: v}",
          "!!str 42",
          "k: &c v",
          "*outer",
          "k: *outer",
          "\"over\n  lines\"",
          "[a, b]",
          "- x\n- y",
          "",
          "# above\nk: v",
          "plain: it's",
          "42");
  private static final List<String> FLOW_ITEMS =
      List.of(
          "a",
          "\"b\"",
          "'c, d'",
          "{k: v}",
          "{\"k\":\"v\"}",
          "*outer ",
          "&d e",
          "[x, \"]\"]",
          "{}",
          "42",
          "k: v");
  private static final List<String> COMMAS =
      List.of(
          ", ", " ,  ", ",\n    ", ", # beside\n    ", ",\n\n    # above\n    ", " # x\n    , ");
  private static final List<String> OPENINGS =
      List.of("[", "[ ", "[\n    ", "[ # all\n    # all\n    ");
  private static final List<String> CLOSINGS =
      List.of(
          "]", " ]", ", ]", "\n  ]", ",\n  ]", ", # beside\n    # after\n    ]", " # beside\n  ]");
  private static final List<String> EMPTY_CLOSINGS = List.of("]", " ]", "\n  ]");
  private static final List<String> VALUES =
      List.of("2001:db8::/64", "::1", "true", "no", "x: y", "it's", "10.0.0.0/8", "a b", "é😀", "");

  private RandomLists() {}

  static Text text(Random random) {
    String before = RandomYaml.pick(BEFORE, random) + "  ";
    String key = RandomYaml.pick(KEYS, random);
    String following = RandomYaml.pick(FOLLOWING, random);
    String list = random.nextInt(4) == 0 ? flow(random, key) : block(random, key);
    if (random.nextBoolean()) {
      return new Text(
          before.replace("\n", "\r\n"),
          list.replace("\n", "\r\n"),
          following.replace("\n", "\r\n"));
    }
    return new Text(before, list, following);
  }

  static List<Slot> slots(Random random, int size) {
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (random.nextInt(3) > 0) {
        slots.add(random.nextInt(slots.size() + 1), new Slot.Kept(i));
      }
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      slots.add(random.nextInt(slots.size() + 1), new Slot.Added(entry(random)));
    }
    return slots;
  }

  private static ListEntry entry(Random random) {
    String value = RandomYaml.pick(VALUES, random);
    return switch (random.nextInt(4)) {
      case 0 -> new ListEntry.Text(value);
      case 3 -> new ListEntry.Spelled(random.nextBoolean() ? "80" : "{a: [1, true]}");
      case 1 -> ListEntry.Fields.of("k", value);
      default -> ListEntry.Fields.of("k", value, "l", RandomYaml.pick(VALUES, random));
    };
  }

  private static String flow(Random random, String key) {
    List<String> items = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      items.add(RandomYaml.pick(FLOW_ITEMS, random));
    }
    String comma = RandomYaml.pick(COMMAS, random);
    String opening = RandomYaml.pick(OPENINGS, random);
    String closing = RandomYaml.pick(items.isEmpty() ? EMPTY_CLOSINGS : CLOSINGS, random);
    String list = opening + String.join(comma, items) + closing;
    return key.replaceAll(" *#.*", "") + " " + list + (random.nextBoolean() ? " # c\n" : "\n");
  }

  private static String block(Random random, String key) {
    String indent = random.nextBoolean() ? "  " : "    ";
    String dash = "-" + " ".repeat(1 + random.nextInt(3));
    StringBuilder out = new StringBuilder(key).append('\n');
    for (int i = random.nextInt(4); i >= 0; i--) {
      if (random.nextInt(4) == 0) {
        out.append(random.nextBoolean() ? "\n" : indent + "# above\n");
      }
      String item = RandomYaml.pick(ITEMS, random);
      String first = indent + (item.startsWith("#") ? "- " : dash);
      String deeper = "\n" + " ".repeat(first.length());
      out.append((first + item.replace("\n", deeper)).stripTrailing()).append('\n');
    }
    return out.toString();
  }
}
