package dev.leasehold.targets;

import dev.leasehold.edit.FieldEdit;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.ScalarText;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import dev.leasehold.text.TextEdit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The record of who added what to an object, kept in one annotation of it: {@code
 * leasehold.dev/owned: '{"load-balancers":["2001:db8::1000/120"]}'}. It allows to remove exactly
 * these entries later, whatever else was edited. An owner with an empty list added nothing, because
 * its addresses were there already.
 */
public record Owned(NavigableMap<String, NavigableSet<AddressRange>> byOwner) {
  /** The annotation's key. */
  public static final String ANNOTATION = "leasehold.dev/owned";

  public static final Owned NOTHING = new Owned(new TreeMap<>());

  private static final List<String> PATH = List.of("metadata", "annotations", ANNOTATION);

  public Owned {
    NavigableMap<String, NavigableSet<AddressRange>> copy = new TreeMap<>();
    byOwner.forEach((owner, ranges) ->
        copy.put(owner, Collections.unmodifiableNavigableSet(new TreeSet<>(ranges))));
    byOwner = Collections.unmodifiableNavigableMap(copy);
  }

  /**
   * The record of that object; empty where it has none.
   *
   * @throws FieldException when the annotation is no such record
   */
  public static Owned read(Field root) {
    Optional<Field> annotation = annotation(root);
    if (annotation.isEmpty()) {
      return NOTHING;
    }
    NavigableMap<String, NavigableSet<AddressRange>> byOwner = new TreeMap<>();
    try {
      Field json = Document.inFile("", 1, annotation.get().text()).root();
      for (String owner : json.keys()) {
        NavigableSet<AddressRange> ranges = new TreeSet<>();
        for (Field item : json.get(owner).items()) {
          ranges.add(parse(item.text()));
        }
        byOwner.put(owner, ranges);
      }
    } catch (FieldException | AddressException e) {
      throw annotation
          .get()
          .error(
              "is not in the format that Leasehold writes; delete the annotation, and Leasehold"
                  + " writes it again");
    }
    return new Owned(byOwner);
  }

  /** The named place of the object that an owner feeds; empty text for the kind's own place. */
  public static String place(String owner) {
    int at = owner.indexOf('@');
    return at < 0 ? "" : owner.substring(at);
  }

  /** The entries that were added at that place; another place can have the same address. */
  Owned at(String place) {
    NavigableMap<String, NavigableSet<AddressRange>> there = new TreeMap<>(byOwner);
    there.keySet().removeIf(owner -> !place(owner).equals(place));
    return new Owned(there);
  }

  /** Whether the record names that owner. */
  boolean knows(String owner) {
    return byOwner.containsKey(owner);
  }

  /** The entries that the owner added; empty for an unknown owner. */
  NavigableSet<AddressRange> of(String owner) {
    return byOwner.getOrDefault(owner, Collections.emptyNavigableSet());
  }

  /** The record without these owners. */
  public Owned without(List<String> owners) {
    NavigableMap<String, NavigableSet<AddressRange>> rest = new TreeMap<>(byOwner);
    owners.forEach(rest::remove);
    return new Owned(rest);
  }

  /** The record with that range for each of these owners, beside what they have. */
  public Owned with(Collection<String> owners, AddressRange range) {
    NavigableMap<String, NavigableSet<AddressRange>> more = new TreeMap<>(byOwner);
    for (String owner : owners) {
      NavigableSet<AddressRange> ranges = new TreeSet<>(of(owner));
      ranges.add(range);
      more.put(owner, ranges);
    }
    return new Owned(more);
  }

  /** Whether any owner added it. */
  public boolean isOwned(AddressRange range) {
    for (NavigableSet<AddressRange> ranges : byOwner.values()) {
      if (ranges.contains(range)) {
        return true;
      }
    }
    return false;
  }

  /** The edits that write this record in place of the existing one. */
  public List<TextEdit> write(Field root) {
    String text = text();
    Optional<Field> old = annotation(root);
    if (old.map(Field::text).orElse("{}").equals(text)) {
      return List.of();
    }
    return byOwner.isEmpty() ? FieldEdit.remove(root, PATH) : FieldEdit.set(root, PATH, text);
  }

  private String text() {
    List<String> owners = new ArrayList<>();
    byOwner.forEach((owner, ranges) -> {
      List<String> texts = new ArrayList<>();
      ranges.forEach(range -> texts.add("\"" + text(range) + "\""));
      owners.add(ScalarText.doubleQuoted(owner) + ":[" + String.join(",", texts) + "]");
    });
    return "{" + String.join(",", owners) + "}";
  }

  /** The ranges with commas between them. */
  public static String texts(List<AddressRange> ranges) {
    List<String> texts = new ArrayList<>();
    ranges.forEach(range -> texts.add(text(range)));
    return String.join(", ", texts);
  }

  /** Canonical: a CIDR where it is one, else {@code first-last}. */
  static String text(AddressRange range) {
    return range.asPrefix().map(Prefix::toString).orElseGet(range::toString);
  }

  /**
   * An address, a CIDR or {@code first-last}.
   *
   * @throws AddressException when it is neither
   */
  static AddressRange parse(String text) {
    int dash = text.indexOf('-');
    if (dash >= 0) {
      return new AddressRange(
          Address.parse(text.substring(0, dash).strip()),
          Address.parse(text.substring(dash + 1).strip()));
    }
    if (text.indexOf('/') >= 0) {
      return Prefix.parseMasked(text).range();
    }
    Address address = Address.parse(text);
    return new AddressRange(address, address);
  }

  private static Optional<Field> annotation(Field root) {
    return root.find("metadata")
        .filter(Field::isMapping)
        .flatMap(metadata -> metadata.find("annotations"))
        .filter(Field::isMapping)
        .flatMap(annotations -> annotations.find(ANNOTATION));
  }
}
