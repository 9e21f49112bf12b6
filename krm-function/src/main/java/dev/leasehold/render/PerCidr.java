package dev.leasehold.render;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.api.FieldPath;
import dev.leasehold.edit.FieldEdit;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import dev.leasehold.render.files.DocumentReading;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.targets.Contribution;
import dev.leasehold.targets.Owned;
import dev.leasehold.targets.TargetKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;

/**
 * Kinds with one CIDR, such as {@code spec.cidr}: an object for each CIDR, named after it. Calico's
 * is immutable, so a changed one is another object; the old one stays unchanged while it drains,
 * and is deleted afterwards. The object that the binding names is the model of the others, and
 * stays its owner's.
 */
final class PerCidr {
  private static final List<String> NAME = List.of("metadata", "name");

  private static final Set<String> ORCHESTRATORS =
      Set.of("config.kubernetes.io/path", "config.kubernetes.io/index", "config.k8s.io/id");

  private final CiliumVersion version;
  private final TargetKind target;
  private final Draft draft;

  /** For objects of that sort. */
  PerCidr(CiliumVersion version, TargetKind target, Draft draft) {
    this.version = version;
    this.target = target;
    this.draft = draft;
  }

  /** Makes one object for each prefix that the contributions to this slot hold. */
  void fill(TargetSlot slot) {
    SequencedMap<AddressRange, Set<String>> wanted = new LinkedHashMap<>();
    Set<String> known = new HashSet<>();
    for (Contribution contribution : slot.contributions()) {
      if (contribution.leased()) {
        known.add(contribution.owner());
      }
      for (Contribution.HeldRange held : contribution.held()) {
        for (Prefix prefix : held.addresses().cidrCover()) {
          wanted.computeIfAbsent(prefix.range(), r -> new TreeSet<>()).add(contribution.owner());
        }
      }
    }
    for (int i = 0; i < draft.size(); i++) {
      Optional<Field> root = object(i, slot);
      if (root.isPresent()) {
        AddressRange cidr = cidr(root.get()).orElse(null);
        if (slot.object().matches(root.get())) { // somebody's own: neither recorded nor deleted
          wanted.remove(cidr);
          continue;
        }
        Set<String> owners = cidr == null ? Set.of() : wanted.getOrDefault(cidr, Set.of());
        if (!owners.isEmpty()) {
          wanted.remove(cidr);
        }
        release(i, owned(root.get(), owners, known));
      }
    }
    OptionalInt model = model(slot);
    wanted.forEach((cidr, owners) -> add(slot, model, cidr, owners));
  }

  /** Removes these owners from the object's record; without an owner the object is deleted. */
  void release(int index, List<String> gone) {
    release(index, Owned.read(draft.document(index).root()).without(gone));
  }

  private void release(int index, Owned owned) {
    Document document = draft.document(index);
    Field root = document.root();
    Owned record = Owned.read(root);
    boolean wasOwned = cidr(root).filter(record::isOwned).isPresent(); // else somebody changed it
    if (!wasOwned || !owned.byOwner().isEmpty()) {
      draft.put(index, document.with(owned.write(root)));
      return;
    }
    draft.changed(document, FieldPath.text(target.cidrKeys()), List.of(text(root)), List.of());
    Templates.delete(index, draft);
  }

  private Owned owned(Field root, Set<String> owners, Set<String> known) {
    Owned before = Owned.read(root);
    Optional<AddressRange> cidr = cidr(root);
    Owned kept = before.without(List.copyOf(known));
    return cidr.isEmpty() || owners.isEmpty() ? kept : kept.with(owners, cidr.get());
  }

  private void add(TargetSlot slot, OptionalInt model, AddressRange cidr, Set<String> owners) {
    String text = cidr.asPrefix().map(Prefix::toString).orElseThrow();
    Document like =
        model.isPresent()
            ? draft.document(model.getAsInt())
            : slot.template().orElseThrow(slot::notMade);
    String name = slot.object().name() + "-" + text.replace(':', '-').replace('/', '-');
    Document copy = Document.inFile(like.file(), 1, alone(like));
    copy = withMetadataOnLines(withoutOrchestrators(copy));
    copy = Templates.withoutSetters(copy, List.of(NAME, target.cidrKeys()));
    copy = copy.with(FieldEdit.set(copy.root(), NAME, name));
    copy = copy.with(FieldEdit.set(copy.root(), target.cidrKeys(), text));
    copy = copy.with(Owned.NOTHING.with(owners, cidr).write(copy.root()));
    int index = Templates.add(slot.inVersion(copy, version), slot.blame(), draft);
    draft.changed(
        new Change(
            draft.document(index).file(),
            slot.object().kind() + " " + name,
            FieldPath.text(target.cidrKeys()),
            List.of(),
            List.of(text)));
  }

