package dev.leasehold.source;

import dev.leasehold.api.MacAddress;
import dev.leasehold.net.Address;
import java.util.Optional;

/** What a router is asked to do for one public address. */
public sealed interface AddressOrder {
  /** The interface of the router that it is about. */
  String wanInterface();

  /**
   * To hold an address on an interface of its own.
   *
   * @param mac of the interface; empty: any
   * @param wanParent the interface towards the provider
   * @param command the command line that allocates; empty: Leasehold's own script
   * @param previous the address to ask the provider for
   */
  record Hold(
      String wanInterface,
      Optional<MacAddress> mac,
      String wanParent,
      Optional<String> command,
      Optional<Address> previous)
      implements AddressOrder {}

  /** To show the addresses that the interface has anyway. Nothing on the router is changed. */
  record Observe(String wanInterface) implements AddressOrder {}

  /** To give up what Leasehold's own script made for {@link Hold}. */
  record Release(String wanInterface, MacAddress mac, String wanParent) implements AddressOrder {}
}
