package dev.leasehold.adopt;

import dev.leasehold.api.FieldPath;
import dev.leasehold.krm.Field;
import dev.leasehold.net.AddressRange;
import dev.leasehold.render.files.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The values with lent addresses in a document of any kind. */
final class FieldSpots {
  private static final String ANNOTATIONS = "metadata.annotations";
  private static final Pattern WORD = Pattern.compile("\\w+");
  private static final String DNS = "external-dns";

  /** The keys by which a Service or Gateway requests addresses, also in the values of a chart. */
  private static final Pattern REQUEST =
      Pattern.compile("lbipam\\.cilium\\.io/ips|.*/lb-ipam-ips|(.*/)?loadBalancerIPs?");

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
    visit(tree, Route.TOP);
    return spots;
  }

  /**
   * The way to a value.
   *
   * @param path as {@link FieldPath} has it
   * @param steps what the path must mean to be usable
   */
  private record Route(String path, List<FieldPath.Segment> steps) {
    static final Route TOP = new Route("", List.of());

    Route {
      steps = List.copyOf(steps);
    }

    Route key(String key) {
      boolean isBracketed = key.indexOf('.') >= 0 || key.indexOf('[') >= 0;
      String text = isBracketed ? "[" + key + "]" : path.isEmpty() ? key : "." + key;
      return then(text, new FieldPath.Segment.Key(key));
    }

    /** By its name if it has one of its own; an index changes when people insert items. */
    Route item(int index, String name, Map<String, Integer> names) {
      boolean isOwn = !name.isEmpty() && name.indexOf(']') < 0 && names.getOrDefault(name, 0) == 1;
      return isOwn
          ? then("[name=" + name + "]", new FieldPath.Segment.Where("name", name))
          : then("[" + index + "]", new FieldPath.Segment.Index(index));
    }

    private Route then(String text, FieldPath.Segment step) {
      List<FieldPath.Segment> longer = new ArrayList<>(steps);
      longer.add(step);
      return new Route(path + text, longer);
    }

    /** Whether the path is read as it is meant: a key may have brackets. */
    boolean isReadable() {
      return FieldPath.parse(path).filter(read -> read.steps().equals(steps)).isPresent();
    }
  }

  private void visit(Field at, Route route) {
    if (covered.contains(at.path()) || isNotAsked(at)) {
      return;
    }
    if (at.isMapping()) {
      for (Field child : at.fields()) {
        visit(child, route.key(child.key().orElse("")));
      }
    } else if (at.isList()) {
      visitList(at, route);
    } else if (at.isScalar() && !at.isNull()) {
      visitText(at, route);
    }
  }

  /** What the cluster writes, and our own record. */
  private static boolean isNotAsked(Field at) {
    return at.path().equals("status")
        || at.path().equals("metadata.managedFields")
        || at.key().filter(key -> key.startsWith("leasehold.dev/")).isPresent();
  }

  private void visitList(Field list, Route route) {
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
    if (!lent.isEmpty() && isBindable && route.isReadable()) {
      add(list, Optional.of(route), lent, new Spot.Way.ByHand(INSIDE));
      return;
    }
    List<String> names = items.stream().map(item -> ObjectKey.text(item, "name")).toList();
    Map<String, Integer> counts = new HashMap<>();
    names.forEach(name -> counts.merge(name, 1, Integer::sum));
    for (int i = 0; i < items.size(); i++) {
      visit(items.get(i), route.item(i, names.get(i), counts));
    }
  }

  private void visitText(Field field, Route route) {
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
        add(field, Optional.empty(), inside, new Spot.Way.ByHand(INSIDE));
      }
    } else {
      add(field, isPlain ? Optional.of(route) : Optional.empty(), lent, comment(field));
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
   * @param route empty if no binding can write it
   * @param otherwise what to do then
   */
  private void add(
      Field field, Optional<Route> route, List<AddressRange> lent, Spot.Way otherwise) {
    String path = route.map(Route::path).orElse("");
    boolean binds = isBindable && route.filter(Route::isReadable).isPresent();
    Spot.Way way = refused.<Spot.Way>map(Spot.Way.ByHand::new).orElse(otherwise);
    if (binds && refused.isEmpty()) {
      way = new Spot.Way.Bind(target(path, lent));
    }
    ObjectKey object = ObjectKey.of(tree);
    spots.add(
        new Spot(
            sort(field),
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
    String key = field.key().orElse("");
    if (REQUEST.matcher(key).matches() || isDns(key)) {
      return Spot.Sort.REQUEST;
    }
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

  private static boolean isDns(String key) {
    return key.startsWith(DNS) && key.endsWith("/target");
  }

  /** An annotation takes single addresses; blocks are written by the path of the field. */
  private Spot.Target target(String path, List<AddressRange> lent) {
    ObjectKey object = ObjectKey.of(tree);
    boolean isSingle = lent.stream().allMatch(range -> range.first().equals(range.last()));
    String annotation =
        isSingle && path.startsWith(ANNOTATIONS)
            ? path.substring(ANNOTATIONS.length() + 1).replace("]", "")
            : "";
    return new Spot.Target(
        ObjectKey.text(tree, "apiVersion"),
        object.kind(),
        object.namespace(),
        object.name(),
        annotation.isEmpty() ? "fieldPath" : "annotation",
        annotation.isEmpty() ? path : isDns(annotation) ? DNS : annotation);
  }
}
