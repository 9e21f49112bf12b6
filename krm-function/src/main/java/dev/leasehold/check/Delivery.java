package dev.leasehold.check;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.krm.FieldException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The documents that reach a cluster together: those that one kustomization lists, directly or
 * through others, and those of one folder. A repository may be for several clusters; documents of
 * two clusters do not conflict.
 */
public final class Delivery {
  private static final List<String> LISTS = List.of("resources", "components", "bases");

  /**
   * Only the nearest count, as each could be above each file: at worst an error becomes a warning.
   */
  private static final int MOST_KUSTOMIZATIONS = 100;

  private final Collection<Document> documents;

  /** By file, or by folder without its slash: the folders of the kustomizations that list it. */
  private final Map<String, Set<String>> listedBy = new HashMap<>();

  /** By those that list a file: all above it, by name. Files have few such sets between them. */
  private final Map<Set<String>, List<String>> above = new HashMap<>();

  private boolean isRead;

  /** By the kustomizations among these. */
  public Delivery(Collection<Document> documents) {
    this.documents = documents;
  }

  /**
   * The deliveries of a document, by name: its folder, and the kustomizations above it, nearest
   * first. Two documents with a name in common are delivered together.
   */
  Set<String> of(CheckedObject subject) {
    return of(subject.file());
  }

  /** Whether some kustomization lists that file. */
  public boolean isListed(String file) {
    return of(file).size() > 1;
  }

  /** The same for a document in that file. */
  public Set<String> of(String file) {
    if (!isRead) { // read on demand: most packages have no conflict
      isRead = true;
      documents.forEach(this::read);
    }
    Set<String> names = new LinkedHashSet<>();
    names.add("folder " + folderOf(file));
    Set<String> nearest = listedBy.getOrDefault(file, Set.of());
    names.addAll(above.computeIfAbsent(nearest, this::andAbove));
    return names;
  }

  private List<String> andAbove(Set<String> folders) {
    Set<String> seen = new LinkedHashSet<>(folders);
    Deque<String> next = new ArrayDeque<>(folders);
    while (!next.isEmpty() && seen.size() < MOST_KUSTOMIZATIONS) {
      for (String folder : listedBy.getOrDefault(next.remove(), Set.of())) {
        if (seen.add(folder)) {
          next.add(folder);
        }
      }
    }
    List<String> names = new ArrayList<>(seen.size());
    seen.forEach(folder -> names.add("kustomization " + folder));
    return names;
  }

  private void read(Document document) {
    if (!isKustomization(document.file())) {
      return;
    }
    try {
      for (String key : LISTS) {
        List<Field> items = document.root().find(key).map(Field::items).orElse(List.of());
        for (Field item : items) {
          list(folderOf(document.file()), item.text());
        }
      }
    } catch (FieldException e) {
      // Kustomize would not read it either.
    }
  }

  /**
   * {@code ../x.yaml} in {@code a/b/} is {@code a/x.yaml}; paths outside the package are ignored.
   */
  private void list(String folder, String entry) {
    List<String> names = new ArrayList<>();
    for (String name : (folder + entry).split("/")) {
      if (name.equals("..")) {
        if (names.isEmpty()) {
          return;
        }
        names.removeLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    String by = folder.isEmpty() ? "" : folder.substring(0, folder.length() - 1);
    Set<String> all =
        listedBy.computeIfAbsent(String.join("/", names), path -> new LinkedHashSet<>());
    if (all.size() < MOST_KUSTOMIZATIONS) {
      all.add(by);
    }
  }

  private static boolean isKustomization(String file) {
    return switch (file.substring(file.lastIndexOf('/') + 1)) {
      case "kustomization.yaml", "kustomization.yml", "Kustomization" -> true;
      default -> false;
    };
  }

  private static String folderOf(String file) {
    return file.substring(0, file.lastIndexOf('/') + 1);
  }
}
