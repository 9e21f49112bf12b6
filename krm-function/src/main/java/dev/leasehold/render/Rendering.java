package dev.leasehold.render;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import java.util.List;

/**
 * What rendering makes of a package: its documents in their order, new ones after them, what it
 * changed, and what to tell. With an error among the findings the documents are the ones that came.
 *
 * @param ofThisChange those of the findings that tell what the changes take from somebody: the next
 *     rendering does not know of it
 */
public record Rendering(
    List<Document> documents,
    List<Change> changes,
    List<Finding> findings,
    List<Finding> ofThisChange) {
  public Rendering {
    documents = List.copyOf(documents);
    changes = List.copyOf(changes);
    findings = List.copyOf(findings);
    ofThisChange = List.copyOf(ofThisChange);
  }

  public boolean failed() {
    return Finding.hasError(findings);
  }

  public List<Finding> errors() {
    return failed() ? findings.stream().filter(Finding::isError).toList() : List.of();
  }

  /** What to warn of. */
  public List<Finding> warnings() {
    return findings.stream()
        .filter(finding -> finding.severity() == Finding.Severity.WARNING)
        .toList();
  }
}
