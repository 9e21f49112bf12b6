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
 * @param flash whether the source omits the current prefix without having deprecated it (RFC 9096
 *     section 3)
 * @param oldIsValid the time for which the current prefix stays valid; zero: it is withdrawn
 */
record Supposition(
    DynamicPrefix intent,
    Set<String> boundSubnets,
    PrefixLease lease,
    Prefix next,
    boolean flash,
    Duration oldIsValid) {
  private static final Address SOME_ROUTER = Address.parse("fe80::1");

  /** The time in which a router that is asked again and again proves that a prefix is gone. */
  private static final Duration PROOF = Duration.ofMinutes(5);

  private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(4);

  /** The decision of a watcher that has heard the new prefix for long enough. */
  PrefixDecision decide(Instant when) {
    PrefixPolicy policy = new PrefixPolicy(intent, boundSubnets);
    if (policy.refusal(next).isPresent()) {
      policy = new PrefixPolicy(accepting(), boundSubnets);
    }
    Sightings known = flash ? afterFlash(policy, when) : afterReports(policy, when);
    return policy.decide(lease, Instant.MIN, known, Drains.NONE, DampingState.NONE, when);
  }

  /** The source reports the new prefix beside the current one, for minStable. */
  private Sightings afterReports(PrefixPolicy policy, Instant when) {
    Sightings known = hear(policy, Sightings.NONE, when.minus(minStable()), said());
    return hear(policy, known, when, said());
  }

  /** The source reports the current prefix, and then the new one in its place. */
  private Sightings afterFlash(PrefixPolicy policy, Instant when) {
    Duration minStable = minStable();
    Duration proof = minStable.compareTo(PROOF) > 0 ? minStable : PROOF;
    Instant change = when.minus(proof);
    List<Announced> others = others();
    List<Announced> before = new ArrayList<>(others);
    lease
        .current()
        .ifPresent(current ->
            before.add(new Announced(current.prefix(), Lifetime.FOREVER, proof.plus(oldIsValid))));
    List<Announced> after = new ArrayList<>(List.of(announcedNext()));
    after.addAll(others);
    Sightings known = hear(policy, Sightings.NONE, change, before);
    known = hear(policy, known, change, after);
    for (Instant at = when.minus(PROOF); !at.isAfter(when); at = at.plus(BETWEEN_QUESTIONS)) {
      known = policy.solicited(known, origin().where(), at);
      known = hear(policy, known, at, after);
    }
    return known;
  }

  private Sightings hear(
      PrefixPolicy policy, Sightings known, Instant at, List<Announced> reported) {
    return policy.hear(known, new Observation(at, origin(), reported), lease);
  }

  private Duration minStable() {
    return Lifetime.bounded(intent.transition().minStable());
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

  /** The reported prefixes: the new one, the current one while it is valid, and draining ones. */
  private List<Announced> said() {
    List<Announced> said = new ArrayList<>(List.of(announcedNext()));
    lease
        .current()
        .filter(current -> !current.prefix().equals(next))
        .ifPresent(current -> said.add(new Announced(current.prefix(), Duration.ZERO, oldIsValid)));
    said.addAll(others());
    return said;
  }

  private Announced announcedNext() {
    return new Announced(next, Lifetime.FOREVER, Lifetime.FOREVER);
  }

  /** The draining prefixes, which stay valid. */
  private List<Announced> others() {
    List<Announced> others = new ArrayList<>();
    for (PrefixLease.Draining draining : lease.draining()) {
      if (!draining.prefix().equals(next)) {
        others.add(new Announced(draining.prefix(), Duration.ZERO, Lifetime.FOREVER));
      }
    }
    return others;
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
    if (asked.router().isPresent()) {
      return new Origin.OfRouter(asked.router().get().router(), asked.router().get().query());
    }
    List<Address> believed = intent.accept().routers();
    return new Origin.Advertised(
        asked.routerAdvertisement().orElseThrow(),
        believed.isEmpty() ? SOME_ROUTER : believed.getFirst());
  }
}
