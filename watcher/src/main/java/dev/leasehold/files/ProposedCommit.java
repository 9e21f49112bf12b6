package dev.leasehold.files;

import dev.leasehold.git.Proposal;
import dev.leasehold.git.Snapshot;
import dev.leasehold.git.UnifiedDiff;
import dev.leasehold.krm.Place;
import java.nio.charset.StandardCharsets;
import java.util.TreeMap;

/** A commit that does not exist yet, in the form of {@code git show}. */
public record ProposedCommit(Snapshot tip, Proposal.Change change) {
  /** The message and the diff of the commit. */
  public String text() {
    StringBuilder text = new StringBuilder(change.message()).append('\n');
    new TreeMap<>(change.writes())
        .forEach((path, content) ->
            text.append(
                UnifiedDiff.of(
                    Place.file(path).below(tip.folder()).file(),
                    before(path),
                    new String(content, StandardCharsets.UTF_8))));
    return text.toString();
  }

  private String before(String path) {
    try (Snapshot.Contents contents = tip.contents()) {
      return tip.entries().stream()
          .filter(entry -> entry.path().equals(path))
          .findFirst()
          .flatMap(contents::read)
          .map(content -> new String(content.bytes(), StandardCharsets.UTF_8))
          .orElse("");
    }
  }
}
