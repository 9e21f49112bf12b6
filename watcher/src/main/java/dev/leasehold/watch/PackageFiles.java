package dev.leasehold.watch;

import dev.leasehold.git.Snapshot;
import dev.leasehold.krm.KrmPackage;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/** Which files of a folder the function sees, and their text. */
public final class PackageFiles {
  private PackageFiles() {}

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
  static KrmPackage at(Snapshot tip) {
    SequencedMap<String, String> files = new TreeMap<>();
    for (Snapshot.Entry entry : tip.entries()) {
      if (isYaml(entry.path())) {
        tip.read(entry)
            .flatMap(PackageFiles::text)
            .ifPresent(text -> files.put(entry.path(), text));
      }
    }
    return KrmPackage.of(files);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
