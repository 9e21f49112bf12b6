package dev.leasehold.watch;

import dev.leasehold.api.DynamicPrefixBinding;
import java.time.Instant;
import java.util.Optional;

/**
 * The status of one DynamicPrefixBinding.
 *
 * @param addresses what its target is to have: a CIDR, or {@code FIRST-LAST} if they are none;
 *     empty: there is nothing yet
 * @param trouble why the target in Git does not have them, in words; empty: it has them
 * @param syncedAt when the target in Git got them; empty: it never did
 */
public record BindingStatus(
    DynamicPrefixBinding binding,
    Optional<String> addresses,
    String trouble,
    Optional<Instant> syncedAt) {
  public String name() {
    return binding.name();
  }

  /** Whether the target in Git has the addresses. */
  public boolean isSynced() {
    return trouble.isEmpty();
  }
}
