package dev.leasehold.files;

import dev.leasehold.git.PackageLimits;
import dev.leasehold.git.Snapshot;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.render.files.UnreadFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The files of a package.
 *
 * @param paths all paths, relative to the package, {@code a/b.yaml}
 * @param yaml the YAML files that the function processes
 * @param unread the YAML files and templates, by name, that were not read
 */
public record PackageFiles(Set<String> paths, KrmPackage yaml, List<UnreadFile> unread) {
  /** The file name endings of templates. */
  private static final List<String> TEMPLATES =
      List.of(".j2", ".jinja", ".jinja2", ".tpl", ".tmpl", ".gotmpl", ".gotpl");

  public PackageFiles {
    paths = Set.copyOf(paths);
    unread = List.copyOf(unread);
  }

  /** Whether a file may have Kubernetes objects, by its name. */
  public static boolean isYaml(String path) {
    return PackageLimits.isYaml(path);
  }

  /** Whether a file is a template that may generate Kubernetes objects, by its name. */
  static boolean isTemplate(String path) {
    for (String ending : TEMPLATES) { // no stream, because this runs for every file
      if (path.endsWith(ending)) {
        return true;
      }
    }
    return false;
  }

  /** Collects the files of a package one by one. */
  public static final class Reader {
    private final Set<String> paths = new HashSet<>();
    private final SortedMap<String, List<Document>> files = new TreeMap<>();
    private final List<UnreadFile> unread = new ArrayList<>();

    /** Adds a path; returns whether the content is needed. */
    public boolean add(String path) {
      paths.add(path);
      return isYaml(path) || isTemplate(path);
    }

    /** Adds a link or another entry that is not a file. */
    public void addLink(String path) {
      if (!isTemplate(path)) { // the target of the link is read instead
        unread.add(UnreadFile.link(path));
      }
    }

    /**
     * Adds a file that is read on demand.
     *
     * @param reading reads the text that the index is of
     */
    void addFile(String path, KnownFile file, Supplier<String> reading) {
      if (isTemplate(path) || !file.isText()) {
        unread.add(
            new UnreadFile(
                path,
                isTemplate(path) ? UnreadFile.Reason.TEMPLATE : UnreadFile.Reason.NOT_UTF8,
                word -> file.index().mentions(word, reading)));
      } else {
        files.put(path, file.index().documents(path, reading));
      }
    }

    /** Adds a file that is too large for memory. */
    public void addLarge(String path, LargeFile.Content content) {
      unread.add(
          new UnreadFile(
              path,
              isTemplate(path) ? UnreadFile.Reason.TEMPLATE : UnreadFile.Reason.TOO_LARGE,
              new LargeFile(content)::mentions));
    }

    /** The files added so far. */
    public PackageFiles files() {
      unread.sort(Comparator.comparing(UnreadFile::path));
      return new PackageFiles(paths, KrmPackage.ofDocuments(files), unread);
    }
  }

  /**
   * The package at a tip. {@link PackageMemory} reads the next one faster.
   *
   * @throws TooLargeException if it is too large
   */
  public static PackageFiles at(Snapshot tip) {
    return new PackageMemory().read(tip);
  }

  /** Whether a document has more than comments, blank lines and its marker. */
  public static boolean holdsSomething(Document document) {
    return document
        .text()
        .lines()
        .anyMatch(line -> !line.isBlank() && !line.startsWith("#") && !line.strip().equals("---"));
  }

  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
