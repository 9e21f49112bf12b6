package dev.leasehold.daemon;

import dev.leasehold.source.AddressAnswer;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Source;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Opens no DHCPv6 client with a new DUID for a prefix that an earlier one has leased: the provider
 * would delegate another prefix.
 */
final class DuidGuard implements Function<Channel, Source> {
  private final SharedState shared;
  private final Function<Channel, Source> open;
  private final UnaryOperator<Set<String>> leased;
  private final InstantSource clock;

  /**
   * @param leased those of some prefixes that have a lease in Git
   */
  DuidGuard(
      SharedState shared,
      Function<Channel, Source> open,
      UnaryOperator<Set<String>> leased,
      InstantSource clock) {
    this.shared = shared;
    this.open = open;
    this.leased = leased;
    this.clock = clock;
  }

  @Override
  public Source apply(Channel channel) {
    if (channel instanceof Channel.Delegation delegation && delegation.duid().isEmpty()) {
      Optional<AddressAnswer.Failed> none =
          shared.needsDuid(leased.apply(delegation.asked().keySet()));
      if (none.isPresent()) {
        return new AbsentSource(channel, none.get(), clock);
      }
    }
    return open.apply(channel);
  }
}
