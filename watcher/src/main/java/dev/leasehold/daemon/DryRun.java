package dev.leasehold.daemon;

import dev.leasehold.files.ProposedCommit;
import dev.leasehold.git.Fetched;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Proposal;
import dev.leasehold.git.Proposer;
import dev.leasehold.git.Snapshot;
import dev.leasehold.request.RequestPlanner;
import dev.leasehold.watch.Branch;
import java.io.PrintWriter;
import java.util.Optional;

/** A branch that shows each commit once instead of pushing it. */
public final class DryRun implements Branch {
  private final Branch branch;
  private final PrintWriter out;
  private String shown = "";
  private boolean wouldCommit;
  private Optional<Outcome.Failure> refused = Optional.empty();

  public DryRun(Branch branch, PrintWriter out) {
    this.branch = branch;
    this.out = out;
  }

  @Override
  public Fetched fetch() {
    return branch.fetch();
  }

  @Override
  public Optional<Outcome.Failure> mayPush() {
    refused = branch.mayPush();
    return Optional.empty(); // the commit is shown anyway
  }

  @Override
  public Outcome write(Proposer proposer) {
    return switch (branch.fetch()) {
      case Outcome.Failure failure -> failure;
      case Snapshot tip -> propose("Would commit:", proposer, tip);
    };
  }

  @Override
  public Outcome request(RequestPlanner planner) {
    return switch (branch.fetch()) {
      case Outcome.Failure failure -> failure;
      case Snapshot tip ->
          propose("Would request:", t -> planner.plan(t, Optional.empty()).proposal(), tip);
    };
  }

  private Outcome propose(String headline, Proposer proposer, Snapshot tip) {
    try {
      return switch (proposer.propose(tip)) {
        case Proposal.Nothing nothing -> new Outcome.NoChange(tip.commit());
        case Proposal.Refused refused ->
            new Outcome.Stalled(refused.why(), "Fix it with a commit.", Outcome.Stage.PACKAGE);
        case Proposal.Change change -> {
          show(headline, tip, change);
          yield new Outcome.NoChange(tip.commit());
        }
      };
    } catch (Snapshot.HistoryException e) {
      return e.failure();
    }
  }

  /** The reason why a push would fail; empty if it would succeed or was not checked yet. */
  public Optional<Outcome.Failure> refused() {
    return refused;
  }

  /** Whether the dry run showed a commit. */
  public boolean wouldCommit() {
    return wouldCommit;
  }

  /** Reports once that there is no commit, because silence could be taken for a failure. */
  public void tellIfNothing() {
    if (shown.isEmpty()) {
      shown = "Would commit nothing: the branch is up to date with the package and its sources.";
      out.println(shown);
      out.flush();
    }
  }

  private void show(String headline, Snapshot tip, Proposal.Change change) {
    String text = headline + "\n\n" + new ProposedCommit(tip, change).text();
    wouldCommit = true;
    if (!text.equals(shown)) {
      shown = text;
      out.print(text);
      out.flush();
    }
  }
}
