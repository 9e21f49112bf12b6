package dev.leasehold.hostparts;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.Lease;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PrefixLease.KeptService;
import dev.leasehold.api.PublicIPClaim;
import dev.leasehold.api.PublicIPLease;
import dev.leasehold.api.SubjectId;
import dev.leasehold.net.Address;
import dev.leasehold.net.AddressException;
import dev.leasehold.net.AddressRange;
import dev.leasehold.net.Family;
import dev.leasehold.net.Prefix;
import dev.leasehold.render.KeepingPool;
import dev.leasehold.render.PackageContents;
import dev.leasehold.subject.Decided;
import dev.leasehold.subject.DecidedPrefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A decision with the Services that keep their host parts in the prefix that becomes current.
 *
 * @param notes what the commit says of it, sentences without a full stop
 * @param warnings why Services do not keep their host parts
 */
public record Keeping(Decided decided, List<String> notes, List<String> warnings) {
  /** The most Services that are named in a commit. */
  private static final int MOST_NAMED = 20;

  public Keeping {
    notes = List.copyOf(notes);
    warnings = List.copyOf(warnings);
  }

  /**
   * Adds the Services to a decision.
   *
   * @param pools the pools of the package with {@code hostParts: Keep}
   * @param requested the leases in an open request; what is right there stays as it is
   */
  public static Keeping of(
      Decided decided,
      PackageContents contents,
      List<KeepingPool> pools,
      HostParts parts,
      Map<SubjectId, Lease> requested) {
    if (decided instanceof DecidedPrefix prefix) {
      List<KeepingPool> asking =
          pools.stream().filter(pool -> pool.prefix().equals(prefix.subject().name())).toList();
      Optional<Prefix> next = next(prefix);
      if (!asking.isEmpty() && next.isPresent()) {
        List<KeptService> open = kept(requested.get(prefix.id()), next.get());
        if (parts.whyNot().isEmpty() || !open.isEmpty()) {
          return new Search(prefix, contents, asking, next.get(), open).among(parts);
        }
      }
    }
    return new Keeping(decided, List.of(), List.of());
  }

  /** The bindings whose {@code hostParts: Keep} has no effect, one line each. */
  public static List<String> withoutEffect(List<KeepingPool> pools, HostParts parts) {
    return parts.whyNot().isEmpty()
        ? List.of()
        : pools.stream().map(pool -> where(pool) + " has no effect: " + parts.whyNot()).toList();
  }

  private static String where(KeepingPool pool) {
    return "DynamicPrefixBinding " + pool.binding() + ": hostParts: Keep";
  }

  /** The prefix that becomes current. What a draining prefix keeps is in the lease already. */
  private static Optional<Prefix> next(DecidedPrefix decided) {
    return decided
        .decision()
        .lease()
        .current()
        .map(PrefixLease.Current::prefix)
        .filter(next ->
            decided.subject().lease().entries().stream()
                .noneMatch(entry -> entry.prefix().equals(next)));
  }

  private static List<KeptService> kept(@Nullable Lease requested, Prefix next) {
    return requested instanceof PrefixLease lease
        ? lease
            .current()
            .filter(current -> current.prefix().equals(next))
            .map(PrefixLease.Current::services)
            .orElse(List.of())
        : List.of();
  }

