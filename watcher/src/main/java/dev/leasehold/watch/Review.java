package dev.leasehold.watch;

import dev.leasehold.autoscale.Demand;
import dev.leasehold.git.Outcome;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.subject.Decided;
import dev.leasehold.subject.Subject;
import dev.leasehold.watch.WatchStatus.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What of a target's changes waits for a merge, and the request for it. */
final class Review {
  /** How often an open or declined request is read again; a webhook tells earlier. */
  private static final Duration CHECK_INTERVAL = Duration.ofMinutes(10);

  /** The same while something is missing; the pause doubles with each look. */
  private static final Duration FIRST_CHECK = Duration.ofMinutes(1);

  /** A failed request is tried again after this; the pause doubles with each failure. */
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  /** The longest pause after a failure that ends by itself. */
  private static final Duration LAST_RETRY = Duration.ofMinutes(1);

  /** A push that the server refused is tried again after this. */
  private static final Duration PUSH_AGAIN = Duration.ofHours(1);

  private final ReviewRules rules;
  private final CommitRate rate;
  private final boolean hasRequests;
  private final Set<String> merges = new HashSet<>();
  private Optional<OpenRequest> request = Optional.empty();
  private Optional<Request> shown = Optional.empty();
  private Instant checkAt = Instant.MIN;
  private boolean mayPush = true;
  private Optional<Instant> pushAgainAt = Optional.empty(); // after a refused push
  private boolean saidRefused;
  private boolean leftOver = true; // a request of an earlier process may be open
  private Optional<Instant> retryAt = Optional.empty(); // of a failed request
  private Duration retry = FIRST_RETRY;
  private Duration soon = FIRST_CHECK;

  /** What autoscalers wanted when the request stayed as it was; empty: it is up to date. */
  private Optional<Demand> undecided = Optional.empty();

  private Optional<News> said = Optional.empty();
  private String saidMerged = "";

  /** What people were told last. */
  private record News(String url, Set<OpenRequest.RequestedChange> changes) {}

  /**
   * @param limits how often the commit of the request is replaced
   * @param hasRequests whether the target has {@code pullRequest}
   */
  Review(ReviewRules rules, CommitRate.Limits limits, boolean hasRequests) {
    this.rules = rules;
    this.hasRequests = hasRequests;
    this.rate = new CommitRate(limits);
  }

  ReviewRules rules() {
    return rules;
  }

  /** Whether a change is pushed now; otherwise it is part of the request. */
  boolean pushes(Subject subject, LeaseChange change) {
    return rules.pushes(subject, change)
        && (!rules.reviews(subject) || mayPush && pushAgainAt.isEmpty());
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
        || undecided.isPresent()
        || decisions.stream().anyMatch(this::requestsAny)
        || leftOver
            && (hasRequests || decisions.stream().anyMatch(d -> rules.reviews(d.subject())));
  }

  Optional<OpenRequest> request() {
    return request;
  }

  /** The request for the status. */
  Optional<Request> shown() {
    return shown;
  }

  /**
   * Whether the request stayed as it was until it is known if its change is still wanted, and that
   * may be known now.
   */
  boolean isUndecided(Demand now) {
    return undecided.filter(then -> now.undecided().isEmpty() || !then.equals(now)).isPresent();
  }

  /** Whether an open or declined request is to be read again. */
  boolean checks(Instant now) {
    return request.isPresent() && !now.isBefore(checkAt);
  }

  /** Whether the last request failed and is to be tried again. */
  boolean retries(Instant now) {
    return retryAt.filter(at -> !now.isBefore(at)).isPresent();
  }

  /** Whether the last request failed. */
  boolean isFailed() {
    return retryAt.isPresent();
  }

  /** Whether a request waits after a failure, or after too many of them. */
  boolean waits(Instant now) {
    return retryAt.filter(now::isBefore).isPresent() || now.isBefore(rate.opensAt());
  }

  /** When the request is to be written or read again. */
  Optional<Instant> wakeAt(Instant now) {
    return Stream.of(retryAt, Optional.of(rate.opensAt()), request.map(_ -> checkAt), pushAgainAt)
        .flatMap(Optional::stream)
        .filter(now::isBefore)
        .min(Comparator.naturalOrder());
  }

  /** Reads the request again soon, because a webhook told so. */
  void checkSoon() {
    checkAt = Instant.MIN;
    retryAt = retryAt.map(_ -> Instant.MIN);
  }

