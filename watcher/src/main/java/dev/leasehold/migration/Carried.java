package dev.leasehold.migration;

import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.render.files.ObjectKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** What was carried over so far. */
final class Carried {
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");
  private static final int LONGEST_NAME = 253;
  private static final List<String> METADATA = List.of("apiVersion", "kind", "metadata", "status");

  private final SortedMap<String, String> files = new TreeMap<>();
  private final List<Finding> findings = new ArrayList<>();
  private final Set<Field> seen = new LinkedHashSet<>();

  /**
   * Converts objects, each with its name. An object that cannot be read becomes a finding, and the
   * others are still converted.
   */
  void each(List<Field> roots, BiConsumer<Field, String> converter) {
    for (Field root : roots) {
      try {
        take(root).ifPresent(name -> converter.accept(root, name));
      } catch (FieldException e) {
        report(e.finding());
      }
    }
  }

  /**
   * Takes an object for its converter.
   *
   * @return its name; empty, with a finding, if it is not one that a file may have
   */
  private Optional<String> take(Field root) {
    seen.add(root);
    String name = ObjectKey.of(root).name();
    if (name.length() <= LONGEST_NAME && NAME.matcher(name).matches()) {
      return Optional.of(name);
    }
    findings.add(
        Finding.error(place(root), "is left out: its name is missing, or not one of Kubernetes"));
    return Optional.empty();
  }

  /** Notes that an object was looked at. */
  void see(Field root) {
    seen.add(root);
  }

  boolean hasSeen(Field root) {
    return seen.contains(root);
  }

  /** Adds documents to a file, which is made of a name that {@link #each} gave. */
  void add(String file, Text document) {
    files.merge(file, document.toString(), (before, more) -> before + "---\n" + more);
  }

  void report(Finding finding) {
    findings.add(finding);
  }

  void warn(Field field, String message) {
    findings.add(Finding.warning(place(field), message));
  }

  void tell(Field field, String message) {
    findings.add(Finding.info(place(field), message));
  }

  /** The place of a field, with the object itself in place of the list that it is in. */
  private static Place place(Field field) {
    Place place = field.place();
    Optional<Field> at = Optional.of(field);
    while (at.isPresent() && !isItem(at.get())) {
      at = at.get().parent();
    }
    if (at.isEmpty()) {
      return place;
    }
    String path = place.field().substring(at.get().path().length());
    return new Place(
        place.file(),
        place.line(),
        ObjectKey.of(at.get()).toString(),
        path.startsWith(".") ? path.substring(1) : path);
  }

  private static boolean isItem(Field field) {
    return field
        .parent()
        .filter(list -> list.key().orElse("").equals("items"))
        .flatMap(Field::parent)
        .filter(top -> ObjectKey.text(top, "kind").endsWith("List"))
        .isPresent();
  }

  /** A warning for each field of a mapping that is not among the known ones. */
  void warnOfOthers(Field mapping, String... known) {
    for (Field field : mapping.fields()) {
      String key = field.key().orElse("");
      if (!Arrays.asList(known).contains(key)) {
        warn(field, "is not carried over: Leasehold has no such field");
      }
    }
  }

  /** The specification of an object; empty, with a finding, if it has none. */
  Optional<Field> spec(Field root) {
    for (Field field : root.fields()) {
      if (!field.key().orElse("").equals("spec") && !METADATA.contains(field.key().orElse(""))) {
        warn(field, "is not carried over: Leasehold has no such field");
      }
    }
    Optional<Field> spec = root.find("spec").filter(Field::isMapping);
    if (spec.isEmpty()) {
      warn(root, "is left out: it has no spec");
    }
    return spec;
  }

  SortedMap<String, String> files() {
    return files;
  }

  List<Finding> findings() {
    return findings;
  }
}
