package dev.leasehold.render;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.Subnet;
import dev.leasehold.edit.ListEdit;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Family;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Leases to targets: the third stage. Changes {@code documents} in place, and adds to them. */
final class Bindings {
  private final PackageContents contents;
  private final List<Document> documents;
  private final List<Change> changes;
  private final List<Finding> findings;

  Bindings(
      PackageContents contents,
      List<Document> documents,
      List<Change> changes,
      List<Finding> findings) {
    this.contents = contents;
    this.documents = documents;
    this.changes = changes;
    this.findings = findings;
  }

  /** One after the other by target, so that the outcome does not depend on the order of files. */
  void apply() {
    SortedMap<String, List<DynamicPrefixBinding>> byTarget = new TreeMap<>();
    for (DynamicPrefixBinding binding : contents.bindings().values()) {
      byTarget.computeIfAbsent(binding.target().toString(), t -> new ArrayList<>()).add(binding);
    }
    for (List<DynamicPrefixBinding> bindings : byTarget.values()) {
      try {
        apply(bindings);
      } catch (FieldException e) {
        findings.add(e.finding());
      }
    }
  }

  private void apply(List<DynamicPrefixBinding> bindings) {
    DynamicPrefixBinding first = bindings.getFirst();
    Target target =
        Target.of(first.target().kind())
            .orElseThrow(() ->
                new FieldException(
                    contents.bindingPlace(first.name(), "spec.target.kind"),
                    "'"
                        + first.target().kind()
                        + "' is not a target of this version; known are "
                        + String.join(", ", Target.ALL.stream().map(Target::kind).toList())));
    if (!allLeased(bindings)) {
      return;
    }
    List<Target.Element> elements = elements(target, bindings);
    TargetSearch search = new TargetSearch(contents, documents, findings);
    int index = search.find(target, first);
    if (index < 0 && (elements.isEmpty() || search.isPassedBy(target, first))) {
      return;
    }
    if (index < 0) {
      index = Templates.add(target, first, contents.bindingFile(first.name()), documents);
    }
    write(target, elements, index);
  }

  /** Before its first lease a target is left as it is: nothing is known yet. */
  private boolean allLeased(List<DynamicPrefixBinding> bindings) {
    for (DynamicPrefixBinding binding : bindings) {
      if (!contents.leases().containsKey(binding.prefix())) {
        findings.add(
            Finding.info(
                contents.bindingPlace(binding.name(), "spec.prefixRef.name"),
                "DynamicPrefix '"
                    + binding.prefix()
                    + "' has no lease yet; "
                    + binding.target()
                    + " stays as it is"));
        return false;
      }
    }
    return true;
  }

  /**
   * What the target should hold: what is current, of all bindings, before what drains. Addresses
   * that another element holds too are left to that one: Cilium allocates from no block that
   * overlaps.
   */
  private List<Target.Element> elements(Target target, List<DynamicPrefixBinding> bindings) {
    List<Target.Element> elements = new ArrayList<>();
    for (boolean current : new boolean[] {true, false}) {
      for (DynamicPrefixBinding binding : bindings) {
        for (PrefixLease.Entry entry : lease(binding).entries()) {
          if (entry instanceof PrefixLease.Current == current) {
            elements.addAll(target.elements(addresses(binding, entry.prefix())));
          }
        }
      }
    }
    List<Target.Element> disjoint = new ArrayList<>();
    for (Target.Element element : elements) {
      boolean held =
          elements.stream()
                  .anyMatch(e ->
                      !e.addresses().equals(element.addresses())
                          && e.addresses().contains(element.addresses()))
              || disjoint.stream().anyMatch(e -> e.addresses().equals(element.addresses()));
      if (!held) {
        disjoint.stream()
            .filter(e -> e.addresses().overlaps(element.addresses()))
            .findFirst()
            .ifPresent(other -> {
              throw overlap(bindings, other, element);
            });
        disjoint.add(element);
      }
    }
    return disjoint;
  }

