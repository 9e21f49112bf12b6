package dev.leasehold.subject;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.PrefixLease;
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
 */
public record PrefixSubject(DynamicPrefix intent, PrefixLease lease, Set<String> boundSubnets)
    implements Subject {
  public PrefixSubject {
    boundSubnets = Set.copyOf(boundSubnets);
  }

  public static PrefixSubject of(DynamicPrefix intent, PackageContents contents) {
    PrefixLease lease =
        Optional.ofNullable(contents.leases().get(intent.name()))
            .orElseGet(() -> PrefixPolicy.noLease(intent.name(), "none"));
    return new PrefixSubject(intent, lease, contents.boundSubnets(intent.name()));
  }

  public String name() {
    return intent.name();
  }

  public DynamicPrefix.Acquisition acquisition() {
    return intent.acquisition();
  }

  PrefixPolicy policy() {
    return new PrefixPolicy(intent, boundSubnets);
  }

  @Override
  public boolean listens(Origin origin) {
    return new ConfiguredSources(intent).includes(origin);
  }
}
