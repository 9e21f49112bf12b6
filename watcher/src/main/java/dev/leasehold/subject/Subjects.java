package dev.leasehold.subject;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.PublicIPClaim;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.lease.AddressPolicy;
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
 */
public record Subjects(boolean reviewed, KnownRouters routers) {

  /**
   * The prefixes, then the claims, then the leases whose claim is gone.
   *
   * @param unread a file that cannot be read and may have a claim; empty: there is none
   */
  public List<Subject> of(PackageContents contents, Optional<String> unread) {
    List<Subject> subjects = new ArrayList<>();
    for (DynamicPrefix prefix : contents.prefixes().values()) {
      subjects.add(PrefixSubject.of(prefix, contents, reviewed));
    }
    Context context = Context.of(contents, unread);
    Set<String> answered = new HashSet<>();
    for (PublicIPClaim claim : contents.claims().values()) {
      Optional<PublicIPLease> lease = contents.lease(claim.id()).map(PublicIPLease.class::cast);
      lease.ifPresent(l -> answered.add(l.name()));
      subjects.add(subject(claim.id(), Optional.of(claim), lease, context));
    }
    for (PublicIPLease lease : contents.publicIps().values()) {
      if (!answered.contains(lease.name())) {
        SubjectId id = SubjectId.publicIp(lease.name());
        subjects.add(subject(id, Optional.empty(), Optional.of(lease), context));
      }
    }
    return subjects;
  }

  /** What all claims of a package share. */
  private record Context(
      Optional<String> unread, Map<Address, List<String>> holders, Set<String> names) {
    static Context of(PackageContents contents, Optional<String> unread) {
      Set<String> names = new HashSet<>(contents.publicIps().keySet());
      names.addAll(contents.claims().keySet());
      Map<Address, List<String>> holders = new HashMap<>();
      for (PublicIPLease lease : contents.publicIps().values()) {
        if (lease.isHeld()) {
          holders.computeIfAbsent(lease.ip(), _ -> new ArrayList<>()).add(lease.name());
        }
      }
      return new Context(unread, Map.copyOf(holders), Set.copyOf(names));
    }
  }

  private ClaimSubject subject(
      SubjectId id, Optional<PublicIPClaim> claim, Optional<PublicIPLease> lease, Context context) {
    AddressPolicy facts =
        new AddressPolicy(
            claim, lease, context.unread(), Optional.empty(), context.holders(), context.names());
    return ClaimSubject.of(id, facts, routers, reviewed);
  }
}
