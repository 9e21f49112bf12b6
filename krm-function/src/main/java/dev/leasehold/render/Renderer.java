package dev.leasehold.render;

import dev.leasehold.api.CiliumVersion;
import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.api.RenderConfig;
import dev.leasehold.check.Checks;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.Place;
import dev.leasehold.pins.OneAddress;
import dev.leasehold.pins.OwnPools;
import dev.leasehold.pins.PinnedPools;
import dev.leasehold.render.files.DocumentReading;
import dev.leasehold.render.files.PackageLayout;
import dev.leasehold.render.files.Scope;
import dev.leasehold.render.warnings.Kustomizations;
import dev.leasehold.render.warnings.OtherProjects;
import dev.leasehold.render.warnings.Undelivered;
import dev.leasehold.render.warnings.Unread;
import dev.leasehold.setters.Setters;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Runs the stages over a package. */
public final class Renderer {
  private Renderer() {}

  /**
   * The package with its setters applied and its bindings rendered.
   *
   * @param documents all documents; those that are not ours are passed on unchanged
   * @param functionConfig the configuration of this run, if there is one: a ConfigMap of setters,
   *     or a RenderConfig
   */
  public static Rendering render(List<Document> documents, Optional<Field> functionConfig) {
    return render(documents, functionConfig, Scope.UNKNOWN);
  }

  /** The same for a package of which only the scope is known. */
  public static Rendering render(
      List<Document> documents, Optional<Field> functionConfig, Scope scope) {
    Draft draft = new Draft(documents);
    try {
      render(draft, functionConfig, scope);
    } catch (FieldException e) {
      draft.report(e.finding());
    }
    return draft.rendering();
  }

  private static void render(Draft draft, Optional<Field> functionConfig, Scope scope) {
    PackageContents.requireFew(draft.original());
    List<Finding> ofConfiguration = new ArrayList<>();
    RenderConfig config = RunConfiguration.read(draft.original(), functionConfig, ofConfiguration);
    draft.report(ofConfiguration);
    if (!config.components().isEmpty()) {
      Place asked = RunConfiguration.componentsPlace(draft.original(), functionConfig);
      Components.add(config.components(), asked, config.ciliumVersion(), scope.unread(), draft);
    }
    SetterStage setters = new SetterStage(config.allSetters(), draft);
    setters.applyToIntent();
    PackageContents contents = PackageContents.read(draft.documents());
    draft.report(setters.withGivers(contents.findings()));
    draft.report(OtherProjects.findings(draft.documents()));
    draft.report(Unread.findings(scope.unread(), draft.hasError()));
    setters.applyToAll(contents);
    if (isConfigurationSet(draft, functionConfig)) {
      draft.report(
          RunConfiguration.changed(config, draft.original(), draft.documents(), functionConfig));
    }
    if (!draft.hasError()) {
      new AgentStage(draft, scope.unread()).apply(contents.knowsIntent(scope));
    }
    if (!draft.hasError()) {
      bind(draft, contents, config, scope, setters, functionConfig);
    }
    if (!draft.hasError()) {
      check(draft, contents, config, scope, setters);
    }
  }

  /** Writes leases into the targets of bindings, and keeps pinned Services in their own pools. */
  private static void bind(
      Draft draft,
      PackageContents contents,
      RenderConfig config,
      Scope scope,
      SetterStage setters,
      Optional<Field> functionConfig) {
    PinnedPools pinned =
        PinnedPools.of(
            contents.prefixes().values(),
            contents.bindings().values(),
            draft.documents(),
            contents.publicIps().values().stream().anyMatch(ip -> ip.poolName().isPresent())
                || !Components.pools(config.components()).isEmpty());
    OwnPools ownPools =
        OwnPools.of(
            pinned,
            contents.prefixes(),
            contents.bindings(),
            contents.leases(),
            prefix -> contents.prefixPlace(prefix, "spec.hosts"),
            prefix -> contents.prefixLeasePlace(prefix, "spec.services"),
            draft.documents(),
            PackageLayout.patches(draft.documents()));
    draft.report(ownPools.findings());
    draft.report(KeepingPool.findings(contents, draft.documents()));
    int before = draft.size();
    Bindings bindings = new Bindings(contents, config, scope, pinned, ownPools, draft);
    bindings.apply();
    if (draft.size() > before) { // objects from templates have setter comments too
      setters.applyToAll(contents);
    }
    setters.reportUnused(config, functionConfig);
    if (!draft.hasError()) {
      new PinStage(contents, bindings, pinned, ownPools, config, draft)
          .apply(contents.knowsIntent(scope));
    }
  }

  /** Reports problems of the result, and objects that do not reach a cluster. */
  private static void check(
      Draft draft,
      PackageContents contents,
      RenderConfig config,
      Scope scope,
      SetterStage setters) {
    List<Finding> undelivered =
        Undelivered.findings(draft.documents(), contents.bindings().values());
    draft.report(undelivered);
    draft.report(Kustomizations.findings(draft.documents(), scope.unread()));
    draft.reportOnce(ofFiles(undelivered, draft.made()));
    draft.report(
        OneAddress.findings(
            contents.prefixes().values(),
            contents.bindings().values(),
            binding -> contents.bindingPlace(binding, "spec.updateStrategy"),
            draft.documents()));
    draft.report(setters.withGivers(wrong(draft, contents, config.ciliumVersion())));
  }

  /** The problems of the result, in objects that are ours. */
  private static List<Finding> wrong(Draft draft, PackageContents contents, CiliumVersion version) {
    List<Document> checked = new ArrayList<>();
    List<Document> kustomizations = new ArrayList<>();
    Set<Document> written = new HashSet<>();
    for (int i = 0; i < draft.size(); i++) {
      Document document = draft.document(i);
      if (PackageLayout.isKustomization(document)) {
        kustomizations.add(document);
      } else if (Checks.concern(document) && !DocumentReading.isTemplate(document)) {
        checked.add(document);
        if (draft.isWritten(i)) {
          written.add(document);
        }
      }
    }
    if (checked.isEmpty()) {
      return List.of();
    }
    Set<String> patches = PackageLayout.patches(kustomizations); // they hold parts of objects
    checked.removeIf(document -> patches.contains(document.file()));
    checked.addAll(kustomizations);
    Set<String> bound = new HashSet<>();
    for (DynamicPrefixBinding binding : contents.bindings().values()) {
      bound.add(binding.target().toString());
    }
    return Checks.of(
        checked,
        document ->
            written.contains(document)
                || document.mentions(Setters.COMMENT)
                || bound.contains(document.objectName()),
        version);
  }

  /** The findings in files that this run makes. */
  private static List<Finding> ofFiles(List<Finding> findings, List<Document> made) {
    if (findings.isEmpty() || made.isEmpty()) {
      return List.of();
    }
    Set<String> files = made.stream().map(Document::file).collect(Collectors.toSet());
    return findings.stream().filter(finding -> files.contains(finding.place().file())).toList();
  }

  private static boolean isConfigurationSet(Draft draft, Optional<Field> functionConfig) {
    List<Document> changed = new ArrayList<>();
    for (int i = 0; i < draft.original().size(); i++) {
      if (draft.isWritten(i)) {
        changed.add(draft.original().get(i));
      }
    }
    return RunConfiguration.mayBeIn(changed, functionConfig);
  }
}
