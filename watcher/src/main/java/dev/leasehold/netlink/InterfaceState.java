package dev.leasehold.netlink;

import dev.leasehold.net.Address;
import dev.leasehold.wire.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * An interface that is there.
 *
 * @param index the kernel's number for it; another one when it was deleted and made again
 * @param up whether somebody wants it to work
 * @param running whether it does: there is a carrier, and what the link needs first (802.1X) is
 *     done
 * @param mac six octets on Ethernet; none elsewhere
 * @param addresses IPv6 only, in the kernel's order
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

  /** The link-local address to send from, once it is known to be the only one. */
  public Optional<Address> linkLocal() {
    return addresses.stream()
        .filter(
            address -> address.scope() == InterfaceAddress.AddressScope.LINK && address.isUsable())
        .map(InterfaceAddress::address)
        .findFirst();
  }
}
