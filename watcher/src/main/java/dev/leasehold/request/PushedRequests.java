package dev.leasehold.request;

import dev.leasehold.git.Outcome;
import dev.leasehold.git.Proposal;
import dev.leasehold.git.RequestBranch;
import dev.leasehold.git.RequestProposer;
import dev.leasehold.git.Requested;
import dev.leasehold.proposal.RequestDraft;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests that the server makes from push options, without a token for its API: GitLab
 * (merge_request.*) and Gitea or Forgejo (AGit, {@code refs/for/BASE}). They cannot be closed, and
 * nothing is known of a request that a person closed.
 */
public final class PushedRequests implements Requests {
  private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s\"'<>]{1,500}");

  private final RequestBranch branch;
  private final Server server;
  private final RequestSettings settings;

  /** The servers that make requests from a push. */
  public enum Server {
    GITLAB,
    GITEA
  }

  public PushedRequests(RequestBranch branch, Server server, RequestSettings settings) {
    this.branch = branch;
    this.server = server;
    this.settings = settings;
  }

  @Override
  public Outcome put(RequestPlanner planner) {
    AtomicBoolean isUndecided = new AtomicBoolean();
    Requested requested =
        branch.put((tip, open) -> {
          RequestPlanner.Planned planned = planner.plan(tip, open);
          isUndecided.set(planned.isUndecided());
          boolean changes = planned.proposal() instanceof Proposal.Change && !planned.isUndecided();
          return new RequestProposer.Request(
              planned.isUndecided() ? new Proposal.Nothing() : planned.proposal(),
              changes ? options(planned.draft()) : List.of());
        });
    return switch (requested) {
      case Requested.NotNeeded left when isUndecided.get() -> new Outcome.NoChange(left.tip());
      case Requested.NotWritten(Outcome.Failure why) -> why;
      case Requested.Ready ready ->
          new Outcome.Proposed(
              ready.commit(), address(ready.messages()), ready.pushed(), List.of());
      case Requested.Edited(String commit, String author) ->
          new Outcome.Stalled(
              "commit "
                  + commit.substring(0, 12)
                  + " by "
                  + author
                  + " is on the request branch "
                  + branch.name()
                  + ", which is therefore not updated",
              "Merge or close the request, or remove the commit from the branch.",
              Outcome.Stage.REQUEST);
      case Requested.NotNeeded left -> end(left);
    };
  }

  private Outcome end(Requested.NotNeeded left) {
    Optional<Outcome.Failure> failure =
        left.edited() ? Optional.empty() : left.open().flatMap(branch::delete);
    return failure.isPresent() ? failure.get() : new Outcome.NoChange(left.tip());
  }

  /** The address that the server printed; otherwise the name of the branch. */
  private String address(String messages) {
    Matcher found = ADDRESS.matcher(messages);
    return found.find() ? found.group() : branch.name();
  }

  private List<String> options(RequestDraft draft) {
    String title = line(draft.title());
    String description = line(draft.summary());
    List<String> options = new ArrayList<>();
    switch (server) {
      case GITEA -> {
        options.add("topic=" + branch.name());
        options.add("title=" + title);
        options.add("description=" + description);
        options.add("force-push=true");
      }
      case GITLAB -> {
        options.add("merge_request.create");
        options.add("merge_request.target=" + settings.base());
        options.add("merge_request.title=" + title);
        options.add("merge_request.description=" + description);
        options.add("merge_request.remove_source_branch");
        new TreeSet<>(settings.labels()).forEach(l -> options.add("merge_request.label=" + l));
        if (settings.autoMerge()) {
          options.add("merge_request.auto_merge");
        }
      }
    }
    return options;
  }

  /** A push option is one line. */
  private static String line(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  @Override
  public void close() {
    // the writer closes the connections
  }
}
