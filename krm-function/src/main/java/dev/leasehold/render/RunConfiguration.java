package dev.leasehold.render;

import dev.leasehold.api.Kinds;
import dev.leasehold.api.RenderConfig;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.render.files.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** The configuration of a run: its own, the package's RenderConfig and its setters.yaml. */
final class RunConfiguration {
  /** The file in which a package keeps its setters, by kpt's convention. */
  static final String SETTERS_FILE = "setters.yaml";

  private RunConfiguration() {}

  /**
   * All of the configuration, the run's own first.
   *
   * @param findings gets a finding for each value that the package gives twice
   * @throws FieldException for what cannot be read, two RenderConfigs, or a setter that the package
   *     both gives and derives
   */
  static RenderConfig read(
      Iterable<Document> documents, Optional<Field> functionConfig, List<Finding> findings) {
    RenderConfig given = RenderConfig.NONE;
    Optional<Field> config = Optional.empty();
    Optional<Field> setters = Optional.empty();
    for (Document document : documents) {
      if (document.isIn(SETTERS_FILE)) { // of another kind it is somebody else's
        Optional<Field> root = document.object().filter(r -> isKind(r, "ConfigMap"));
        if (root.isPresent() && setters.isPresent()) {
          throw root.get().error("is the second ConfigMap of this file; keep one");
        }
        if (root.isPresent()) {
          setters = root;
          if (root.get().find("data").isEmpty()) {
            findings.add(Finding.warning(root.get().place(), "has no data, so it sets nothing"));
          }
          given = RenderConfig.readConfigMap(root.get()).over(given);
        }
      }
      Optional<Field> found = renderConfig(document);
      if (found.isPresent() && !isTheSame(found, functionConfig)) {
        if (config.isPresent()) {
          throw found
              .get()
              .error(
                  "is the second RenderConfig; the first is "
                      + config.get().place()
                      + "; keep one");
        }
        config = found;
      }
    }
    RenderConfig own = functionConfig.map(RunConfiguration::ofRun).orElse(RenderConfig.NONE);
    if (config.isEmpty()) {
      return own.over(given);
    }
    RenderConfig ofPackage = RenderConfig.read(config.get());
    rejectGivenToo(ofPackage, given);
    reportOverridden(ofPackage, given, findings);
    return own.over(ofPackage.over(given));
  }

  /**
   * Findings about setters that changed the configuration itself: the next run would read other
   * values than this one.
   */
  static List<Finding> changed(
      RenderConfig before,
      List<Document> documents,
      List<Document> rendered,
      Optional<Field> functionConfig) {
    RenderConfig after =
        read(rendered, asRendered(documents, rendered, functionConfig), new ArrayList<>());
    List<Place> changed = new ArrayList<>();
    SortedMap<String, RenderConfig.Given> given = before.allSetters();
    after
        .allSetters()
        .forEach((name, setter) -> {
          RenderConfig.Given old = given.get(name);
          if (old == null || !old.value().equals(setter.value())) {
            changed.add(setter.place());
          }
        });
    List<String> others = new ArrayList<>();
    if (!after.ciliumVersion().equals(before.ciliumVersion())) {
      others.add("ciliumVersion");
    }
    if (!after.components().equals(before.components())) {
      others.add("components");
    }
    if (!after.externalDnsPrefixes().equals(before.externalDnsPrefixes())) {
      others.add("annotationPrefixes");
    }
    for (Document document : others.isEmpty() ? List.<Document>of() : rendered) {
      for (String key : others) {
        renderConfig(document)
            .flatMap(root -> root.get("spec").find(key))
            .ifPresent(field -> changed.add(field.place()));
      }
    }
    List<Finding> findings = new ArrayList<>();
    for (Place place : changed) {
      findings.add(
          Finding.error(
              place,
              "is read before its setter comment changes it, so a second run would set other"
                  + " values; remove the comment"));
    }
    return findings;
  }

  /** The run's configuration as it is in the package now, if it was taken from there. */
  private static Optional<Field> asRendered(
      List<Document> documents, List<Document> rendered, Optional<Field> functionConfig) {
    for (int i = 0; i < documents.size(); i++) {
      if (rendered.get(i) != documents.get(i) && isOfRun(documents.get(i), functionConfig)) {
        return rendered.get(i).object();
      }
    }
    return functionConfig;
  }

  /** kpt takes it from a file of the package; a subpackage may have another of that name. */
  private static boolean isOfRun(Document document, Optional<Field> functionConfig) {
    return isOfRun(document, functionConfig, nameOfRun(functionConfig));
  }

