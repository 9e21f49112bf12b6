package dev.leasehold.setters;

import dev.leasehold.krm.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The values of a document that may have a setter comment: those on a line with the word, or whose
 * key or dash is on one. Most values are far from any such line and are skipped.
 */
final class Commented {
  private final int[] places;
  private final int[] lineStarts;
  private final List<Field> lists = new ArrayList<>();
  private final List<Field> innerLists = new ArrayList<>();
  private final List<Field> scalars = new ArrayList<>();

  private Commented(String text) {
    List<Integer> found = SetterComment.places(text);
    places = new int[found.size()];
    lineStarts = new int[places.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = found.get(i);
      lineStarts[i] = text.lastIndexOf('\n', places[i]) + 1;
    }
  }

  static Commented of(Field root) {
    Commented commented = new Commented(root.document().text());
    commented.take(root);
    return commented;
  }

  /** How many lines have the word. */
  int lines() {
    return places.length;
  }

  /** The lists with a key, by mapping. */
  List<Field> lists() {
    return lists;
  }

  /** The lists without a key, in the order of the text. */
  List<Field> innerLists() {
    return innerLists;
  }

  /** The scalars, in the order of the text. */
  List<Field> scalars() {
    return scalars;
  }

  private void take(Field value) {
    if (value.isScalar()) {
      scalars.add(value);
    } else if (!value.isAlias()) {
      if (value.isList() && value.ownKey().isEmpty()) {
        innerLists.add(value);
      }
      List<Field> below = value.children(this::isNear);
      for (Field child : below) {
        if (child.isList() && child.ownKey().isPresent()) {
          lists.add(child);
        }
      }
      below.forEach(this::take);
    }
  }

  /** Whether the word is after {@code from}, on a line that begins before {@code to} or with it. */
  private boolean isNear(int from, int to) {
    int next = Arrays.binarySearch(places, from);
    next = next < 0 ? -next - 1 : next;
    return next < places.length && lineStarts[next] <= to;
  }
}
