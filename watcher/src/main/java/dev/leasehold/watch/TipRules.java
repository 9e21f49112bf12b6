package dev.leasehold.watch;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.krm.WordSet;
import dev.leasehold.render.files.DocumentReading;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.render.files.PackageLayout;
import dev.leasehold.servicerules.GitRules;
import dev.leasehold.servicerules.RuleSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The IPRules of a package that never reach a cluster as objects: the others are read there.
 *
 * @param files the rules by file; empty for a file that cannot be read
 * @param isRead whether the package was read
 */
record TipRules(Map<String, Optional<List<RuleSpec>>> files, boolean isRead) {
  /** A package that was not read. */
  static final TipRules UNKNOWN = new TipRules(new TreeMap<>(), false);

  private static final WordSet GROUP = WordSet.of(RuleSpec.GROUP + "/");

  static TipRules of(List<Document> documents) {
    Map<String, Optional<List<RuleSpec>>> files = new TreeMap<>();
    documents.forEach(document -> add(document, files));
    return new TipRules(files, true);
  }

  /** The same with other texts of some files; an empty text for a removed one. */
  TipRules with(SortedMap<String, String> changed) {
    Map<String, Optional<List<RuleSpec>>> all = new TreeMap<>(files);
    changed.keySet().forEach(all::remove);
    KrmPackage.of(changed).documents().forEach(document -> add(document, all));
    return new TipRules(all, isRead);
  }

  private static void add(Document document, Map<String, Optional<List<RuleSpec>>> files) {
    if (!document.mentions(GROUP) || DocumentReading.isTemplate(document)) {
      return;
    }
    try {
      Optional<RuleSpec> rule = document.object().flatMap(TipRules::rule);
      rule.ifPresent(found -> {
        Optional<List<RuleSpec>> before =
            files.getOrDefault(document.file(), Optional.of(List.of()));
        files.put(
            document.file(),
            before.map(list -> {
              List<RuleSpec> longer = new ArrayList<>(list);
              longer.add(found);
              return longer;
            }));
      });
    } catch (FieldException e) {
      files.put(document.file(), Optional.empty()); // the rendering says why
    }
  }

  private static Optional<RuleSpec> rule(Field root) {
    if (!ObjectKey.text(root, "apiVersion").startsWith(RuleSpec.GROUP + "/")
        || !ObjectKey.text(root, "kind").equals(RuleSpec.KIND)
        || !PackageLayout.isLocal(root)) {
      return Optional.empty();
    }
    String name = ObjectKey.text(root, "metadata", "name");
    return Optional.of(
        new RuleSpec(
            RuleSpec.KIND + " " + name + " in " + root.document().file(),
            name,
            ObjectKey.text(root, "spec", "cidr"),
            ObjectKey.text(root, "spec", "table"),
            ObjectKey.text(root, "spec", "vrf"),
            ObjectKey.text(root, "spec", "priority")));
  }

  GitRules all() {
    List<RuleSpec> rules = new ArrayList<>();
    boolean isComplete = isRead;
    for (Optional<List<RuleSpec>> file : files.values()) {
      isComplete &= file.isPresent();
      file.ifPresent(rules::addAll);
    }
    return new GitRules(isComplete, rules);
  }
}
