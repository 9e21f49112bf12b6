package dev.leasehold.api;

import dev.leasehold.edit.ListEdit;
import dev.leasehold.edit.ListEntry;
import dev.leasehold.edit.ScalarEdit;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.net.Family;
import dev.leasehold.net.Prefix;
import dev.leasehold.text.TextEdit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/** How a {@link PrefixLease} reads and is written. */
final class PrefixLeaseText {
  private enum State {
    CURRENT,
    DRAINING
  }

  private PrefixLeaseText() {}

  static PrefixLease read(Field root) {
    Field spec = root.get("spec");
    spec.allowOnly("source", "prefixes", "services");
    List<PrefixLease.Entry> entries = new ArrayList<>();
    Field prefixes = spec.get("prefixes");
    KeptServicesText services = KeptServicesText.read(spec.find(KeptServicesText.FIELD));
    for (Field item : prefixes.items()) {
      entries.add(entry(item, services));
    }
    services.rejectOthers();
    try {
      return new PrefixLease(
          Values.label(root.get("metadata").get("name")), spec.get("source").text(), entries);
    } catch (IllegalArgumentException e) {
      throw prefixes.error(e.getMessage() == null ? "does not fit together" : e.getMessage());
    }
  }

  private static PrefixLease.Entry entry(Field item, KeptServicesText services) {
    item.allowOnly("prefix", "state", "since", "drainUntil", "drainPeriod");
    Prefix prefix = prefix(item);
    Instant since = Values.instant(item.get("since"));
    return switch (Values.choice(item.get("state"), State.values())) {
      case CURRENT -> new PrefixLease.Current(prefix, since, services.of(prefix));
      case DRAINING -> new PrefixLease.Draining(prefix, since, drain(item), services.of(prefix));
    };
  }

  private static Drain drain(Field item) {
    Optional<Field> period = item.find("drainPeriod");
    if (period.isPresent() && item.find("drainUntil").isPresent()) {
      throw period.get().error("has no effect beside drainUntil; remove one of them");
    }
    return period.isPresent()
        ? new Drain.AfterMerge(Durations.read(period.get()))
        : new Drain.Until(Values.instant(item.get("drainUntil")));
  }

  private static Prefix prefix(Field item) {
    Prefix prefix = Values.prefix(item.get("prefix"));
    if (prefix.family() != Family.IPV6) {
      throw item.get("prefix")
          .error(prefix + " is not an IPv6 prefix; use a PublicIPLease for an IPv4 address");
    }
    return prefix;
  }

  static Document write(PrefixLease lease, Optional<Document> existing, String file) {
    return existing.map(document -> edit(lease, document)).orElseGet(() -> create(lease, file));
  }

  private static Document edit(PrefixLease lease, Document document) {
    Field root = document.root();
    Field spec = root.get("spec");
    List<SequencedMap<String, String>> old = new ArrayList<>();
    for (Field item : spec.find("prefixes").map(Field::items).orElse(List.of())) {
      SequencedMap<String, String> fields = new LinkedHashMap<>();
      item.keys().forEach(key -> fields.put(key, item.find(key).map(Field::text).orElse("")));
      old.add(fields);
    }
    List<ListEdit.Slot> slots = new ArrayList<>();
    for (PrefixLease.Entry entry : lease.entries()) {
      SequencedMap<String, String> fields = fields(entry);
      int index = old.indexOf(fields);
      slots.add(
          index >= 0
              ? new ListEdit.Slot.Kept(index)
              : new ListEdit.Slot.Added(new ListEntry.Fields(fields)));
    }
    List<TextEdit> edits =
        new ArrayList<>(ListEdit.arrange(root, List.of("spec", "prefixes"), slots));
    ScalarEdit.set(spec.get("source"), lease.source()).ifPresent(edits::add);
    return KeptServicesText.write(lease, document.with(edits));
  }

  private static SequencedMap<String, String> fields(PrefixLease.Entry entry) {
    SequencedMap<String, String> fields = new LinkedHashMap<>();
    fields.put("prefix", entry.prefix().toString());
    switch (entry) {
      case PrefixLease.Current current -> fields.put("state", Values.spelling(State.CURRENT));
      case PrefixLease.Draining draining -> fields.put("state", Values.spelling(State.DRAINING));
    }
    fields.put("since", entry.since().toString());
    if (entry instanceof PrefixLease.Draining draining) {
      switch (draining.drain()) {
        case Drain.Until(Instant end) -> fields.put("drainUntil", end.toString());
        case Drain.AfterMerge(Duration period) -> fields.put("drainPeriod", Durations.text(period));
      }
    }
    return fields;
  }

  private static Document create(PrefixLease lease, String file) {
    String text =
        LeaseText.empty(Kinds.PREFIX_LEASE, file).text()
            + """
            spec:
              source: source
              prefixes:%s
            """
                .formatted(prefixes(lease));
    Document document = Document.inFile(file, 1, text);
    // Set like any value: a prefix may well be named "on".
    List<TextEdit> edits = new ArrayList<>();
    Field root = document.root();
    ScalarEdit.set(root.get("metadata").get("name"), lease.name()).ifPresent(edits::add);
    ScalarEdit.set(root.get("spec").get("source"), lease.source()).ifPresent(edits::add);
    return KeptServicesText.write(lease, document.with(edits));
  }

  private static String prefixes(PrefixLease lease) {
    StringBuilder out = new StringBuilder();
    for (PrefixLease.Entry entry : lease.entries()) {
      String dash = "\n    - ";
      for (Map.Entry<String, String> field : fields(entry).entrySet()) {
        // A state is a word; addresses and times are quoted, as YAML 1.1 has numbers like them.
        String quote = field.getKey().equals("state") ? "" : "\"";
        out.append(dash).append(field.getKey()).append(": ");
        out.append(quote).append(field.getValue()).append(quote);
        dash = "\n      ";
      }
    }
    return out.isEmpty() ? " []" : out.toString();
  }
}
