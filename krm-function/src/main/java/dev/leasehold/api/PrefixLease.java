package dev.leasehold.api;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the watcher holds for one {@link DynamicPrefix}: at most one current prefix, first, and the
 * ones that drain, newest first. It carries no expiry times: those change with every renewal.
 */
public record PrefixLease(String name, String source, List<Entry> entries) implements Lease {
  /** The most Services that keep their host parts in a prefix: each has a pool of its own. */
  public static final int MOST_SERVICES = 500;

  public PrefixLease {
    entries = List.copyOf(entries);
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i) instanceof Current && i > 0) {
        throw new IllegalArgumentException(
            "exactly one prefix must be current, and it must come first");
      }
    }
    Set<Prefix> prefixes = new HashSet<>();
    for (Entry entry : entries) {
      if (!prefixes.add(entry.prefix())) {
        throw new IllegalArgumentException("duplicate prefix");
      }
    }
  }

  /**
   * Reads a document of this kind.
   *
   * @throws dev.leasehold.krm.FieldException for the first thing in it that does not fit
   */
  public static PrefixLease read(Field root) {
    return PrefixLeaseText.read(root);
  }

  @Override
  public SubjectId id() {
    return SubjectId.prefix(name);
  }

  @Override
  public Document write(Optional<Document> document, String file) {
    return PrefixLeaseText.write(this, document, file);
  }

  public Optional<Current> current() {
    return !entries.isEmpty() && entries.getFirst() instanceof Current current
        ? Optional.of(current)
        : Optional.empty();
  }

  /**
   * The lease with Services that keep their host parts in its current prefix. Only for the commit
   * that makes the prefix current: once its blocks are in pools, they do not change.
   *
   * @throws IllegalStateException without a current prefix, or if it has such Services already
   */
  public PrefixLease keeping(List<KeptService> services) {
    Current now =
        current().filter(c -> c.services().isEmpty()).orElseThrow(IllegalStateException::new);
    List<Entry> changed = new ArrayList<>(entries);
    changed.set(0, new Current(now.prefix(), now.since(), services));
    return new PrefixLease(name, source, changed);
  }

  /** Newest first. */
  public List<Draining> draining() {
    List<Draining> draining = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry instanceof Draining drains) {
        draining.add(drains);
      }
    }
    return draining;
  }

  /**
   * A Service that had an address of a pool with {@code hostParts: Keep}, and gets the address with
   * the same host part in another prefix.
   *
   * @param hostPart what the address has after the prefix: {@code ::1005}
   */
  public record KeptService(DynamicPrefix.ServiceRef service, Address hostPart) {
    /**
     * Its address in that prefix.
     *
     * @throws dev.leasehold.net.AddressException when it does not fit
     */
    public Address in(Prefix prefix) {
      return prefix.host(hostPart);
    }

    private static List<KeptService> checked(List<KeptService> services, Prefix prefix) {
      if (services.size() > MOST_SERVICES) {
        throw new IllegalArgumentException(
            services.size()
                + " Services keep their host parts in "
                + prefix
                + ", and at most "
                + MOST_SERVICES
                + " can");
      }
      Set<DynamicPrefix.ServiceRef> names = new HashSet<>();
      Set<Address> hostParts = new HashSet<>();
      for (KeptService kept : services) {
        kept.in(prefix);
        if (!names.add(kept.service)) {
          throw new IllegalArgumentException("duplicate Service " + kept.service + " in " + prefix);
        }
        if (!hostParts.add(kept.hostPart)) {
          throw new IllegalArgumentException(
              "duplicate host part " + kept.hostPart + " in " + prefix);
        }
      }
      return services.stream()
          .sorted(Comparator.comparing(kept -> kept.service.toString()))
          .toList();
    }
  }

  /** One prefix of a lease. */
  public sealed interface Entry {
    Prefix prefix();

    /** When it became current, in whole seconds. */
    Instant since();

    /**
     * The Services that keep their host parts in this prefix; at most {@link #MOST_SERVICES}, each
     * Service and each host part once. They are decided when the prefix becomes current, and never
     * change afterwards: pools would have other blocks, and Services lose their addresses.
     */
    List<KeptService> services();
  }

  /** The prefix in use. */
  public record Current(Prefix prefix, Instant since, List<KeptService> services) implements Entry {
    public Current {
      services = KeptService.checked(services, prefix);
    }

    /** One in which no Service keeps a host part. */
    public Current(Prefix prefix, Instant since) {
      this(prefix, since, List.of());
    }

    /** The same prefix with a successor. */
    public Draining draining(Drain drain) {
      return new Draining(prefix, since, drain, services);
    }
  }

  /** A prefix that is still routed but has a successor. */
  public record Draining(Prefix prefix, Instant since, Drain drain, List<KeptService> services)
      implements Entry {
    public Draining {
      services = KeptService.checked(services, prefix);
    }

    /** One in which no Service keeps a host part. */
    public Draining(Prefix prefix, Instant since, Drain drain) {
      this(prefix, since, drain, List.of());
    }

    /** A prefix that is gone at a time. */
    public Draining(Prefix prefix, Instant since, Instant drainUntil) {
      this(prefix, since, new Drain.Until(drainUntil));
    }

    /** The same drain with an end. */
    public Draining until(Instant end) {
      return new Draining(prefix, since, new Drain.Until(end), services);
    }

    /** When it is gone; empty if that depends on a merge. */
    public Optional<Instant> drainUntil() {
      return switch (drain) {
        case Drain.Until(Instant end) -> Optional.of(end);
        case Drain.AfterMerge _ -> Optional.empty();
      };
    }
  }
}
