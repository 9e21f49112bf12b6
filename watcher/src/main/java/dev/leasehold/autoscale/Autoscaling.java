package dev.leasehold.autoscale;

import dev.leasehold.api.PublicIPAutoscaler;
import dev.leasehold.render.PackageContents;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The autoscalers of one package. Not thread-safe. */
public final class Autoscaling {
  private static final Set<Integer> ALL =
      IntStream.rangeClosed(1, PublicIPAutoscaler.MOST)
          .boxed()
          .collect(Collectors.toUnmodifiableSet());

  private final AddressUse use;
  private final SortedMap<String, Scaler> scalers = new TreeMap<>();
  private List<AutoscalerStatus> status = List.of();
  private boolean isAsking;

  /** Whether it was known once what Services use. */
  private boolean isKnown;

  /** Starts without knowledge. */
  public Autoscaling(AddressUse use) {
    this.use = use;
  }

  /**
   * Decides what is wanted beyond what is in Git.
   *
   * @param isWhole whether the contents are all that the package has; if not, nothing changes
   */
  public Demand decide(PackageContents contents, boolean isWhole, RouterNews routers, Instant now) {
    List<PublicIPAutoscaler> following =
        contents.autoscalers().values().stream().filter(PublicIPAutoscaler::followsUse).toList();
    Set<String> names = new HashSet<>();
    following.forEach(autoscaler -> names.add(autoscaler.name()));
    scalers.keySet().retainAll(names);
    status = List.of();
    isAsking = !following.isEmpty();
    if (following.isEmpty()) {
      return Demand.NONE; // without a look at Services
    }
    Usage usage =
        isWhole
            ? use.usage()
            : new Usage.Unknown(
                "a file of the package cannot be read; leasehold render names it", true);
    isKnown |= usage instanceof Usage.Known;
    List<AutoscalerStatus> all = new ArrayList<>();
    List<Demand.Change> changes = new ArrayList<>();
    Map<String, Set<Integer>> undecided = new TreeMap<>();
    for (PublicIPAutoscaler autoscaler : following) {
      Scaler scaler = scalers.computeIfAbsent(autoscaler.name(), _ -> new Scaler());
      Numbers git = Numbers.of(autoscaler, contents, routers.released());
      Set<Integer> refused = numbers(autoscaler, routers.refused());
      Set<Integer> unanswered = numbers(autoscaler, routers.unanswered());
      all.add(scaler.step(autoscaler, git, refused, unanswered, usage, now));
      changes.addAll(scaler.changes(autoscaler.name()));
      Set<Integer> open = mayAskForMore() ? ALL : scaler.undecided();
      if (!open.isEmpty()) {
        undecided.put(autoscaler.name(), open);
      }
    }
    if (scalers.values().stream().anyMatch(Scaler::needsList)) {
      use.listAgain();
    }
    status = List.copyOf(all);
    return new Demand(changes, undecided);
  }

  private static Set<Integer> numbers(PublicIPAutoscaler autoscaler, Set<String> claims) {
    return claims.stream()
        .flatMap(claim -> autoscaler.number(claim).stream())
        .collect(Collectors.toSet());
  }

  /** The status of each autoscaler that follows what Services use, after the last decision. */
  public List<AutoscalerStatus> status() {
    return status;
  }

  /**
   * Whether more claims may be asked for as soon as it is known what Services use: what an earlier
   * process asked for beyond Git.
   */
  public boolean mayAskForMore() {
    return isAsking && !isKnown && !use.equals(AddressUse.NO_CLUSTER);
  }

  /** When time alone may change the decision; empty: never. */
  public Optional<Instant> lookAgainAt() {
    return scalers.values().stream()
        .flatMap(scaler -> scaler.lookAgainAt().stream())
        .min(Instant::compareTo);
  }

  /** Moves every stored instant by the same step. */
  public void movedBy(Duration step) {
    scalers.values().forEach(scaler -> scaler.movedBy(step));
  }
}
