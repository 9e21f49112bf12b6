package dev.leasehold.cli;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.lease.DampingState;
import dev.leasehold.lease.Drains;
import dev.leasehold.lease.PrefixDecision;
import dev.leasehold.lease.PrefixPolicy;
import dev.leasehold.lease.Sightings;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Observation;
import dev.leasehold.source.Observation.Announced;
import dev.leasehold.source.Origin;
import dev.leasehold.wire.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A hypothetical renumbering. The policy of the watcher decides its result, from what the source of
 * the DynamicPrefix would report.
 *
 * @param lease the lease in the package
 * @param next the new prefix of the source
 * @param oldIsValid the time for which the current prefix stays valid, deprecated; zero: it is
 *     withdrawn
 */
record Supposition(
    DynamicPrefix intent,
    Set<String> boundSubnets,
    PrefixLease lease,
    Prefix next,
    Duration oldIsValid) {
  private static final Address SOME_ROUTER = Address.parse("fe80::1");

  /** The decision of a watcher that has heard the new prefix for long enough. */
  PrefixDecision decide(Instant when) {
    PrefixPolicy policy = new PrefixPolicy(intent, boundSubnets);
    if (policy.refusal(next).isPresent()) {
      policy = new PrefixPolicy(accepting(), boundSubnets);
    }
    Duration minStable = intent.transition().minStable();
    boolean endless = minStable.compareTo(Lifetime.FOREVER) > 0;
    Sightings known = Sightings.NONE;
    for (Instant at : List.of(when.minus(endless ? Lifetime.FOREVER : minStable), when)) {
      known = policy.hear(known, new Observation(at, origin(), said()), lease);
    }
    return policy.decide(lease, Instant.MIN, known, Drains.NONE, DampingState.NONE, when);
  }

  /** The DynamicPrefix, changed to accept a documentation prefix in place of a provider's. */
  private DynamicPrefix accepting() {
    DynamicPrefix.Accept accept = intent.accept();
    List<Prefix> within = new ArrayList<>(accept.within());
    within.add(next);
    return new DynamicPrefix(
        intent.name(),
        intent.acquisition(),
        new DynamicPrefix.Accept(within, accept.minLength(), accept.maxLength(), accept.routers()),
        intent.subnets(),
        intent.hosts(),
        intent.suspend(),
        intent.transition());
  }

  /** The announced prefixes; draining prefixes stay valid. */
  private List<Announced> said() {
    List<Announced> said = new ArrayList<>();
    said.add(new Announced(next, Lifetime.FOREVER, Lifetime.FOREVER));
    for (PrefixLease.Entry entry : lease.entries()) {
      if (!entry.prefix().equals(next)) {
        Duration valid =
            switch (entry) {
              case PrefixLease.Current _ -> oldIsValid;
              case PrefixLease.Draining _ -> Lifetime.FOREVER;
            };
        said.add(new Announced(entry.prefix(), Duration.ZERO, valid));
      }
    }
    return said;
  }

  /** The first source that the DynamicPrefix follows and believes. */
  private Origin origin() {
    DynamicPrefix.Acquisition asked = intent.acquisition();
    if (asked.dhcpv6().isPresent()) {
      return new Origin.Delegated(asked.dhcpv6().get().interfaceName(), intent.name());
    }
    if (asked.kernel().isPresent()) {
      return new Origin.Configured(asked.kernel().get());
    }
    List<Address> believed = intent.accept().routers();
    return new Origin.Advertised(
        asked.routerAdvertisement().orElseThrow(),
        believed.isEmpty() ? SOME_ROUTER : believed.getFirst());
  }
}
