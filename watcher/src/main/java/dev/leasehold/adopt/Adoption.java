package dev.leasehold.adopt;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.files.PackageFiles;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.log.CorrectableException;
import dev.leasehold.net.Prefix;
import dev.leasehold.proposal.PackageUpdate;
import dev.leasehold.render.PackageContents;
import dev.leasehold.render.Renderer;
import dev.leasehold.render.Rendering;
import dev.leasehold.render.files.Scope;
import dev.leasehold.starter.StarterConfig;
import dev.leasehold.starter.StarterPackage;
import dev.leasehold.text.TextEdit;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Proposes how an existing repository is bound. */
public final class Adoption {
  private static final String LEASES =
      """
      # Leases

      The watcher writes its leases here. Do not apply this folder to a cluster.
      """;

  private final Path root;
  private final Wishes wishes;
  private final Repository repository;
  private final Deliverers deliverers;

  private Adoption(Path root, Wishes wishes, Repository repository) {
    this.root = root;
    this.wishes = wishes;
    this.repository = repository;
    this.deliverers = Deliverers.of(repository, wishes.repository());
  }

  /**
   * Looks at a folder and proposes.
   *
   * @throws CorrectableException if a person must say more, with what
   */
  public static Proposal propose(Path root, Wishes wishes) throws IOException {
    return new Adoption(root, wishes, Repository.read(root)).propose();
  }

  private Proposal propose() throws IOException {
    rejectExistingIntent();
    List<Spot> spots = SpotSearch.spots(repository, deliverers);
    Choice choice = choose(spots);
    String ignored = foldersForIntent();
    IntentText intent = new IntentText(wishes, choice.prefix().map(Parts::new));
    Map<Document, List<TextEdit>> edits = new HashMap<>();
    List<Spot> bound = new ArrayList<>();
    List<Choice.Left> left = new ArrayList<>(choice.left());
    for (Spot spot : choice.chosen()) {
      Optional<String> refusal = add(spot, intent, edits);
      refusal.ifPresentOrElse(
          reason -> left.add(new Choice.Left(spot, reason)), () -> bound.add(spot));
    }
    if (bound.isEmpty()) {
      throw new CorrectableException(
          "nothing can be bound: "
              + left.stream()
                  .filter(other -> choice.chosen().contains(other.spot()))
                  .map(other -> other.spot().name() + " " + other.reason())
                  .collect(Collectors.joining("; ")));
    }
    SortedMap<String, String> created = created(intent.yaml());
    if (!ignored.isEmpty()) {
      created.put(SourceIgnore.FILE, ignored);
    }
    for (String path : created.keySet()) {
      if (repository.holds(path)) {
        throw new CorrectableException(
            root.resolve(path) + " already exists; choose another folder with --folder");
      }
    }
    return check(choice.prefix(), bound, left, created, edits);
  }

  private Choice choose(List<Spot> spots) {
    try {
      return Choice.of(spots, wishes.bind(), wishes.current(), wishes.length());
    } catch (Choice.Ambiguous e) {
      throw new CorrectableException(e.getMessage() + Survey.hints(spots));
    }
  }

  private void rejectExistingIntent() {
    PackageContents contents =
        PackageContents.read(repository.folder().packageFiles().yaml().documents());
    if (!contents.prefixes().isEmpty()) {
      String name = contents.prefixes().keySet().iterator().next();
      throw new CorrectableException(
          "there is the DynamicPrefix "
              + name
              + " already, in "
              + contents.intentFile(SubjectId.prefix(name)).orElse("")
              + "; write bindings for it: docs/rendering.md, \"Binding what is there\"");
    }
  }

  /**
   * Checks that no deliverer applies the new folder.
   *
   * @return the content of a new file {@code .sourceignore} that keeps Flux out of it; empty if
   *     none is needed
   */
  private String foldersForIntent() throws IOException {
    Path real = root.toRealPath();
    Optional<String> inside = StarterConfig.insideWorkingTree(real);
    String top = inside.filter(path -> !path.isEmpty()).map(path -> path + "/").orElse("");
    List<Deliverers.Source> sources = deliverers.applying(repository, top, wishes.folder());
    if (isIgnored(real, inside.orElse(""))) {
      sources = sources.stream().filter(source -> !source.isFlux()).toList();
    }
    if (sources.isEmpty()) {
      return "";
    }
    boolean isFlux = sources.stream().allMatch(Deliverers.Source::isFlux);
    if (isFlux && top.isEmpty() && !repository.holds(SourceIgnore.FILE)) {
      return "# Not for the cluster: what Leasehold reads and writes.\n/" + wishes.folder() + "/\n";
    }
    Deliverers.Source source =
        sources.stream().filter(other -> !other.isFlux()).findFirst().orElse(sources.getFirst());
    throw new CorrectableException(
        source.by()
            + " ("
            + source.name()
            + ", from "
            + source.from()
            + ") would apply the new files in "
            + wishes.folder()
            + ", which are not for the cluster: it applies all files in "
            + (source.folder().isEmpty() ? "the repository" : source.folder())
            + "; choose another folder with --folder"
            + (isFlux ? ", or add the line /" + top + wishes.folder() + "/ to .sourceignore" : "")
            + (wishes.repository().isPresent()
                ? ""
                : "; if that is another repository, say the URL of this one with --repository"));
  }

