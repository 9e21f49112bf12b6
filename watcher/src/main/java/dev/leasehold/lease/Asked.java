package dev.leasehold.lease;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefix.Fallback;
import dev.leasehold.source.Origin;

/**
 * Whom an intent asks for its prefix.
 *
 * @param prefixName of the intent
 * @param acquisition of the intent
 */
public record Asked(String prefixName, DynamicPrefix.Acquisition acquisition) {
  public Asked(DynamicPrefix intent) {
    this(intent.name(), intent.acquisition());
  }

  /** Whether what this one says is asked for. */
  public boolean includes(Origin origin) {
    return switch (origin) {
      case Origin.Advertised a ->
          acquisition.routerAdvertisement().filter(a.interfaceName()::equals).isPresent();
      case Origin.Delegated d ->
          d.prefixName().equals(prefixName)
              && acquisition
                  .dhcpv6()
                  .filter(p -> p.interfaceName().equals(d.interfaceName()))
                  .isPresent();
      case Origin.Configured c ->
          acquisition.kernel().filter(c.interfaceName()::equals).isPresent();
    };
  }

  /** Whether any of that source is asked, as leases name it. */
  boolean includes(String source) {
    return switch (source) {
      case Origin.Advertised.SOURCE -> acquisition.routerAdvertisement().isPresent();
      case Origin.Delegated.SOURCE -> acquisition.dhcpv6().isPresent();
      case Origin.Configured.SOURCE -> acquisition.kernel().isPresent();
      default -> false;
    };
  }

  /** Whether advertisements are followed where the one before them has nothing. */
  boolean fallsBack() {
    return acquisition.fallback() == Fallback.ROUTER_ADVERTISEMENT;
  }

  /** Whether there is one that goes before advertisements. */
  boolean includesMoreThanAdvertisements() {
    return acquisition.dhcpv6().isPresent() || acquisition.kernel().isPresent();
  }
}
