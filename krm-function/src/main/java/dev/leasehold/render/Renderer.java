package dev.leasehold.render;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.setters.Setters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs the stages over a package. */
public final class Renderer {
  /** Where a package keeps its setters, as kpt has it. */
  static final String SETTERS_FILE = "setters.yaml";

  private Renderer() {}

  /**
   * The package with its setters applied and its bindings rendered.
   *
   * @param documents all of it; what is not ours is passed on as it is
   * @param functionConfig the configuration of this run, a ConfigMap of setters, if there is one
   */
  public static Rendering render(List<Document> documents, Optional<Field> functionConfig) {
    List<Finding> findings = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    List<Document> rendered = new ArrayList<>(documents);
    try {
      Map<String, Setter> setters = setters(documents, functionConfig);
      tellUnused(setters, documents, findings);
      applySetters(rendered, setters, changes, findings);
      PackageContents contents = PackageContents.read(rendered);
      findings.addAll(contents.findings());
      if (findings.stream().noneMatch(Finding::isError)) {
        new Bindings(
                contents,
                CiliumVersion.NEWEST,
                List.of("external-dns.kubernetes.io/target"),
                rendered,
                changes,
                findings)
            .apply();
      }
      if (findings.stream().noneMatch(Finding::isError)) {
        findings.addAll(Validation.of(documents, rendered, contents, CiliumVersion.NEWEST));
      }
    } catch (FieldException e) {
      findings.add(e.finding());
    }
    List<Finding> told = findings.stream().distinct().toList(); // two stages may see the same
    boolean failed = findings.stream().anyMatch(Finding::isError);
    return new Rendering(failed ? documents : rendered, failed ? List.of() : changes, told);
  }

  /** A value, and where it was given. */
  private record Setter(String value, Place place) {}

  /** By name: the run's own first, then the package's. */
  private static Map<String, Setter> setters(
      List<Document> documents, Optional<Field> functionConfig) {
    Map<String, Setter> setters = new TreeMap<>();
    for (Document document : documents) {
      if (document.isIn(SETTERS_FILE)) { // of another kind it is somebody else's
        document.object().filter(Renderer::isConfigMap).ifPresent(root -> collect(root, setters));
      }
    }
    if (functionConfig.isPresent()) {
      Field root = functionConfig.get();
      if (!isConfigMap(root)) {
        String kind = root.find("kind").map(Field::text).orElse("");
        throw root.error("'" + kind + "' is not a configuration of this version; use a ConfigMap");
      }
      collect(root, setters);
    }
    return setters;
  }

  private static boolean isConfigMap(Field root) {
    return root.find("kind").map(Field::text).orElse("").equals("ConfigMap");
  }

  private static void collect(Field root, Map<String, Setter> setters) {
    Optional<Field> data = root.find("data");
    if (data.isPresent()) {
      for (String name : data.get().keys()) {
        Optional<Field> value = data.get().find(name);
        setters.put(
            name,
            new Setter(
                value.map(Field::text).orElse(""), value.map(Field::place).orElse(root.place())));
      }
    }
  }

  /** A setter that no comment names is a slip of the pen in one of the two. */
  private static void tellUnused(
      Map<String, Setter> setters, List<Document> documents, List<Finding> findings) {
    setters.forEach((name, setter) -> {
      boolean used =
          documents.stream()
              .anyMatch(d -> d.mentions(Setters.COMMENT) && d.mentions("${" + name + "}"));
      if (!used) {
        findings.add(
            Finding.warning(
                setter.place(),
                "setter '" + name + "' is used nowhere: no '# kpt-set: ' comment names it"));
      }
    });
  }

  private static void applySetters(
      List<Document> documents,
      Map<String, Setter> setters,
      List<Change> changes,
      List<Finding> findings) {
    if (setters.isEmpty()) {
      return;
    }
    Map<String, String> values = new TreeMap<>();
    setters.forEach((name, setter) -> values.put(name, setter.value()));
    for (int i = 0; i < documents.size(); i++) {
      Document document = documents.get(i);
      if (!document.mentions(Setters.COMMENT) || Reading.object(document, findings).isEmpty()) {
        continue;
      }
      try {
        Setters.Outcome outcome = Setters.apply(document, values);
        documents.set(i, outcome.document());
        findings.addAll(outcome.findings());
        for (Setters.Set set : outcome.sets()) {
          changes.add(
              new Change(
                  document.file(),
                  set.place().object(),
                  set.place().field(),
                  List.of(set.before()),
                  List.of(set.after())));
        }
      } catch (FieldException e) {
        findings.add(e.finding());
      }
    }
  }
}
