package dev.leasehold.lease;

import dev.leasehold.api.SubjectId;
import java.time.Instant;
import java.util.Optional;

/** One step from a lease in Git to the lease that should be there, and why. */
public sealed interface LeaseChange permits PrefixChange, LeaseChange.Removed {

  /** Why, as a plain sentence without a full stop. */
  String reason();

  /** The reason in one word, as trailers and metrics have it: a stable interface. */
  String spelling();

  /** What was in use, or drained: a prefix or an address. */
  Optional<String> oldValue();

  /** What is in use from now on. */
  Optional<String> newValue();

  /** When the old one will be gone, if it drains. */
  Optional<Instant> drainEnd();

  /**
   * The intent is gone, and with it the lease.
   *
   * @param of what was asked for
   */
  record Removed(SubjectId.Kind of) implements LeaseChange {
    @Override
    public String reason() {
      return "its " + of.intent() + " is gone";
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
    public Optional<Instant> drainEnd() {
      return Optional.empty();
    }
  }
}
