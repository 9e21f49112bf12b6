package dev.leasehold.proposal;

import dev.leasehold.api.DynamicPrefixBinding;
import dev.leasehold.files.PackageFiles;
import dev.leasehold.git.Snapshot;
import dev.leasehold.krm.Place;
import dev.leasehold.render.Change;
import dev.leasehold.render.PackageContents;
import dev.leasehold.targets.Owned;
import dev.leasehold.text.FileContent;
import dev.leasehold.text.Printable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Warnings about files that a person deleted and that Leasehold creates again from a template,
 * because a binding still requires them. The warnings name the deleting commit, the binding, and
 * the lines that the template does not have.
 */
public final class RecreatedFiles {
  private static final int MAX_LINES = 10;
  private static final int MAX_LINE_LENGTH = 200;

  private RecreatedFiles() {}

  /**
   * The warnings, a few lines for each file.
   *
   * @param leases the files of leases, which do not come from a template
   */
  public static List<String> warnings(
      Snapshot snapshot,
      PackageFiles files,
      PackageContents contents,
      PackageUpdate.Rendered rendered,
      Set<String> leases) {
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, String> file : rendered.files().entrySet()) {
      String path = file.getKey();
      if (files.paths().contains(path) || leases.contains(path) || file.getValue().isEmpty()) {
        continue;
      }
      Optional<Snapshot.Deletion> deletion = snapshot.deletion(path);
      deletion
          .filter(deleted -> !CommitMessage.isOurs(deleted.message()))
          .ifPresent(deleted -> {
            String name = Place.file(path).below(snapshot.folder()).file();
            lines.add(
                name
                    + " is created again: commit "
                    + deleted.commit().substring(0, 12)
                    + " by "
                    + deleted.author()
                    + " deleted it, but "
                    + binding(path, contents, rendered.changes(), snapshot.folder())
                    + " still needs it");
            lines.addAll(lost(name, deleted, file.getValue()));
          });
    }
    return lines;
  }

  private static String binding(
      String path, PackageContents contents, List<Change> changes, String folder) {
    for (Change change : changes) {
      for (DynamicPrefixBinding binding : contents.bindings().values()) {
        String object = binding.target().kind() + " " + binding.target().name();
        if (change.file().equals(path) && change.object().equals(object)) {
          Place place = contents.bindingPlace(binding.name(), "spec.target").below(folder);
          return "the binding " + binding.name() + " in " + place.file();
        }
      }
    }
    return "the package";
  }

  /** The lines of the deleted file that the new file does not have. */
  private static List<String> lost(String name, Snapshot.Deletion deleted, String made) {
    Optional<String> before = deleted.content().flatMap(content -> FileContent.of(content).text());
    if (before.isEmpty()) {
      return List.of(name + ": for its old content, run git show " + deleted.commit());
    }
    Set<String> there = new HashSet<>();
    made.lines().map(String::strip).forEach(there::add);
    List<String> lost =
        before
            .get()
            .lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !there.contains(line))
            .filter(line -> !line.contains(Owned.ANNOTATION))
            .toList();
    List<String> lines = new ArrayList<>();
    lost.stream()
        .limit(MAX_LINES)
        .forEach(line -> lines.add(name + " lost a line: " + shortened(line)));
    if (lost.size() > MAX_LINES) {
      lines.add(name + " lost " + (lost.size() - MAX_LINES) + " more lines");
    }
    return lines;
  }

  private static String shortened(String line) {
    return line.length() <= MAX_LINE_LENGTH ? line : Printable.start(line, MAX_LINE_LENGTH) + " …";
  }
}
