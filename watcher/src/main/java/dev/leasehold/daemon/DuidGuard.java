package dev.leasehold.daemon;

import dev.leasehold.source.AddressAnswer;
import dev.leasehold.source.Channel;
import dev.leasehold.source.Source;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Opens no DHCPv6 client with a new DUID for a prefix that an earlier one has leased: the provider
 * would delegate another prefix.
 */
final class DuidGuard implements Function<Channel, Source> {
  private final SharedState shared;
  private final Function<Channel, Source> open;
  private final Supplier<List<String>> unread;
  private final Supplier<Set<String>> leased;
  private final InstantSource clock;

  /**
   * @param unread the targets that have not been read yet
   * @param leased the delegated prefixes that have a lease in Git
   */
  DuidGuard(
      SharedState shared,
      Function<Channel, Source> open,
      Supplier<List<String>> unread,
      Supplier<Set<String>> leased,
      InstantSource clock) {
    this.shared = shared;
    this.open = open;
    this.unread = unread;
    this.leased = leased;
    this.clock = clock;
  }

  @Override
  public Source apply(Channel channel) {
    if (channel instanceof Channel.Delegation delegation && delegation.duid().isEmpty()) {
      Optional<AddressAnswer.Failed> none =
          shared.needsDuid(unread.get(), leased.get()); // all clients share one DUID
      if (none.isPresent()) {
        return AbsentSource.forNow(channel, none.get(), clock);
      }
    }
    return open.apply(channel);
  }
}
