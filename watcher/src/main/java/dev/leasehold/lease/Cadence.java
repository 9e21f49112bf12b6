package dev.leasehold.lease;

import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * How a source spreads what it says over several messages. RFC 4861 section 6.2.3 lets a router
 * split its options over advertisements, each with a timer of its own.
 *
 * @param parts the sets of prefixes that its recent messages had, each once, the latest last
 * @param mostParts the most messages seen in one cycle; more than one: it splits
 * @param whole how many messages left nothing out, since a prefix last came back that had been left
 *     out
 * @param since when its first message since the start came; {@link Absence#NEVER}: none did
 */
record Cadence(List<Part> parts, int mostParts, int whole, Instant since) {
  /** A set of prefixes that stood in one message, and when the latest of these came. */
  record Part(Set<Prefix> prefixes, Instant last) {
    Part {
      prefixes = Set.copyOf(prefixes);
    }
  }

  /**
   * How the absence of a prefix is proven.
   *
   * @param window how long a solicited router has to send all of its parts
   * @param parts how many sets of prefixes make a window complete
   * @param complete how many complete windows have to lack the prefix
   * @param any how many windows have to, where too few of them are complete
   */
  record Proof(Duration window, int parts, int complete, int any) {
    /** A router may be busy with what it sends by itself: a few windows need not be complete. */
    boolean isEnough(int completeWindows, int partialWindows) {
      return completeWindows + Math.min(partialWindows, PARTIAL_WINDOWS) >= complete
          || completeWindows + partialWindows >= any;
    }
  }

  static final Cadence UNHEARD = new Cadence(List.of(), 1, 0, Absence.NEVER);

  /**
   * What has not come for that long is not part of a cycle: twice the longest MaxRtrAdvInterval.
   */
  static final Duration LATELY = Duration.ofHours(1);

  private static final int MOST_PARTS = 8;

  /** RFC 4861 section 6.2.6: MAX_RA_DELAY_TIME, the delay of the first answer. */
  private static final Duration FIRST_ANSWER = Duration.ofMillis(500);

  /** RFC 4861 section 6.2.6: MIN_DELAY_BETWEEN_RAS, between two multicast advertisements. */
  private static final Duration BETWEEN_ANSWERS = Duration.ofSeconds(3);

  /** So many messages that leave nothing out show that the router does not split. */
  private static final int WHOLE = 3;

  private static final int WINDOWS = 2;
  private static final int WINDOWS_WHEN_SPLIT = 4;
  private static final int MOST_WINDOWS = 6;
  private static final int FEWEST_WINDOWS_WHEN_SPLIT = 3;
  private static final int PARTIAL_WINDOWS = 3;

  /** A flash renumbering is noticed within a minute, however long the windows are. */
  private static final Duration LONGEST_PROOF = Duration.ofSeconds(55);

  /** Of a router heard for less than that, nobody knows how many parts it has. */
  private static final Duration ACQUAINTANCE = Duration.ofMinutes(1);

  Cadence {
    parts = List.copyOf(parts);
  }

  boolean splits() {
    return mostParts > 1;
  }

  /** Whether a recent message had just these prefixes. */
  boolean knows(Set<Prefix> prefixes) {
    return parts.stream().anyMatch(p -> p.prefixes().equals(prefixes));
  }

  /**
   * After a message with these prefixes.
   *
   * @param leftOut whether it left out a prefix of which that is not known yet
   */
  Cadence heard(Collection<Prefix> prefixes, boolean leftOut, Instant at) {
    Part part = new Part(Set.copyOf(prefixes), at);
    List<Part> recent = new ArrayList<>();
    for (Part other : parts) {
      if (!other.prefixes().equals(part.prefixes()) && other.last().plus(LATELY).isAfter(at)) {
        recent.add(other);
      }
    }
    recent.add(part);
    return new Cadence(
        recent.subList(Math.max(0, recent.size() - MOST_PARTS), recent.size()),
        mostParts,
        leftOut ? whole : Math.min(whole + 1, WHOLE),
        heard() ? since : at);
  }

  /** Whether any message came since the program started. */
  boolean heard() {
    return !since.equals(Absence.NEVER);
  }

  /** A prefix is back that had been left out: it was in another part of the cycle. */
  Cadence cameBack(Absence absence) {
    // What came before it was asked for may be what the router no longer says.
    Instant from = absence.asked() ? absence.firstAskedAt() : absence.since();
    int cycle = Math.min(1 + partsWithout(absence.prefix(), from).size(), MOST_PARTS);
    return new Cadence(parts, Math.max(mostParts, cycle), 0, since);
  }

  private List<Set<Prefix>> partsWithout(Prefix prefix, Instant from) {
    return parts.stream()
        .filter(p -> !p.last().isBefore(from) && !p.prefixes().contains(prefix))
        .map(Part::prefixes)
        .toList();
  }

  /** A prefix is gone for good, and the messages that had it are no parts of a cycle. */
  Cadence without(Prefix prefix) {
    List<Part> left = parts.stream().filter(p -> !p.prefixes().contains(prefix)).toList();
    return left.size() == parts.size() ? this : new Cadence(left, mostParts, whole, since);
  }

  /**
   * What it takes to prove that a prefix is no longer mentioned.
   *
   * @param falseAlarms how many times it had come back while it was asked for
   */
  Proof proof(Absence absence, int falseAlarms) {
    int cycle = Math.max(mostParts, parts(partsWithout(absence.prefix(), absence.since())));
    Duration window = FIRST_ANSWER.plus(BETWEEN_ANSWERS.multipliedBy(cycle));
    if (!splits() && whole >= WHOLE) {
      int windows = cycle == 1 ? WINDOWS : WINDOWS_WHEN_SPLIT;
      return new Proof(window, cycle, windows, windows);
    }
    int fitting = Math.max(FEWEST_WINDOWS_WHEN_SPLIT, (int) LONGEST_PROOF.dividedBy(window));
    int most = Math.min(MOST_WINDOWS, fitting);
    if (!showsOther(absence)) {
      return new Proof(window, cycle, most, MOST_WINDOWS);
    }
    boolean known = !absence.since().isBefore(since.plus(ACQUAINTANCE));
    int windows = known ? Math.min(WINDOWS_WHEN_SPLIT + falseAlarms, most) : most;
    return new Proof(window, cycle, windows, windows);
  }

  /**
   * Whether the router sent as many parts as its cycle has, none of them with the prefix: something
   * else has taken its place. Of one that only got lost, a part would be missing.
   */
  private boolean showsOther(Absence absence) {
    return splits()
        && absence.asked()
        && parts(partsWithout(absence.prefix(), absence.firstAskedAt())) >= mostParts;
  }

  /**
   * How many parts these sets show. Where one contains another, the router changed what it says;
   * that is not a split.
   */
  static int parts(Collection<Set<Prefix>> sets) {
    long contained =
        sets.stream()
            .filter(one ->
                sets.stream().anyMatch(other -> !other.equals(one) && other.containsAll(one)))
            .count();
    return Math.max(1, (int) (sets.size() - contained));
  }

  Cadence movedBy(Duration step) {
    return new Cadence(
        parts.stream().map(p -> new Part(p.prefixes(), p.last().plus(step))).toList(),
        mostParts,
        whole,
        heard() ? since.plus(step) : since);
  }
}
