package dev.leasehold.adopt;

import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Prefix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The choice among the places of a repository.
 *
 * @param prefix the current prefix, of which the chosen addresses are; empty if there is none yet
 * @param chosen the places that the proposal binds
 * @param left the places that it leaves alone, with the reasons
 */
record Choice(Optional<Prefix> prefix, List<Spot> chosen, List<Left> left) {
  /** The most lines of existing files that a proposal changes. */
  static final int MOST_LINES = 3;

  /** The most names in a message. */
  private static final int MOST_NAMES = 20;

  private static final String NOT_ASKED = "not among --bind";
  private static final String NOTHING = "nothing";

  Choice {
    chosen = List.copyOf(chosen);
    left = List.copyOf(left);
  }

  /** A place that is left alone, and why. */
  record Left(Spot spot, String reason) {}

  /** Nothing can be chosen: what a person must say first. */
  static final class Ambiguous extends Exception {
    private static final long serialVersionUID = 1L;

    Ambiguous(String message) {
      super(message);
    }
  }

  /**
   * Chooses.
   *
   * @param wanted the names of the places to bind; none: all that are in the current prefix
   * @param current the current prefix, if a person says it
   * @param length the length of the prefix to expect
   * @throws Ambiguous if a person must say more
   */
  static Choice of(List<Spot> spots, List<String> wanted, Optional<Prefix> current, int length)
      throws Ambiguous {
    List<Spot> asked = wanted.isEmpty() ? spots : named(spots, wanted);
    Optional<Prefix> prefix =
        current.isPresent() ? current : prefix(asked, length, !wanted.isEmpty());
    if (prefix.isEmpty() || asked.stream().noneMatch(spot -> spot.touches(prefix.get()))) {
      return withoutAddresses(spots, asked, wanted, current);
    }
    List<Spot> chosen = new ArrayList<>();
    List<Left> left = new ArrayList<>();
    for (Spot spot : spots) {
      boolean isAsked = wanted.isEmpty() || wanted.contains(spot.name());
      String reason = isAsked ? reason(spot, prefix.get()) : NOT_ASKED;
      if (reason.isEmpty()) {
        chosen.add(spot);
      } else {
        left.add(new Left(spot, reason));
      }
    }
    leaveManyLines(chosen, left);
    rejectMissing(wanted, chosen, left);
    if (chosen.isEmpty()) {
      throw new Ambiguous(
          "nothing can be bound: no place with addresses of "
              + prefix.get()
              + " is one that Leasehold can write");
    }
    return new Choice(prefix, chosen, left);
  }

  private static String reason(Spot spot, Prefix prefix) {
    boolean isPart = spot.isPartlyIn(prefix);
    if (!isPart && !spot.isIn(prefix)) {
      return spot.addresses().isEmpty() ? "has no IPv6" : "is not in " + prefix;
    }
    if (spot.way() instanceof Spot.Way.ByHand(String why)) {
      return why;
    }
    return isPart ? "also has addresses outside of " + prefix : "";
  }

  private static List<Spot> named(List<Spot> spots, List<String> wanted) throws Ambiguous {
    List<Spot> named = new ArrayList<>();
    for (String name : wanted) {
      List<Spot> found = spots.stream().filter(spot -> spot.name().equals(name)).toList();
      if (found.isEmpty()) {
        throw new Ambiguous(
            "--bind: there is no " + name + " with addresses; there is " + names(spots));
      }
      named.addAll(found);
    }
    return named;
  }

  /** A place that was asked for must not be left out in silence. */
  private static void rejectMissing(List<String> wanted, List<Spot> chosen, List<Left> left)
      throws Ambiguous {
    for (String name : wanted) {
      if (chosen.stream().noneMatch(spot -> spot.name().equals(name))) {
        String reason =
            left.stream()
                .filter(l -> l.spot().name().equals(name))
                .map(Left::reason)
                .findFirst()
                .orElse("");
        throw new Ambiguous("--bind: " + name + " cannot be bound: " + reason);
      }
    }
  }

  /**
   * The prefix of the addresses, by the sort of places that says it most surely. Blocks of
   * addresses count before single ones, which may be those of servers elsewhere.
   *
   * @param isNamed whether a person named the places, so that each of them counts
   */
  private static Optional<Prefix> prefix(List<Spot> spots, int length, boolean isNamed)
      throws Ambiguous {
    for (Spot.Sort sort : Spot.Sort.values()) {
      if (!sort.isOwn() && !isNamed) {
        continue;
      }
      SortedSet<Prefix> ofBlocks = new TreeSet<>();
      SortedSet<Prefix> ofAll = new TreeSet<>();
      for (Spot spot : spots) {
        for (AddressRange range :
            spot.sort() == sort && !spot.isByHand() ? spot.addresses() : List.<AddressRange>of()) {
          ofAll.add(around(range, length));
          if (!range.first().equals(range.last())) {
            ofBlocks.add(around(range, length));
          }
        }
      }
      SortedSet<Prefix> prefixes = ofBlocks.isEmpty() ? ofAll : ofBlocks;
      prefixes.removeAll(inner(prefixes));
      if (prefixes.size() > 1) {
        throw new Ambiguous(
            "the addresses are of several prefixes ("
                + String.join(", ", prefixes.stream().map(Prefix::toString).toList())
                + "); say the current one with --current PREFIX, or choose places with --bind: "
                + names(spots));
      }
      if (!prefixes.isEmpty()) {
        return Optional.of(prefixes.first());
      }
    }
    return Optional.empty();
  }

