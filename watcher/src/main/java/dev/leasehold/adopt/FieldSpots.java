package dev.leasehold.adopt;

import dev.leasehold.api.FieldPath;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.render.files.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The values with lent addresses in a document of any kind. */
final class FieldSpots {
  private static final String ANNOTATIONS = "metadata.annotations";
  private static final Pattern WORD = Pattern.compile("\\w+");
  private static final String DNS = "external-dns";
  private static final String INSIDE = "the address is a part of a longer text";

  private final Field tree;
  private final Set<String> covered;
  private final Set<String> settings;
  private final boolean isBindable;
  private final Optional<String> refused;
  private final List<Spot> spots = new ArrayList<>();

  /**
   * @param covered the paths of fields that need no look
   * @param settings the keys that pools and other known kinds use as variables
   * @param isBindable whether a binding can name the document
   * @param refused why nothing in it can be changed
   */
  FieldSpots(
      Field tree,
      Set<String> covered,
      Set<String> settings,
      boolean isBindable,
      Optional<String> refused) {
    this.tree = tree;
    this.covered = covered;
    this.settings = settings;
    this.isBindable = isBindable;
    this.refused = refused;
  }

  List<Spot> spots() {
    visit(tree, "");
    return spots;
  }

  /**
   * Visits a value and those in it.
   *
   * @param path as {@link FieldPath} has it
   */
  private void visit(Field at, String path) {
    if (covered.contains(at.path()) || isNotAsked(at)) {
      return;
    }
    if (at.isMapping()) {
      for (Field child : at.fields()) {
        visit(child, below(path, child.key().orElse("")));
      }
    } else if (at.isList()) {
      visitList(at, path);
    } else if (at.isScalar() && !at.isNull()) {
      visitText(at, path);
    }
  }

  /** What the cluster writes, and our own record. */
  private static boolean isNotAsked(Field at) {
    return at.path().equals("status")
        || at.path().equals("metadata.managedFields")
        || at.key().filter(key -> key.startsWith("leasehold.dev/")).isPresent();
  }

  private static String below(String path, String key) {
    if (key.indexOf('.') >= 0 || key.indexOf('[') >= 0) {
      return path + "[" + key + "]";
    }
    return path.isEmpty() ? key : path + "." + key;
  }

  private void visitList(Field list, String path) {
    List<Field> items = list.items();
    boolean isOfTexts = items.stream().allMatch(item -> item.isScalar() && !item.isNull());
    List<AddressRange> lent = new ArrayList<>();
    for (Field item : items) {
      Optional<AddressText.Value> value =
          isOfTexts ? AddressText.value(item.text()) : Optional.empty();
      value
          .filter(v -> v.suffix().isEmpty() && AddressText.isLent(v.range()))
          .ifPresent(v -> lent.add(v.range()));
    }
    if (!lent.isEmpty() && isBindable && isReachable(list, path)) {
      add(list, path, lent, new Spot.Way.ByHand(INSIDE));
      return;
    }
    for (int i = 0; i < items.size(); i++) {
      visit(items.get(i), path + step(items, i));
    }
  }

  /** By its name if it has one of its own; an index changes when people insert items. */
  private static String step(List<Field> items, int index) {
    String name = ObjectKey.text(items.get(index), "name");
    boolean isOwn =
        !name.isEmpty()
            && name.indexOf(']') < 0
            && items.stream().filter(item -> ObjectKey.text(item, "name").equals(name)).count()
                == 1;
    return isOwn ? "[name=" + name + "]" : "[" + index + "]";
  }

  private void visitText(Field field, String path) {
    String text = field.text();
    if (text.indexOf(':') < 0) {
      return;
    }
    List<AddressRange> lent = new ArrayList<>();
    boolean isPlain = true;
    for (String part : text.split(",", -1)) {
      Optional<AddressText.Value> value = AddressText.value(part);
      isPlain &= value.filter(v -> !v.suffix().isEmpty()).isEmpty();
      value.map(AddressText.Value::range).filter(AddressText::isLent).ifPresent(lent::add);
    }
    if (lent.isEmpty()) {
      List<AddressRange> inside = AddressText.inside(text);
      if (!inside.isEmpty()) {
        add(field, "", inside, new Spot.Way.ByHand(INSIDE));
      }
    } else {
      add(field, isPlain ? path : "", lent, comment(field));
    }
  }

  /** A setter comment, where the value has its line to itself. */
  private static Spot.Way comment(Field field) {
    Optional<AddressText.Value> value = AddressText.value(field.text());
    String text = field.document().text();
    int newline = text.indexOf('\n', field.end());
    String after = text.substring(field.end(), newline < 0 ? text.length() : newline);
    if (value.isEmpty() || field.isInFlow() || !after.isBlank()) {
      return new Spot.Way.ByHand("its line has no place for a setter comment");
    }
    return new Spot.Way.Comment(field, value.get().suffix());
  }

  /**
   * Adds a place.
   *
   * @param path empty if no binding can write it
   * @param otherwise what to do then
   */
  private void add(Field field, String path, List<AddressRange> lent, Spot.Way otherwise) {
    boolean binds = isBindable && isReachable(field, path);
    Spot.Way way = refused.<Spot.Way>map(Spot.Way.ByHand::new).orElse(otherwise);
    if (binds && refused.isEmpty()) {
      way = new Spot.Way.Bind(target(path, lent));
    }
    ObjectKey object = ObjectKey.of(tree);
    boolean isAnnotation = path.startsWith(ANNOTATIONS);
    spots.add(
        new Spot(
            isAnnotation ? Spot.Sort.REQUEST : sort(field),
            isBindable && !path.isEmpty()
                ? object.kind() + "/" + object.name() + ":" + path
                : field.place().file() + ":" + field.place().line(),
            wish(field),
            field.place(),
            lent,
            way,
            ""));
  }

  private Spot.Sort sort(Field field) {
    return field.key().filter(settings::contains).isPresent() ? Spot.Sort.SETTING : Spot.Sort.OTHER;
  }

  /** A name for the addresses: the object or the file, and the key if that is a word. */
  private String wish(Field field) {
    Optional<String> key =
        field.key().or(() -> field.parent().flatMap(Field::key)).filter(WORD.asMatchPredicate());
    if (key.filter(settings::contains).isPresent()) {
      return key.get();
    }
    String file = tree.document().file();
    String stem = file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.[^.]*$", "");
    String name = isBindable ? ObjectKey.of(tree).name() : stem;
    return key.map(word -> name + "-" + word).orElse(name);
  }

  /** An annotation takes single addresses; blocks are written by the path of the field. */
  private Spot.Target target(String path, List<AddressRange> lent) {
    ObjectKey object = ObjectKey.of(tree);
    boolean isSingle = lent.stream().allMatch(range -> range.first().equals(range.last()));
    String annotation =
        isSingle && path.startsWith(ANNOTATIONS)
            ? path.substring(ANNOTATIONS.length() + 1).replace("]", "")
            : "";
    boolean isDns = annotation.startsWith(DNS) && annotation.endsWith("/target");
    return new Spot.Target(
        ObjectKey.text(tree, "apiVersion"),
        object.kind(),
        object.namespace(),
        object.name(),
        annotation.isEmpty() ? "fieldPath" : "annotation",
        annotation.isEmpty() ? path : isDns ? DNS : annotation);
  }

  private boolean isReachable(Field field, String path) {
    try {
      return !path.isEmpty()
          && FieldPath.parse(path)
              .map(parsed -> parsed.find(tree).value().start() == field.start())
              .orElse(false);
    } catch (FieldException e) {
      return false;
    }
  }
}
