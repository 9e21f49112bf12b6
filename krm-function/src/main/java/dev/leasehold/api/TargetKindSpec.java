package dev.leasehold.api;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.text.Lines;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A document {@code TargetKind}: where the objects of a kind have addresses, and how they spell
 * them, so that a binding can name the kind alone.
 *
 * @param group its API group; empty text for the core group
 * @param versions the accepted API versions; empty for all
 * @param field the list or text that holds the addresses
 * @param entries the spellings of an entry: the first that fits the addresses is written
 * @param keepsLast whether the last entry stays when its lease is gone
 * @param template a missing object, as YAML; empty text when it is not made
 */
public record TargetKindSpec(
    String name,
    String group,
    String kind,
    List<String> versions,
    Scope scope,
    FieldPath field,
    FieldType fieldType,
    List<EntryPattern> entries,
    Draining draining,
    boolean keepsLast,
    String template) {
  private static final int MOST = 20;
  private static final int LONGEST_TEMPLATE = 65_536;

  public TargetKindSpec {
    versions = List.copyOf(versions);
    entries = List.copyOf(entries);
  }

  /** Whether its objects have a namespace. */
  public enum Scope {
    NAMESPACED,
    CLUSTER
  }

  /** What the field is. */
  public enum FieldType {
    LIST,
    /** A text with commas between the entries. */
    TEXT,
    /** A text of one entry. */
    VALUE
  }

  /** What becomes of the addresses of a draining prefix, unless the binding says otherwise. */
  public enum Draining {
    KEEP,
    DROP,
    /** They are removed, and a binding cannot keep them. */
    CURRENT_ONLY,
    /** There is an object for each CIDR. */
    NEW_OBJECT
  }

  private enum LastEntry {
    REMOVE,
    KEEP
  }

  /** Whether an object of that API version is of its group. */
  public boolean isOfGroup(String apiVersion) {
    return group.isEmpty() ? apiVersion.indexOf('/') < 0 : apiVersion.startsWith(group + "/");
  }

  /**
   * Checks the version of an object of its group.
   *
   * @throws dev.leasehold.krm.FieldException when it is not accepted
   */
  public void requireVersion(Field root) {
    Field apiVersion = root.get("apiVersion");
    String version = apiVersion.text().substring(apiVersion.text().lastIndexOf('/') + 1);
    if (!versions.isEmpty() && !versions.contains(version)) {
      throw apiVersion.error(
          "version '"
              + version
              + "' is not accepted by TargetKind "
              + name
              + ": it has "
              + String.join(", ", versions)
              + "; check its field and entry, then add the version to its spec.versions");
    }
  }

  /**
   * Reads a document of this kind.
   *
   * @throws dev.leasehold.krm.FieldException for the first thing in it that does not fit
   */
  public static TargetKindSpec read(Field root) {
    Field spec = root.get("spec");
    spec.allowOnly(
        "group",
        "kind",
        "versions",
        "scope",
        "field",
        "fieldType",
        "entry",
        "optional",
        "draining",
        "lastEntry",
        "template");
    FieldType type = choice(spec, "fieldType", FieldType.values());
    Draining draining = choice(spec, "draining", Draining.values());
    TargetKindSpec read =
        new TargetKindSpec(
            Values.objectName(root.get("metadata").get("name")),
            group(spec.get("group")),
            kind(spec.get("kind")),
            versions(spec),
            choice(spec, "scope", Scope.values()),
            FieldPath.read(spec.get("field")),
            type,
            entries(spec, type),
            draining,
            choice(spec, "lastEntry", LastEntry.values()) == LastEntry.KEEP,
            "");
    read.rejectUnfit(spec);
    return spec.find("template").map(read::with).orElse(read);
  }

  /** The first constant where the field is missing. */
  private static <E extends Enum<E>> E choice(Field spec, String key, E[] constants) {
    return spec.find(key).map(field -> Values.choice(field, constants)).orElse(constants[0]);
  }

  /** The core group is {@code ""}. */
  private static String group(Field field) {
    return field.text().isEmpty() ? "" : Values.objectName(field);
  }

  private static String kind(Field field) {
    String kind = field.text();
    boolean fits = !kind.isEmpty() && kind.length() <= 63 && Character.isUpperCase(kind.charAt(0));
    for (int i = 0; i < kind.length() && fits; i++) {
      char c = kind.charAt(i);
      fits = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
    }
    if (!fits) {
      throw field.error(
          "invalid kind '" + Values.shortened(kind) + "'; write it as ExternalIPPool");
    }
    return kind;
  }

  private static List<String> versions(Field spec) {
    List<String> versions = new ArrayList<>();
    for (Field field : few(spec, "versions")) {
      String version = field.text();
      if (!version.startsWith("v") || version.indexOf('/') >= 0) {
        throw field.error(
            "invalid version '" + Values.shortened(version) + "'; write it without group, as v1");
      }
      versions.add(version);
    }
    return versions;
  }

  private static List<EntryPattern> entries(Field spec, FieldType type) {
    List<Field> defaults = few(spec, "optional");
    Set<String> optional = new HashSet<>();
    defaults.forEach(field -> optional.add(field.text()));
    Field entry = spec.get("entry");
    List<Field> fields = entry.isList() ? few(spec, "entry") : List.of(entry);
    if (fields.isEmpty()) {
      throw entry.error("must have a spelling, such as \"${cidr}\"");
    }
    List<EntryPattern> entries = new ArrayList<>();
    for (Field field : fields) {
      EntryPattern pattern = EntryPattern.read(field, optional);
      boolean hasComma = field.isScalar() && field.text().indexOf(',') >= 0;
      if (type != FieldType.LIST && (!pattern.isText() || hasComma)) {
        throw field.error(
            "must be a text without a comma: a field of type "
                + Values.spelling(type)
                + " holds nothing else");
      }
      entries.add(pattern);
    }
    for (Field field : defaults) {
      if (entries.stream().noneMatch(pattern -> pattern.hasConstant(field.text()))) {
        throw field.error(
            "unknown field '"
                + Values.shortened(field.text())
                + "'; name a field of spec.entry with a constant value, nested ones as ports.from");
      }
    }
    return entries;
  }

  private static List<Field> few(Field spec, String key) {
    List<Field> items = spec.find(key).map(Field::items).orElse(List.of());
    if (items.size() > MOST) {
      throw spec.get(key).error("has more than " + MOST + " items; remove some");
    }
    return items;
  }

  /** Rejects settings that would only fail while a prefix drains. */
  private void rejectUnfit(Field spec) {
    boolean isOneCidr =
        entries.size() == 1
            && entries.getFirst().isText()
            && entries.getFirst().part() == EntryPattern.Part.CIDR;
    if (draining == Draining.NEW_OBJECT
        && (fieldType != FieldType.VALUE || !isOneCidr || !field.isOfKeys())) {
      throw spec.get("draining")
          .error(
              "'NewObject' makes an object for each CIDR; set fieldType: Value, entry: \"${cidr}\","
                  + " and a field without brackets");
    }
    if (fieldType == FieldType.VALUE && (draining == Draining.KEEP || draining == Draining.DROP)) {
      throw spec.get("fieldType")
          .error(
              "'Value' has no place for the addresses of a draining prefix; set draining:"
                  + " CurrentOnly or NewObject");
    }
  }

  private TargetKindSpec with(Field object) {
    if (!object.isMapping() || object.isFlow()) {
      throw object.error("must be an object on lines of its own, not in braces");
    }
    if (object.document().hasAliases()) {
      throw object.error("cannot be copied: its file has aliases; write the values instead");
    }
    String text = dedented(object);
    if (text.length() > LONGEST_TEMPLATE) {
      throw object.error("is longer than 65,536 characters; shorten it");
    }
    if (!isOfGroup(object.get("apiVersion").text())) {
      throw object.get("apiVersion").error("must be of the group in spec.group, '" + group + "'");
    }
    if (!object.get("kind").text().equals(kind)) {
      throw object.get("kind").error("must be the kind in spec.kind, " + kind);
    }
    requireVersion(object);
    if (draining == Draining.NEW_OBJECT
        && object.find("metadata").filter(Field::isMapping).isEmpty()) {
      throw object.error("must have metadata with a name: each CIDR has an object of its own name");
    }
    Document.inFile(object.document().file(), 1, text).root(); // it must be YAML by itself
    return new TargetKindSpec(
        name, group, kind, versions, scope, field, fieldType, entries, draining, keepsLast, text);
  }

  /** The object's lines without the indentation that they have in this document. */
  private static String dedented(Field object) {
    String source = object.document().text();
    Lines lines = new Lines(source);
    String text =
        source.substring(lines.start(object.start()), lines.endOfNode(object.contentEnd()));
    StringBuilder dedented = new StringBuilder();
    for (String line : text.replace("\r\n", "\n").split("\n", -1)) {
      int blanks = 0;
      while (blanks < Math.min(object.column(), line.length()) && line.charAt(blanks) == ' ') {
        blanks++;
      }
      dedented.append(line, blanks, line.length()).append('\n');
    }
    return dedented.toString();
  }
}
