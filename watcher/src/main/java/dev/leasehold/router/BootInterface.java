package dev.leasehold.router;

import dev.leasehold.net.Address;
import java.util.Optional;

/**
 * An interface that a router makes again at its boot.
 *
 * @param last the address that it had last, which the DHCP server is asked for
 */
public record BootInterface(WanInterface on, Optional<Address> last) {}
