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
 * Files that somebody deleted and that are made once more from a template, as what asked for them
 * still does: who deleted them, who asks, and what the template does not have.
 */
public final class MadeAgain {
  private static final int MOST_LINES = 10;
  private static final int LONGEST_LINE = 200;

  private MadeAgain() {}

  /**
   * A few lines for each.
   *
   * @param leases files that are made because of a lease, and not from a template
   */
  public static List<String> tell(
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
                    + " is made again: commit "
                    + deleted.commit().substring(0, 12)
                    + " by "
                    + deleted.author()
                    + " deleted it, but "
                    + asker(path, contents, rendered.changes(), snapshot.folder())
                    + " still asks for it");
            lines.addAll(lost(name, deleted, file.getValue()));
          });
    }
    return lines;
  }

  private static String asker(
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

  /** The lines that the template lacks. */
  private static List<String> lost(String name, Snapshot.Deletion deleted, String made) {
    Optional<String> before = deleted.content().flatMap(content -> FileContent.of(content).text());
    if (before.isEmpty()) {
      return List.of(name + ": what it had can be seen with git show " + deleted.commit());
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
        .limit(MOST_LINES)
        .forEach(line -> lines.add(name + " had, and has no longer: " + shortened(line)));
    if (lost.size() > MOST_LINES) {
      lines.add(name + " had " + (lost.size() - MOST_LINES) + " more lines that it lacks now");
    }
    return lines;
  }

  private static String shortened(String line) {
    return line.length() <= LONGEST_LINE ? line : Printable.start(line, LONGEST_LINE) + " …";
  }
}
