package dev.leasehold.render;

import dev.leasehold.api.RenderConfig;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.pins.InnerHosts;
import dev.leasehold.pins.OneAddress;
import dev.leasehold.pins.PinnedPools;
import dev.leasehold.render.files.PackageLayout;
import dev.leasehold.render.files.Scope;
import dev.leasehold.render.warnings.Kustomizations;
import dev.leasehold.render.warnings.OtherProjects;
import dev.leasehold.render.warnings.Undelivered;
import dev.leasehold.render.warnings.Unread;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs the stages over a package. */
public final class Renderer {
  private Renderer() {}

  /**
   * The package with its setters applied and its bindings rendered.
   *
   * @param documents all of it; what is not ours is passed on as it is
   * @param functionConfig the configuration of this run, if there is one: a ConfigMap of setters,
   *     or a RenderConfig
   */
  public static Rendering render(List<Document> documents, Optional<Field> functionConfig) {
    return render(documents, functionConfig, Scope.UNKNOWN);
  }

  /** The same of a package of which that much is there. */
  public static Rendering render(
      List<Document> documents, Optional<Field> functionConfig, Scope scope) {
    List<Finding> findings = new ArrayList<>();
    List<Change> changes = new ArrayList<>();
    List<Document> rendered = new ArrayList<>(documents);
    List<Finding> ofThisChange = new ArrayList<>();
    List<Place> asked = new ArrayList<>(); // who, for each document that is made
    try {
      PackageContents.requireFew(documents);
      RenderConfig config = Configuration.read(documents, functionConfig, findings);
      if (!config.components().isEmpty()) {
        Place place = Configuration.componentsPlace(documents, functionConfig);
        Components.add(
            config.components(),
            place,
            config.ciliumVersion(),
            scope.unread(),
            rendered,
            changes,
            findings);
        asked.addAll(Collections.nCopies(rendered.size() - documents.size(), place));
      }
      SetterStage setters = new SetterStage(config.allSetters(), changes, findings);
      setters.applyToIntent(rendered);
      PackageContents contents = PackageContents.read(rendered);
      findings.addAll(setters.withGivers(contents.findings(), documents));
      findings.addAll(OtherProjects.tell(rendered));
      findings.addAll(Unread.tell(scope.unread(), Finding.hasError(findings)));
      setters.applyToAll(rendered, contents);
      if (isConfigurationSet(documents, rendered, functionConfig)) {
        Configuration.tellChanged(config, documents, rendered, functionConfig, findings);
      }
      if (!Finding.hasError(findings)) {
        PinnedPools pinned =
            PinnedPools.of(
                contents.prefixes().values(),
                contents.bindings().values(),
                rendered,
                !contents.publicIps().isEmpty()
                    || !Components.pools(config.components()).isEmpty());
        InnerHosts inner =
            InnerHosts.of(
                pinned,
                contents.prefixes(),
                contents.bindings(),
                contents.leases(),
                prefix -> contents.prefixPlace(prefix, "spec.hosts"),
                rendered,
                PackageLayout.patches(rendered));
        findings.addAll(inner.findings());
        Bindings bindings =
            new Bindings(contents, config, scope, pinned, inner, rendered, changes, findings);
        List<Place> made = bindings.apply();
        asked.addAll(made);
        if (!made.isEmpty()) { // what was made from templates has setter comments too
          setters.applyToAll(rendered, contents);
        }
        setters.tellUnused(config, functionConfig);
        if (!Finding.hasError(findings)) {
          ofThisChange.addAll(bindings.ofThisChange());
          ofThisChange.addAll(
              new PinStage(contents, bindings, pinned, inner, config, rendered, changes, findings)
                  .apply(documents.size(), contents.knowsIntent(scope)));
        }
      }
      if (!Finding.hasError(findings)) {
        List<Finding> undelivered = Undelivered.tell(rendered, contents.bindings().values());
        findings.addAll(undelivered);
        findings.addAll(Kustomizations.tell(rendered, scope.unread()));
        ofThisChange.addAll(
            ofFiles(undelivered, rendered.subList(documents.size(), rendered.size())));
        findings.addAll(
            OneAddress.tell(
                contents.prefixes().values(),
                contents.bindings().values(),
                binding -> contents.bindingPlace(binding, "spec.updateStrategy"),
                rendered));
        List<Finding> wrong = Validation.of(documents, rendered, contents, config.ciliumVersion());
        findings.addAll(setters.withGivers(wrong, documents));
      }
    } catch (FieldException e) {
      findings.add(e.finding());
    }
    List<Document> made = rendered.subList(documents.size(), rendered.size());
    blameWhoAsked(findings, made, asked);
    blameWhoAsked(ofThisChange, made, asked);
    List<Finding> told = List.copyOf(new LinkedHashSet<>(findings)); // two stages may see the same
    boolean failed = Finding.hasError(findings);
    return failed
        ? new Rendering(documents, List.of(), told, List.of())
        : new Rendering(rendered, changes, told, ofThisChange);
  }

  /** Those of the findings that are of files that this run makes. */
  private static List<Finding> ofFiles(List<Finding> findings, List<Document> made) {
    Set<String> files = made.stream().map(Document::file).collect(Collectors.toSet());
    return findings.stream().filter(finding -> files.contains(finding.place().file())).toList();
  }

  private static boolean isConfigurationSet(
      List<Document> documents, List<Document> rendered, Optional<Field> functionConfig) {
    List<Document> changed = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      if (rendered.get(i) != documents.get(i)) {
        changed.add(documents.get(i));
      }
    }
    return Configuration.mayBeIn(changed, functionConfig);
  }

  /**
   * What is wrong in an object that would be made is told where it was asked for: its file is not
   * there to look into.
   */
  private static void blameWhoAsked(
      List<Finding> findings, List<Document> made, List<Place> asked) {
    Map<String, Place> byFile = new HashMap<>();
    for (int i = 0; i < Math.min(made.size(), asked.size()); i++) {
      byFile.put(made.get(i).file(), asked.get(i));
    }
    if (!byFile.isEmpty()) {
      findings.replaceAll(finding -> {
        Place by = byFile.get(finding.place().file());
        return by == null ? finding : made(finding, by);
      });
    }
  }

  private static Finding made(Finding finding, Place by) {
    Place place = finding.place();
    Place unread = new Place(place.file(), 0, place.object(), place.field());
    return new Finding(finding.severity(), by, "makes " + unread + ": " + finding.message());
  }
}
