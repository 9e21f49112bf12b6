package dev.leasehold.watch;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.AddressChange;
import dev.leasehold.lease.LeaseChange;
import dev.leasehold.lease.PrefixChange;
import dev.leasehold.subject.ClaimSubject;
import dev.leasehold.subject.PrefixSubject;
import dev.leasehold.subject.Subject;

/**
 * Which changes of a target are pushed and which are requested.
 *
 * @param all whether the target's mode is PullRequest; otherwise only changes of intents with
 *     {@code review: Always} are requested
 * @param pushesDeadPrefix whether the replacement of a dead prefix is pushed ({@code deadPrefix:
 *     Push}); {@code review: Always} wins over it
 * @param pushesDrainEnd whether the end of a drain is pushed ({@code drainEnd: Push})
 */
public record ReviewRules(boolean all, boolean pushesDeadPrefix, boolean pushesDrainEnd) {
  /** Everything is pushed, but for intents with {@code review: Always}. */
  public static final ReviewRules PUSH = new ReviewRules(false, false, true);

  /** Whether changes of the subject wait for a merge. */
  boolean reviews(Subject subject) {
    return subject.reviewed();
  }

  /** Whether a change of the subject is pushed. */
  boolean pushes(Subject subject, LeaseChange change) {
    if (!reviews(subject)) {
      return true;
    }
    return switch (change) {
      case PrefixChange.DrainEnded _, PrefixChange.DrainShortened _ -> pushesDrainEnd;
      case PrefixChange.Replaced replaced -> pushesDeadPrefix(subject, replaced.cause().lost());
      case PrefixChange.Returned returned -> pushesDeadPrefix(subject, returned.cause().lost());
      case AddressChange.Replaced _ -> pushesDeadPrefix(subject, true);
      case PrefixChange.Acquired _,
          PrefixChange.Renumbered _,
          PrefixChange.Lost _,
          PrefixChange.HistoryTrimmed _,
          AddressChange.Acquired _,
          AddressChange.Moved _,
          AddressChange.Releasing _,
          AddressChange.Amended _ ->
          false;
      // an address in state Releasing is in no pool, so there is nothing to review
      case LeaseChange.Removed(SubjectId.Kind of) -> of == SubjectId.Kind.PUBLIC_IP;
    };
  }

  private boolean pushesDeadPrefix(Subject subject, boolean dead) {
    boolean always =
        switch (subject) {
          case PrefixSubject prefix ->
              prefix.intent().transition().review() == DynamicPrefix.Review.ALWAYS;
          case ClaimSubject _ -> false;
        };
    return dead && pushesDeadPrefix && !always;
  }
}
