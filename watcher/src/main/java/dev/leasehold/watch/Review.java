package dev.leasehold.watch;

import dev.leasehold.git.Outcome;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.subject.Decided;
import dev.leasehold.subject.Subject;
import dev.leasehold.watch.WatchStatus.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What of a target's changes waits for a merge, and the request for it. */
final class Review {
  /** How often an open or declined request is read again; a webhook tells earlier. */
  private static final Duration CHECK_INTERVAL = Duration.ofMinutes(10);

  private final ReviewRules rules;
  private Optional<OpenRequest> request = Optional.empty();
  private Optional<Request> shown = Optional.empty();
  private Instant checkAt = Instant.MIN;
  private boolean mayPush = true;
  private boolean pushRefused;
  private boolean leftOver = true; // a request of an earlier process may be open

  Review(ReviewRules rules) {
    this.rules = rules;
  }

  ReviewRules rules() {
    return rules;
  }

  /** Whether a change is pushed now; otherwise it is part of the request. */
  boolean pushes(Subject subject, LeaseChange change) {
    return rules.pushes(subject, change) && (!rules.reviews(subject) || mayPush && !pushRefused);
  }

  boolean pushesAny(Decided decided) {
    return decided.decision().changes().stream().anyMatch(c -> pushes(decided.subject(), c));
  }

  boolean requestsAny(Decided decided) {
    return decided.decision().changes().stream().anyMatch(c -> !pushes(decided.subject(), c));
  }

  /** Whether a write also brings the request up to date. */
  boolean requests(List<Decided> decisions) {
    return rules.all()
        || request.isPresent()
        || decisions.stream().anyMatch(this::requestsAny)
        || leftOver && decisions.stream().anyMatch(d -> rules.reviews(d.subject()));
  }

  Optional<OpenRequest> request() {
    return request;
  }

  /** The request for the status. */
  Optional<Request> shown() {
    return shown;
  }

  boolean checks(Instant now) {
    return request.isPresent() && !now.isBefore(checkAt);
  }

  /** Reads the request again soon, because a webhook told so. */
  void checkSoon() {
    checkAt = Instant.MIN;
  }

  /** The address of the request if its change is at the tip now. */
  Optional<String> merged(Tip tip) {
    return request.filter(r -> r.isMerged(tip)).flatMap(_ -> shown).map(Request::url);
  }

  /** The package at the tip is another one, so that a push is possible again. */
  void packageChanged() {
    mayPush = true;
  }

  /**
   * No lease is pushed until the package changes: it is not rendered, and a push would also push
   * its rendering, which is to be reviewed.
   */
  void packageIsNotRendered() {
    mayPush = false;
  }

  /** The server refuses pushes to the branch; from now on everything is requested. */
  void pushIsRefused() {
    pushRefused = true;
  }

  /** Records the outcome of a request. */
  void wrote(Outcome outcome, Optional<OpenRequest> opened, Instant now) {
    checkAt = now.plus(CHECK_INTERVAL);
    switch (outcome) {
      case Outcome.Proposed proposed -> {
        request = opened;
        shown = Optional.of(new Request(proposed.request(), proposed.commit(), false));
        leftOver = false;
      }
      case Outcome.Declined(String url) -> {
        request = opened;
        shown = Optional.of(new Request(url, "", true));
        leftOver = false;
      }
      case Outcome.NoChange _, Outcome.Pushed _ -> {
        request = Optional.empty();
        shown = Optional.empty();
        leftOver = false;
      }
      case Outcome.Failure _ -> request = Optional.empty(); // tried again
    }
  }

  /**
   * Adjusts the times after the wall clock was set.
   *
   * @param step how far the clock was set forward; negative: back
   */
  void movedBy(Duration step) {
    checkAt = checkAt.equals(Instant.MIN) ? checkAt : checkAt.plus(step);
  }
}