  private record Search(
      DecidedPrefix decided,
      PackageContents contents,
      List<KeepingPool> pools,
      Prefix next,
      List<KeptService> requested) {
    Keeping among(HostParts parts) {
      Optional<KnownParts> known =
          parts
              .of(decided.subject().name())
              .or(() ->
                  Optional.of(new KnownParts(requested, List.of(), Set.of()))
                      .filter(_ -> !requested.isEmpty()));
      if (known.isEmpty()) {
        boolean isFirst = decided.subject().lease().entries().isEmpty();
        return new Keeping(decided, List.of(), isFirst ? List.of() : List.of(unknown()));
      }
      Set<DynamicPrefix.ServiceRef> pinned = pinned();
      Set<Address> suffixes = new HashSet<>();
      decided.subject().intent().hosts().forEach(host -> suffixes.add(host.suffix()));
      List<KeptService> kept = new ArrayList<>();
      List<String> warnings = new ArrayList<>(known.get().others());
      Set<String> refused = new HashSet<>();
      for (KeptService service : known.get().services()) {
        if (pinned.contains(service.service())) {
          continue; // it has the pool of its host or claim
        }
        boolean isOfHost = suffixes.contains(service.hostPart());
        if (!isOfHost && fits(service)) {
          kept.add(service);
        } else {
          refused.add(service.service().name());
          warnings.add(
              service.service()
                  + " does not keep its host part "
                  + service.hostPart()
                  + (isOfHost
                      ? ": it is the suffix of a host"
                      : ": no pool that it could have has that address in " + next));
        }
      }
      kept.removeIf(service -> refused.contains(service.service().name())); // excluded by name
      refused.addAll(known.get().otherNames());
      boolean isCovered =
          requested.containsAll(kept)
              && requested.stream()
                  .filter(service -> !kept.contains(service))
                  .allMatch(gone ->
                      !refused.contains(gone.service().name())
                          && !pinned.contains(gone.service())
                          && !suffixes.contains(gone.hostPart())
                          && fits(gone));
      if (isCovered) { // a Service that is gone is no reason to review the change again
        return keeping(requested, warnings);
      }
      if (kept.size() > PrefixLease.MOST_SERVICES) {
        warnings.addFirst(tooMany(kept.size()));
        kept.clear();
      }
      return keeping(kept, warnings);
    }

    private Keeping keeping(List<KeptService> kept, List<String> warnings) {
      return new Keeping(
          kept.isEmpty() ? decided : decided.keeping(kept), notes(kept), shortened(warnings));
    }

    private Set<DynamicPrefix.ServiceRef> pinned() {
      Set<DynamicPrefix.ServiceRef> pinned = new HashSet<>();
      contents
          .prefixes()
          .values()
          .forEach(prefix -> prefix.hosts().forEach(host -> host.service().ifPresent(pinned::add)));
      for (PublicIPClaim claim : contents.claims().values()) {
        boolean isIpv6 =
            contents.lease(claim.id()).orElse(null) instanceof PublicIPLease lease
                && lease.ip().family() == Family.IPV6;
        claim.service().filter(_ -> isIpv6).ifPresent(pinned::add);
      }
      return pinned;
    }

    private boolean fits(KeptService service) {
      try {
        AddressRange address = AddressRange.of(service.in(next));
        return pools.stream()
            .flatMap(pool -> pool.addressesIn(next, contents).stream())
            .anyMatch(range -> range.contains(address));
      } catch (AddressException e) {
        return false; // a longer prefix than the last
      }
    }

    private List<String> notes(List<KeptService> kept) {
      return kept.isEmpty()
          ? List.of()
          : List.of(
              kept.size()
                  + (kept.size() == 1
                      ? " Service keeps its host part"
                      : " Services keep their host parts")
                  + " in "
                  + next);
    }

    private String unknown() {
      return where(pools.getFirst())
          + ": Services get other host parts in "
          + next
          + ", because the API server has not listed the Services yet; leasehold status says why";
    }

    private String tooMany(int count) {
      return where(pools.getFirst())
          + ": Services get other host parts in "
          + next
          + ", because "
          + count
          + " have addresses of it, and at most "
          + PrefixLease.MOST_SERVICES
          + " can keep them. Pin those that matter with hosts[].service";
    }

    private static List<String> shortened(List<String> warnings) {
      if (warnings.size() <= MOST_NAMED) {
        return warnings;
      }
      List<String> named = new ArrayList<>(warnings.subList(0, MOST_NAMED));
      named.add(
          "and " + (warnings.size() - MOST_NAMED) + " more Services do not keep their host parts");
      return named;
    }
  }
}
