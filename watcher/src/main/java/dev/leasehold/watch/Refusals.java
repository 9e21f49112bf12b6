package dev.leasehold.watch;

import dev.leasehold.lease.Decision;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which refusals of one prefix were told. Anyone who can send advertisements can make up any number
 * of them, so only the first few are told until an hour has brought nothing new.
 */
final class Refusals {
  /** How many different ones are told. */
  static final int TOLD = 10;

  static final Duration QUIET = Duration.ofHours(1);

  /**
   * What is to be told now.
   *
   * @param more whether to tell that there are more and that they are not told any longer
   */
  record News(List<Decision.Refusal> refusals, boolean more) {
    News {
      refusals = List.copyOf(refusals);
    }
  }

  private final Set<Decision.Refusal> told = new HashSet<>();
  private boolean more;
  private Optional<Instant> lastNews = Optional.empty();

  /** Takes in what is refused at that time. */
  News at(Instant now, List<Decision.Refusal> refused) {
    if (lastNews.filter(last -> !now.isBefore(last.plus(QUIET))).isPresent()) {
      told.retainAll(refused);
      more = false;
      lastNews = Optional.empty();
    }
    List<Decision.Refusal> tell = new ArrayList<>();
    boolean tellMore = false;
    for (Decision.Refusal refusal : refused) {
      if (told.contains(refusal)) {
        continue;
      }
      lastNews = Optional.of(now);
      if (told.size() < TOLD) {
        told.add(refusal);
        tell.add(refusal);
      } else {
        tellMore |= !more;
        more = true;
      }
    }
    return new News(tell, tellMore);
  }
}
