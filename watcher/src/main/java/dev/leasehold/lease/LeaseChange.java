package dev.leasehold.lease;

import dev.leasehold.api.SubjectId;
import java.time.Instant;
import java.util.Optional;

/** One change of a lease in Git, with its reason. */
public sealed interface LeaseChange permits PrefixChange, AddressChange, LeaseChange.Removed {

  /** The reason, as a sentence without a full stop. */
  String reason();

  /** The reason in one word, as in commit trailers and metrics. The spelling is stable. */
  String spelling();

  /** The prefix or address that was in use or drained; empty when there was none. */
  Optional<String> oldValue();

  /** The prefix or address in use after this change; empty when there is none. */
  Optional<String> newValue();

  /** Whether another value, or none, is in use after this change. */
  boolean replacesCurrent();

  /**
   * Whether the change may wait for others that come at the same time: the old value, if any, still
   * works. The end of a drain never waits.
   */
  boolean mayWait();

  /** When the drain of the old value ends; empty when it does not drain. */
  default Optional<Instant> drainEnd() {
    return Optional.empty();
  }

  /**
   * The lease is removed: its DynamicPrefix was deleted, or the router released its address.
   *
   * @param of the kind of the lease
   */
  record Removed(SubjectId.Kind of) implements LeaseChange {
    @Override
    public String reason() {
      return switch (of) {
        case PREFIX -> "its " + of.intent() + " is gone";
        case PUBLIC_IP -> "its address was released";
      };
    }

    @Override
    public String spelling() {
      return "Removed";
    }

    @Override
    public Optional<String> oldValue() {
      return Optional.empty();
    }

    @Override
    public Optional<String> newValue() {
      return Optional.empty();
    }

    @Override
    public boolean replacesCurrent() {
      return true;
    }

    @Override
    public boolean mayWait() {
      return true;
    }
  }
}
