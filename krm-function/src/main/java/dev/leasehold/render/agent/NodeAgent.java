package dev.leasehold.render.agent;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.WordSet;
import dev.leasehold.render.files.DocumentReading;
import dev.leasehold.render.files.ObjectKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which nodes have an agent that makes routing rules, and of which image. The kind is
 * ip-rule-operator's.
 *
 * @param name {@code agent}, or the older {@code default}
 * @param namespace of the Pods
 * @param nodeSelector labels that a node has to have
 */
public record NodeAgent(
    String name,
    String namespace,
    String image,
    SortedMap<String, String> nodeSelector,
    List<Toleration> tolerations) {
  /** The API group, with a slash. */
  public static final String GROUP = "api.operator.brtrm.dev/";

  public static final String KIND = "Agent";

  private static final WordSet WORDS = WordSet.of(GROUP);

  /** The image without {@code spec.image}: what {@code make images} builds. */
  public static final String DEFAULT_IMAGE = "localhost/leasehold:latest";

  private static final String API_VERSION = GROUP + "v1alpha1";
  private static final Set<String> NAMES = Set.of("agent", "default");
  private static final int LONGEST_IMAGE = 512;

  /** One more than any cluster has use for is a mistake. */
  private static final int MOST = 100;

  public NodeAgent {
    nodeSelector = Collections.unmodifiableSortedMap(new TreeMap<>(nodeSelector));
    tolerations = List.copyOf(tolerations);
  }

  /** Whether a document is an Agent, well-formed or not. */
  public static boolean isIn(Document document) {
    if (!document.mentions(WORDS) || DocumentReading.isTemplate(document)) {
      return false;
    }
    try {
      return document
          .object()
          .filter(root -> ObjectKey.text(root, "apiVersion").startsWith(GROUP))
          .filter(root -> ObjectKey.text(root, "kind").equals(KIND))
          .isPresent();
    } catch (FieldException e) {
      return false; // the rendering says why
    }
  }

  /**
   * Reads a document of this kind.
   *
   * @throws dev.leasehold.krm.FieldException for the first thing in it that does not fit
   */
  public static NodeAgent read(Field root) {
    if (!root.get("apiVersion").text().equals(API_VERSION)) {
      throw root.get("apiVersion").error("unknown apiVersion; use " + API_VERSION);
    }
    Field metadata = root.get("metadata");
    Field name = metadata.get("name");
    if (!NAMES.contains(name.text())) {
      throw name.error("a package has one Agent; name it 'agent'");
    }
    String namespace = ObjectKey.text(root, "metadata", "namespace");
    if (!isLabelValue(namespace) || namespace.isEmpty()) {
      throw metadata
          .find("namespace")
          .orElse(metadata)
          .error("needs the namespace in which the Pods of the agent run");
    }
    Optional<Field> spec = root.find("spec");
    spec.ifPresent(s -> s.allowOnly("image", "nodeSelector", "tolerations"));
    return new NodeAgent(
        name.text(),
        namespace,
        spec.flatMap(s -> s.find("image")).map(NodeAgent::image).orElse(DEFAULT_IMAGE),
        spec.flatMap(s -> s.find("nodeSelector"))
            .map(NodeAgent::labels)
            .orElse(new TreeMap<>(Map.of("kubernetes.io/os", "linux"))),
        spec.flatMap(s -> s.find("tolerations")).map(Toleration::readAll).orElse(List.of()));
  }

  private static String image(Field field) {
    String image = field.text();
    boolean fits = !image.isEmpty() && image.length() <= LONGEST_IMAGE;
    for (int i = 0; i < image.length() && fits; i++) {
      fits = image.charAt(i) > ' ' && image.charAt(i) <= '~';
    }
    if (!fits) {
      throw field.error("invalid image; write it as registry.example.org/leasehold:0.1.0");
    }
    return image;
  }

  private static SortedMap<String, String> labels(Field field) {
    SortedMap<String, String> labels = new TreeMap<>();
    for (String key : field.keys()) {
      Field value = field.get(key);
      if (!isLabelValue(value.text())) {
        throw value.error(
            "invalid value of a label: write up to 63 of A-Z, a-z, 0-9, '-', '_', '.'");
      }
      labels.put(key, value.text());
    }
    rejectMany(field, labels.size());
    return labels;
  }

  private static void rejectMany(Field field, int size) {
    if (size > MOST) {
      throw field.error("has " + size + " entries; write at most " + MOST);
    }
  }

  private static boolean isLabelValue(String text) {
    return text.length() <= 63 && text.matches("([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?");
  }

  /**
   * A taint that the Pods tolerate, as in a Pod.
   *
   * @param key empty text for any
   * @param operator {@code Exists} or {@code Equal}
   * @param value empty text where the operator takes none
   * @param effect empty text for any
   * @param seconds how long, with the effect {@code NoExecute}; empty text for ever
   */
  public record Toleration(
      String key, String operator, String value, String effect, String seconds) {
    static List<Toleration> readAll(Field list) {
      List<Toleration> all = new ArrayList<>();
      list.items().forEach(item -> all.add(read(item)));
      rejectMany(list, all.size());
      return all;
    }

    /**
     * One toleration.
     *
     * @throws dev.leasehold.krm.FieldException for what the API server refuses too
     */
    static Toleration read(Field item) {
      item.allowOnly("key", "operator", "value", "effect", "tolerationSeconds");
      Optional<Field> seconds = item.find("tolerationSeconds");
      Toleration read =
          new Toleration(
              ObjectKey.text(item, "key"),
              oneOf(item, "operator", "Equal", "Exists", "Equal"),
              ObjectKey.text(item, "value"),
              oneOf(item, "effect", "", "NoSchedule", "PreferNoSchedule", "NoExecute"),
              seconds.map(field -> field.wholeNumber().toString()).orElse(""));
      boolean isExists = read.operator.equals("Exists");
      if (read.key.isEmpty() && !isExists) {
        throw item.error("has no key; write one, or operator: Exists, which tolerates every taint");
      }
      if (isExists && !read.value.isEmpty()) {
        throw item.get("value").error("has no effect with operator: Exists; remove it");
      }
      if (seconds.isPresent() && !read.effect.equals("NoExecute")) {
        throw seconds.get().error("needs effect: NoExecute");
      }
      return read;
    }

    private static String oneOf(Field item, String key, String without, String... values) {
      Optional<Field> field = item.find(key);
      if (field.isEmpty()) {
        return without;
      }
      if (!List.of(values).contains(field.get().text())) {
        throw field
            .get()
            .error("'" + field.get().text() + "' is not one of " + String.join(", ", values));
      }
      return field.get().text();
    }
  }
}
