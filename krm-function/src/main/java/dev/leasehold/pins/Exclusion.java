package dev.leasehold.pins;

import dev.leasehold.edit.FieldEdit;
import dev.leasehold.edit.ListEdit;
import dev.leasehold.edit.ListEdit.Slot;
import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The Services that the selector of a pool excludes: names of Services ({@code NotIn}), and the
 * label of those that are pinned by label ({@code DoesNotExist}). An annotation records which of
 * them we added, so that only those are removed.
 *
 * <p>No list of values is ever left empty: LB-IPAM would stop for the whole cluster.
 */
public final class Exclusion {
  /** The annotation's key; its value is the names with commas between them, sorted. */
  public static final String ANNOTATION = "leasehold.dev/excludes";

  private static final List<String> RECORD = List.of("metadata", "annotations", ANNOTATION);
  static final List<String> EXPRESSIONS = List.of("spec", "serviceSelector", "matchExpressions");
  private static final String VALUES = "values";
  private static final String NOT_IN = "NotIn";
  private static final String DOES_NOT_EXIST = "DoesNotExist";

  private Exclusion() {}

  /** What we added to the pool's selector. */
  static SortedSet<String> recorded(Field pool) {
    SortedSet<String> recorded = new TreeSet<>();
    Optional<Field> annotation = find(pool, RECORD);
    if (annotation.isPresent()) {
      for (String name : text(annotation.get()).split(",", -1)) {
        recorded.add(name.strip());
      }
      recorded.remove("");
    }
    return recorded;
  }

  /** What the pool's selector excludes: what we added, and what people wrote. */
  static SortedSet<String> of(Field pool) {
    SortedSet<String> excluded = new TreeSet<>();
    for (Field expression : expressions(pool)) {
      if (asks(expression, Pin.NAME, NOT_IN)) {
        values(expression).forEach(value -> excluded.add(text(value)));
      } else if (asks(expression, Pin.LABEL, DOES_NOT_EXIST)) {
        excluded.add(Pin.LABEL);
      }
    }
    return excluded;
  }

  /**
   * The selector, its expressions, or a field around them, where it is a variable or of another
   * shape: nothing can be added to that.
   */
  static Optional<Field> unreadable(Field pool) {
    for (int i = 1; i <= EXPRESSIONS.size(); i++) {
      boolean isLast = i == EXPRESSIONS.size();
      Optional<Field> field =
          find(pool, EXPRESSIONS.subList(0, i)).filter(f -> isLast ? !f.isList() : !f.isMapping());
      if (field.isPresent()) {
        return field;
      }
    }
    return Optional.empty();
  }

  /**
   * The pool with a selector that excludes these; other names that we added before are removed.
   *
   * @throws dev.leasehold.krm.FieldException for a shape that is not edited
   */
  static Document write(Document pool, Set<String> wanted) {
    SortedSet<String> recorded = recorded(pool.root());
    SortedSet<String> added = new TreeSet<>(wanted);
    added.removeAll(of(pool.root()));
    SortedSet<String> removed = new TreeSet<>(recorded);
    removed.removeAll(wanted);
    boolean addsLabel = added.remove(Pin.LABEL);
    boolean removesLabel = removed.remove(Pin.LABEL);
    Document now = names(pool, added, removed);
    if (addsLabel) {
      now = withExpression(now, Pin.LABEL, DOES_NOT_EXIST, Collections.emptySortedSet());
    } else if (removesLabel) {
      now = withoutLabel(now);
    }
    SortedSet<String> record = new TreeSet<>(recorded);
    record.retainAll(wanted);
    record.addAll(added);
    if (addsLabel) {
      record.add(Pin.LABEL);
    }
    return record.equals(recorded) ? now : withRecord(now, record);
  }

  private static Document names(Document pool, SortedSet<String> added, SortedSet<String> removed) {
    if (added.isEmpty() && removed.isEmpty()) {
      return pool;
    }
    List<Integer> ofNames = new ArrayList<>();
    List<Field> expressions = expressions(pool.root());
    for (int i = 0; i < expressions.size(); i++) {
      Field expression = expressions.get(i);
      boolean isWritten = asks(expression, Pin.NAME, NOT_IN) && areValuesWritten(expression);
      if (isWritten) {
        ofNames.add(i);
      }
    }
    if (ofNames.isEmpty()) {
      return added.isEmpty() ? pool : withExpression(pool, Pin.NAME, NOT_IN, added);
    }
    Document now = pool;
    for (int i : ofNames.reversed()) { // from the end: removing an expression moves the later ones
      boolean takes = i == ofNames.getFirst();
      now = withValues(now, i, takes ? added : Collections.emptySortedSet(), removed);
    }
    return now;
  }

