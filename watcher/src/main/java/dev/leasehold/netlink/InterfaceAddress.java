package dev.leasehold.netlink;

import dev.leasehold.net.Address;
import dev.leasehold.net.Prefix;
import dev.leasehold.wire.Lifetime;
import java.util.EnumSet;
import java.util.Set;

/**
 * An IPv6 address of an interface.
 *
 * @param preferredLifetime the remaining preferred lifetime in seconds at the time of the kernel's
 *     message; {@link Lifetime#INFINITY}: no end
 * @param validLifetime the remaining valid lifetime, likewise
 */
public record InterfaceAddress(
    Address address,
    int prefixLength,
    AddressScope scope,
    Set<Flag> flags,
    long preferredLifetime,
    long validLifetime) {
  /** The scope of an address: {@code rt_scope_t} of linux/rtnetlink.h. */
  public enum AddressScope {
    GLOBAL,
    LINK,
    /** Site, host, and user-defined scopes. */
    OTHER;

    static AddressScope of(int number) {
      return switch (number) {
        case 0 -> GLOBAL;
        case 253 -> LINK;
        default -> OTHER;
      };
    }
  }

  /** The relevant flags of {@code IFA_F_*} in linux/if_addr.h. */
  public enum Flag {
    /** A temporary address for outgoing connections (RFC 8981). */
    TEMPORARY(0x01),
    /** Another node on the link has the address (RFC 4862 section 5.4.5). */
    DAD_FAILED(0x08),
    /** Its preferred lifetime has ended. */
    DEPRECATED(0x20),
    /**
     * Duplicate address detection is running (RFC 4862 section 5.4): the address cannot be bound.
     */
    TENTATIVE(0x40);

    private final int bit;

    Flag(int bit) {
      this.bit = bit;
    }

    static Set<Flag> of(long bits) {
      Set<Flag> flags = EnumSet.noneOf(Flag.class);
      for (Flag flag : values()) {
        if ((bits & flag.bit) != 0) {
          flags.add(flag);
        }
      }
      return flags;
    }
  }

  public InterfaceAddress {
    if (prefixLength < 0 || prefixLength > 128) {
      throw new IllegalArgumentException("invalid prefix length " + prefixLength);
    }
    flags = Set.copyOf(flags);
  }

  /** Whether packets may be sent from the address: duplicate address detection has succeeded. */
  public boolean isUsable() {
    return !flags.contains(Flag.TENTATIVE) && !flags.contains(Flag.DAD_FAILED);
  }

  /** The prefix of the address. */
  public Prefix prefix() {
    return Prefix.containing(address, prefixLength);
  }
}
