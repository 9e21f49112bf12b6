package dev.leasehold.adopt;

import dev.leasehold.files.NewFiles;
import dev.leasehold.files.PackageFolder;
import dev.leasehold.git.UnifiedDiff;
import dev.leasehold.krm.Finding;
import dev.leasehold.log.CorrectableException;
import dev.leasehold.net.Prefix;
import dev.leasehold.render.Change;
import dev.leasehold.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

  /** The whole proposal, for a terminal; see {@link #isExact}. */
  public String diff() {
    StringBuilder diff = new StringBuilder();
    texts().forEach((path, text) -> diff.append(UnifiedDiff.of(path, folder.text(path), text)));
    return diff.toString();
  }

  /** Whether {@code git apply} can read the diff: no character of a file is shown as an escape. */
  public boolean isExact() {
    return texts().entrySet().stream()
        .allMatch(file ->
            Printable.line(file.getKey()).equals(file.getKey())
                && Printable.lines(file.getValue()).equals(file.getValue()));
  }

  /** The new and the changed files, by path. */
  public Set<String> paths() {
    return texts().keySet();
  }

  private SortedMap<String, String> texts() {
    SortedMap<String, String> texts = new TreeMap<>(created);
    texts.putAll(edited);
    return texts;
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
    NewFiles files = new NewFiles(root, created, "choose another folder with --folder");
    files.check();
    for (String path : edited.keySet()) {
      if (!Files.readString(root.resolve(path)).equals(folder.text(path))) {
        throw new CorrectableException(
            root.resolve(path) + " has changed meanwhile; nothing was written, run it again");
      }
    }
    files.write();
    folder.write(edited);
  }
}