  /** The address of the request if its change is at the tip now, and that was not said yet. */
  Optional<String> merged(Tip tip) {
    return request
        .filter(r -> r.isMerged(tip))
        .flatMap(_ -> shown)
        .filter(r -> !r.declined())
        .map(Request::url)
        .flatMap(this::saidOnce);
  }

  /**
   * Records the commit that a request was merged as.
   *
   * @return the address of the request, if it was open as far as was known and its merge was not
   *     said yet
   */
  Optional<String> mergedAs(String commit) {
    merges.add(commit);
    return shown.filter(r -> !r.declined()).map(Request::url).flatMap(this::saidOnce);
  }

  private Optional<String> saidOnce(String url) {
    if (url.equals(saidMerged)) {
      return Optional.empty();
    }
    saidMerged = url;
    return Optional.of(url);
  }

  /** Whether a commit is the merge of a request, as far as is known. */
  boolean isMerge(String commit) {
    return merges.contains(commit);
  }

  /** The package at the tip is another one, so that a push is possible again. */
  void packageChanged() {
    mayPush = true;
    checkSoon();
  }

  /**
   * No lease is pushed until the package changes: it is not rendered, and a push would also push
   * its rendering, which is to be reviewed.
   */
  void packageIsNotRendered() {
    mayPush = false;
  }

  /**
   * Records that the server refuses pushes to the branch. For an hour everything is requested.
   *
   * @return whether it is news for people
   */
  boolean pushIsRefused(Instant now) {
    pushAgainAt = Optional.of(now.plus(PUSH_AGAIN));
    boolean isNew = !saidRefused;
    saidRefused = true;
    return isNew;
  }

  /** Records that the server accepts pushes to the branch. */
  void pushIsAccepted() {
    saidRefused = false;
  }

  /** Lets a refused push be tried again when that is due, unless a person closed its request. */
  void advance(Instant now) {
    if (shown.filter(Request::declined).isEmpty()) {
      pushAgainAt = pushAgainAt.filter(now::isBefore);
    }
  }

  /**
   * Records the outcome of a request.
   *
   * @param isOpen what autoscalers want now, if it is not known yet whether the change of the
   *     request is still wanted
   * @return whether it is news for people: another request, or other changes
   */
  boolean wrote(
      Outcome outcome, Optional<OpenRequest> opened, Optional<Demand> isOpen, Instant now) {
    if (outcome instanceof Outcome.Failure failure) {
      failed(failure, now);
      return false;
    }
    retryAt = Optional.empty();
    retry = FIRST_RETRY;
    leftOver = false;
    undecided = isOpen;
    checkAt = now.plus(CHECK_INTERVAL);
    request = Optional.empty();
    shown = Optional.empty();
    switch (outcome) {
      case Outcome.Proposed proposed -> {
        request = opened;
        shown = Optional.of(new Request(proposed.request(), proposed.commit(), false));
        if (proposed.warnings().isEmpty()) {
          soon = FIRST_CHECK;
        } else { // the forge may do later what it did not do now
          checkAt = now.plus(soon);
          soon = min(soon.multipliedBy(2), CHECK_INTERVAL);
        }
        if (proposed.pushed()) {
          rate.pushed(now);
          News news =
              new News(proposed.request(), opened.map(OpenRequest::changes).orElse(Set.of()));
          boolean isNew = !said.equals(Optional.of(news));
          said = Optional.of(news);
          return isNew;
        }
      }
      case Outcome.Declined(String url) -> {
        request = opened;
        shown = Optional.of(new Request(url, "", true));
      }
      case Outcome.NoChange _, Outcome.Pushed _, Outcome.Failure _ -> {}
    }
    return false;
  }

  /** What a person must change is tried as seldom as an open request is read; a webhook tells. */
  private void failed(Outcome.Failure failure, Instant now) {
    boolean isForPeople = failure instanceof Outcome.Stalled;
    retryAt = Optional.of(now.plus(retry));
    retry = min(retry.multipliedBy(2), isForPeople ? CHECK_INTERVAL : LAST_RETRY);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * Adjusts the times after the wall clock was set.
   *
   * @param step how far the clock was set forward; negative: back
   */
  void movedBy(Duration step) {
    checkAt = checkAt.equals(Instant.MIN) ? checkAt : checkAt.plus(step);
    retryAt = retryAt.map(at -> at.equals(Instant.MIN) ? at : at.plus(step));
    pushAgainAt = pushAgainAt.map(at -> at.plus(step));
    rate.movedBy(step);
  }
}
