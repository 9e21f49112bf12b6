package dev.leasehold.lease;

import dev.leasehold.api.DynamicPrefix;
import dev.leasehold.api.DynamicPrefix.Fallback;
import dev.leasehold.api.PrefixQuery;
import dev.leasehold.source.Origin;

/**
 * The sources that a DynamicPrefix gets its prefix from.
 *
 * @param prefixName the name of the DynamicPrefix
 * @param acquisition its {@code spec.acquisition}
 */
public record ConfiguredSources(String prefixName, DynamicPrefix.Acquisition acquisition) {
  public ConfiguredSources(DynamicPrefix intent) {
    this(intent.name(), intent.acquisition());
  }

  /** Whether the DynamicPrefix uses observations of this origin. */
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
      case Origin.OfRouter(String router, PrefixQuery query) ->
          acquisition
              .router()
              .filter(new DynamicPrefix.HeldByRouter(router, query)::equals)
              .isPresent();
    };
  }

  /** Whether the DynamicPrefix uses this kind of source, spelled as in {@code PrefixLease} . */
  boolean includes(String source) {
    return switch (source) {
      case Origin.Advertised.SOURCE -> acquisition.routerAdvertisement().isPresent();
      case Origin.Delegated.SOURCE -> acquisition.dhcpv6().isPresent();
      case Origin.Configured.SOURCE -> acquisition.kernel().isPresent();
      case Origin.OfRouter.SOURCE -> acquisition.router().isPresent();
      default -> false;
    };
  }

  /** Whether advertisements are used when the preferred source has no prefix. */
  boolean fallsBack() {
    return acquisition.fallback() == Fallback.ROUTER_ADVERTISEMENT;
  }

  /** Whether a source with precedence over advertisements is configured. */
  boolean hasPreferredSource() {
    return acquisition.dhcpv6().isPresent()
        || acquisition.kernel().isPresent()
        || acquisition.router().isPresent();
  }
}
