package dev.leasehold.subject;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.Lease;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.ConfiguredSources;
import dev.leasehold.lease.PrefixPolicy;
import dev.leasehold.render.PackageContents;
import dev.leasehold.source.Origin;
import java.util.Optional;
import java.util.Set;

/**
 * A DynamicPrefix with its lease.
 *
 * @param boundSubnets the names of the subnets that bindings use
 * @param reviewed whether changes of the prefix wait for a merge
 */
public record PrefixSubject(
    DynamicPrefix intent, PrefixLease lease, Set<String> boundSubnets, boolean reviewed)
    implements Subject {
  public PrefixSubject {
    boundSubnets = Set.copyOf(boundSubnets);
  }

  /** A subject of a target that pushes. */
  public static PrefixSubject of(DynamicPrefix intent, PackageContents contents) {
    return of(intent, contents, false);
  }

  /**
   * A subject of a target.
   *
   * @param targetReviews whether all changes of the target are reviewed
   */
  public static PrefixSubject of(
      DynamicPrefix intent, PackageContents contents, boolean targetReviews) {
    PrefixLease lease =
        Optional.ofNullable(contents.leases().get(intent.name()))
            .orElseGet(() -> PrefixPolicy.noLease(intent.name(), "none"));
    boolean reviewed = targetReviews || intent.transition().review() == DynamicPrefix.Review.ALWAYS;
    return new PrefixSubject(intent, lease, contents.boundSubnets(intent.name()), reviewed);
  }

  public String name() {
    return intent.name();
  }

  @Override
  public SubjectId id() {
    return intent.id();
  }

  /** The lease, which may be one without any prefix. */
  @Override
  public Optional<Lease> held() {
    return Optional.of(lease);
  }

  public DynamicPrefix.Acquisition acquisition() {
    return intent.acquisition();
  }

  PrefixPolicy policy() {
    return new PrefixPolicy(intent, boundSubnets, reviewed);
  }

  @Override
  public boolean listens(Origin origin) {
    return new ConfiguredSources(intent).includes(origin);
  }
}