  /** Values that stay keep their place; a new one is put before the first that sorts after it. */
  private static Document withValues(
      Document pool, int index, SortedSet<String> added, Set<String> removed) {
    Field expression = expressions(pool.root()).get(index);
    List<Field> values = values(expression);
    SortedSet<String> left = new TreeSet<>(added);
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      String value = text(values.get(i));
      if (!removed.contains(value)) {
        SortedSet<String> before = left.headSet(value);
        before.forEach(name -> slots.add(new Slot.Added(new ListEntry.Text(name))));
        before.clear();
        slots.add(new Slot.Kept(i));
      }
    }
    left.forEach(name -> slots.add(new Slot.Added(new ListEntry.Text(name))));
    if (slots.isEmpty()) { // a list that was empty before is its owner's
      return values.isEmpty() ? pool : withoutExpression(pool, index);
    }
    return pool.with(ListEdit.arrange(expression, List.of(VALUES), slots));
  }

  private static Document withExpression(
      Document pool, String key, String operator, SortedSet<String> values) {
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < expressions(pool.root()).size(); i++) {
      slots.add(new Slot.Kept(i));
    }
    slots.add(new Slot.Added(ListEntry.Fields.of("key", key, "operator", operator)));
    Document now = pool.with(ListEdit.arrange(pool.root(), EXPRESSIONS, slots));
    if (values.isEmpty()) {
      return now;
    }
    List<Slot> names = new ArrayList<>();
    values.forEach(value -> names.add(new Slot.Added(new ListEntry.Text(value))));
    Field expression = expressions(now.root()).getLast();
    return now.with(ListEdit.arrange(expression, List.of(VALUES), names));
  }

  private static Document withoutLabel(Document pool) {
    List<Field> expressions = expressions(pool.root());
    for (int i = 0; i < expressions.size(); i++) {
      if (asks(expressions.get(i), Pin.LABEL, DOES_NOT_EXIST)) {
        return withoutExpression(pool, i);
      }
    }
    return pool;
  }

  private static Document withoutExpression(Document pool, int index) {
    int size = expressions(pool.root()).size();
    if (size == 1) {
      return pool.with(FieldEdit.remove(pool.root(), EXPRESSIONS));
    }
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (i != index) {
        slots.add(new Slot.Kept(i));
      }
    }
    return pool.with(ListEdit.arrange(pool.root(), EXPRESSIONS, slots));
  }

  private static Document withRecord(Document pool, SortedSet<String> record) {
    return pool.with(
        record.isEmpty()
            ? FieldEdit.remove(pool.root(), RECORD)
            : FieldEdit.set(pool.root(), RECORD, String.join(",", record)));
  }

  /** The expressions of the selector; empty where they are a variable or of another shape. */
  static List<Field> expressions(Field pool) {
    return find(pool, EXPRESSIONS).filter(Field::isList).map(Field::items).orElse(List.of());
  }

  private static List<Field> values(Field expression) {
    return expression.find(VALUES).filter(Field::isList).map(Field::items).orElse(List.of());
  }

  /** Whether the values are a list, or can become one: a variable cannot. */
  private static boolean areValuesWritten(Field expression) {
    return expression.find(VALUES).filter(values -> !values.isList()).isEmpty();
  }

  /** Empty too where something on the way is no mapping. */
  static Optional<Field> find(Field root, List<String> path) {
    Optional<Field> at = Optional.of(root);
    for (String key : path) {
      at = at.filter(Field::isMapping).flatMap(field -> field.find(key));
    }
    return at;
  }

  private static boolean asks(Field expression, String key, String operator) {
    return is(expression, "key", key) && is(expression, "operator", operator);
  }

  /** Whether that field of an expression has that value. */
  static boolean is(Field expression, String field, String value) {
    return expression.isMapping()
        && expression.find(field).filter(f -> text(f).equals(value)).isPresent();
  }

  /** Empty for what is no single value. */
  private static String text(Field field) {
    return field.isMapping() || field.isList() || field.isNull() ? "" : field.text();
  }
}
