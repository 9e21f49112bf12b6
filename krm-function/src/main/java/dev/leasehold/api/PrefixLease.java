package dev.leasehold.api;

import dev.leasehold.krm.Document;
import dev.leasehold.krm.Field;
import dev.leasehold.net.Prefix;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the watcher holds for one {@link DynamicPrefix}: at most one current prefix, first, and the
 * ones that drain, newest first. It carries no expiry times: those change with every renewal.
 */
public record PrefixLease(String name, String source, List<Entry> entries) implements Lease {
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

  /** One prefix of a lease. */
  public sealed interface Entry {
    Prefix prefix();

    /** When it became current, in whole seconds. */
    Instant since();
  }

  /** The prefix in use. */
  public record Current(Prefix prefix, Instant since) implements Entry {}

  /** A prefix that is still routed but has a successor. */
  public record Draining(Prefix prefix, Instant since, Drain drain) implements Entry {
    /** A prefix that is gone at a time. */
    public Draining(Prefix prefix, Instant since, Instant drainUntil) {
      this(prefix, since, new Drain.Until(drainUntil));
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
