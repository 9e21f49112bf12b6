package dev.leasehold.watch;

import dev.leasehold.git.Snapshot;
import dev.leasehold.krm.KrmPackage;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files of a package.
 *
 * @param paths all of them, relative to the package, {@code a/b.yaml}
 * @param yaml those that the function sees
 * @param unread those that are YAML by their name and were not read: links, what is not UTF-8
 */
public record PackageFiles(Set<String> paths, KrmPackage yaml, Set<String> unread) {
  public PackageFiles {
    paths = Set.copyOf(paths);
    unread = Set.copyOf(unread);
  }

  /** Whether a file may hold Kubernetes objects, by its name. */
  public static boolean isYaml(String path) {
    return path.endsWith(".yaml") || path.endsWith(".yml") || path.endsWith("Kustomization");
  }

  /** The text of a file; empty when it is not UTF-8, and so not ours to read or write. */
  public static Optional<String> text(byte[] content) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** The package at a tip. */
  static PackageFiles at(Snapshot tip) {
    Set<String> paths = new HashSet<>();
    Set<String> unread = new HashSet<>();
    SequencedMap<String, String> files = new TreeMap<>();
    for (Snapshot.Entry entry : tip.entries()) {
      paths.add(entry.path());
      if (isYaml(entry.path())) {
        tip.read(entry)
            .flatMap(PackageFiles::text)
            .ifPresentOrElse(text -> files.put(entry.path(), text), () -> unread.add(entry.path()));
      }
    }
    return new PackageFiles(paths, KrmPackage.of(files), unread);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