  private static List<Prefix> inner(SortedSet<Prefix> prefixes) {
    return prefixes.stream()
        .filter(p -> prefixes.stream().anyMatch(other -> !other.equals(p) && other.contains(p)))
        .toList();
  }

  private static Prefix around(AddressRange range, int length) {
    Prefix prefix = Prefix.containing(range.first(), length);
    return prefix.range().contains(range)
        ? prefix
        : range.asPrefix().orElseGet(() -> widest(range));
  }

  private static Prefix widest(AddressRange range) {
    int length = 128;
    while (!Prefix.containing(range.first(), length).range().contains(range)) {
      length--;
    }
    return Prefix.containing(range.first(), length);
  }

  /** Without any own address, one pool gets a subnet. */
  private static Choice withoutAddresses(
      List<Spot> spots, List<Spot> asked, List<String> wanted, Optional<Prefix> current)
      throws Ambiguous {
    List<Spot> all =
        asked.stream().filter(spot -> spot.addresses().isEmpty() && !spot.isByHand()).toList();
    List<Spot> pools =
        all.stream().filter(spot -> spot.caution().isEmpty() || !wanted.isEmpty()).toList();
    List<Left> left = new ArrayList<>();
    for (Spot spot : spots) {
      if (!pools.contains(spot)) {
        boolean isAsked = wanted.isEmpty() || wanted.contains(spot.name());
        left.add(new Left(spot, isAsked ? reasonWithout(spot, current) : NOT_ASKED));
      }
    }
    rejectMissing(wanted, pools, left);
    if (pools.isEmpty() && !all.isEmpty()) {
      throw new Ambiguous(
          all.getFirst().name()
              + ": "
              + all.getFirst().caution()
              + ", or choose it with --bind if it is IPv4: "
              + names(all));
    }
    if (pools.size() > 1 && wanted.isEmpty()) {
      throw new Ambiguous(
          "there are several pools, and none has "
              + ofWhat(current)
              + "; choose one with --bind: "
              + names(pools));
    }
    if (pools.isEmpty() && names(asked).equals(NOTHING)) {
      throw new Ambiguous(
          "found nothing to bind: no pool, and no file has "
              + ofWhat(current)
              + " that Leasehold can write; create a package with: leasehold init DIR");
    }
    if (pools.isEmpty()) {
      throw new Ambiguous(
          "no pool, setting or request has "
              + ofWhat(current)
              + ", and the addresses elsewhere may be those of other networks; say the current"
              + " prefix with --current PREFIX, or choose places with --bind: "
              + names(asked));
    }
    return new Choice(Optional.empty(), pools, left);
  }

  private static String reasonWithout(Spot spot, Optional<Prefix> current) {
    if (spot.way() instanceof Spot.Way.ByHand(String why)) {
      return why;
    }
    return current
        .map(prefix -> "is not in " + prefix)
        .orElse(
            "may be of another network; if not, say the current prefix with --current, or name it"
                + " in --bind");
  }

  private static String ofWhat(Optional<Prefix> current) {
    return current.map(prefix -> "an address of " + prefix).orElse("a global IPv6 address");
  }

  /** More lines than a person looks at are changed only if they are named. */
  private static void leaveManyLines(List<Spot> chosen, List<Left> left) throws Ambiguous {
    List<Spot> lines =
        chosen.stream().filter(spot -> spot.way() instanceof Spot.Way.Comment).toList();
    if (lines.size() <= MOST_LINES) {
      return;
    }
    if (lines.size() == chosen.size()) {
      throw new Ambiguous(
          lines.size()
              + " lines would get a setter comment, and a proposal changes at most "
              + MOST_LINES
              + "; choose some with --bind: "
              + names(lines));
    }
    for (Spot spot : lines) {
      chosen.remove(spot);
      left.add(
          new Left(
              spot,
              "one of "
                  + lines.size()
                  + " lines that need a setter comment, of which a proposal changes at most "
                  + MOST_LINES
                  + "; name it in --bind"));
    }
  }

  private static String names(List<Spot> spots) {
    List<String> names =
        spots.stream()
            .sorted(Comparator.comparing(Spot::sort))
            .filter(spot -> !spot.isByHand())
            .map(Spot::name)
            .distinct()
            .toList();
    if (names.isEmpty()) {
      return NOTHING;
    }
    String shown = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
    int more = names.size() - MOST_NAMES;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }
}
