package dev.leasehold.request;

import dev.leasehold.forge.Forge;
import dev.leasehold.forge.ForgeAnswer;
import dev.leasehold.forge.ForgeAnswer.Done;
import dev.leasehold.forge.ForgeAnswer.Refused;
import dev.leasehold.forge.ForgeAnswer.Unavailable;
import dev.leasehold.forge.PullRequest;
import dev.leasehold.forge.RequestText;
import dev.leasehold.git.Outcome;
import dev.leasehold.git.Outcome.Stage;
import dev.leasehold.git.Proposal;
import dev.leasehold.git.RequestBranch;
import dev.leasehold.git.RequestProposer;
import dev.leasehold.git.Requested;
import dev.leasehold.proposal.RequestDraft;
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
  private static final String EDITED = "edited";
  private static final String ENDED = "ended";

  private final RequestBranch branch;
  private final Forge forge;
  private final RequestSettings settings;

  public PullRequests(RequestBranch branch, Forge forge, RequestSettings settings) {
    this.branch = branch;
    this.forge = forge;
    this.settings = settings;
  }

  /** Ends a write whose request cannot be brought up to date. */
  private static final class EndedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Outcome outcome;

    EndedException(Outcome outcome) {
      super(outcome.toString());
      this.outcome = outcome;
    }
  }

  @Override
  public Outcome put(RequestPlanner planner) {
    try {
      return put(planner, newest());
    } catch (EndedException e) {
      return e.outcome;
    }
  }

  private Outcome put(RequestPlanner planner, Optional<PullRequest> newest) throws EndedException {
    Draft draft = new Draft();
    Requested requested =
        branch.put((tip, open) -> {
          RequestPlanner.Planned planned = planner.plan(tip, open);
          draft.is(planned.draft());
          boolean changes = planned.proposal() instanceof Proposal.Change;
          draft.declined = changes && isDeclined(newest, planned.draft().key());
          return new RequestProposer.Request(
              draft.declined ? new Proposal.Nothing() : planned.proposal(), List.of());
        });
    return switch (requested) {
      case Requested.NotWritten(Outcome.Failure why) -> why;
      case Requested.NotNeeded _ when draft.declined ->
          new Outcome.Declined(newest.orElseThrow().url());
      case Requested.NotNeeded left -> end(left, newest);
      case Requested.Edited(String commit, String author) -> edited(newest, commit, author);
      case Requested.Ready ready -> opened(ready, draft.value(), newest);
    };
  }

  /** The draft of the last plan. */
  private static final class Draft {
    private @Nullable RequestDraft last;
    private boolean declined;

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

  private Optional<PullRequest> newest() throws EndedException {
    return done(forge.newest(branch.name(), settings.base()));
  }

  /** Whether a person closed the request for this change. */
  private static boolean isDeclined(Optional<PullRequest> newest, String key) {
    return newest
        .filter(request -> request.state() == PullRequest.State.CLOSED)
        .flatMap(request -> RequestState.in(request.body()))
        .filter(state -> state.key().equals(key) && !state.closed())
        .isPresent();
  }

  private Outcome opened(Requested.Ready ready, RequestDraft draft, Optional<PullRequest> newest)
      throws EndedException {
    List<String> warnings = new ArrayList<>();
    Optional<PullRequest> open =
        newest.filter(request -> request.state() == PullRequest.State.OPEN);
    PullRequest request = open.isPresent() ? updated(open.get(), draft) : open(draft, warnings);
    if (open.isPresent()) {
      if (RequestState.in(open.get().body()).isPresent()) {
        optional(forge.removeComment(request, EDITED), warnings);
      }
    }
    boolean repeats = isRepeated(newest, draft.key());
    if (settings.autoMerge() && repeats) {
      warnings.add("auto-merge stays off, because a request for the same change was merged before");
    } else if (settings.autoMerge() && (ready.pushed() || open.isEmpty())) {
      optional(forge.mergeWhenReady(request, ready.commit()), warnings);
    }
    return new Outcome.Proposed(ready.commit(), request.url(), ready.pushed(), warnings);
  }

  private static boolean isRepeated(Optional<PullRequest> newest, String key) {
    return newest
        .filter(request -> request.state() == PullRequest.State.MERGED)
        .flatMap(request -> RequestState.in(request.body()))
        .filter(state -> state.key().equals(key))
        .isPresent();
  }

  private PullRequest open(RequestDraft draft, List<String> warnings) throws EndedException {
    RequestState state =
        RequestState.of(draft.key(), draft.title(), draft.body(), settings.labels());
    RequestText text = new RequestText(draft.title(), state.appendedTo(draft.body()));
    PullRequest request = done(forge.open(branch.name(), settings.base(), text));
    if (!settings.labels().isEmpty()) {
      optional(forge.addLabels(request, settings.labels()), warnings);
    }
    if (!settings.reviewers().isEmpty()) {
      optional(forge.requestReview(request, settings.reviewers()), warnings);
    }
    return request;
  }

  /** Brings the text up to date; a title that a person changed stays. */
  private PullRequest updated(PullRequest open, RequestDraft draft) throws EndedException {
    Optional<RequestState> known = RequestState.in(open.body());
    Set<String> missing = new TreeSet<>(settings.labels());
    known.ifPresent(state -> missing.removeAll(state.labels()));
    boolean isSame =
        known
            .filter(state -> state.key().equals(draft.key()))
            .filter(state -> state.text().equals(RequestState.hash(draft.body())))
            .isPresent();
    PullRequest request = open;
    if (!missing.isEmpty()) {
      request = done(forge.addLabels(request, missing));
    }
    if (isSame && missing.isEmpty()) {
      return request;
    }
    boolean ownTitle =
        known.isEmpty() || known.filter(s -> s.title().equals(open.title())).isPresent();
    RequestState state =
        RequestState.of(draft.key(), draft.title(), draft.body(), settings.labels())
            .withLabels(known.map(RequestState::labels).orElse(Set.of()));
    return done(
        forge.update(
            request,
            new RequestText(
                ownTitle ? draft.title() : open.title(), state.appendedTo(draft.body()))));
  }

  private Outcome edited(Optional<PullRequest> newest, String commit, String author)
      throws EndedException {
    Optional<PullRequest> open =
        newest.filter(request -> request.state() == PullRequest.State.OPEN);
    if (open.isPresent()) {
      done(
          forge.comment(
              open.get(),
              EDITED,
              "Commit "
                  + commit.substring(0, 12)
                  + " is not by Leasehold, so Leasehold no longer updates this branch. Merge or"
                  + " close the request, or remove the commit, and Leasehold continues."));
    }
    return new Outcome.Stalled(
        "commit "
            + commit.substring(0, 12)
            + " by "
            + author
            + " is on the request branch "
            + branch.name()
            + ", which is therefore not updated"
            + open.map(request -> ": " + request.url()).orElse(""),
        "Merge or close the request, or remove the commit from the branch.",
        Stage.REQUEST);
  }

  /** Closes the request, because the branch needs no change, and removes its branch. */
  private Outcome end(Requested.NotNeeded left, Optional<PullRequest> newest)
      throws EndedException {
    Optional<PullRequest> open =
        newest.filter(request -> request.state() == PullRequest.State.OPEN);
    if (open.isPresent() && left.edited()) {
      done(
          forge.comment(
              open.get(),
              ENDED,
              "The change is no longer needed. The branch has commits that are not by Leasehold,"
                  + " so the request stays open: close it when they are not needed either."));
      return new Outcome.NoChange(left.tip());
    }
    if (open.isPresent()) {
      PullRequest request = open.get();
      Optional<RequestState> state = RequestState.in(request.body());
      if (state.isPresent()) {
        String body = state.get().closedByUs().appendedTo(RequestState.visible(request.body()));
        request = done(forge.update(request, new RequestText(request.title(), body)));
      }
      request =
          done(
              forge.comment(
                  request,
                  ENDED,
                  "Closed by Leasehold: the change is no longer needed, because the source or the"
                      + " branch changed meanwhile."));
      done(forge.close(request));
    }
    if (left.open().isPresent() && !left.edited()) {
      Optional<Outcome.Failure> failure = branch.delete(left.open().get());
      if (failure.isPresent()) {
        return failure.get();
      }
    }
    return new Outcome.NoChange(left.tip());
  }

  private static <T> T done(ForgeAnswer<T> answer) throws EndedException {
    return switch (answer) {
      case Done<T>(T value) -> value;
      case Refused<T>(String reason, String whatToDo) ->
          throw new EndedException(new Outcome.Stalled(reason, whatToDo, Stage.REQUEST));
      case Unavailable<T>(String reason, var _) ->
          throw new EndedException(new Outcome.Unreachable(reason));
    };
  }

  /** What a request can do without; a refusal becomes a warning. */
  private static <T> void optional(ForgeAnswer<T> answer, List<String> warnings)
      throws EndedException {
    if (answer instanceof Refused<T>(String reason, String whatToDo)) {
      warnings.add(reason + ". " + whatToDo);
    } else {
      done(answer);
    }
  }

  @Override
  public void close() {
    forge.close();
  }
}
