package dev.leasehold.api;

import dev.leasehold.edit.FieldEdit;
import dev.leasehold.edit.ListEdit;
import dev.leasehold.edit.ListEntry;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/**
 * How the kept Services of a lease are read and written: {@code spec.services}, one line for each
 * Service and prefix, in the order of the prefixes and of the names.
 */
final class KeptServicesText {
  static final String FIELD = "services";

  private static final List<String> PATH = List.of("spec", FIELD);

  /** One line of the list. */
  private record Line(Prefix prefix, PrefixLease.KeptService kept) {
    String yaml() {
      return "{prefix: \""
          + prefix
          + "\", namespace: \""
          + kept.service().namespace()
          + "\", name: \""
          + kept.service().name()
          + "\", hostPart: \""
          + kept.hostPart()
          + "\"}";
    }
  }

  private final SequencedMap<Line, Field> lines = new LinkedHashMap<>();

  private KeptServicesText() {}

  /**
   * Reads the list.
   *
   * @param list empty for none
   * @throws dev.leasehold.krm.FieldException for the first thing in it that does not fit
   */
  static KeptServicesText read(Optional<Field> list) {
    KeptServicesText text = new KeptServicesText();
    Map<Prefix, Set<Object>> seen = new HashMap<>();
    for (Field item : list.map(Field::items).orElse(List.of())) {
      Line line = line(item);
      Set<Object> ofPrefix = seen.computeIfAbsent(line.prefix(), p -> new HashSet<>());
      if (!ofPrefix.add(line.kept().service())) {
        throw item.error("duplicate Service " + line.kept().service() + " in " + line.prefix());
      }
      if (!ofPrefix.add(line.kept().hostPart())) {
        throw item.get("hostPart").error("duplicate host part in " + line.prefix());
      }
      text.lines.put(line, item);
      if (ofPrefix.size() > 2 * PrefixLease.MOST_SERVICES) {
        throw item.error(
            "at most "
                + PrefixLease.MOST_SERVICES
                + " Services can keep their host parts in a prefix; remove the others");
      }
    }
    return text;
  }

  private static Line line(Field item) {
    item.allowOnly("prefix", "namespace", "name", "hostPart");
    Prefix prefix = Values.prefix(item.get("prefix"));
    Address hostPart = Values.suffix(item.get("hostPart"));
    if (hostPart.value().bitLength() > prefix.family().bits() - prefix.length()) {
      throw item.get("hostPart").error("is longer than the host part of " + prefix);
    }
    DynamicPrefix.ServiceRef service =
        new DynamicPrefix.ServiceRef(
            Values.objectName(item.get("namespace")), Values.objectName(item.get("name")));
    return new Line(prefix, new PrefixLease.KeptService(service, hostPart));
  }

  /** The Services of that prefix. */
  List<PrefixLease.KeptService> of(Prefix prefix) {
    List<PrefixLease.KeptService> services = new ArrayList<>();
    for (Line line : lines.sequencedKeySet()) {
      if (line.prefix().equals(prefix)) {
        services.add(line.kept());
      }
    }
    lines.keySet().removeIf(line -> line.prefix().equals(prefix));
    return services;
  }

  /**
   * Rejects Services of prefixes that nobody asked for.
   *
   * @throws dev.leasehold.krm.FieldException at the first of them
   */
  void rejectOthers() {
    if (!lines.isEmpty()) {
      throw lines
          .firstEntry()
          .getValue()
          .get("prefix")
          .error("is not one of the prefixes of this lease; remove the line");
    }
  }

  /** The document with the Services of that lease; lines that stay are not touched. */
  static Document write(PrefixLease lease, Document document) {
    List<Line> old = new ArrayList<>();
    for (Field item : document.root().find(PATH).map(Field::items).orElse(List.of())) {
      old.add(line(item));
    }
    Map<Line, Integer> index = new HashMap<>();
    for (int i = 0; i < old.size(); i++) {
      index.putIfAbsent(old.get(i), i);
    }
    List<ListEdit.Slot> slots = new ArrayList<>();
    for (PrefixLease.Entry entry : lease.entries()) {
      for (PrefixLease.KeptService kept : entry.services()) {
        Line line = new Line(entry.prefix(), kept);
        Integer at = index.get(line);
        slots.add(
            at == null
                ? new ListEdit.Slot.Added(new ListEntry.Spelled(line.yaml()))
                : new ListEdit.Slot.Kept(at));
      }
    }
    return document.with(
        slots.isEmpty()
            ? FieldEdit.remove(document.root(), PATH)
            : ListEdit.arrange(document.root(), PATH, slots));
  }
}
