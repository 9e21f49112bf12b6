package dev.leasehold.cli;

import dev.leasehold.git.Fetched;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Proposal;
import dev.leasehold.git.Proposer;
import dev.leasehold.git.Snapshot;
import dev.leasehold.git.UnifiedDiff;
import dev.leasehold.watch.Branch;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;

/** A branch that shows each commit that would be made, once, and stays as it is. */
final class DryRun implements Branch {
  private final Branch branch;
  private final PrintWriter out;
  private String shown = "";

  DryRun(Branch branch, PrintWriter out) {
    this.branch = branch;
    this.out = out;
  }

  @Override
  public Fetched fetch() {
    return branch.fetch();
  }

  @Override
  public Outcome write(Proposer proposer) {
    return switch (branch.fetch()) {
      case Outcome.Failure failure -> failure;
      case Snapshot tip ->
          switch (proposer.propose(tip)) {
            case Proposal.Nothing nothing -> new Outcome.NoChange(tip.commit());
            case Proposal.Refused refused ->
                new Outcome.Stalled(refused.why(), "Correct it with a commit.");
            case Proposal.Change change -> {
              show(tip, change);
              yield new Outcome.NoChange(tip.commit());
            }
          };
    };
  }

  private void show(Snapshot tip, Proposal.Change change) {
    StringBuilder text =
        new StringBuilder("Would commit:\n\n").append(change.message()).append('\n');
    new TreeMap<>(change.writes())
        .forEach((path, content) ->
            text.append(
                UnifiedDiff.of(
                    path, before(tip, path), new String(content, StandardCharsets.UTF_8))));
    if (!text.toString().equals(shown)) {
      shown = text.toString();
      out.print(shown);
      out.flush();
    }
  }

  static String before(Snapshot tip, String path) {
    Optional<Snapshot.Entry> entry =
        tip.entries().stream().filter(e -> e.path().equals(path)).findFirst();
    return entry
        .flatMap(tip::read)
        .map(content -> new String(content, StandardCharsets.UTF_8))
        .orElse("");
  }
}
