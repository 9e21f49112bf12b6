package dev.leasehold.dhcpv6.transport;

import dev.leasehold.net.Address;
import dev.leasehold.netlink.InterfaceAddress;
import dev.leasehold.netlink.InterfaceAddress.Flag;
import dev.leasehold.netlink.InterfaceState;
import dev.leasehold.wire.Bytes;
import java.util.List;
import java.util.Optional;

/** Whether a client can use an interface now. */
public sealed interface InterfaceReadiness {
  /**
   * The interface can be used.
   *
   * @param linkLocal the link-local address to send from
   * @param index the interface index
   * @param mac the MAC address; empty if the link has none
   */
  record Firm(Address linkLocal, int index, Bytes mac) implements InterfaceReadiness {}

  /**
   * The interface cannot be used now.
   *
   * @param hint the remedy or more information; may be empty
   * @param soon whether this is normal and ends within seconds
   */
  record None(String why, String hint, boolean soon) implements InterfaceReadiness {
    @Override
    public String toString() {
      return hint.isEmpty() ? why : why + "; " + hint;
    }
  }

  /** Whether the client can ignore the difference. */
  default boolean isAs(InterfaceReadiness other) {
    return this instanceof None one && other instanceof None another
        ? one.why().equals(another.why())
        : equals(other);
  }

  /**
   * The readiness of an interface.
   *
   * @param others the names of all interfaces
   */
  static InterfaceReadiness of(String name, Optional<InterfaceState> found, List<String> others) {
    if (found.isEmpty()) {
      return new None(
          "interface " + name + " not found", "available: " + String.join(", ", others), false);
    }
    InterfaceState state = found.get();
    if (!state.up()) {
      return new None("interface " + name + " is down", "run: ip link set " + name + " up", false);
    }
    if (!state.running()) {
      return new None("interface " + name + " has no carrier", "", false);
    }
    Optional<Address> linkLocal = state.linkLocal();
    return linkLocal.isPresent()
        ? new Firm(linkLocal.get(), state.index(), state.mac())
        : withoutAddress(state);
  }

  private static InterfaceReadiness withoutAddress(InterfaceState state) {
    for (InterfaceAddress address : state.addresses()) {
      if (address.scope() == InterfaceAddress.AddressScope.LINK) {
        return address.flags().contains(Flag.DAD_FAILED)
            ? new None(
                "duplicate address "
                    + address.address()
                    + " of "
                    + state.name()
                    + ": another node has it (duplicate address detection failed)",
                "change one of the two",
                false)
            : new None(
                "duplicate address detection of " + address.address() + " is running", "", true);
      }
    }
    return new None(
        "interface " + state.name() + " has no link-local address",
        "if it persists, check net.ipv6.conf." + state.name() + ".disable_ipv6 and .addr_gen_mode",
        true);
  }
}
