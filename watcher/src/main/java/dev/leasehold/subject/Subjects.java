package dev.leasehold.subject;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.PublicIPClaim;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.autoscale.Demand;
import dev.leasehold.lease.AddressPolicy;
import dev.leasehold.lease.AddressPolicy.Surroundings;
import dev.leasehold.net.Address;
import dev.leasehold.render.PackageContents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the subjects of a package.
 *
 * @param reviewed whether all changes of the target wait for a merge
 * @param routers the routers of the watcher's configuration
 * @param demand what autoscalers want beyond the claims in Git
 */
public record Subjects(boolean reviewed, KnownRouters routers, Demand demand) {
  /** Finds those of Git alone. */
  public Subjects(boolean reviewed, KnownRouters routers) {
    this(reviewed, routers, Demand.NONE);
  }

  /** The same with another demand. */
  public Subjects with(Demand other) {
    return new Subjects(reviewed, routers, other);
  }

  /**
   * The prefixes, then the claims, then the leases whose claim is gone.
   *
   * @param unread a file that cannot be read and may have a claim; empty: there is none
   * @param fixed the names of leases whose document cannot be removed
   */
  public List<Subject> of(PackageContents contents, Optional<String> unread, Set<String> fixed) {
    List<Subject> subjects = new ArrayList<>();
    for (DynamicPrefix prefix : contents.prefixes().values()) {
      subjects.add(PrefixSubject.of(prefix, contents, reviewed));
    }
    List<Claimed> claimed = claimed(contents);
    Surroundings around = surroundings(contents, claimed, fixed);
    for (Claimed one : claimed) {
      AddressPolicy facts =
          new AddressPolicy(one.claim(), one.lease(), unread, Optional.empty(), around);
      subjects.add(ClaimSubject.of(one.id(), facts, routers, reviewed));
    }
    return subjects;
  }

  private record Claimed(
      SubjectId id, Optional<PublicIPClaim> claim, Optional<PublicIPLease> lease) {}

  private List<Claimed> claimed(PackageContents contents) {
    List<Claimed> claimed = new ArrayList<>();
    Set<String> answered = new HashSet<>();
    for (PublicIPClaim claim : contents.claims().values()) {
      Optional<PublicIPLease> lease = contents.lease(claim.id()).map(PublicIPLease.class::cast);
      if (lease.filter(l -> demand.givesUp(l, contents)).isPresent()) {
        continue; // as if the claim were gone
      }
      lease.ifPresent(l -> answered.add(l.name()));
      claimed.add(new Claimed(claim.id(), Optional.of(claim), lease));
    }
    for (PublicIPClaim claim : demand.asked(contents)) {
      claimed.add(new Claimed(claim.id(), Optional.of(claim), Optional.empty()));
    }
    for (PublicIPLease lease : contents.publicIps().values()) {
      if (!answered.contains(lease.name())) {
        SubjectId id = SubjectId.publicIp(lease.name());
        claimed.add(new Claimed(id, Optional.empty(), Optional.of(lease)));
      }
    }
    return claimed;
  }

  private Surroundings surroundings(
      PackageContents contents, List<Claimed> claimed, Set<String> fixed) {
    Set<String> names = new HashSet<>(contents.publicIps().keySet());
    claimed.forEach(one -> one.claim().ifPresent(claim -> names.add(claim.name())));
    names.addAll(contents.claims().keySet());
    Map<Address, List<String>> holders = new HashMap<>();
    for (PublicIPLease lease : contents.publicIps().values()) {
      if (lease.isHeld()) {
        holders.computeIfAbsent(lease.ip(), _ -> new ArrayList<>()).add(lease.name());
      }
    }
    Map<String, String> releasing = new HashMap<>();
    Set<String> wanted = new HashSet<>();
    for (Claimed one : claimed) {
      AddressPolicy alone =
          new AddressPolicy(
              one.claim(), one.lease(), Optional.empty(), Optional.empty(), Surroundings.NONE);
      alone
          .releasingPlace()
          .ifPresent(place -> releasing.put(place, one.lease().orElseThrow().name()));
      alone.wantedPlace().ifPresent(wanted::add);
    }
    return new Surroundings(holders, names, releasing, wanted, fixed, demand.reasons(contents));
  }
}
