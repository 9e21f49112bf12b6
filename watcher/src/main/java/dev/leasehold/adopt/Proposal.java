package dev.leasehold.adopt;

import dev.leasehold.files.PackageFolder;
import dev.leasehold.git.UnifiedDiff;
import dev.leasehold.krm.Finding;
import dev.leasehold.log.CorrectableException;
import dev.leasehold.net.Prefix;
import dev.leasehold.render.Change;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is proposed for a repository.
 *
 * @param folder the repository as it was read
 * @param root its folder
 * @param survey what was found, in lines for people
 * @param prefixName the name of the DynamicPrefix
 * @param prefix the current prefix, of which the addresses in the repository are
 * @param created the new files by path
 * @param edited the existing files with changed lines, by path
 * @param findings the errors and warnings of a rendering of the proposal
 * @param firstChanges what the first commit with that prefix would change
 */
public record Proposal(
    PackageFolder folder,
    Path root,
    List<String> survey,
    String prefixName,
    Optional<Prefix> prefix,
    SortedMap<String, String> created,
    SortedMap<String, String> edited,
    List<Finding> findings,
    List<Change> firstChanges) {
  public Proposal {
    survey = List.copyOf(survey);
    findings = List.copyOf(findings);
    firstChanges = List.copyOf(firstChanges);
  }

  /** The whole proposal, as {@code git apply} reads it. */
  public String diff() {
    SortedMap<String, String> all = new TreeMap<>(created);
    all.putAll(edited);
    StringBuilder diff = new StringBuilder();
    all.forEach((path, text) -> diff.append(UnifiedDiff.of(path, folder.text(path), text)));
    return diff.toString();
  }

  /** The changed lines in files that are there. */
  public int changedLines() {
    int lines = 0;
    for (String path : edited.keySet()) {
      List<String> before = folder.text(path).lines().toList();
      List<String> after = edited.getOrDefault(path, "").lines().toList();
      for (int i = 0; i < before.size(); i++) {
        lines += before.get(i).equals(after.get(i)) ? 0 : 1;
      }
    }
    return lines;
  }

  /**
   * Writes it. Nothing is written if a new file is there meanwhile, or an existing one has changed.
   */
  public void write() throws IOException {
    for (String path : created.keySet()) {
      if (Files.exists(root.resolve(path), LinkOption.NOFOLLOW_LINKS)) {
        throw new CorrectableException(root.resolve(path) + " already exists; nothing was written");
      }
    }
    rejectLinks();
    for (String path : edited.keySet()) {
      if (!Files.readString(root.resolve(path)).equals(folder.text(path))) {
        throw new CorrectableException(
            root.resolve(path) + " has changed meanwhile; nothing was written, run it again");
      }
    }
    for (var file : created.entrySet()) {
      Path path = root.resolve(file.getKey()).toAbsolutePath();
      Files.createDirectories(Optional.ofNullable(path.getParent()).orElse(root));
      try {
        Files.writeString(
            path, file.getValue(), StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
      } catch (FileAlreadyExistsException e) {
        throw new CorrectableException(path + " already exists; it was not overwritten");
      }
    }
    folder.write(edited);
  }

  /** A folder that is a link may lead out of the repository. */
  private void rejectLinks() {
    for (String path : created.keySet()) {
      Path at = root;
      for (Path name : Path.of(path)) {
        at = at.resolve(name);
        if (Files.isSymbolicLink(at)) {
          throw new CorrectableException(
              at + " is a link, and Leasehold follows none; choose another folder with --folder");
        }
      }
    }
  }
}