  private FieldException overlap(
      List<DynamicPrefixBinding> bindings, Target.Element one, Target.Element other) {
    DynamicPrefixBinding last = bindings.getLast();
    return new FieldException(
        contents.bindingPlace(last.name(), "spec.target"),
        last.target()
            + " would get "
            + shown(one.addresses())
            + " and "
            + shown(other.addresses())
            + ", which overlap; bind them to two objects");
  }

  private PrefixLease lease(DynamicPrefixBinding binding) {
    PrefixLease lease = contents.leases().get(binding.prefix());
    if (lease == null) {
      throw new IllegalStateException("no lease for " + binding.name());
    }
    return lease;
  }

  private AddressRange addresses(DynamicPrefixBinding binding, Prefix leased) {
    Optional<DynamicPrefix> prefix = Optional.ofNullable(contents.prefixes().get(binding.prefix()));
    Optional<Subnet> subnet = binding.subnet().flatMap(name -> prefix.flatMap(p -> p.subnet(name)));
    try {
      return subnet.map(s -> s.in(leased)).orElseGet(leased::range);
    } catch (AddressException e) {
      throw new FieldException(
          contents.bindingPlace(binding.name(), "spec.prefixRef.subnet"),
          "'" + binding.subnet().orElse("") + "' does not fit: " + e.getMessage());
    }
  }

  private void write(Target target, List<Target.Element> elements, int index) {
    Document document = documents.get(index);
    Field root = document.root();
    List<Field> items = items(root, target.list());
    if (elements.isEmpty() && !items.isEmpty() && !target.mayBeEmpty()) {
      findings.add(
          Finding.warning(
              root.place(), "keeps its last addresses: an empty group would deny all traffic"));
      return;
    }
    List<Optional<AddressRange>> present = items.stream().map(target::addresses).toList();
    List<Integer> foreign =
        IntStream.range(0, items.size()).filter(i -> isForeign(present.get(i))).boxed().toList();
    // What stands in front of all of ours stays there: only lines that must move do.
    int leading = 0;
    while (leading < foreign.size() && foreign.get(leading) == leading) {
      leading++;
    }
    List<ListEdit.Slot> slots = new ArrayList<>();
    List<String> after = new ArrayList<>();
    for (int i : foreign.subList(0, leading)) {
      slots.add(new ListEdit.Slot.Kept(i));
      after.add(shown(target, items.get(i)));
    }
    for (Target.Element element : elements) {
      int at = present.indexOf(Optional.of(element.addresses()));
      slots.add(at >= 0 ? new ListEdit.Slot.Kept(at) : new ListEdit.Slot.Added(element.entry()));
      after.add(shown(element.addresses()));
    }
    for (int i : foreign.subList(leading, foreign.size())) {
      slots.add(new ListEdit.Slot.Kept(i));
      after.add(shown(target, items.get(i)));
    }
    Document edited = document.with(ListEdit.arrange(root, target.list(), slots));
    if (edited != document) {
      documents.set(index, edited);
      changes.add(
          new Change(
              document.file(),
              target.kind() + " " + root.get("metadata").get("name").text(),
              String.join(".", target.list()),
              items.stream().map(item -> shown(target, item)).toList(),
              after));
    }
  }

  /** IPv4, or no address at all, such as a variable: a prefix that is lent has no say in those. */
  private static boolean isForeign(Optional<AddressRange> addresses) {
    return addresses.filter(range -> range.family() == Family.IPV6).isEmpty();
  }

  private static List<Field> items(Field root, List<String> path) {
    Optional<Field> at = Optional.of(root);
    for (String key : path) {
      at = at.flatMap(field -> field.find(key));
    }
    return at.map(Field::items).orElse(List.of());
  }

  private static String shown(Target target, Field item) {
    return target.addresses(item).map(Bindings::shown).orElse("?");
  }

  private static String shown(AddressRange range) {
    return range.asPrefix().map(Prefix::toString).orElseGet(range::toString);
  }
}