  /** The model for new objects: the named one, else the newest of those made before. */
  private OptionalInt model(TargetSlot slot) {
    OptionalInt model = OptionalInt.empty();
    for (int i = 0; i < draft.size(); i++) {
      Optional<Field> root = object(i, slot);
      if (root.isPresent()) {
        if (slot.object().matches(root.get())) {
          return OptionalInt.of(i);
        }
        model = OptionalInt.of(i);
      }
    }
    return model;
  }

  /**
   * The object at that position, if it is the named one or was made for one of the contributions.
   */
  private Optional<Field> object(int index, TargetSlot slot) {
    Document document = draft.document(index);
    if (!document.mentions(slot.object().kind())) {
      return Optional.empty();
    }
    return DocumentReading.object(document, new ArrayList<>())
        .filter(root -> ObjectKey.text(root, "kind").equals(slot.object().kind()))
        .filter(root -> slot.target().isOfGroup(ObjectKey.text(root, "apiVersion")))
        .filter(root -> slot.object().matches(root) || contributions(slot, Owned.read(root)));
  }

  private static boolean contributions(TargetSlot slot, Owned record) {
    return slot.contributions().stream()
        .anyMatch(contribution -> record.byOwner().containsKey(contribution.owner()));
  }

  private Optional<AddressRange> cidr(Field root) {
    return target.cidr(root);
  }

  private String text(Field root) {
    return ObjectKey.text(root, target.cidrKeys().toArray(String[]::new));
  }

  /** Its text as a file of its own: an item of a list is indented after a dash. */
  private static String alone(Document like) {
    String text = like.text();
    if (!like.isItem()) {
      return withoutSeparator(text);
    }
    int indent = text.indexOf('-') + 2;
    StringBuilder out = new StringBuilder();
    for (int start = 0; start < text.length(); ) {
      int end = text.indexOf('\n', start) + 1;
      String line = text.substring(start, end == 0 ? text.length() : end);
      start += line.length();
      int at = 0;
      while (at < Math.min(indent, line.length())
          && (line.charAt(at) == ' ' || line.charAt(at) == '-')) {
        at++;
      }
      out.append(line, at, line.length());
    }
    return out.toString();
  }

  /** Without the annotations in which kpt or kustomize give the file of the model. */
  private static Document withoutOrchestrators(Document copy) {
    Document now = copy;
    Optional<Field> annotations =
        copy.root().find("metadata").flatMap(metadata -> metadata.find("annotations"));
    for (String key : annotations.map(Field::keys).orElse(List.of())) {
      if (key.startsWith("internal.config.kubernetes.io/") || ORCHESTRATORS.contains(key)) {
        now = now.with(FieldEdit.remove(now.root(), List.of("metadata", "annotations", key)));
      }
    }
    return now;
  }

  /**
   * With metadata in braces written out: the lines that give kpt the object's file are added below
   * it. Values that are no text, such as a list of finalizers, are not copied.
   */
  private static Document withMetadataOnLines(Document copy) {
    Field metadata = copy.root().get("metadata");
    boolean isInBraces =
        metadata.isFlow() || metadata.find("annotations").filter(Field::isFlow).isPresent();
    if (!isInBraces) {
      return copy;
    }
    Document now =
        copy.root().isFlow()
            ? withoutBraces(copy)
            : copy.with(FieldEdit.remove(copy.root(), List.of("metadata")));
    for (String key : metadata.keys()) {
      Optional<Field> field = metadata.find(key);
      if (field.isPresent() && field.get().isMapping()) {
        for (String inner : field.get().keys()) {
          List<String> path = List.of("metadata", key, inner);
          now = now.with(FieldEdit.set(now.root(), path, ObjectKey.text(field.get(), inner)));
        }
      } else if (field.isPresent() && !field.get().isList()) {
        now = now.with(FieldEdit.set(now.root(), List.of("metadata", key), field.get().text()));
      }
    }
    return now;
  }

  /** JSON with a line for each field, and without the metadata. */
  private static Document withoutBraces(Document json) {
    StringBuilder lines = new StringBuilder();
    for (Field field : json.root().fields()) {
      String key = field.key().orElse("");
      if (!key.equals("metadata")) {
        String value = json.text().substring(field.start(), field.end());
        lines.append(key).append(": ").append(value.replace("\n", "\n  ")).append('\n');
      }
    }
    return json.withText(lines.toString());
  }

  private static String withoutSeparator(String text) {
    return text.startsWith("---") ? text.substring(text.indexOf('\n') + 1) : text;
  }
}
