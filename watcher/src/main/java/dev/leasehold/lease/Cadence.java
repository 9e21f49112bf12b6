package dev.leasehold.lease;

import dev.leasehold.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * How a router splits its prefixes over several advertisements. RFC 4861 section 6.2.3 lets a
 * router split its options over advertisements. Each of them may have its own timer.
 *
 * @param parts the distinct sets of prefixes in its recent messages, the latest last
 * @param mostParts the largest number of messages seen in one cycle; more than one: the router
 *     splits
 * @param whole the number of messages that left nothing out, counted since a prefix last came back
 *     after an absence
 * @param since when the first message since the program started came; {@link Absence#NEVER}: none
 *     came
 */
record Cadence(List<Part> parts, int mostParts, int whole, Instant since) {
  /** A set of prefixes in one message, and the time of the latest message with exactly this set. */
  record Part(Set<Prefix> prefixes, Instant last) {
    Part {
      prefixes = Set.copyOf(prefixes);
    }
  }

  /**
   * What proves the absence of a prefix.
   *
   * @param window how long a solicited router may take to send all parts of its cycle
   * @param parts the number of sets of prefixes that make a window complete
   * @param complete the number of complete windows without the prefix that is enough
   * @param any the number of windows without the prefix, complete or not, that is enough
   */
  record Proof(Duration window, int parts, int complete, int any) {
    /** A router may be busy with unsolicited advertisements, so a few windows may be partial. */
    boolean isEnough(int completeWindows, int partialWindows) {
      return completeWindows + Math.min(partialWindows, PARTIAL_WINDOWS) >= complete
          || completeWindows + partialWindows >= any;
    }
  }

  static final Cadence UNHEARD = new Cadence(List.of(), 1, 0, Absence.NEVER);

  /**
   * A set of prefixes older than this is not part of the cycle: twice the longest
   * MaxRtrAdvInterval.
   */
  static final Duration LATELY = Duration.ofHours(1);

  private static final int MOST_PARTS = 8;

  /** RFC 4861 section 6.2.6: MAX_RA_DELAY_TIME, the delay of the first answer. */
  private static final Duration FIRST_ANSWER = Duration.ofMillis(500);

  /** RFC 4861 section 6.2.6: MIN_DELAY_BETWEEN_RAS, between two multicast advertisements. */
  private static final Duration BETWEEN_ANSWERS = Duration.ofSeconds(3);

  /** This number of messages that leave nothing out shows that the router does not split. */
  private static final int WHOLE = 3;

  private static final int WINDOWS = 2;
  private static final int WINDOWS_WHEN_SPLIT = 4;
  private static final int MOST_WINDOWS = 6;
  private static final int FEWEST_WINDOWS_WHEN_SPLIT = 3;
  private static final int PARTIAL_WINDOWS = 3;

  /** A flash renumbering is detected within a minute, for any window length. */
  private static final Duration LONGEST_PROOF = Duration.ofSeconds(55);

  /** The number of parts is not known for a router heard for less than this. */
  private static final Duration ACQUAINTANCE = Duration.ofMinutes(1);

  Cadence {
    parts = List.copyOf(parts);
  }

  boolean splits() {
    return mostParts > 1;
  }

  /** Whether a recent message had exactly these prefixes. */
  boolean knows(Set<Prefix> prefixes) {
    return parts.stream().anyMatch(p -> p.prefixes().equals(prefixes));
  }

  /**
   * The cadence after a message with these prefixes.
   *
   * @param leftOut whether the message left out a prefix whose absence is not proven yet
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

  /** The cadence after a prefix came back: the prefix was in another part of the cycle. */
  Cadence cameBack(Absence absence) {
    // The router may have stopped sending the parts from before the solicitation.
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

  /**
   * The cadence after a proven absence: messages with the prefix are not part of the cycle any
   * more.
   */
  Cadence without(Prefix prefix) {
    List<Part> left = parts.stream().filter(p -> !p.prefixes().contains(prefix)).toList();
    return left.size() == parts.size() ? this : new Cadence(left, mostParts, whole, since);
  }

  /**
   * What proves this absence.
   *
   * @param falseAlarms how often the prefix came back after the router was solicited about it
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
   * Whether the router sent a whole cycle without the prefix, so that another part has taken its
   * place. If a packet was only lost, a part of the cycle would be missing.
   */
  private boolean showsOther(Absence absence) {
    return splits()
        && absence.asked()
        && parts(partsWithout(absence.prefix(), absence.firstAskedAt())) >= mostParts;
  }

  /**
   * The number of parts that these sets show. If one set contains another, the router changed its
   * prefixes; that is not a split.
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
