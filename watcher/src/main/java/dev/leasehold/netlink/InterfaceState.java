package dev.leasehold.netlink;

import dev.leasehold.net.Address;
import dev.leasehold.wire.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * An existing interface.
 *
 * @param index the interface index; it changes when the interface is recreated
 * @param up whether the interface is administratively up
 * @param running whether the interface is operational: it has a carrier, and any required
 *     authentication (802.1X) is done
 * @param mac six octets on Ethernet; empty on other links
 * @param addresses the IPv6 addresses, in the kernel's order
 */
public record InterfaceState(
    String name,
    int index,
    boolean up,
    boolean running,
    Bytes mac,
    List<InterfaceAddress> addresses) {
  public InterfaceState {
    addresses = List.copyOf(addresses);
  }

  /** The usable link-local address; empty while duplicate address detection is running. */
  public Optional<Address> linkLocal() {
    return addresses.stream()
        .filter(
            address -> address.scope() == InterfaceAddress.AddressScope.LINK && address.isUsable())
        .map(InterfaceAddress::address)
        .findFirst();
  }
}
