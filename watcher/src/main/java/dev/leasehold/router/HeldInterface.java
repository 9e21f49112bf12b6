package dev.leasehold.router;

import dev.leasehold.net.Address;
import java.time.Duration;
import java.util.Optional;

/**
 * An interface that Leasehold made on a router, as it is now.
 *
 * @param mac in lower case
 * @param parent the interface towards the provider; empty if it is another one than at first
 * @param isUp whether it can receive
 * @param hasClient whether its DHCP client runs
 * @param address the address of the lease; empty if there is none, or it was lost
 * @param answersArp whether the router answers ARP for that address
 * @param isSet whether the kernel's settings are as they must be
 * @param server the DHCP server
 * @param leaseTime the length of the lease
 * @param obtained the time of the last answer of the server, since the boot of the router
 */
public record HeldInterface(
    String name,
    String mac,
    Optional<String> parent,
    boolean isUp,
    boolean hasClient,
    Optional<Address> address,
    boolean answersArp,
    boolean isSet,
    Optional<Address> server,
    Optional<Duration> leaseTime,
    Optional<Duration> obtained) {
  /** Whether the address works as far as the router can tell; if not, allocate repairs it. */
  public boolean works() {
    return parent.isPresent() && isUp && hasClient && address.isPresent() && answersArp && isSet;
  }
}
