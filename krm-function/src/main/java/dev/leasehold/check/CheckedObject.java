package dev.leasehold.check;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.krm.Variables;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One object under check: its tree, whether it is ours, and its findings. A value of a wrong shape
 * is reported when it is read, and read as absent; a variable ({@code ${…}}) is read as absent
 * without a finding.
 */
final class CheckedObject {
  /** Enough for a reader; a hostile list must not cause a message for each of its elements. */
  private static final int MOST_FINDINGS = 50;

  private final Field root;
  private final boolean ours;
  private final CiliumVersion cilium;
  private final List<Finding> findings;
  private int reported;

  CheckedObject(Field root, boolean ours, CiliumVersion cilium, List<Finding> findings) {
    this.root = root;
    this.ours = ours;
    this.cilium = cilium;
    this.findings = findings;
  }

  Field root() {
    return root;
  }

  boolean ours() {
    return ours;
  }

  CiliumVersion cilium() {
    return cilium;
  }

  String file() {
    return root.document().file();
  }

  String kind() {
    return scalar(root, "kind");
  }

  String apiVersion() {
    return scalar(root, "apiVersion");
  }

  String name() {
    return metadata("name");
  }

  /** Empty when it is absent: kustomize may set it. */
  String namespace() {
    return metadata("namespace");
  }

  private String metadata(String key) {
    return find(root, "metadata").map(metadata -> scalar(metadata, key)).orElse("");
  }

  /** {@code Kind name}, with its namespace if it has one. */
  String title() {
    return kind() + " " + (namespace().isEmpty() ? "" : namespace() + "/") + name();
  }

  /** Whether both documents describe one object, as the overlays of two clusters do. */
  boolean isSameObject(CheckedObject other) {
    return apiGroup().equals(other.apiGroup()) && title().equals(other.title());
  }

  private String apiGroup() {
    String apiVersion = apiVersion();
    return apiVersion.substring(0, apiVersion.indexOf('/') + 1);
  }

  // Findings.

  /** Reports what will not work: an error in our objects, a warning in others. */
  void wrong(Field at, String message) {
    report(ours, at.place(), message);
  }

  /** Warns of what works, but probably not as its author expects. */
  void warn(Field at, String message) {
    report(false, at.place(), message);
  }

  /** Reports an error or a warning, as a rule about two documents decides. */
  void report(boolean error, Place place, String message) {
    if (reported == MOST_FINDINGS) {
      findings.add(
          Finding.warning(Place.file(file()), "has more findings, which are not listed here"));
    } else if (reported < MOST_FINDINGS) {
      findings.add(error ? Finding.error(place, message) : Finding.warning(place, message));
    }
    reported++;
  }

  private void wrong(FieldException e) {
    report(ours, e.place(), e.finding().message());
  }

  // Reading.

  /** The value of that key, of any shape; empty when it is absent, null, or no key can be there. */
  Optional<Field> find(Field parent, String key) {
    return parent.isMapping() ? parent.find(key) : Optional.empty();
  }

  boolean has(Field parent, String key) {
    return find(parent, key).isPresent();
  }

  /** Reports it when it is missing. */
  Optional<Field> required(Field parent, String key) {
    try {
      return Optional.of(parent.get(key));
    } catch (FieldException e) {
      wrong(e);
      return Optional.empty();
    }
  }

  Optional<Field> spec() {
    return required(root, "spec").filter(this::isMapping);
  }

  Optional<Field> mapping(Field parent, String key) {
    return find(parent, key).filter(this::isMapping);
  }

  private boolean isMapping(Field field) {
    if (!field.isMapping() && !isVariable(field)) {
      wrong(field, "must be a mapping of fields");
    }
    return field.isMapping();
  }

  /** The elements of that list; none when it is absent. */
  List<Field> list(Field parent, String key) {
    return find(parent, key).map(this::items).orElse(List.of());
  }

  /** The elements of a list that must be there. */
  List<Field> requiredList(Field parent, String key) {
    return required(parent, key).map(this::items).orElse(List.of());
  }

