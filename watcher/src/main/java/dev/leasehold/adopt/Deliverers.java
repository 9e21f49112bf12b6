package dev.leasehold.adopt;

import dev.leasehold.krm.Field;
import dev.leasehold.render.files.ObjectKey;
import dev.leasehold.render.files.PackageLayout;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Who applies which folders of a repository, as far as its own files say.
 *
 * @param sources the folders that are applied
 * @param settings the ConfigMaps that Flux reads for variables ({@code postBuild.substituteFrom})
 * @param secrets the names of the Secrets that it reads for variables
 * @param releases how many HelmReleases there are
 * @param kptPackages the folders of kpt packages
 */
record Deliverers(
    List<Source> sources,
    Set<ObjectKey> settings,
    SortedSet<String> secrets,
    int releases,
    SortedSet<String> kptPackages) {
  private static final String FLUX = "Flux";
  private static final String KUSTOMIZE = "kustomize.toolkit.fluxcd.io/";
  private static final String HELM = "helm.toolkit.fluxcd.io/";
  private static final String ARGO = "argoproj.io/";
  private static final String GENERATOR_KEY = "generators";

  Deliverers {
    sources = List.copyOf(sources);
    settings = Set.copyOf(settings);
  }

  /**
   * A folder that is applied.
   *
   * @param by {@code Flux} or {@code Argo CD}
   * @param name of the object that says so
   * @param from where the files come from: {@code GitRepository home}, or a URL
   * @param folder from the top of the repository, {@code a/b}; empty for all of it
   * @param isRecursive whether the files of its subfolders are applied too
   * @param isPattern whether the folder is a glob, for each match of which an application is made
   */
  record Source(
      String by, String name, String from, String folder, boolean isRecursive, boolean isPattern) {
    boolean isFlux() {
      return by.equals(FLUX);
    }
  }

  /**
   * Reads who applies what.
   *
   * @param url of this repository, if a person said it: then what is of others is left out
   */
  static Deliverers of(Repository repository, Optional<String> url) {
    Origin origin = Origin.of(repository, url);
    List<Source> sources = new ArrayList<>();
    Set<ObjectKey> settings = new LinkedHashSet<>();
    SortedSet<String> secrets = new TreeSet<>();
    for (Field root : repository.objectsOf(KUSTOMIZE)) {
      String name = ObjectKey.of(root).name();
      if (!origin.isForeign(root)) {
        String from = Origin.reference(root);
        sources.add(
            new Source(
                FLUX, name, from, folder(ObjectKey.text(root, "spec", "path")), true, false));
      }
      for (Field from : items(root, List.of("spec", "postBuild", "substituteFrom"))) {
        String of = ObjectKey.text(from, "name");
        if (ObjectKey.text(from, "kind").equals("Secret")) {
          secrets.add(of);
        } else {
          settings.addAll(configMaps(repository, of));
        }
      }
    }
    repository.objectsOf(ARGO).forEach(root -> addArgo(root, origin, sources));
    SortedSet<String> kpt = new TreeSet<>();
    for (Field root : repository.objectsOf("kpt.dev/")) {
      if (ObjectKey.of(root).kind().equals("Kptfile")) {
        kpt.add(PackageLayout.folderOf(root.document().file()));
      }
    }
    return new Deliverers(sources, settings, secrets, repository.objectsOf(HELM).size(), kpt);
  }

  private static Set<ObjectKey> configMaps(Repository repository, String name) {
    Set<ObjectKey> found = new LinkedHashSet<>();
    for (Field root : repository.objectsOf("v1")) {
      ObjectKey key = ObjectKey.of(root);
      if (key.kind().equals("ConfigMap") && key.name().equals(name)) {
        found.add(key);
      }
    }
    return found;
  }

  private static void addArgo(Field root, Origin origin, List<Source> sources) {
    String name = ObjectKey.of(root).name();
    for (Field at : root.mappings()) {
      String url = ObjectKey.text(at, "repoURL");
      boolean isSource =
          !url.isEmpty() && !ObjectKey.text(at, "path").isEmpty() && !origin.isForeign(url);
      String path = ObjectKey.text(at, "path");
      if (isSource && !path.contains("{{")) {
        boolean recursive = ObjectKey.text(at, "directory", "recurse").equals("true");
        sources.add(
            new Source("Argo CD", name, Origin.withoutUser(url), folder(path), recursive, false));
      }
      String generated = at.find("git").map(git -> ObjectKey.text(git, "repoURL")).orElse("");
      for (Field directory : items(at, List.of("git", "directories"))) {
        boolean isExcluded = ObjectKey.text(directory, "exclude").equals("true");
        String pattern = ObjectKey.text(directory, "path");
        if (root.find(List.of("spec", GENERATOR_KEY)).isPresent()
            && !isExcluded
            && !origin.isForeign(generated)
            && !pattern.isEmpty()) {
          sources.add(
              new Source(
                  "Argo CD", name, Origin.withoutUser(generated), folder(pattern), false, true));
        }
      }
    }
  }

  private static List<Field> items(Field root, List<String> path) {
    Optional<Field> at = Optional.of(root);
    for (String key : path) {
      at = at.filter(Field::isMapping).flatMap(field -> field.find(key));
    }
    return at.filter(Field::isList).map(Field::items).orElse(List.of());
  }

  /** {@code ./a/b/} is {@code a/b}. */
  private static String folder(String path) {
    return PackageLayout.resolve("", path).orElse("");
  }

  /**
   * The sources that would apply each YAML file of a new folder, so that nothing local-only may be
   * there.
   *
   * @param top the folder of the repository in its working tree, from which sources count; empty or
   *     with a slash at the end
   * @param folder from the folder of the repository, {@code a/b}
   */
  List<Source> applying(Repository repository, String top, String folder) {
    return sources.stream()
        .filter(source ->
            source.isPattern()
                ? isMatch(source.folder(), top + folder)
                : isIn(source, top, folder) && !isListed(repository, top, source.folder(), folder))
        .toList();
  }

  private static boolean isMatch(String pattern, String folder) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(folder));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isIn(Source source, String top, String folder) {
    String whole = top + folder;
    return whole.equals(source.folder())
        || source.isRecursive()
            && (source.folder().isEmpty() || whole.startsWith(source.folder() + "/"));
  }

  /**
   * Whether a kustomization, or a chart, between the source and the folder says what is applied.
   */
  private static boolean isListed(Repository repository, String top, String source, String folder) {
    for (String at = folder; ; at = at.substring(0, Math.max(0, at.lastIndexOf('/')))) {
      String slash = at.isEmpty() ? "" : at + "/";
      if (repository.holds(slash + "Chart.yaml")
          || PackageLayout.kustomizationNames().stream()
              .anyMatch(name -> repository.holds(slash + name))) {
        return true;
      }
      if (at.isEmpty() || (top + at).equals(source)) {
        return false;
      }
    }
  }
}