  private static Optional<String> nameOfRun(Optional<Field> functionConfig) {
    try {
      return functionConfig.flatMap(RunConfiguration::name);
    } catch (FieldException e) {
      return Optional.empty(); // reported when the configuration is read
    }
  }

  private static boolean isOfRun(
      Document document, Optional<Field> functionConfig, Optional<String> name) {
    try {
      if (name.isEmpty() || !document.mentions(name.get())) {
        return false;
      }
      Field run = functionConfig.get();
      Optional<Field> root = document.object();
      return root.flatMap(RunConfiguration::name).equals(name)
          && isKind(run, ObjectKey.text(root.get(), "kind"))
          && values(root.get()).equals(values(run));
    } catch (FieldException e) {
      return false; // reported when the package is read
    }
  }

  private static Map<String, Object> values(Field root) {
    Map<String, Object> values = new HashMap<>();
    ofRun(root).allSetters().forEach((name, setter) -> values.put(name, setter.value()));
    return values;
  }

  /** Whether one of these documents may contain configuration. */
  static boolean mayBeIn(List<Document> documents, Optional<Field> functionConfig) {
    Optional<String> name = nameOfRun(functionConfig);
    for (Document document : documents) {
      if (document.isIn(SETTERS_FILE)
          || document.mentions(Kinds.RENDER_CONFIG)
          || isOfRun(document, functionConfig, name)) {
        return true;
      }
    }
    return false;
  }

  /** The place that asks for components: in the run's configuration, else in the package's. */
  static Place componentsPlace(Iterable<Document> documents, Optional<Field> functionConfig) {
    Optional<Field> asked = functionConfig.flatMap(RunConfiguration::components);
    for (Document document : documents) {
      if (asked.isEmpty()) {
        asked = renderConfig(document).flatMap(RunConfiguration::components);
      }
    }
    return asked.map(Field::place).orElse(Place.file(""));
  }

  private static Optional<Field> components(Field root) {
    return isKind(root, Kinds.RENDER_CONFIG)
        ? root.find("spec").flatMap(spec -> spec.find("components"))
        : Optional.empty();
  }

  private static RenderConfig ofRun(Field root) {
    if (isKind(root, "ConfigMap")) {
      return RenderConfig.readConfigMap(root);
    }
    if (isKind(root, Kinds.RENDER_CONFIG)) {
      return RenderConfig.read(root);
    }
    throw root.error(
        "unsupported configuration kind '"
            + root.find("kind").map(Field::text).orElse("")
            + "'; use a ConfigMap or a RenderConfig");
  }

  private static Optional<Field> renderConfig(Document document) {
    if (!document.mentions(Kinds.RENDER_CONFIG) || !document.mentions(Kinds.GROUP)) {
      return Optional.empty();
    }
    try {
      return document.object().filter(root -> Kinds.kindOf(root).equals(Kinds.RENDER_CONFIG));
    } catch (FieldException e) {
      return Optional.empty(); // reported when the package is read
    }
  }

  /** kpt sends a run's configuration that is in the package as an item too. */
  private static boolean isTheSame(Optional<Field> item, Optional<Field> functionConfig) {
    return functionConfig
            .filter(root -> isKind(root, Kinds.RENDER_CONFIG))
            .flatMap(RunConfiguration::name)
            .equals(item.flatMap(RunConfiguration::name))
        && functionConfig.isPresent();
  }

  private static Optional<String> name(Field root) {
    return root.find("metadata").flatMap(m -> m.find("name")).map(Field::text);
  }

  private static void reportOverridden(
      RenderConfig config, RenderConfig given, List<Finding> findings) {
    config
        .setters()
        .forEach((name, setter) -> {
          RenderConfig.Given also = given.setters().get(name);
          if (also != null && !also.value().equals(setter.value())) {
            findings.add(
                Finding.warning(
                    also.place(),
                    "'"
                        + name
                        + "' has a different value at "
                        + setter.place()
                        + ", which takes precedence; keep one"));
          }
        });
  }

  private static void rejectGivenToo(RenderConfig config, RenderConfig given) {
    config
        .derivedSetters()
        .forEach(derived -> {
          RenderConfig.Given also = given.setters().get(derived.name());
          if (also != null) {
            throw new FieldException(
                derived.place(),
                "duplicate setter '"
                    + derived.name()
                    + "': also set at "
                    + also.place()
                    + "; keep one");
          }
        });
  }

  private static boolean isKind(Field root, String kind) {
    return root.find("kind").map(Field::text).orElse("").equals(kind);
  }
}
