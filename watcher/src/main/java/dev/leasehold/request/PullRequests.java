package dev.leasehold.request;

import static dev.leasehold.request.Answers.done;
import static dev.leasehold.request.Answers.optional;

import dev.leasehold.forge.Forge;
import dev.leasehold.forge.PullRequest;
import dev.leasehold.forge.RequestText;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Outcome.Stage;
import dev.leasehold.git.Proposal;
import dev.leasehold.git.RequestBranch;
import dev.leasehold.git.RequestProposer;
import dev.leasehold.git.Requested;
import dev.leasehold.proposal.RequestDraft;
import dev.leasehold.request.RequestComments.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The pull requests of one target, by the API of a forge. At most one is open. One thread at a
 * time.
 */
public final class PullRequests implements Requests {
  private final RequestBranch branch;
  private final Forge forge;
  private final RequestSettings settings;
  private final RequestComments comments;

  /** The request and commit that the forge merges when ready; empty: none, as far as is known. */
  private String merging = "";

  /** The pushed commit whose request is not up to date yet; empty: none. */
  private String unfinished = "";

  public PullRequests(RequestBranch branch, Forge forge, RequestSettings settings) {
    this.branch = branch;
    this.forge = forge;
    this.settings = settings;
    this.comments = new RequestComments(forge);
  }

  @Override
  public Outcome put(RequestPlanner planner) {
    try {
      return put(planner, done(forge.newest(branch.name(), settings.base())));
    } catch (Answers.EndedException e) {
      return e.outcome();
    }
  }

  private Outcome put(RequestPlanner planner, Optional<PullRequest> newest)
      throws Answers.EndedException {
    newest.flatMap(PullRequest::mergeCommit).ifPresent(planner::merged);
    Optional<PullRequest> open = newest.filter(r -> r.state() == PullRequest.State.OPEN);
    RequestBranch.Known known =
        new RequestBranch.Known(
            newest.filter(r -> r.state() != PullRequest.State.OPEN).map(PullRequest::head),
            open.isPresent() && hasConflicts(open.get()));
    Draft draft = new Draft();
    Requested requested =
        branch.put(
            known,
            (tip, files) -> {
              RequestPlanner.Planned planned = planner.plan(tip, files);
              draft.is(planned.draft());
              draft.undecided = planned.isUndecided();
              boolean changes = planned.proposal() instanceof Proposal.Change;
              draft.declined = changes && isDeclined(newest, planned.draft().key());
              return new RequestProposer.Request(
                  draft.declined || draft.undecided ? new Proposal.Nothing() : planned.proposal(),
                  List.of());
            });
    return switch (requested) {
      case Requested.NotWritten(Outcome.Failure why) -> why;
      case Requested.NotNeeded left when draft.undecided ->
          open.<Outcome>map(r -> new Outcome.Proposed(r.head(), r.url(), false, List.of()))
              .orElseGet(() -> new Outcome.NoChange(left.tip()));
      case Requested.NotNeeded _ when draft.declined ->
          new Outcome.Declined(newest.orElseThrow().url());
      case Requested.NotNeeded left -> end(left, open);
      case Requested.Edited edited -> edited(open, edited, draft.value());
      case Requested.Ready ready -> ready(ready, draft.value(), newest);
    };
  }

  /** The draft of the last plan. */
  private static final class Draft {
    private @Nullable RequestDraft last;
    private boolean declined;
    private boolean undecided;

    void is(RequestDraft draft) {
      last = draft;
    }

    RequestDraft value() {
      RequestDraft draft = last;
      if (draft == null) {
        throw new IllegalStateException("a request without a plan");
      }
      return draft;
    }
  }

  /** GitHub tells of conflicts only in the request itself, some seconds after a push. */
  private boolean hasConflicts(PullRequest open) throws Answers.EndedException {
    Optional<Boolean> conflicts = open.conflicts();
    return (conflicts.isPresent() ? conflicts : done(forge.read(open)).conflicts()).orElse(false);
  }

  /** Whether a person closed the request for this change. */
  private static boolean isDeclined(Optional<PullRequest> newest, String key) {
    return newest
        .filter(request -> request.state() == PullRequest.State.CLOSED)
        .flatMap(request -> RequestState.in(request.body()))
        .filter(state -> state.key().equals(key) && !state.closed())
        .isPresent();
  }

  /** Brings the request for the commit on the branch up to date. */
  private Outcome ready(Requested.Ready ready, RequestDraft draft, Optional<PullRequest> newest)
      throws Answers.EndedException {
    if (ready.pushed()) {
      unfinished = ready.commit();
    }
    List<String> warnings = new ArrayList<>();
    Optional<PullRequest> open = newest.filter(r -> r.state() == PullRequest.State.OPEN);
    PullRequest request = open.isPresent() ? open.get() : open(draft, newest);
    RequestState state = updated(request, draft, warnings);
    if (open.isPresent()) {
      optional(comments.remove(request, Topic.EDITED), warnings);
      optional(comments.remove(request, Topic.ENDED), warnings);
    }
    if (settings.autoMerge()) {
      mergeWhenReady(request, state, ready.commit(), warnings);
    }
    boolean isNew = open.isEmpty() || ready.commit().equals(unfinished);
    unfinished = "";
    return new Outcome.Proposed(ready.commit(), request.url(), isNew, warnings);
  }

