package dev.leasehold.autoscale;

import dev.leasehold.api.PublicIPAutoscaler;
import dev.leasehold.api.PublicIPClaim;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.render.PackageContents;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the autoscalers of a package want that is not in Git yet.
 *
 * @param changes in the order of their autoscalers and numbers
 * @param undecided the numbers of which an earlier process may have decided otherwise, by the names
 *     of their autoscalers
 */
public record Demand(List<Change> changes, Map<String, Set<Integer>> undecided) {
  /** What is in Git is what is wanted. */
  public static final Demand NONE = new Demand(List.of(), Map.of());

  /** One number of an autoscaler. */
  public sealed interface Change {
    String autoscaler();

    int number();

    /** The reason, for a commit message; the same as long as the change is wanted. */
    String why();
  }

  /** One more address is wanted. */
  public record Asked(String autoscaler, int number, String why) implements Change {}

  /** An address is not wanted any more. */
  public record GivenUp(String autoscaler, int number, String why) implements Change {}

  public Demand {
    changes = List.copyOf(changes);
    undecided = Map.copyOf(undecided);
  }

  /** Whether an open request for this claim may still be what is wanted. */
  public boolean isUndecided(String claim, PackageContents contents) {
    return contents.autoscalers().values().stream()
        .anyMatch(of ->
            of.number(claim)
                .filter(undecided.getOrDefault(of.name(), Set.of())::contains)
                .isPresent());
  }

  /** The claims that are wanted and that the package does not have. */
  public List<PublicIPClaim> asked(PackageContents contents) {
    List<PublicIPClaim> claims = new ArrayList<>();
    for (Change change : changes) {
      if (change instanceof Asked) {
        autoscaler(change, contents)
            .map(of -> of.claim(change.number()))
            .filter(claim -> !contents.claims().containsKey(claim.name()))
            .ifPresent(claims::add);
      }
    }
    return claims;
  }

  /** Whether the claim of this lease is not wanted any more. */
  public boolean givesUp(PublicIPLease lease, PackageContents contents) {
    if (!lease.isReleasedWithoutClaim() || contents.isBound(lease.claim())) {
      return false; // the tip may be newer than the demand
    }
    for (Change change : changes) {
      if (change instanceof GivenUp
          && lease.isHeld()
          && contents.isOfAutoscaler(lease.claim(), change.autoscaler())
          && autoscaler(change, contents)
              .filter(of -> change.number() > of.minFree())
              .filter(of -> of.claim(change.number()).name().equals(lease.claim()))
              .isPresent()) {
        return true;
      }
    }
    return false;
  }

  /** The reasons by the names of the claims. */
  public Map<String, String> reasons(PackageContents contents) {
    Map<String, String> reasons = new TreeMap<>();
    for (Change change : changes) {
      autoscaler(change, contents)
          .ifPresent(of -> reasons.put(of.claim(change.number()).name(), change.why()));
    }
    return reasons;
  }

  /** The tip may be newer than the demand: its autoscaler may be another one, or gone. */
  private static Optional<PublicIPAutoscaler> autoscaler(Change change, PackageContents contents) {
    return Optional.ofNullable(contents.autoscalers().get(change.autoscaler()))
        .filter(PublicIPAutoscaler::followsUse);
  }
}
