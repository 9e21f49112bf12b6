package dev.leasehold.files;

import dev.leasehold.git.PackageLimits;
import dev.leasehold.git.Snapshot;
import dev.leasehold.krm.Document;
import dev.leasehold.krm.KrmPackage;
import dev.leasehold.render.files.UnreadFile;
import dev.leasehold.text.FileContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

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
    private final SortedMap<String, String> files = new TreeMap<>();
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

    /** Adds a file with its content. */
    public void addFile(String path, FileContent content) {
      if (isTemplate(path)) {
        unread.add(UnreadFile.of(path, UnreadFile.Reason.TEMPLATE, content.bytes()));
        return;
      }
      content
          .text()
          .ifPresentOrElse(
              text -> files.put(path, text),
              () -> unread.add(UnreadFile.of(path, UnreadFile.Reason.NOT_UTF8, content.bytes())));
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
      return new PackageFiles(paths, KrmPackage.of(files), unread);
    }

    /** The text of a file that was read; empty for others. */
    public String textOf(String path) {
      return files.getOrDefault(path, "");
    }
  }

  /** The package at a tip. */
  public static PackageFiles at(Snapshot tip) {
    Reader reader = new Reader();
    try (Snapshot.Contents contents = tip.contents()) {
      for (Snapshot.Entry entry : tip.entries()) {
        String path = entry.path();
        if (!reader.add(path)) {
          continue;
        }
        if (!entry.kind().isFile()) {
          reader.addLink(path);
        } else {
          contents
              .read(entry)
              .ifPresentOrElse(
                  content -> reader.addFile(path, content),
                  () -> reader.addLarge(path, () -> tip.open(entry)));
        }
      }
    }
    return reader.files();
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