  private PullRequest open(RequestDraft draft, Optional<PullRequest> newest)
      throws Answers.EndedException {
    boolean repeats =
        newest
            .filter(request -> request.state() == PullRequest.State.MERGED)
            .flatMap(request -> RequestState.in(request.body()))
            .filter(state -> state.key().equals(draft.key()))
            .isPresent();
    RequestState state = RequestState.of(draft, repeats);
    RequestText text = new RequestText(draft.title(), state.appendedTo(draft.body()));
    PullRequest request = done(forge.open(branch.name(), settings.base(), text));
    comments.opened(request);
    return request;
  }

  /**
   * Brings text, labels and reviewers up to date. What people changed stays: labels that were added
   * before are not added again, and the title stays while the change is the same.
   *
   * @return what is written to the request now
   */
  private RequestState updated(PullRequest request, RequestDraft draft, List<String> warnings)
      throws Answers.EndedException {
    Optional<RequestState> known = RequestState.in(request.body());
    boolean isSame = known.filter(state -> state.key().equals(draft.key())).isPresent();
    Set<String> labels = new TreeSet<>(known.map(RequestState::labels).orElse(Set.of()));
    Set<String> reviewers = new TreeSet<>(known.map(RequestState::reviewers).orElse(Set.of()));
    Set<String> newLabels = missing(settings.labels(), labels);
    if (!newLabels.isEmpty() && optional(forge.addLabels(request, newLabels), warnings)) {
      labels.addAll(newLabels);
    }
    List<String> newReviewers = List.copyOf(missing(settings.reviewers(), reviewers));
    if (!newReviewers.isEmpty() && optional(forge.requestReview(request, newReviewers), warnings)) {
      reviewers.addAll(newReviewers);
    }
    boolean repeated = isSame && known.get().repeated();
    RequestState state = RequestState.of(draft, repeated).with(labels, reviewers);
    if (!known.equals(Optional.of(state))) {
      boolean isTheirTitle =
          known.isEmpty() || isSame && !known.get().title().equals(request.title());
      String title = isTheirTitle ? request.title() : draft.title();
      done(forge.update(request, new RequestText(title, state.appendedTo(draft.body()))));
    }
    return state;
  }

  private static Set<String> missing(Iterable<String> wanted, Set<String> known) {
    Set<String> missing = new TreeSet<>();
    wanted.forEach(missing::add);
    missing.removeAll(known);
    return missing;
  }

  /** Asks for the merge until the forge accepts that, for this commit. */
  private void mergeWhenReady(
      PullRequest request, RequestState state, String commit, List<String> warnings) {
    String wanted = request.number() + "@" + commit;
    if (state.repeated()) {
      warnings.add("auto-merge stays off, because a request for the same change was merged before");
    } else if (!merging.equals(wanted)) {
      if (optional(forge.mergeWhenReady(request, commit), warnings)) {
        merging = wanted;
      }
    }
  }

  private Outcome edited(Optional<PullRequest> open, Requested.Edited edited, RequestDraft draft)
      throws Answers.EndedException {
    String commit = "commit " + edited.commit().substring(0, 12);
    String reason =
        commit
            + " by "
            + edited.author()
            + " is on the request branch "
            + branch.name()
            + ", which is therefore not updated";
    if (open.isEmpty()) {
      return new Outcome.Stalled(
          reason, "Delete the branch, or move its commits to another one.", Stage.REQUEST);
    }
    PullRequest request = open.get();
    List<String> warnings = new ArrayList<>(List.of(reason + ": " + request.url()));
    optional(
        comments.ensure(
            request,
            Topic.EDITED,
            "A commit on this branch ("
                + edited.commit().substring(0, 12)
                + ") is not by Leasehold, so Leasehold no longer updates the branch. Merge or close"
                + " the request, or remove the commit, and Leasehold continues."),
        warnings);
    return RequestState.in(request.body()).filter(s -> s.key().equals(draft.key())).isPresent()
        ? new Outcome.Proposed(edited.commit(), request.url(), false, warnings)
        : new Outcome.Stalled(
            String.join(". ", warnings) + ", and the change is another one now",
            "Merge or close the request, or remove the commit from the branch.",
            Stage.REQUEST);
  }

  /** Closes the request, because the branch needs no change, and removes its branch. */
  private Outcome end(Requested.NotNeeded left, Optional<PullRequest> open)
      throws Answers.EndedException {
    // It may have been merged since, and then needs no comment.
    Optional<PullRequest> now = Optional.empty();
    if (open.isPresent()) {
      now =
          Optional.of(done(forge.read(open.get())))
              .filter(r -> r.state() == PullRequest.State.OPEN);
    }
    if (now.isPresent() && left.edited()) {
      done(
          comments.ensure(
              now.get(),
              Topic.ENDED,
              "The change is no longer needed. The branch has commits that are not by Leasehold,"
                  + " so the request stays open: close it when they are not needed either."));
      return new Outcome.NoChange(left.tip());
    }
    if (now.isPresent()) {
      close(now.get());
    }
    if (left.open().isPresent() && !left.edited()) {
      Optional<Outcome.Failure> failure = branch.delete(left.open().get());
      if (failure.isPresent()) {
        return failure.get();
      }
    }
    return new Outcome.NoChange(left.tip());
  }

  private void close(PullRequest open) throws Answers.EndedException {
    PullRequest request = open;
    Optional<RequestState> state = RequestState.in(open.body());
    if (state.isPresent() && !state.get().closed()) { // so that it does not count as declined
      String body = state.get().closedByUs().appendedTo(RequestState.visible(open.body()));
      request = done(forge.update(open, new RequestText(open.title(), body)));
    }
    done(
        comments.ensure(
            request,
            Topic.ENDED,
            "Closed by Leasehold: the change is no longer needed, because the source or the branch"
                + " changed meanwhile."));
    done(forge.close(request));
  }

  @Override
  public void close() {
    forge.close();
  }
}
