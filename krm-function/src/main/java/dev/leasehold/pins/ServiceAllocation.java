package dev.leasehold.pins;

import dev.leasehold.edit.ListEdit;
import dev.leasehold.edit.ListEdit.Slot;
import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.ScalarText;
import java.util.ArrayList;
import java.util.List;

/**
 * The Services for which MetalLB prefers an IPAddressPool to all pools that have no {@code
 * serviceAllocation} (<a href="https://metallb.io/apis/">ServiceAllocation</a>): those of these
 * namespaces with one of these labels. It knows no names of Services.
 */
public final class ServiceAllocation {
  /** Where it is in a pool. */
  public static final List<String> PATH = List.of("spec", "serviceAllocation");

  private static final List<String> NAMESPACES = List.of("spec", "serviceAllocation", "namespaces");
  private static final List<String> SELECTORS =
      List.of("spec", "serviceAllocation", "serviceSelectors");

  private ServiceAllocation() {}

  /**
   * The pool for that Service and no other.
   *
   * @throws dev.leasehold.krm.FieldException for a shape that is not edited
   */
  public static Document write(Document pool, Pin pin) {
    Document now = pool;
    String namespace = pin.service().namespace();
    if (!namespaces(now.root()).equals(List.of(namespace))) {
      now = withOnly(now, NAMESPACES, new ListEntry.Text(namespace));
    }
    if (!labels(now.root()).equals(List.of(pin.label()))) {
      String label = Pin.LABEL + ": " + ScalarText.doubleQuoted(pin.label());
      now = withOnly(now, SELECTORS, new ListEntry.Spelled("{matchLabels: {" + label + "}}"));
    }
    return now;
  }

  private static Document withOnly(Document pool, List<String> list, ListEntry entry) {
    return pool.with(ListEdit.arrange(pool.root(), list, List.of(new Slot.Added(entry))));
  }

  /** Its content, for messages. */
  public static List<String> shown(Field pool) {
    List<String> shown = new ArrayList<>();
    namespaces(pool).forEach(namespace -> shown.add("namespace " + namespace));
    labels(pool).forEach(label -> shown.add(Pin.LABEL + ": " + label));
    return shown;
  }

  private static List<String> namespaces(Field pool) {
    List<String> namespaces = new ArrayList<>();
    items(pool, NAMESPACES).forEach(item -> namespaces.add(PinnedPools.text(item)));
    return namespaces;
  }

  /** Our label in each selector; empty text for one without it. */
  private static List<String> labels(Field pool) {
    List<String> labels = new ArrayList<>();
    for (Field item : items(pool, SELECTORS)) {
      labels.add(PinnedPools.text(item, "matchLabels", Pin.LABEL));
    }
    return labels;
  }

  static List<Field> items(Field object, List<String> path) {
    return Exclusion.find(object, path).filter(Field::isList).map(Field::items).orElse(List.of());
  }
}