  /** Whether Flux leaves out the new YAML files, by a file here or at the top of the repository. */
  private boolean isIgnored(Path real, String inside) throws IOException {
    Path top = real;
    for (int i = 0; !inside.isEmpty() && i < Path.of(inside).getNameCount(); i++) {
      top = Optional.ofNullable(top.getParent()).orElse(top);
    }
    String folder = inside.isEmpty() ? wishes.folder() : inside + "/" + wishes.folder();
    for (String file : yamlFiles()) {
      if (!SourceIgnore.leavesOut(real, wishes.folder() + "/" + file)
          && !SourceIgnore.leavesOut(top, folder + "/" + file)) {
        return false;
      }
    }
    return true;
  }

  /** The YAML files that are and will be in the new folder. */
  private List<String> yamlFiles() {
    String intent = wishes.prefixName() + ".yaml";
    return List.of(StarterConfig.FILE, intent, "leases/" + intent);
  }

  private static Optional<String> add(
      Spot spot, IntentText intent, Map<Document, List<TextEdit>> edits) {
    return switch (spot.way()) {
      case Spot.Way.Bind(Spot.Target target) -> intent.bind(spot, target);
      case Spot.Way.Comment(var value, String suffix) -> {
        Optional<String> setter = intent.setter(spot);
        setter.ifPresent(name ->
            edits
                .computeIfAbsent(value.document(), _ -> new ArrayList<>())
                .add(
                    new TextEdit(
                        value.end(), value.end(), " # kpt-set: ${" + name + "}" + suffix)));
        yield setter.isPresent()
            ? Optional.empty()
            : Optional.of("overlaps a part that another place has");
      }
      case Spot.Way.ByHand(String reason) -> Optional.of(reason);
    };
  }

  private SortedMap<String, String> created(String intent) throws IOException {
    SortedMap<String, String> created = new TreeMap<>();
    String folder = wishes.folder() + "/";
    String config =
        StarterConfig.of(
            StarterPackage.files().getOrDefault(StarterConfig.FILE, ""),
            wishes.name(),
            wishes.repository(),
            root.toRealPath());
    created.put(folder + StarterConfig.FILE, config.substring(config.indexOf('\n') + 1));
    created.put(folder + wishes.prefixName() + ".yaml", intent);
    created.put(folder + "leases/README.md", LEASES);
    return created;
  }

  /** Renders the proposal, and what the first commit of the watcher would make of it. */
  private Proposal check(
      Optional<Prefix> prefix,
      List<Spot> bound,
      List<Choice.Left> left,
      SortedMap<String, String> created,
      Map<Document, List<TextEdit>> edits) {
    PackageFiles before = repository.folder().packageFiles();
    SortedMap<String, List<Document>> files = new TreeMap<>();
    for (Document document : before.yaml().documents()) {
      files
          .computeIfAbsent(document.file(), _ -> new ArrayList<>())
          .add(document.with(edits.getOrDefault(document, List.of())));
    }
    SortedMap<String, String> yaml = new TreeMap<>(created);
    yaml.keySet().removeIf(path -> !PackageFiles.isYaml(path));
    KrmPackage.of(yaml)
        .documents()
        .forEach(document ->
            files.computeIfAbsent(document.file(), _ -> new ArrayList<>()).add(document));
    Set<String> paths = new HashSet<>(before.paths());
    paths.addAll(created.keySet());
    PackageFiles after = new PackageFiles(paths, KrmPackage.ofDocuments(files), before.unread());
    List<Document> documents = after.yaml().documents();
    Rendering rendering =
        Renderer.render(documents, Optional.empty(), new Scope(false, before.unread()));
    List<Finding> findings = new ArrayList<>(rendering.findings());
    findings.removeIf(finding -> finding.severity() == Finding.Severity.INFO);
    SortedMap<String, String> edited = before.yaml().changed(documents);
    edited.keySet().removeAll(created.keySet());
    Optional<PackageUpdate.Rendered> first = Optional.empty();
    if (!rendering.failed() && prefix.isPresent()) {
      PackageContents contents = PackageContents.read(documents);
      PackageUpdate update =
          PackageUpdate.of(after, contents, List.of(lease(contents, prefix.get())));
      switch (update) {
        case PackageUpdate.Broken(List<Finding> errors) -> findings.addAll(errors);
        case PackageUpdate.Rendered rendered -> first = Optional.of(rendered);
      }
    }
    return new Proposal(
        repository.folder(),
        root,
        Survey.of(repository, deliverers, prefix, bound, left),
        wishes.prefixName(),
        prefix,
        created,
        edited,
        findings,
        first.map(PackageUpdate.Rendered::changes).orElse(List.of()));
  }

  private PrefixLease lease(PackageContents contents, Prefix prefix) {
    DynamicPrefix intent =
        Optional.ofNullable(contents.prefixes().get(wishes.prefixName())).orElseThrow();
    return new PrefixLease(
        intent.name(), "example", List.of(new PrefixLease.Current(prefix, Instant.EPOCH)));
  }
}
