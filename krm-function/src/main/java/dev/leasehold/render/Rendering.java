package dev.leasehold.render;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Finding;
import java.util.List;

/**
 * The result of rendering a package: its documents in their order, new ones after them, the changes
 * and the findings. With an error among the findings the documents are those of the input.
 *
 * @param ofThisChange the findings that only these changes cause: the next rendering does not
 *     repeat them
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

  /** The warnings among the findings. */
  public List<Finding> warnings() {
    return findings.stream()
        .filter(finding -> finding.severity() == Finding.Severity.WARNING)
        .toList();
  }
}