  /** The elements that are mappings, as all must be. */
  List<Field> mappings(List<Field> items) {
    List<Field> mappings = new ArrayList<>(items.size());
    for (Field item : items) {
      if (isMapping(item)) {
        mappings.add(item);
      }
    }
    return mappings;
  }

  private List<Field> items(Field list) {
    if (list.isList()) {
      return list.items();
    }
    if (!isVariable(list)) {
      wrong(list, "must be a list");
    }
    return List.of();
  }

  Optional<String> text(Field parent, String key) {
    return find(parent, key).flatMap(this::text);
  }

  /** A single value; empty for a variable. */
  Optional<String> text(Field field) {
    if (isVariable(field)) {
      return Optional.empty();
    }
    try {
      return Optional.of(field.text());
    } catch (FieldException e) {
      wrong(e);
      return Optional.empty();
    }
  }

  /** A whole number within these bounds, as a number and not as text in quotes. */
  OptionalLong number(Field parent, String key, long least, long most) {
    Optional<Field> field = find(parent, key).filter(f -> !isVariable(f));
    if (field.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      BigInteger value = field.get().wholeNumber();
      if (isQuoted(field.get())) {
        wrong(field.get(), "must be a number; remove the quotes");
      } else if (value.bitLength() > 62 || value.longValue() < least || value.longValue() > most) {
        wrong(field.get(), value + " is not within " + least + " to " + most);
      } else {
        return OptionalLong.of(value.longValue());
      }
    } catch (FieldException e) {
      wrong(e);
    }
    return OptionalLong.empty();
  }

  /** Whether it is true; absent is false. YAML 1.1, which Kubernetes reads, has more spellings. */
  boolean isTrue(Field parent, String key) {
    Optional<Field> field = find(parent, key);
    Optional<String> text = field.flatMap(this::text);
    if (text.isEmpty()) {
      return false;
    }
    boolean quoted = isQuoted(field.orElseThrow());
    return switch (quoted ? "" : text.get().toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> {
        wrong(field.orElseThrow(), "must be true or false" + (quoted ? "; remove the quotes" : ""));
        yield false;
      }
    };
  }

  /** One of these words. */
  Optional<String> choice(Field parent, String key, List<String> words) {
    Optional<Field> field = find(parent, key);
    Optional<String> text = field.flatMap(this::text);
    if (text.isPresent() && !words.contains(text.get())) {
      wrong(field.orElseThrow(), quote(text.get()) + " is not one of " + String.join(", ", words));
      return Optional.empty();
    }
    return text;
  }

  /** A bare address. */
  Optional<Address> address(Field field) {
    Optional<String> text = text(field);
    try {
      return text.map(Address::parse);
    } catch (AddressException e) {
      wrong(field, reason(e));
      return Optional.empty();
    }
  }

  /** The names of a list's elements must be there, of 1 to 255 characters, and unique. */
  void uniqueNames(List<Field> items) {
    Set<String> seen = new HashSet<>();
    for (Field item : items) {
      Optional<Field> field = required(item, "name");
      Optional<String> name = field.flatMap(this::text);
      if (name.isPresent() && (name.get().isEmpty() || name.get().length() > 255)) {
        wrong(field.orElseThrow(), "must have 1 to 255 characters");
      } else if (name.isPresent() && !seen.add(name.get())) {
        wrong(
            field.orElseThrow(),
            "duplicate name "
                + quote(name.get())
                + ": an earlier element of this list has it; rename one");
      }
    }
  }

  /** Whether Flux, kustomize, Argo CD's plugins or SOPS will replace it. */
  static boolean isVariable(Field field) {
    return Variables.isVariable(field);
  }

  static boolean isVariable(String text) {
    return Variables.isVariable(text);
  }

  static boolean isQuoted(Field field) {
    return field.isQuoted();
  }

  static String quote(String text) {
    return "'" + (text.length() > 80 ? text.substring(0, 80) + "…" : text) + "'";
  }

  static String reason(AddressException e) {
    return e.getMessage() == null ? "is not an address" : e.getMessage();
  }

  private static String scalar(Field parent, String key) {
    return parent.isMapping() ? parent.find(key).map(Field::scalarText).orElse("") : "";
  }
}
