package dev.leasehold.lease;

import dev.leasehold.api.Drain;
import dev.leasehold.api.Durations;
import dev.leasehold.api.PrefixLease;
import dev.leasehold.api.PrefixLease.Current;
import dev.leasehold.api.PrefixLease.Draining;
import dev.leasehold.api.PrefixLease.Entry;
import dev.leasehold.net.Prefix;
import dev.leasehold.source.Origin;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One change of a PrefixLease in Git, with its reason. */
public sealed interface PrefixChange extends LeaseChange {

  /**
   * The lease after this change.
   *
   * @param since when a new current prefix became current, in whole seconds
   */
  PrefixLease applyTo(PrefixLease lease, Instant since);

  @Override
  default boolean replacesCurrent() {
    return switch (this) {
      case Succession _, Lost _ -> true;
      case DrainEnded _, DrainShortened _, HistoryTrimmed _ -> false;
    };
  }

  @Override
  default boolean mayWait() {
    return switch (this) {
      case Acquired _, Renumbered _ -> true;
      case Replaced replaced -> !replaced.cause().lost();
      case Returned _, Lost _, DrainEnded _, DrainShortened _, HistoryTrimmed _ -> false;
    };
  }

  /** A prefix becomes current. */
  sealed interface Succession extends PrefixChange {
    Prefix to();

    @Override
    default Optional<String> newValue() {
      return Optional.of(to().toString());
    }
  }

  /** A prefix is removed without a successor. */
  sealed interface Ending extends PrefixChange {
    Prefix from();

    @Override
    default PrefixLease applyTo(PrefixLease lease, Instant since) {
      return without(lease, from());
    }

    @Override
    default Optional<String> oldValue() {
      return Optional.of(from().toString());
    }

    @Override
    default Optional<String> newValue() {
      return Optional.empty();
    }
  }

  /** The lease had no current prefix and gets one. */
  record Acquired(Prefix to, Origin origin) implements Succession {
    @Override
    public String spelling() {
      return "Acquired";
    }

    @Override
    public String reason() {
      return origin.lends(to);
    }

    @Override
    public PrefixLease applyTo(PrefixLease lease, Instant since) {
      return succeed(lease, to, origin, since, Optional.empty());
    }

    @Override
    public Optional<String> oldValue() {
      return Optional.empty();
    }
  }

  /** A new prefix becomes current. The old one is still routed and drains. */
  record Renumbered(Prefix from, Prefix to, Origin origin, Standing cause, Drain drain)
      implements Succession {
    /** A drain until a time. */
    public Renumbered(Prefix from, Prefix to, Origin origin, Standing cause, Instant drainUntil) {
      this(from, to, origin, cause, new Drain.Until(drainUntil));
    }

    @Override
    public String spelling() {
      return cause.spelling();
    }

    @Override
    public String reason() {
      return origin.lends(to)
          + "; "
          + from
          + " "
          + cause.phrase()
          + switch (drain) {
            case Drain.Until(Instant end) -> " and drains until " + end;
            case Drain.AfterMerge(Duration period) ->
                " and drains for " + Durations.text(period) + " from the merge";
          };
    }

    @Override
    public PrefixLease applyTo(PrefixLease lease, Instant since) {
      Optional<Draining> old = lease.current().map(c -> c.draining(drain));
      return succeed(lease, to, origin, since, old);
    }

    @Override
    public Optional<String> oldValue() {
      return Optional.of(from.toString());
    }

    @Override
    public Optional<Instant> drainEnd() {
      return drain instanceof Drain.Until(Instant end) ? Optional.of(end) : Optional.empty();
    }
  }

  /** A new prefix replaces the old one at once, because the old one is dead or may not drain. */
  record Replaced(Prefix from, Prefix to, Origin origin, Standing cause) implements Succession {
    @Override
    public String spelling() {
      return cause.spelling();
    }

    @Override
    public String reason() {
      return origin.lends(to) + "; " + from + " " + cause.phrase() + " and is replaced at once";
    }

    @Override
    public PrefixLease applyTo(PrefixLease lease, Instant since) {
      return succeed(lease, to, origin, since, Optional.empty());
    }

    @Override
    public Optional<String> oldValue() {
      return Optional.of(from.toString());
    }
  }

  /** A draining prefix becomes current again, because its successor is lost. */
  record Returned(Prefix from, Prefix to, Origin origin, Standing cause) implements Succession {
    @Override
    public String spelling() {
      return cause.spelling();
    }

    @Override
    public String reason() {
      return from + " " + cause.phrase() + "; " + to + " still works and is current again";
    }

    @Override
    public PrefixLease applyTo(PrefixLease lease, Instant since) {
      return succeed(lease, to, origin, since, Optional.empty());
    }

    @Override
    public Optional<String> oldValue() {
      return Optional.of(from.toString());
    }
  }

  /** The current prefix is lost and has no successor, and onLoss is Withdraw. */
  record Lost(Prefix from, Standing cause) implements Ending {
    @Override
    public String spelling() {
      return cause.spelling();
    }

    @Override
    public String reason() {
      return from + " " + cause.phrase() + ", and onLoss is Withdraw";
    }
  }

  /** A drain ended on time. */
  record DrainEnded(Prefix from) implements Ending {
    @Override
    public String spelling() {
      return "Drained";
    }

    @Override
    public String reason() {
      return from + " has drained";
    }
  }

  /** A drain ended early, because the old prefix does not work any more. */
  record DrainShortened(Prefix from, Standing cause) implements Ending {
    @Override
    public String spelling() {
      return cause.spelling();
    }

    @Override
    public String reason() {
      return from + " " + cause.phrase() + " before its drain ended";
    }
  }

  /**
   * The oldest drain ended early, because more prefixes drain than maxPrefixHistory allows. This is
   * a warning.
   */
  record HistoryTrimmed(Prefix from, int maxPrefixHistory) implements Ending {
    @Override
    public String spelling() {
      return "HistoryTrimmed";
    }

    @Override
    public String reason() {
      return from + " stops draining: maxPrefixHistory is " + maxPrefixHistory;
    }
  }

  /**
   * Makes a prefix current. A draining prefix that becomes current stops draining (A to B to A);
   * the Services that keep their host parts in it stay the same, because its blocks are in pools.
   */
  private static PrefixLease succeed(
      PrefixLease lease, Prefix to, Origin origin, Instant since, Optional<Draining> old) {
    List<PrefixLease.KeptService> services =
        lease.draining().stream()
            .filter(d -> d.prefix().equals(to))
            .findFirst()
            .map(Draining::services)
            .orElse(List.of());
    List<Entry> entries = new ArrayList<>(List.of(new Current(to, since, services)));
    old.ifPresent(entries::add);
    lease.draining().stream().filter(d -> !d.prefix().equals(to)).forEach(entries::add);
    return new PrefixLease(lease.name(), origin.source(), entries);
  }

  private static PrefixLease without(PrefixLease lease, Prefix prefix) {
    List<Entry> left = lease.entries().stream().filter(e -> !e.prefix().equals(prefix)).toList();
    return new PrefixLease(lease.name(), lease.source(), left);
  }
}
